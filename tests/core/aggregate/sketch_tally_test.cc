#include "assay/aggregate/sketch_tally.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "assay/aggregate/formula.h"
#include "assay/aggregate/metric.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

MetricQuery Approximate(std::string_view by = "") {
  MetricQuery query;
  query.aggregates = {{Aggregate::kUsers, "", 0},
                      {Aggregate::kApproxUsers, "", 0},
                      {Aggregate::kApproxDistinct, "k", 0},
                      {Aggregate::kApproxQuantile, "n", 0.5},
                      {Aggregate::kApproxQuantile, "n", 0.95}};
  query.sketches = true;
  if (!by.empty()) query.by = {by};
  return query;
}

constexpr std::size_t kValues = 5;
constexpr std::size_t kSketches = 4;  // of each row

MetricResult Compute(const Table& table, const MetricQuery& query) {
  Result<MetricResult> result = ComputeMetric(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : MetricResult();
}

std::vector<TestEvent> RandomEvents(std::mt19937_64& random, std::size_t size, std::size_t users) {
  std::vector<TestEvent> events(size);
  for (std::size_t i = 0; i < size; ++i) {
    TestEvent& event = events[i];
    event = {static_cast<TimestampMs>(random() % 1000), i, "e", "ü" + std::to_string(random() % users)};
    event.properties.emplace_back("g", std::string(1, static_cast<char>('a' + random() % 2)));
    if (random() % 3 != 0) event.properties.emplace_back("n", std::ldexp(static_cast<double>(1 + random() % 1000), -5));
    const std::uint64_t kind = random() % 4;
    if (kind == 1) event.properties.emplace_back("k", "v" + std::to_string(random() % 300));
    if (kind == 2) event.properties.emplace_back("k", static_cast<double>(random() % 300));
    if (kind == 3) event.properties.emplace_back("k", random() % 2 == 0);
  }
  return events;
}

// The definition: one sketch per group, in the order of the events.
struct Sketches {
  HllSketch users = *HllSketch::Create();
  HllSketch values = *HllSketch::Create();
  DdSketch numbers = *DdSketch::Create();
  std::set<std::string> exact;
  std::vector<double> sorted;
};

std::map<std::string, Sketches> SketchesOf(const std::vector<TestEvent>& events) {
  std::map<std::string, Sketches> groups;
  for (const TestEvent& event : events) {
    Sketches& group = groups[std::get<std::string>(*FindValue(event, "g"))];
    group.users.Add(event.user);
    group.exact.insert(event.user);
    if (const TestValue* value = FindValue(event, "k")) {
      if (const auto* text = std::get_if<std::string>(value)) group.values.Add(*text);
      if (const auto* number = std::get_if<double>(value)) group.values.AddDouble(*number);
      if (const auto* truth = std::get_if<bool>(value)) group.values.AddInteger(*truth ? 1 : 0);
    }
    if (const TestValue* number = FindValue(event, "n")) {
      group.numbers.Add(std::get<double>(*number));
      group.sorted.push_back(std::get<double>(*number));
    }
  }
  for (auto& [key, group] : groups) {
    group.users.ForgetOrder();
    group.values.ForgetOrder();
    std::sort(group.sorted.begin(), group.sorted.end());
  }
  return groups;
}

TEST(SketchTally, IsTheSketchOfEachGroupWhateverTheOrderOfArrival) {
  constexpr std::uint64_t kSeed = 11;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 60; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    std::vector<TestEvent> events = RandomEvents(random, 1 + random() % 3000, 1 + random() % 2000);
    const std::map<std::string, Sketches> expected = SketchesOf(events);
    for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
    const MetricResult result = Compute(MakeTable(events, random() % 2 == 0 ? 0 : 1 + random() % 900), Approximate("g"));
    ASSERT_EQ(result.rows.size(), expected.size()) << where();
    std::size_t row = 0;
    for (const auto& [key, group] : expected) {
      const std::span<const std::optional<double>> values = std::span(result.values).subspan(row * kValues, kValues);
      const std::span<const double> errors = std::span(result.errors).subspan(row * kSketches, kSketches);
      const std::span<const ByteBuffer> sketches = std::span(result.sketches).subspan(row * kSketches, kSketches);
      ++row;
      ASSERT_EQ(*values[0], static_cast<double>(group.exact.size())) << where();
      ASSERT_EQ(*values[1], std::round(group.users.Estimate())) << where();
      ASSERT_EQ(*values[2], std::round(group.values.Estimate())) << where();
      ASSERT_EQ(errors[0], 2 * group.users.RelativeStandardError()) << where();
      ASSERT_LE(std::abs(*values[1] / *values[0] - 1), 2.5 * errors[0]) << where();
      ASSERT_EQ(sketches[0], group.users.Serialize()) << where();
      ASSERT_EQ(sketches[1], group.values.Serialize()) << where();
      ASSERT_EQ(values[3].has_value(), !group.sorted.empty()) << where();
      const Result<DdSketch> numbers = DdSketch::Deserialize(sketches[2]);
      ASSERT_TRUE(numbers.ok()) << where();
      ASSERT_TRUE(*numbers == group.numbers) << where();
      if (group.sorted.empty()) continue;
      for (const std::size_t which : {3, 4}) {
        const double q = which == 3 ? 0.5 : 0.95;
        const double exact = group.sorted[static_cast<std::size_t>(q * static_cast<double>(group.sorted.size() - 1))];
        ASSERT_LE(std::abs(*values[which] / exact - 1), errors[which - 1] + 1e-12) << where();
      }
    }
  }
}

TEST(SketchTally, NothingIsNoUsersAndNoQuantile) {
  const MetricResult result = Compute(Table(), Approximate());
  ASSERT_EQ(result.values.size(), kValues);
  EXPECT_EQ(result.values[1], 0.0);
  EXPECT_EQ(result.values[2], 0.0);
  EXPECT_FALSE(result.values[3].has_value());
  ASSERT_EQ(result.sketches.size(), kSketches);
  EXPECT_TRUE(HllSketch::Deserialize(result.sketches[0])->empty());
  EXPECT_EQ(DdSketch::Deserialize(result.sketches[2])->count(), 0U);
}

TEST(SketchTally, SketchesAreThereOnlyWhenAskedForAndErrorsOnlyOfApproximateValues) {
  const Table table = MakeTable({{0, 0, "a"}, {1, 1, "b"}});
  MetricQuery query = Approximate("$event");
  query.sketches = false;
  query.compare_ms = 1;
  query.range = {1, 2};
  const MetricResult result = Compute(table, query);
  EXPECT_EQ(result.errors.size(), result.rows.size() * kSketches);
  EXPECT_TRUE(result.sketches.empty());
  EXPECT_EQ(result.previous.size(), result.values.size());
  query.aggregates = {{Aggregate::kCount, "", 0}};
  query.sketches = true;
  EXPECT_TRUE(Compute(table, query).errors.empty());
  EXPECT_TRUE(Compute(table, query).sketches.empty());
}

TEST(SketchTally, FormulasTakeApproximateNumbersAndStateNoErrors) {
  const Table table = MakeTable({{0, 0, "a", "u"}, {1, 1, "a", "v"}, {2, 2, "b", "u", {{"n", 8.0}}}});
  FormulaQuery query;
  query.operands = {{{"a", {}}, {Aggregate::kApproxUsers, "", 0}},
                    {{"c", {}}, {Aggregate::kApproxDistinct, "n", 0}},
                    {{"b", {}}, {Aggregate::kApproxQuantile, "n", 1}}};
  query.program = {1, 0, 1, 1, 2, 1, 2, 4};  // (a + c) * b
  const Result<MetricResult> result = ComputeFormula(table, query);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->values, (std::vector<std::optional<double>>{2.0, 0.0, 8.0, 16.0}));
  EXPECT_TRUE(result->errors.empty());
}

TEST(SketchTally, MoreSlotsThanSketchesMayBeIsAnError) {
  std::vector<TestEvent> events;
  for (std::uint64_t i = 0; i < 2'000; ++i) events.push_back({static_cast<TimestampMs>(i), i, "a"});
  const Table table = MakeTable(events, 500);
  const std::vector<AggregateSpec> aggregates = {{Aggregate::kApproxUsers, "", 0}, {Aggregate::kApproxQuantile, "n", 0.5}};
  for (const std::uint32_t slots : {50U, 51U}) {
    SketchTally tally(table, aggregates, 100);
    Scan scan(table, {});
    while (scan.Next()) {
      std::vector<std::uint32_t> slot_of(scan.selection().size());
      for (std::size_t i = 0; i < slot_of.size(); ++i) slot_of[i] = static_cast<std::uint32_t>(i % slots);
      tally.Add(scan, scan.selection().rows(), slot_of, slots);
    }
    tally.Finish(slots);
    EXPECT_EQ(tally.full(), slots == 51U);
  }
  MetricQuery query;
  query.aggregates = {{Aggregate::kApproxUsers, "", 0}};
  query.bucket_ms = 1;
  query.range = {0, 2'000};
  EXPECT_TRUE(ComputeMetric(table, query).ok());
}

TEST(SketchTally, MalformedAggregatesAreRefused) {
  for (const AggregateSpec& spec :
       {AggregateSpec{Aggregate::kApproxDistinct, "", 0}, AggregateSpec{Aggregate::kApproxQuantile, "", 0.5},
        AggregateSpec{Aggregate::kApproxQuantile, "n", 1.5}, AggregateSpec{static_cast<Aggregate>(13), "n", 0}}) {
    EXPECT_EQ(CheckAggregate(spec).code(), StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace assay
