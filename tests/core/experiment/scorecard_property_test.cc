// Scorecards of random events against the definition applied to plain structs, user by user.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "assay/experiment/scorecard.h"
#include "core/experiment/event_list.h"

namespace assay {
namespace {

struct Expected {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> arms;  // users, conversions
  std::uint64_t several = 0;
  std::uint64_t unknown = 0;
  std::uint64_t scanned = 0;
};

std::string TextOf(const TestEvent& event, const std::string& property) {
  for (const auto& [name, value] : event.texts) {
    if (name == property) return value;
  }
  return "";
}

// The query of the tests below: experiment "checkout", filter country = "de", conversions "order" with amount > 3.
Expected BruteForce(const std::vector<TestEvent>& events, const std::vector<std::string>& arms, DurationMs window, TimeRange range) {
  Expected expected;
  for (const std::string& arm : arms) expected.arms[arm] = {0, 0};
  std::map<std::string, std::vector<const TestEvent*>> by_user;
  for (const TestEvent& event : events) {
    if (event.time < range.start || event.time >= range.end) continue;
    ++expected.scanned;
    if (TextOf(event, "country") == "de") by_user[event.user].push_back(&event);
  }
  for (auto& [user, history] : by_user) {
    std::sort(history.begin(), history.end(),
              [](const TestEvent* a, const TestEvent* b) { return std::tie(a->time, a->sequence) < std::tie(b->time, b->sequence); });
    std::set<std::string> seen;
    const TestEvent* first = nullptr;
    bool converted = false;
    for (const TestEvent* event : history) {
      if (event->name == "$exposure" && TextOf(*event, "experiment") == "checkout") {
        seen.insert(TextOf(*event, "variant"));
        if (first == nullptr) first = event;
      } else if (event->name == "order" && event->amount.value_or(0) > 3 && first != nullptr && event->time <= first->time + window) {
        converted = true;
      }
    }
    if (seen.empty()) continue;
    if (seen.size() > 1) {
      ++expected.several;
    } else if (expected.arms.count(*seen.begin()) == 0) {
      ++expected.unknown;
    } else {
      ++expected.arms[*seen.begin()].first;
      expected.arms[*seen.begin()].second += converted ? 1U : 0U;
    }
  }
  return expected;
}

std::vector<TestEvent> RandomEvents(std::mt19937_64& random, std::size_t count, std::size_t users) {
  const char* variants[] = {"control", "a", "a", "control", "b", "unplanned"};
  std::vector<TestEvent> events;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t number = random() % users;
    const std::string user = "u" + std::to_string(number);
    const auto time = static_cast<TimestampMs>(random() % 40);  // few instants: many ties
    TestEvent event;
    if (random() % 3 == 0) {
      // Mostly one variant per user, so that arms fill up.
      const char* variant = random() % 12 == 0 ? variants[random() % 6] : variants[number % 6];
      event = Exposure(user, time, i, variant, random() % 8 == 0 ? "pricing" : "checkout");
    } else {
      event = {random() % 2 == 0 ? "order" : "page", user, time, i, {}, {}};
      if (random() % 5 != 0) event.amount = static_cast<double>(random() % 8);
    }
    if (random() % 6 != 0) event.texts.emplace_back("country", random() % 5 == 0 ? "fr" : "de");
    events.push_back(event);
  }
  for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);  // any order of arrival
  return events;
}

void ExpectAgreement(std::uint64_t seed, std::size_t count, std::size_t users) {
  std::mt19937_64 random(seed);
  const std::vector<TestEvent> events = RandomEvents(random, count, users);
  Table table = TableOf(events);
  if (seed % 2 == 0) table.Seal(16);
  ExperimentQuery query;
  query.experiment = "checkout";
  query.arms = {"control", "a", "b"};
  query.conversion.event = "order";
  query.conversion.where.push_back({"amount", PropertyOperator::kGt, {PropertyValue::Number(3)}});
  query.filter.push_back({"country", PropertyOperator::kEquals, {PropertyValue::String("de")}});
  query.window_ms = static_cast<DurationMs>(random() % 20);
  query.range = {static_cast<TimestampMs>(random() % 8), static_cast<TimestampMs>(32 + random() % 10)};
  const Expected expected = BruteForce(events, {"control", "a", "b"}, query.window_ms, query.range);
  const Result<Scorecard> scorecard = ComputeScorecard(table, query);
  ASSERT_TRUE(scorecard.ok());
  ASSERT_EQ(scorecard->arms.size(), 3U);
  for (const ArmScore& arm : scorecard->arms) {
    const auto& [trials, successes] = expected.arms.at(std::string(arm.arm));
    EXPECT_EQ(arm.conversion.trials(), trials) << "seed " << seed << ", arm " << arm.arm;
    EXPECT_EQ(arm.conversion.successes(), successes) << "seed " << seed << ", arm " << arm.arm;
  }
  EXPECT_EQ(scorecard->excluded_multiple_arms, expected.several) << "seed " << seed;
  EXPECT_EQ(scorecard->unknown_arm_users, expected.unknown) << "seed " << seed;
  EXPECT_EQ(scorecard->events_scanned, expected.scanned) << "seed " << seed;
}

TEST(ScorecardProperty, AgreesWithBruteForceOnManySmallTables) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) ExpectAgreement(seed, seed % 200, 1 + seed % 30);
}

TEST(ScorecardProperty, AgreesWithBruteForceAcrossRowGroups) {
  ExpectAgreement(1001, kRowGroupRows + 5'000, 9'000);
  ExpectAgreement(1002, kRowGroupRows + 5'000, 9'000);
}

}  // namespace
}  // namespace assay
