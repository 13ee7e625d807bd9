#include "assay/aggregate/metric.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "assay/aggregate/time_slots.h"
#include "core/aggregate/print_group_key.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();  // "absent" in expectations only

MetricResult Compute(const Table& table, const MetricQuery& query) {
  Result<MetricResult> result = ComputeMetric(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : MetricResult();
}

TEST(BucketStart, FloorsTowardsThePast) {
  EXPECT_EQ(BucketStart(0, 10), 0);
  EXPECT_EQ(BucketStart(9, 10), 0);
  EXPECT_EQ(BucketStart(10, 10), 10);
  EXPECT_EQ(BucketStart(-1, 10), -10);
  EXPECT_EQ(BucketStart(-10, 10), -10);
  EXPECT_EQ(BucketStart(-11, 10), -20);
  EXPECT_EQ(BucketStart(kMinTimestampMs, kDayMs), kMinTimestampMs);
}

TEST(Metric, EachAggregateOfAFewEvents) {
  const Table table = MakeTable({{1, 1, "buy", "ana", {{"price", 2.0}}, "s1"},
                                 {2, 2, "buy", "ana", {{"price", 4.0}}, "s1"},
                                 {3, 3, "buy", "bob", {{"price", 9.0}}},
                                 {4, 4, "buy", "bob"},
                                 {5, 5, "buy", "cem", {{"price", "free"}}, "s2"},
                                 {6, 6, "view", "dan", {{"price", 1000.0}}, "s3"}});
  struct Case {
    const char* name;
    AggregateSpec spec;
    double expected;
  };
  const Case cases[] = {
      {"count", {Aggregate::kCount, "", 0}, 5},
      {"users", {Aggregate::kUsers, "", 0}, 3},
      {"sessions", {Aggregate::kSessions, "", 0}, 2},
      {"sum", {Aggregate::kSum, "price", 0}, 15},
      {"mean", {Aggregate::kMean, "price", 0}, 5},
      {"min", {Aggregate::kMin, "price", 0}, 2},
      {"max", {Aggregate::kMax, "price", 0}, 9},
      {"median", {Aggregate::kQuantile, "price", 0.5}, 4},
      {"least quantile", {Aggregate::kQuantile, "price", 0}, 2},
      {"between", {Aggregate::kQuantile, "price", 0.75}, 6.5},
      {"sum of nothing", {Aggregate::kSum, "weight", 0}, kNone},
      {"quantile of nothing", {Aggregate::kQuantile, "weight", 0.5}, kNone},
  };
  MetricQuery query;
  query.match.event = "buy";
  for (const Case& c : cases) query.aggregates.push_back(c.spec);
  const MetricResult together = Compute(table, query);
  ASSERT_EQ(together.rows.size(), 1U);
  EXPECT_EQ(together.events_scanned, 6U);
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    query.aggregates = {cases[i].spec};
    const MetricResult alone = Compute(table, query);
    ASSERT_EQ(alone.values.size(), 1U) << cases[i].name;
    EXPECT_EQ(alone.values[0], together.values[i]) << cases[i].name;
    if (std::isnan(cases[i].expected)) {
      EXPECT_FALSE(alone.values[0].has_value()) << cases[i].name;
    } else {
      EXPECT_EQ(alone.values[0], cases[i].expected) << cases[i].name;
    }
  }
}

TEST(Metric, WithoutGroupsThereIsOneRowEvenWithoutEvents) {
  const Table table;
  MetricQuery query;
  query.aggregates = {{Aggregate::kCount, "", 0}, {Aggregate::kUsers, "", 0}, {Aggregate::kMean, "x", 0}};
  const MetricResult result = Compute(table, query);
  ASSERT_EQ(result.rows.size(), 1U);
  EXPECT_EQ(result.groups.size(), 1U);
  EXPECT_EQ(result.values[0], 0.0);
  EXPECT_EQ(result.values[1], 0.0);
  EXPECT_FALSE(result.values[2].has_value());
}

TEST(Metric, WithGroupsOrBucketsNoEventsAreNoRows) {
  const Table table = MakeTable({{1, 1, "e"}});
  MetricQuery query;
  query.match.event = "other";
  query.aggregates = {{Aggregate::kCount, "", 0}};
  query.bucket_ms = kHourMs;
  EXPECT_TRUE(Compute(table, query).rows.empty());
  query.bucket_ms.reset();
  query.by = {"$event"};
  EXPECT_TRUE(Compute(table, query).rows.empty());
  EXPECT_TRUE(Compute(table, query).groups.empty());
}

TEST(Metric, GroupsAreListedMissingFirstThenBoolNumberText) {
  const Table table = MakeTable({{1, 1, "e", "u", {{"p", "b"}}},
                                 {2, 2, "e", "u", {{"p", "B"}}},
                                 {3, 3, "e", "u", {{"p", "ä"}}},
                                 {4, 4, "e", "u", {{"p", 10.0}}},
                                 {5, 5, "e", "u", {{"p", -2.0}}},
                                 {6, 6, "e", "u", {{"p", true}}},
                                 {7, 7, "e", "u", {{"p", false}}},
                                 {8, 8, "e"},
                                 {9, 9, "e", "u", {{"p", ""}}}});
  MetricQuery query;
  query.by = {"p"};
  query.aggregates = {{Aggregate::kCount, "", 0}};
  std::vector<std::string> printed;
  for (const GroupKey& key : Compute(table, query).groups) printed.push_back(PrintGroupKey(key));
  EXPECT_EQ(printed, (std::vector<std::string>{"-", "false", "true", "-2.000000", "10.000000", "''", "'B'", "'b'", "'ä'"}));
}

TEST(Metric, TheLargestGroupsAreKeptAndTheOthersCounted) {
  std::vector<TestEvent> events;
  std::uint64_t sequence = 0;
  const std::vector<std::pair<const char*, int>> sizes = {{"one", 1}, {"three", 3}, {"also one", 1}, {"two", 2}, {"two again", 2}};
  for (const auto& [value, size] : sizes) {
    for (int i = 0; i < size; ++i, ++sequence) {
      events.push_back({static_cast<TimestampMs>(sequence * 1000), sequence, "e", "u", {{"p", value}}});
    }
  }
  const Table table = MakeTable(events);
  MetricQuery query;
  query.by = {"p"};
  query.aggregates = {{Aggregate::kCount, "", 0}};
  query.bucket_ms = 1000;
  struct Case {
    std::size_t max_groups;
    std::vector<std::string> kept;
    std::size_t rows;
  };
  const Case cases[] = {{1, {"'three'"}, 3},
                        {2, {"'three'", "'two'"}, 5},
                        {4, {"'also one'", "'three'", "'two'", "'two again'"}, 8},
                        {5, {"'also one'", "'one'", "'three'", "'two'", "'two again'"}, 9}};
  for (const Case& c : cases) {
    query.max_groups = c.max_groups;
    const MetricResult result = Compute(table, query);
    std::vector<std::string> kept;
    for (const GroupKey& key : result.groups) kept.push_back(PrintGroupKey(key));
    EXPECT_EQ(kept, c.kept) << c.max_groups;
    EXPECT_EQ(result.groups_omitted, 5 - c.max_groups) << c.max_groups;
    EXPECT_EQ(result.rows.size(), c.rows) << c.max_groups;
  }
}

TEST(Metric, TheOtherGroupsAreOneMoreWithTheirDistinctUsersTogether) {
  const Table table = MakeTable({{1, 1, "e", "ana", {{"p", "big"}, {"x", 1.0}}},
                                 {2, 2, "e", "ana", {{"p", "big"}, {"x", 2.0}}},
                                 {3, 3, "e", "ana", {{"p", "big"}}},
                                 {4, 4, "e", "ana", {{"p", "small"}, {"x", 10.0}}},
                                 {5, 5, "e", "ana", {{"p", "tiny"}, {"x", 20.0}}},
                                 {6, 6, "e", "bob", {{"x", 60.0}}}});
  MetricQuery query;
  query.by = {"p"};
  query.aggregates = {
      {Aggregate::kCount, "", 0}, {Aggregate::kUsers, "", 0}, {Aggregate::kQuantile, "x", 0.5}, {Aggregate::kDistinct, "p", 0}};
  query.max_groups = 1;
  query.other = true;
  const MetricResult result = Compute(table, query);
  ASSERT_EQ(result.groups.size(), 1U);
  ASSERT_EQ(result.rows.size(), 2U);
  EXPECT_EQ(result.rows[1].group, 1U);
  EXPECT_EQ(result.values, (std::vector<std::optional<double>>{3, 1, 1.5, 1, 3, 2, 20, 2}));
  EXPECT_EQ(result.groups_omitted, 3U);
  EXPECT_EQ(result.events_scanned, 6U);
  query.max_groups = 4;
  EXPECT_EQ(Compute(table, query).rows.size(), 4U);  // nobody is left
}

TEST(Metric, SumsKeepWhatPlainAdditionLoses) {
  std::vector<TestEvent> events;
  for (const double x : {1.0, 1e100, 1.0, -1e100}) events.push_back({1, events.size(), "e", "u", {{"x", x}}});
  MetricQuery query;
  query.aggregates = {{Aggregate::kSum, "x", 0}};
  EXPECT_EQ(Compute(MakeTable(events), query).values[0], 2.0);
}

TEST(Metric, ASumBeyondTheRangeIsInfiniteAndNeverNoNumber) {
  const Table table = MakeTable({{1, 1, "e", "u", {{"x", 1.7e308}}}, {2, 2, "e", "u", {{"x", 1.7e308}}}});
  MetricQuery query;
  query.aggregates = {{Aggregate::kSum, "x", 0}};
  EXPECT_EQ(Compute(table, query).values[0], std::numeric_limits<double>::infinity());
}

TEST(Metric, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{1, 1, "e"}});
  struct Case {
    const char* name;
    void (*breaks)(MetricQuery&);
  };
  const Case cases[] = {
      {"no aggregate", [](MetricQuery& q) { q.aggregates.clear(); }},
      {"unknown aggregate", [](MetricQuery& q) { q.aggregates[0].aggregate = static_cast<Aggregate>(13); }},
      {"sum of no property", [](MetricQuery& q) { q.aggregates[0].aggregate = Aggregate::kSum; }},
      {"quantile above 1", [](MetricQuery& q) { q.aggregates[0] = {Aggregate::kQuantile, "x", 1.01}; }},
      {"quantile no number", [](MetricQuery& q) { q.aggregates[0] = {Aggregate::kQuantile, "x", kNone}; }},
      {"no bucket width", [](MetricQuery& q) { q.bucket_ms = 0; }},
      {"a bucket wider than time", [](MetricQuery& q) { q.bucket_ms = INT64_MAX; }},
      {"two kinds of buckets", [](MetricQuery& q) { q.bucket_ms = 1, q.bucket_unit = CalendarUnit::kDay; }},
      {"a unit that is none", [](MetricQuery& q) { q.bucket_unit = CalendarUnit::kFixed; }},
      {"an unknown unit", [](MetricQuery& q) { q.bucket_unit = static_cast<CalendarUnit>(7); }},
      {"a zone out of order", [](MetricQuery& q) { q.bucket_unit = CalendarUnit::kDay, q.zone = {{2, 0}, {1, 0}}; }},
      {"a comparison of all time", [](MetricQuery& q) { q.compare_ms = 0; }},
      {"a comparison with the future", [](MetricQuery& q) { q.range = {0, 1}, q.compare_ms = -1; }},
      {"distinct values of no property", [](MetricQuery& q) { q.aggregates[0].aggregate = Aggregate::kDistinct; }},
      {"no groups", [](MetricQuery& q) { q.max_groups = 0; }},
      {"a nameless property", [](MetricQuery& q) { q.by = {""}; }},
      {"a range that ends before it starts", [](MetricQuery& q) { q.range = {2, 1}; }},
      {"a malformed filter", [](MetricQuery& q) { q.filter = {{"x", PropertyOperator::kEquals, {}}}; }},
      {"a malformed match", [](MetricQuery& q) { q.match.where = {{"x", PropertyOperator::kEquals, {}}}; }},
  };
  for (const Case& c : cases) {
    MetricQuery query;
    query.aggregates = {{Aggregate::kCount, "", 0}};
    ASSERT_TRUE(ComputeMetric(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputeMetric(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

}  // namespace
}  // namespace assay
