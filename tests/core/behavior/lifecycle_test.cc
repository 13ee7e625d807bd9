#include "assay/behavior/lifecycle.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/behavior/random_streams.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

LifecycleResult Compute(const Table& table, const LifecycleQuery& query) {
  Result<LifecycleResult> result = ComputeLifecycle(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : LifecycleResult();
}

// "new/returning/resurrecting/dormant", with a "?" when the period is not over.
std::vector<std::string> Print(const std::vector<LifecycleRow>& periods) {
  std::vector<std::string> rows;
  for (const LifecycleRow& row : periods) {
    rows.push_back(std::to_string(row.fresh) + "/" + std::to_string(row.returning) + "/" + std::to_string(row.resurrecting) + "/" +
                   std::to_string(row.dormant) + (row.complete ? "" : "?"));
  }
  return rows;
}

TEST(Lifecycle, UsersAreNewThenReturnRestAndComeBack) {
  constexpr DurationMs d = kDayMs;
  const Table table = MakeTable({{0, 0, "a"}, {5, 1, "a"}, {d, 2, "a"}, {d, 3, "a", "v"}, {4 * d, 4, "a"}, {4 * d + 1, 5, "other", "w"}});
  EXPECT_EQ(Print(Compute(table, {}).rows), (std::vector<std::string>{"1/0/0/0", "1/1/0/0", "0/0/0/2", "0/0/0/0", "1/0/1/0?"}));
  LifecycleQuery query;
  query.match.event = "a";
  query.range = {d + 7, INT64_MAX};
  query.as_of = 6 * d;
  EXPECT_EQ(Print(Compute(table, query).rows), (std::vector<std::string>{"1/1/0/0", "0/0/0/2", "0/0/0/0", "0/0/1/0", "0/0/0/1"}));
  query.history = LifecycleHistory::kRange;
  EXPECT_EQ(Print(Compute(table, query).rows), (std::vector<std::string>{"2/0/0/0", "0/0/0/2", "0/0/0/0", "0/0/1/0", "0/0/0/1"}));
}

TEST(Lifecycle, NothingGivesNoRows) {
  EXPECT_TRUE(Compute(Table(), {}).rows.empty());
  LifecycleQuery query;
  query.match.event = "never";
  EXPECT_TRUE(Compute(MakeTable({{0, 0, "a"}}), query).rows.empty());
  query.match.event = "a";
  query.range = {1, 1};
  EXPECT_TRUE(Compute(MakeTable({{0, 0, "a"}}), query).rows.empty());
}

TEST(Lifecycle, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{0, 0, "a"}, {kMaxTimestampMs, 1, "a"}});
  LifecycleQuery query;
  EXPECT_EQ(ComputeLifecycle(table, query).status().code(), StatusCode::kResourceExhausted);
  query.calendar.unit = CalendarUnit::kFixed;
  EXPECT_EQ(ComputeLifecycle(table, query).status().code(), StatusCode::kInvalidArgument);
  query.calendar.width_ms = kMaxTimestampMs;
  EXPECT_EQ(Print(Compute(table, query).rows), (std::vector<std::string>{"1/0/0/0", "0/1/0/0?"}));
  query.range = {2, 1};
  EXPECT_EQ(ComputeLifecycle(table, query).status().code(), StatusCode::kInvalidArgument);
  query.range = {1, 2};
  query.history = static_cast<LifecycleHistory>(2);
  EXPECT_EQ(ComputeLifecycle(table, query).status().code(), StatusCode::kInvalidArgument);
  query.history = LifecycleHistory::kRange;
  query.filter = {{"", PropertyOperator::kExists, {}}};
  EXPECT_EQ(ComputeLifecycle(table, query).status().code(), StatusCode::kInvalidArgument);
}

// Every user and period is asked on its own. 6,000 stores, each in order, shuffled, and shuffled and sealed.
TEST(Lifecycle, AgreesWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 19;
  constexpr std::size_t kUsers = 8;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 6000; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    std::vector<TestEvent> events = RandomStream(random, kUsers, 50, kStreamStart, 10 * kDayMs, kHourMs);
    LifecycleQuery query;
    query.match.event = "a";
    if (random() % 3 == 0) query.filter = {{"x", PropertyOperator::kNotEquals, {PropertyValue::Number(1)}}};
    query.calendar.zone = RandomZone(random);
    query.calendar.unit = random() % 3 == 0 ? CalendarUnit::kWeek : CalendarUnit::kDay;
    if (random() % 2 == 0) query.range = {kStreamStart + 2 * kDayMs + 5, kStreamStart + 8 * kDayMs + 3};
    if (random() % 2 == 0) query.as_of = kStreamStart + static_cast<TimestampMs>(random() % 300) * kHourMs;
    query.history = static_cast<LifecycleHistory>(random() % 2);

    Calendar calendar = *Calendar::Make(query.calendar);
    TimestampMs end = query.range.start;
    for (const TestEvent& event : events) end = std::max(end, event.time + 1);
    end = std::min(query.range.end, query.as_of.value_or(end));
    const TimestampMs range_start = calendar.BucketStart(query.range.start);
    std::map<std::string, std::set<TimestampMs>> active;
    std::set<TimestampMs> all;
    for (const TestEvent& event : events) {
      const TestValue* x = FindValue(event, "x");
      if (event.name != "a" || event.time >= end || (!query.filter.empty() && x != nullptr && std::get<double>(*x) == 1)) continue;
      if (query.history == LifecycleHistory::kRange && event.time < range_start) continue;
      active[event.user].insert(calendar.BucketStart(event.time));
      all.insert(calendar.BucketStart(event.time));
    }
    std::vector<LifecycleRow> expected;
    TimestampMs before = INT64_MIN;
    for (TimestampMs period = all.empty() ? end : *all.begin(); period < end; before = period, period = calendar.Next(period)) {
      if (period < range_start) continue;
      LifecycleRow row{period, calendar.Next(period) <= end};
      for (const auto& [user, periods] : active) {
        const bool now = periods.contains(period);
        const bool was = periods.contains(before);
        const bool ever = *periods.begin() < period;
        row.fresh += now && !ever ? 1U : 0U;
        row.returning += now && was ? 1U : 0U;
        row.resurrecting += now && ever && !was ? 1U : 0U;
        row.dormant += !now && was ? 1U : 0U;
      }
      expected.push_back(row);
    }
    if (query.range.start >= end) expected.clear();
    for (int order = 0; order < 3; ++order) {
      if (order > 0) Shuffle(random, events);
      const LifecycleResult result = Compute(MakeTable(events, order == 2 ? 1 + random() % 40 : 0), query);
      ASSERT_EQ(Print(result.rows), Print(expected)) << where() << " order " << order;
      for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(result.rows[i].period_start, expected[i].period_start) << where();
    }
  }
}

}  // namespace
}  // namespace assay
