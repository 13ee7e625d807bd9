#include "assay/aggregate/metric.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "assay/aggregate/time_slots.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();  // "absent" in expectations only

std::string Print(const GroupKey& key) {
  std::string text;
  for (const std::optional<PropertyValue>& value : key) {
    text += text.empty() ? "" : "|";
    if (!value.has_value()) text += "-";
    else if (value->type == PropertyType::kString) text += "'" + std::string(value->text) + "'";
    else if (value->type == PropertyType::kNumber) text += std::to_string(value->number);
    else text += value->boolean ? "true" : "false";
  }
  return text;
}

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
  for (const GroupKey& key : Compute(table, query).groups) printed.push_back(Print(key));
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
  const Case cases[] = {{1, {"'three'"}, 3}, {2, {"'three'", "'two'"}, 5}, {4, {"'also one'", "'three'", "'two'", "'two again'"}, 8}, {5, {"'also one'", "'one'", "'three'", "'two'", "'two again'"}, 9}};
  for (const Case& c : cases) {
    query.max_groups = c.max_groups;
    const MetricResult result = Compute(table, query);
    std::vector<std::string> kept;
    for (const GroupKey& key : result.groups) kept.push_back(Print(key));
    EXPECT_EQ(kept, c.kept) << c.max_groups;
    EXPECT_EQ(result.groups_omitted, 5 - c.max_groups) << c.max_groups;
    EXPECT_EQ(result.rows.size(), c.rows) << c.max_groups;
  }
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
      {"unknown aggregate", [](MetricQuery& q) { q.aggregates[0].aggregate = static_cast<Aggregate>(8); }},
      {"sum of no property", [](MetricQuery& q) { q.aggregates[0].aggregate = Aggregate::kSum; }},
      {"quantile above 1", [](MetricQuery& q) { q.aggregates[0] = {Aggregate::kQuantile, "x", 1.01}; }},
      {"quantile no number", [](MetricQuery& q) { q.aggregates[0] = {Aggregate::kQuantile, "x", kNone}; }},
      {"no bucket width", [](MetricQuery& q) { q.bucket_ms = 0; }},
      {"a bucket wider than time", [](MetricQuery& q) { q.bucket_ms = INT64_MAX; }},
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

// The definition, event by event: what each (bucket, group) holds.
struct OracleCell {
  double count = 0;
  std::set<std::string> users;
  std::set<std::string> sessions;
  std::vector<double> numbers;
};

std::string PrintValue(const TestValue* value) {
  if (value == nullptr) return "-";
  if (const auto* text = std::get_if<std::string>(value)) return "'" + *text + "'";
  if (const auto* number = std::get_if<double>(value)) return std::to_string(*number);
  return std::get<bool>(*value) ? "true" : "false";
}

TEST(Metric, AgreesWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 2026;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 300; ++round) {
    std::vector<TestEvent> events;
    const std::uint64_t size = 1 + random() % 120;
    TimestampMs time = -500;
    for (std::uint64_t i = 0; i < size; ++i) {
      time += static_cast<TimestampMs>(random() % 30);
      TestEvent event{time, i, std::string(1, static_cast<char>('a' + random() % 3)), "u" + std::to_string(random() % 6)};
      if (random() % 3 != 0) event.session = "s" + std::to_string(random() % 5);
      if (random() % 4 != 0) event.properties.emplace_back("n", static_cast<double>(random() % 20) / 4);
      const std::uint64_t kind = random() % 4;
      if (kind == 1) event.properties.emplace_back("k", "v" + std::to_string(random() % 3));
      if (kind == 2) event.properties.emplace_back("k", static_cast<double>(random() % 2));
      if (kind == 3) event.properties.emplace_back("k", random() % 2 == 0);
      events.push_back(event);
    }
    if (round % 2 == 1) {
      for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
    }
    MetricQuery query;
    const std::vector<std::vector<std::string_view>> groupings = {{}, {"k"}, {"$event"}, {"$event", "k"}, {"k", "$event", "n"}};
    query.by = groupings[random() % groupings.size()];
    if (random() % 2 == 0) query.bucket_ms = static_cast<DurationMs>(1 + random() % 100);
    if (random() % 3 == 0) query.match.event = "a";
    if (random() % 3 == 0) query.range = {-450, static_cast<TimestampMs>(random() % 1000)};
    query.aggregates = {{Aggregate::kCount, "", 0},     {Aggregate::kUsers, "", 0},      {Aggregate::kSessions, "", 0},
                        {Aggregate::kSum, "n", 0},      {Aggregate::kMean, "n", 0},      {Aggregate::kMin, "n", 0},
                        {Aggregate::kMax, "n", 0},      {Aggregate::kQuantile, "n", 0.9}, {Aggregate::kQuantile, "n", 0.25}};
    std::map<std::pair<TimestampMs, std::string>, OracleCell> oracle;
    if (query.by.empty() && !query.bucket_ms.has_value()) oracle[{0, ""}];
    for (const TestEvent& event : events) {
      if (event.time < query.range.start || event.time >= query.range.end) continue;
      if (query.match.event.has_value() && event.name != *query.match.event) continue;
      std::string key;
      for (const std::string_view property : query.by) {
        key += key.empty() ? "" : "|";
        key += property == "$event" ? "'" + event.name + "'" : PrintValue(FindValue(event, std::string(property)));
      }
      TimestampMs start = 0;
      if (query.bucket_ms.has_value()) {
        start = static_cast<TimestampMs>(std::floor(static_cast<double>(event.time) / static_cast<double>(*query.bucket_ms))) * *query.bucket_ms;
      }
      OracleCell& cell = oracle[{start, key}];
      cell.count += 1;
      cell.users.insert(event.user);
      if (event.session.has_value()) cell.sessions.insert(*event.session);
      if (const TestValue* number = FindValue(event, "n")) cell.numbers.push_back(std::get<double>(*number));
    }
    const Table table = MakeTable(events);
    const MetricResult result = Compute(table, query);
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    ASSERT_EQ(result.rows.size(), oracle.size()) << where();
    TimestampMs previous_start = INT64_MIN;
    std::uint32_t previous_group = 0;
    for (std::size_t row = 0; row < result.rows.size(); ++row) {
      ASSERT_EQ(result.rows[row].bucket_start.has_value(), query.bucket_ms.has_value()) << where();
      const TimestampMs start = result.rows[row].bucket_start.value_or(0);
      const std::uint32_t group = result.rows[row].group;
      ASSERT_TRUE(row == 0 || start > previous_start || (start == previous_start && group > previous_group)) << where();
      previous_start = start;
      previous_group = group;
      const auto at = oracle.find({start, Print(result.groups[group])});
      ASSERT_NE(at, oracle.end()) << where() << " " << Print(result.groups[group]);
      OracleCell& cell = at->second;
      std::sort(cell.numbers.begin(), cell.numbers.end());
      const auto value = [&](std::size_t i) { return result.values[row * query.aggregates.size() + i]; };
      ASSERT_EQ(value(0), cell.count) << where();
      ASSERT_EQ(value(1), static_cast<double>(cell.users.size())) << where();
      ASSERT_EQ(value(2), static_cast<double>(cell.sessions.size())) << where();
      for (std::size_t i = 3; i < 9; ++i) ASSERT_EQ(value(i).has_value(), !cell.numbers.empty()) << where();
      if (cell.numbers.empty()) continue;
      double sum = 0;  // of quarters: exact
      for (const double number : cell.numbers) sum += number;
      const auto quantile = [&](double p) {
        const double position = static_cast<double>(cell.numbers.size() - 1) * p;
        const auto lower = static_cast<std::size_t>(position);
        const std::size_t upper = std::min(lower + 1, cell.numbers.size() - 1);
        return cell.numbers[lower] + (position - static_cast<double>(lower)) * (cell.numbers[upper] - cell.numbers[lower]);
      };
      ASSERT_EQ(value(3), sum) << where();
      ASSERT_EQ(value(4), sum / static_cast<double>(cell.numbers.size())) << where();
      ASSERT_EQ(value(5), cell.numbers.front()) << where();
      ASSERT_EQ(value(6), cell.numbers.back()) << where();
      ASSERT_EQ(value(7), quantile(0.9)) << where();
      ASSERT_EQ(value(8), quantile(0.25)) << where();
    }
    for (std::size_t i = 1; i < result.groups.size(); ++i) {
      ASSERT_TRUE(GroupKeyLess(result.groups[i - 1], result.groups[i])) << where();
    }
  }
}

}  // namespace
}  // namespace assay
