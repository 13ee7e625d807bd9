#include "assay/behavior/funnel_compare.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "assay/behavior/funnel_rules.h"
#include "core/behavior/funnel_expected.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

FunnelQuery StepsOf(const std::vector<std::string_view>& names) {
  FunnelQuery query;
  for (const std::string_view name : names) query.steps.push_back({{EventMatch{name, {}}}});
  query.window_ms = 60'000;
  return query;
}

TEST(FunnelCompare, NamesTheRuleThatADifferenceHangsOn) {
  using enum FunnelPreset;
  struct Case {
    const char* name;
    std::vector<std::string_view> steps;
    std::vector<std::pair<TimestampMs, const char*>> events;
    FunnelComparand other;
    std::uint32_t assay, level;
    FunnelDifference reason;
    FunnelOrder order = FunnelOrder::kOrdered;
    bool has_exclusion = false;
  };
  const Case cases[] = {
      {"a restart",
       {"A", "B", "C"},
       {{0, "A"}, {30'000, "A"}, {45'000, "B"}, {75'000, "C"}},
       {kMixpanel},
       3,
       2,
       FunnelDifference::kReentry},
      {"a tie", {"A", "B"}, {{5, "B"}, {5, "A"}}, {kClickHouse}, 1, 2, FunnelDifference::kTie},
      {"a tie in posthog", {"A", "B"}, {{5, "B"}, {5, "A"}}, {kPostHog}, 1, 2, FunnelDifference::kTie},
      {"the same millisecond", {"A", "B"}, {{5, "B"}, {5, "A"}}, {kAmplitude}, 1, 2, FunnelDifference::kTie},
      {"the same second", {"A", "B"}, {{200, "B"}, {900, "A"}}, {kAmplitude}, 1, 2, FunnelDifference::kRounding},
      {"a millisecond too late", {"A", "B"}, {{0, "A"}, {60'001, "B"}}, {kAmplitude}, 1, 2, FunnelDifference::kRounding},
      {"one event, two steps", {"A", "A"}, {{0, "A"}}, {kClickHouse}, 1, 2, FunnelDifference::kRepeat},
      {"a repeated step",
       {"A", "B", "C"},
       {{0, "A"}, {1, "B"}, {2, "B"}, {3, "C"}},
       {kClickHouse, {.strict_deduplication = true}},
       3,
       2,
       FunnelDifference::kRepeat},
      {"strictly increasing",
       {"A", "B"},
       {{0, "A"}, {1, "A"}, {1, "B"}},
       {kClickHouse, {.strict_increase = true}},
       2,
       1,
       FunnelDifference::kTie},
      {"another event between",
       {"S", "A", "F"},
       {{1, "S"}, {2, "A"}, {3, "P"}, {4, "S"}, {5, "A"}, {6, "F"}},
       {kClickHouse, {.strict_order = true}},
       3,
       2,
       FunnelDifference::kStrictOrder,
       FunnelOrder::kStrict},
      {"an exclusion",
       {"A", "B"},
       {{0, "A"}, {1, "X"}, {2, "B"}},
       {kPostHog},
       1,
       0,
       FunnelDifference::kExclusion,
       FunnelOrder::kOrdered,
       true},
      // Either rule alone takes it to step 3: one A for both steps, or A and B of one time in order of the steps.
      {"two rules at once", {"A", "A", "B"}, {{0, "A"}, {5, "B"}, {5, "A"}}, {kClickHouse}, 2, 3, FunnelDifference::kOther},
  };
  for (const Case& c : cases) {
    std::vector<TestEvent> events;
    for (const auto& [time, name] : c.events) events.push_back({time, events.size(), name});
    FunnelQuery query = StepsOf(c.steps);
    query.order = c.order;
    if (c.has_exclusion) query.exclusions = {{1, 2, {{"X", {}}}}};
    const std::vector<FunnelComparand> presets = {{kAssay}, c.other};
    const Result<std::vector<FunnelComparison>> result = CompareFunnelPresets(MakeTable(events), query, presets, 5);
    ASSERT_TRUE(result.ok()) << c.name << " " << result.status().message();
    const FunnelComparison& other = (*result)[1];
    ASSERT_EQ(other.samples.size(), 1U) << c.name;
    EXPECT_EQ(other.samples[0].first_level, c.assay) << c.name;
    EXPECT_EQ(other.samples[0].level, c.level) << c.name;
    EXPECT_EQ(static_cast<int>(other.samples[0].reason), static_cast<int>(c.reason)) << c.name;
    EXPECT_EQ(other.reasons[static_cast<std::size_t>(c.reason)], 1U) << c.name;
    EXPECT_EQ(other.further, c.level > c.assay ? 1U : 0U) << c.name;
    EXPECT_EQ(other.less_far, c.level < c.assay ? 1U : 0U) << c.name;
    EXPECT_TRUE((*result)[0].samples.empty()) << c.name;
  }
}

TEST(FunnelCompare, RefusesWhatItCannotCompare) {
  const Table table = MakeTable({{0, 0, "A"}});
  const std::vector<FunnelComparand> two = {{FunnelPreset::kAssay}, {FunnelPreset::kClickHouse}};
  const FunnelQuery valid = StepsOf({"A", "B"});
  const auto code = [&](auto change, std::span<const FunnelComparand> presets, std::size_t samples) {
    FunnelQuery query = valid;
    change(query);
    return CompareFunnelPresets(table, query, presets, samples).status().code();
  };
  const auto nothing = [](FunnelQuery&) {};
  const std::vector<FunnelComparand> nine(9);
  EXPECT_EQ(code(nothing, two, 0), StatusCode::kOk);
  EXPECT_EQ(code(nothing, {}, 0), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(nothing, nine, 0), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(nothing, two, 1001), StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](FunnelQuery& q) { q.count = FunnelCount::kTotals; }, two, 0), StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](FunnelQuery& q) { q.entry = FunnelEntry::kOpen; }, two, 0), StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](FunnelQuery& q) { q.reentry = FunnelReentry::kFirstEntry; }, two, 0), StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](FunnelQuery& q) { q.hold_property = "v"; }, two, 0), StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](FunnelQuery& q) { q.exclusions = {{1, 2, {{"X", {}}}}}; }, two, 0), StatusCode::kInvalidArgument)
      << "not in clickhouse";
  EXPECT_EQ(code([](FunnelQuery& q) { q.order = FunnelOrder::kStrict; }, two, 0), StatusCode::kInvalidArgument) << "only as its mode";
  EXPECT_EQ(code([](FunnelQuery& q) { q.window_ms = -1; }, two, 0), StatusCode::kInvalidArgument);
}

// Random streams by all presets at once: the counts are those of the funnel queries, and the differences add up.
TEST(FunnelCompare, CountsWhatTheQueryOfEachPresetCounts) {
  std::mt19937_64 random(17);
  const std::size_t rounds = Rounds(4000);
  std::array<std::uint64_t, kFunnelDifferences> reasons{};
  for (std::size_t round = 0; round < rounds; ++round) {
    const bool is_excluding = round % 2 == 0;
    FunnelQuery query;
    query.steps = StepsByMask(2 + random() % 3);
    query.window_ms = static_cast<DurationMs>(random() % 4'000);
    if (is_excluding) query.exclusions = {ExclusionOf(0, 1, 2)};
    std::vector<FunnelComparand> presets = {
        {FunnelPreset::kAssay}, {FunnelPreset::kPostHog}, {FunnelPreset::kMixpanel}, {FunnelPreset::kAmplitude}};
    if (!is_excluding)
      presets.push_back({FunnelPreset::kClickHouse, {.strict_deduplication = round % 3 == 0, .strict_order = round % 5 == 0}});
    const Table table = MakeTable(RandomStreams(random, 6, query.steps.size(), is_excluding ? 1 : 0, 300));
    const Result<std::vector<FunnelComparison>> result = CompareFunnelPresets(table, query, presets, 2);
    ASSERT_TRUE(result.ok()) << result.status().message();
    ASSERT_EQ(result->size(), presets.size());
    for (std::size_t i = 0; i < presets.size(); ++i) {
      const FunnelComparison& comparison = (*result)[i];
      query.preset = presets[i].preset;
      query.window_funnel = presets[i].window_funnel;
      const Result<FunnelResult> alone = ComputeFunnel(table, query);
      ASSERT_TRUE(alone.ok());
      for (std::size_t step = 0; step < query.steps.size(); ++step) {
        ASSERT_EQ(comparison.users[step], alone->total.steps[step].users) << "round " << round << " preset " << i << " step " << step;
      }
      std::uint64_t different = 0;
      for (std::size_t reason = 0; reason < kFunnelDifferences; ++reason) {
        different += comparison.reasons[reason];
        reasons[reason] += comparison.reasons[reason];
      }
      ASSERT_EQ(different, comparison.further + comparison.less_far);
      ASSERT_EQ(comparison.samples.size(), std::min<std::uint64_t>(different, 2));
      for (const FunnelDisagreement& sample : comparison.samples) ASSERT_NE(sample.level, sample.first_level);
      const auto id = [&](const FunnelDisagreement& sample) { return table.users().Text(sample.user); };
      ASSERT_TRUE(comparison.samples.size() < 2 || id(comparison.samples[0]) < id(comparison.samples[1]));
      ASSERT_TRUE(i > 0 || different == 0);
    }
  }
  for (std::size_t reason = 0; reason < kFunnelDifferences; ++reason) EXPECT_GT(reasons[reason], 0U) << reason;
}

}  // namespace
}  // namespace assay
