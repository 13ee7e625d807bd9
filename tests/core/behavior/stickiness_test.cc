#include "assay/behavior/stickiness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/behavior/random_streams.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

using Counts = std::vector<std::uint64_t>;

StickinessResult Compute(const Table& table, const StickinessQuery& query) {
  Result<StickinessResult> result = ComputeStickiness(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : StickinessResult();
}

TEST(Stickiness, CountsActivePeriodsPerUserAndUsersPerWindow) {
  constexpr DurationMs d = kDayMs;
  const Table table = MakeTable({{0, 0, "a"}, {1, 1, "a"}, {d, 2, "a"}, {d, 3, "a", "v"}, {3 * d, 4, "a"}, {3 * d, 5, "b", "w"}});
  StickinessQuery query;
  query.windows = {1, 3};
  const StickinessResult result = Compute(table, query);
  EXPECT_EQ(result.users, 3U);
  EXPECT_EQ(result.users_in_exactly, (Counts{2, 0, 1}));
  EXPECT_EQ(result.users_in_at_least, (Counts{3, 1, 1}));
  Counts daily;
  Counts window_users;
  Counts window_active;
  std::vector<bool> whole;
  for (std::size_t i = 0; i < result.periods.size(); ++i) {
    daily.push_back(result.periods[i].users);
    EXPECT_EQ(result.windows[i * 2].users, result.periods[i].users);
    EXPECT_EQ(result.windows[i * 2].active_periods, result.periods[i].users);
    window_users.push_back(result.windows[i * 2 + 1].users);
    window_active.push_back(result.windows[i * 2 + 1].active_periods);
    whole.push_back(result.windows[i * 2 + 1].whole);
  }
  EXPECT_EQ(daily, (Counts{1, 2, 0, 2}));
  EXPECT_EQ(window_users, (Counts{1, 2, 2, 3}));
  EXPECT_EQ(window_active, (Counts{1, 3, 3, 4}));
  EXPECT_EQ(whole, (std::vector<bool>{false, false, true, true}));
  EXPECT_FALSE(result.periods.back().complete);
}

TEST(Stickiness, NothingGivesNothing) {
  const StickinessResult result = Compute(Table(), {});
  EXPECT_EQ(result.users, 0U);
  EXPECT_TRUE(result.users_in_exactly.empty());
  EXPECT_TRUE(result.periods.empty());
}

TEST(Stickiness, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{kMinTimestampMs, 0, "a"}, {0, 0, "a"}});
  struct Case {
    const char* name;
    void (*breaks)(StickinessQuery&);
    StatusCode code;
  };
  const Case cases[] = {
      {"an empty window", [](StickinessQuery& q) { q.windows = {0}; }, StatusCode::kInvalidArgument},
      {"a window too wide", [](StickinessQuery& q) { q.windows = {kMaxStickinessWindow + 1}; }, StatusCode::kInvalidArgument},
      {"too many windows", [](StickinessQuery& q) { q.windows.assign(9, 1); }, StatusCode::kInvalidArgument},
      {"too many periods", [](StickinessQuery& q) { q.calendar = {CalendarUnit::kDay, 0, {}}; }, StatusCode::kResourceExhausted},
      {"a range that ends before it starts", [](StickinessQuery& q) { q.range = {2, 1}; }, StatusCode::kInvalidArgument},
      {"no width", [](StickinessQuery& q) { q.calendar.width_ms = 0; }, StatusCode::kInvalidArgument},
      {"a malformed match", [](StickinessQuery& q) { q.match.where = {{"x", PropertyOperator::kEquals, {}}}; },
       StatusCode::kInvalidArgument},
  };
  for (const Case& c : cases) {
    StickinessQuery query;
    query.calendar = {CalendarUnit::kFixed, kMaxTimestampMs, {}};
    query.windows = {kMaxStickinessWindow};
    EXPECT_EQ(Compute(table, query).periods.size(), 2U);
    c.breaks(query);
    EXPECT_EQ(ComputeStickiness(table, query).status().code(), c.code) << c.name;
  }
}

// Sets of users per period, and their unions. 6,000 stores, each in order, shuffled, and shuffled and sealed.
TEST(Stickiness, AgreesWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 20;
  constexpr std::size_t kUsers = 8;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 6000; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    std::vector<TestEvent> events = RandomStream(random, kUsers, 50, kStreamStart, 12 * kDayMs, kHourMs);
    StickinessQuery query;
    query.match.event = "a";
    query.calendar.zone = RandomZone(random);
    query.calendar.unit = random() % 4 == 0 ? CalendarUnit::kWeek : CalendarUnit::kDay;
    query.windows = {static_cast<std::uint32_t>(1 + random() % 5), static_cast<std::uint32_t>(1 + random() % 20)};
    if (random() % 2 == 0) query.range = {kStreamStart + 4 * kDayMs + 5, kStreamStart + 9 * kDayMs + 3};
    if (random() % 2 == 0) query.as_of = kStreamStart + static_cast<TimestampMs>(random() % 400) * kHourMs;

    Calendar calendar = *Calendar::Make(query.calendar);
    TimestampMs end = query.range.start;
    for (const TestEvent& event : events) end = std::max(end, event.time + 1);
    end = std::min(query.range.end, query.as_of.value_or(end));
    const TimestampMs range_start = calendar.BucketStart(query.range.start);
    const std::uint32_t widest = std::max(query.windows[0], query.windows[1]);
    std::map<TimestampMs, std::set<std::string>> users_of;
    std::map<std::string, std::set<TimestampMs>> periods_of;
    TimestampMs earliest = end;
    for (const TestEvent& event : events) {
      earliest = std::min(earliest, event.time);
      const TimestampMs period = calendar.BucketStart(event.time);
      const bool in_reach = query.range.start == kMinTimestampMs || calendar.BucketsBetween(event.time, range_start) < widest;
      if (event.name != "a" || event.time >= end || !in_reach) continue;
      users_of[period].insert(event.user);
      if (period >= range_start) periods_of[event.user].insert(period);
    }
    for (int order = 0; order < 3; ++order) {
      if (order > 0) Shuffle(random, events);
      const StickinessResult result = Compute(MakeTable(events, order == 2 ? 1 + random() % 40 : 0), query);
      std::size_t row = 0;
      const TimestampMs first = users_of.empty() ? end : std::max(range_start, users_of.begin()->first);
      for (TimestampMs period = first; period < end && query.range.start < end; period = calendar.Next(period), ++row) {
        ASSERT_LT(row, result.periods.size()) << where();
        ASSERT_EQ(result.periods[row].start, period) << where();
        ASSERT_EQ(result.periods[row].users, users_of.contains(period) ? users_of[period].size() : 0) << where();
        ASSERT_EQ(result.periods[row].complete, calendar.Next(period) <= end) << where();
        for (std::size_t window = 0; window < 2; ++window) {
          std::set<std::string> users;
          std::uint64_t active = 0;
          for (const auto& [of, members] : users_of) {
            const std::int64_t back = calendar.BucketsBetween(of, period);
            if (back < 0 || back >= query.windows[window]) continue;
            users.insert(members.begin(), members.end());
            active += members.size();
          }
          const StickinessWindow& found = result.windows[row * 2 + window];
          ASSERT_EQ(found.users, users.size()) << where() << " order " << order;
          ASSERT_EQ(found.active_periods, active) << where() << " order " << order;
          ASSERT_EQ(found.whole, calendar.BucketsBetween(earliest, period) + 1 >= query.windows[window]) << where();
        }
      }
      ASSERT_EQ(row, result.periods.size()) << where();
      ASSERT_EQ(result.users, query.range.start < end ? periods_of.size() : 0) << where();
      std::uint64_t at_least = result.users;
      for (std::size_t k = 1; k <= result.users_in_exactly.size(); ++k) {
        const auto exactly = static_cast<std::uint64_t>(
            std::count_if(periods_of.begin(), periods_of.end(), [k](const auto& user) { return user.second.size() == k; }));
        ASSERT_EQ(result.users_in_exactly[k - 1], exactly) << where();
        ASSERT_EQ(result.users_in_at_least[k - 1], at_least) << where();
        at_least -= exactly;
      }
      ASSERT_EQ(at_least, 0U) << where();
    }
  }
}

}  // namespace
}  // namespace assay
