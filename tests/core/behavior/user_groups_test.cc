#include "assay/behavior/user_groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assay/behavior/lifecycle.h"
#include "assay/behavior/paths.h"
#include "assay/behavior/stickiness.h"
#include "core/behavior/random_streams.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

constexpr std::uint64_t kSeed = 47;
constexpr int kRounds = 800;

// The groups of a stream by definition: of the events in total order, a user's first that carries "plan"; "" where none does.
struct Expected {
  std::vector<std::pair<std::string, std::set<std::string>>> groups;  // those kept, with their users, ascending
  std::uint64_t omitted = 0;
};

template <typename Looks>
Expected GroupsOf(std::vector<TestEvent> events, std::size_t max_groups, Looks looks_at) {
  std::sort(events.begin(), events.end(), [](const TestEvent& a, const TestEvent& b) { return a.sequence < b.sequence; });
  std::map<std::string, std::string> key_of;
  for (const TestEvent& event : events) {
    if (!looks_at(event)) continue;
    std::string& key = key_of[event.user];
    const TestValue* plan = FindValue(event, "plan");
    if (key.empty() && plan != nullptr) key = std::get<std::string>(*plan);
  }
  std::map<std::string, std::set<std::string>> users;
  for (const auto& [user, key] : key_of) users[key].insert(user);
  std::vector<std::pair<std::string, std::set<std::string>>> all(users.begin(), users.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  Expected expected;
  expected.omitted = all.size() - std::min(all.size(), max_groups);
  all.resize(std::min(all.size(), max_groups));
  std::sort(all.begin(), all.end());
  expected.groups = std::move(all);
  return expected;
}

UserSet SetOf(const Table& table, const std::set<std::string>& users) {
  UserSet set(table.users().size());
  for (UserIndex user = 0; user < table.users().size(); ++user) {
    if (users.contains(std::string(table.users().Text(user)))) set.Insert(user);
  }
  return set;
}

// Asks for all groups at once and for the users of each alone, on the same table, and hands both answers to `expect_same`.
template <typename Query, typename Compute, typename Looks, typename ExpectSame>
void ExpectGroups(const std::vector<TestEvent>& events, const Table& table, Query query, Compute compute, Looks looks_at,
                  ExpectSame expect_same, const ::testing::Message& where) {
  const auto asked_alone = query;
  query.by = {"plan"};
  const auto answer = compute(table, query);
  const auto whole = compute(table, asked_alone);
  ASSERT_TRUE(answer.ok() && whole.ok()) << where;
  const Expected expected = GroupsOf(events, query.max_groups, looks_at);
  expect_same(*answer, *whole, -1);
  ASSERT_TRUE(whole->groups.empty()) << where;
  ASSERT_EQ(answer->groups.size(), expected.groups.size()) << where;
  ASSERT_EQ(answer->groups_omitted, expected.omitted) << where;
  for (std::size_t i = 0; i < expected.groups.size(); ++i) {
    const std::optional<PropertyValue>& key = answer->groups[i][0];
    ASSERT_EQ(key.has_value() ? std::string(key->text) : "", expected.groups[i].first) << where;
    const UserSet users = SetOf(table, expected.groups[i].second);
    Query alone = asked_alone;
    alone.filter.emplace_back().users = &users;
    const auto solo = compute(table, alone);
    ASSERT_TRUE(solo.ok()) << where;
    expect_same(*answer, *solo, static_cast<int>(i));
  }
}

std::vector<TestEvent> Stream(std::mt19937_64& random, DurationMs span_ms, DurationMs grain_ms) {
  std::vector<TestEvent> events = RandomStream(random, 8, 60, kStreamStart, span_ms, grain_ms);
  if (random() % 2 == 0) Shuffle(random, events);
  return events;
}

Table TableOf(std::mt19937_64& random, const std::vector<TestEvent>& events) {
  return MakeTable(events, random() % 3 == 0 ? 0 : 1 + random() % 40);
}

auto Fields(const LifecycleRow& row) {
  return std::tuple(row.period_start, row.complete, row.fresh, row.returning, row.resurrecting, row.dormant);
}

TEST(UserGroups, LifecycleOfAGroupIsThatOfItsUsersAlone) {
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<TestEvent> events = Stream(random, 8 * kDayMs, kHourMs);
    const Table table = TableOf(random, events);
    LifecycleQuery query;
    query.match.event = "a";
    query.calendar.zone = RandomZone(random);
    query.max_groups = 1 + random() % 4;
    query.as_of = kStreamStart + 9 * kDayMs;
    if (random() % 2 == 0) query.range.start = kStreamStart + 2 * kDayMs;
    query.history = static_cast<LifecycleHistory>(random() % 2);
    Calendar calendar = *Calendar::Make(query.calendar);
    const TimestampMs from = query.history == LifecycleHistory::kRange ? calendar.BucketStart(query.range.start) : INT64_MIN;
    const auto where = ::testing::Message() << "seed " << kSeed << " round " << round;
    ExpectGroups(
        events, table, query, ComputeLifecycle, [&](const TestEvent& event) { return event.name == "a" && event.time >= from; },
        [&](const LifecycleResult& answer, const LifecycleResult& alone, int group) {
          const std::vector<LifecycleRow>& told = group < 0 ? answer.rows : answer.group_rows[static_cast<std::size_t>(group)];
          ASSERT_EQ(told.size(), answer.rows.size()) << where;
          // The users alone may begin later; before that nothing happens.
          const std::size_t skipped = told.size() - alone.rows.size();
          for (std::size_t i = 0; i < told.size(); ++i) {
            if (i < skipped) {
              ASSERT_EQ(told[i].fresh + told[i].returning + told[i].resurrecting + told[i].dormant, 0U) << where;
            } else {
              ASSERT_EQ(Fields(told[i]), Fields(alone.rows[i - skipped])) << where;
            }
          }
        },
        where);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(UserGroups, StickinessOfAGroupIsThatOfItsUsersAlone) {
  std::mt19937_64 random(kSeed + 1);
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<TestEvent> events = Stream(random, 8 * kDayMs, kHourMs);
    const Table table = TableOf(random, events);
    StickinessQuery query;
    query.match.event = "a";
    query.windows = {1, 3};
    query.max_groups = 1 + random() % 4;
    query.as_of = kStreamStart + 9 * kDayMs;
    if (random() % 2 == 0) query.range.start = kStreamStart + 3 * kDayMs;
    const TimestampMs from = query.range.start == TimeRange().start ? INT64_MIN : kStreamStart + kDayMs;  // the widest window before
    const auto where = ::testing::Message() << "seed " << kSeed + 1 << " round " << round;
    ExpectGroups(
        events, table, query, ComputeStickiness, [&](const TestEvent& event) { return event.name == "a" && event.time >= from; },
        [&](const StickinessResult& answer, const StickinessResult& alone, int group) {
          const StickinessCounts& told = group < 0 ? answer : answer.group_counts[static_cast<std::size_t>(group)];
          ASSERT_EQ(told.users, alone.users) << where;
          ASSERT_EQ(told.users_in_exactly, alone.users_in_exactly) << where;
          ASSERT_EQ(told.users_in_at_least, alone.users_in_at_least) << where;
          ASSERT_EQ(told.periods.size(), answer.periods.size()) << where;
          const std::size_t skipped = told.periods.size() - alone.periods.size();
          for (std::size_t i = 0; i < told.periods.size(); ++i) {
            const std::uint64_t users = i < skipped ? 0 : alone.periods[i - skipped].users;
            ASSERT_EQ(told.periods[i].users, users) << where;
            for (std::size_t w = 0; w < 2; ++w) {
              const StickinessWindow& window = told.windows[i * 2 + w];
              const StickinessWindow expected = i < skipped ? StickinessWindow() : alone.windows[(i - skipped) * 2 + w];
              ASSERT_EQ(window.users, expected.users) << where;
              ASSERT_EQ(window.active_periods, expected.active_periods) << where;
              if (i >= skipped) {
                ASSERT_EQ(window.whole, expected.whole) << where;
              }
            }
          }
        },
        where);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

std::string Name(const PathsCounts& counts, std::uint32_t value) {
  return counts.values[value].has_value() ? std::string(counts.values[value]->text) : "-";
}

std::string Print(const PathsCounts& counts) {
  std::string text = std::to_string(counts.paths) + " of " + std::to_string(counts.units) + "\n";
  for (const PathNode& node : counts.nodes) {
    text += std::to_string(node.step) + (node.value.has_value() ? Name(counts, *node.value) : "(other)") + " " +
            std::to_string(node.count) + "-" + std::to_string(node.ended) + "/" + std::to_string(node.merged_values) + "\n";
  }
  for (const PathLink& link : counts.links) {
    text += std::to_string(link.source) + ">" + std::to_string(link.target) + " " + std::to_string(link.count) + " " +
            std::to_string(link.median_ms) + "\n";
  }
  for (const PathFlow& flow : counts.flows) {
    for (const std::uint32_t value : flow.values) text += Name(counts, value);
    text += " " + std::to_string(flow.count) + "\n";
  }
  return text + std::to_string(counts.flows_omitted);
}

TEST(UserGroups, PathsOfAGroupAreThoseOfItsUsersAlone) {
  std::mt19937_64 random(kSeed + 2);
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<TestEvent> events = Stream(random, 100, 1);
    const Table table = TableOf(random, events);
    PathsQuery query;
    if (random() % 3 != 0) query.anchor = {{"a", {}}};
    query.unit = static_cast<PathUnit>(random() % 2);
    query.direction = static_cast<PathDirection>(random() % 2);
    query.occurrence = static_cast<PathOccurrence>(random() % 2);
    query.depth = 3;
    query.top_nodes = static_cast<std::uint32_t>(1 + random() % 3);
    query.top_flows = static_cast<std::uint32_t>(random() % 6);
    query.max_groups = 1 + random() % 4;
    const auto where = ::testing::Message() << "seed " << kSeed + 2 << " round " << round;
    ExpectGroups(
        events, table, query, ComputePaths,
        [&](const TestEvent& event) { return query.unit == PathUnit::kUser || event.session.has_value(); },
        [&](const PathsResult& answer, const PathsResult& alone, int group) {
          const PathsCounts& told = group < 0 ? answer : answer.group_counts[static_cast<std::size_t>(group)];
          ASSERT_EQ(Print(told), Print(alone)) << where;
        },
        where);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(UserGroups, SeveralPropertiesAreOneKeyAndTheEventsNameIsAProperty) {
  const Table table = MakeTable({{0, 0, "open", "a", {{"plan", "p"}}},
                                 {1, 1, "open", "a", {{"plan", "q"}, {"x", 1.0}}},
                                 {2, 2, "close", "b", {{"plan", "p"}}},
                                 {3, 3, "open", "c", {{"x", 1.0}, {"plan", "p"}}}});
  LifecycleQuery query;
  query.by = {"plan", "x", "$event"};
  const Result<LifecycleResult> result = ComputeLifecycle(table, query);
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->groups.size(), 2U);
  EXPECT_FALSE(result->groups[0][1].has_value());
  EXPECT_EQ(result->groups[0][2]->text, "close");
  EXPECT_EQ(result->groups[1][0]->text, "p");
  EXPECT_EQ(result->groups[1][1]->number, 1);
  EXPECT_EQ(result->group_rows[0][0].fresh, 1U);
  EXPECT_EQ(result->group_rows[1][0].fresh, 2U);
}

TEST(UserGroups, MalformedAndOversizedQuestionsAreRefused) {
  const Table table = MakeTable({{0, 0, "a", "u"}, {kDayMs * 90'000, 1, "a", "v", {{"x", 1.0}}}});
  LifecycleQuery lifecycle;
  lifecycle.by = {""};
  EXPECT_EQ(ComputeLifecycle(table, lifecycle).status().code(), StatusCode::kInvalidArgument);
  lifecycle.by = {"x"};
  lifecycle.max_groups = 0;
  EXPECT_EQ(ComputeLifecycle(table, lifecycle).status().code(), StatusCode::kInvalidArgument);
  lifecycle.max_groups = 2;
  EXPECT_TRUE(ComputeLifecycle(table, lifecycle).ok());
  StickinessQuery stickiness;
  stickiness.by = {"x"};
  EXPECT_TRUE(ComputeStickiness(table, stickiness).ok());
  stickiness.windows = {1, 2};  // 2 groups x 90,001 periods x 3
  EXPECT_EQ(ComputeStickiness(table, stickiness).status().code(), StatusCode::kResourceExhausted);
  stickiness.max_groups = 0;
  EXPECT_EQ(ComputeStickiness(table, stickiness).status().code(), StatusCode::kInvalidArgument);
  PathsQuery paths;
  paths.by = {""};
  EXPECT_EQ(ComputePaths(table, paths).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay
