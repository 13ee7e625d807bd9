#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_run.h"
#include "assay/behavior/preset.h"
#include "core/behavior/funnel_expected.h"

namespace assay {
namespace {

constexpr std::size_t kUsers = 6;

// By id, whenever they came.
std::vector<UserIndex> FirstUsers(const Table& table, const std::set<std::string>& users, std::size_t count) {
  std::vector<UserIndex> indices;
  for (const std::string& user : users) indices.push_back(*table.users().Find(user));
  indices.resize(std::min(indices.size(), count));
  return indices;
}

void ExpectTimes(const TimeStats& stats, const std::vector<double>& expected) {
  const TimeStats summary = SummarizeTimes(expected);
  ASSERT_EQ(stats.count, summary.count);
  ASSERT_EQ(stats.mean_ms, summary.mean_ms);
  ASSERT_EQ(stats.median_ms, summary.median_ms);
  ASSERT_EQ(stats.p90_ms, summary.p90_ms);
}

void ExpectDrops(const Table& table, const FunnelStepResult& step, const ExpectedGroup& expected, std::size_t at) {
  const auto ends = expected.ends.contains(at) ? expected.ends.at(at) : std::array<std::uint64_t, 5>{};
  const FunnelDrops& drops = step.drops;
  ASSERT_EQ((std::array{drops.no_next_event, std::uint64_t{0}, drops.window, drops.exclusion, drops.order}), ends);
  std::map<std::string, std::uint64_t> next;
  for (const FunnelNextEvent& event : drops.next_events) next[std::string(table.names().Text(event.name))] = event.chains;
  ASSERT_LE(drops.next_events.size(), kMaxFunnelNextEvents);
  std::uint64_t chains = drops.other_next_events;
  std::uint64_t expected_chains = 0;
  for (const auto& [name, count] : next) chains += count;
  if (expected.next.contains(at)) {
    for (const auto& [name, count] : expected.next.at(at)) {
      expected_chains += count;
      ASSERT_TRUE(!next.contains(name) || next[name] == count) << name;
    }
    ASSERT_TRUE(drops.other_next_events > 0 || next == expected.next.at(at));
  }
  ASSERT_EQ(chains, expected_chains);
}

void ExpectGroup(const Table& table, const FunnelQuery& query, const FunnelGroup& group, const ExpectedGroup& expected) {
  const auto of = [](const auto& by_step, std::size_t step) { return by_step.contains(step) ? by_step.at(step) : 0; };
  ASSERT_EQ(group.entered, expected.entered);
  ASSERT_EQ(group.excluded, 0U);
  ASSERT_EQ(group.steps.size(), query.steps.size());
  for (std::size_t step = 0; step < group.steps.size(); ++step) {
    SCOPED_TRACE("step " + std::to_string(step + 1));
    ASSERT_EQ(group.steps[step].users, of(expected.users, step));
    ASSERT_EQ(group.steps[step].skipped, of(expected.skipped, step));
    ExpectTimes(group.steps[step].time_from_previous, expected.times.contains(step) ? expected.times.at(step) : std::vector<double>());
    if (query.drop_reasons) ExpectDrops(table, group.steps[step], expected, step);
    const std::set<std::string> dropped = expected.dropped.contains(step) ? expected.dropped.at(step) : std::set<std::string>();
    ASSERT_EQ(group.steps[step].dropped_users, FirstUsers(table, dropped, query.samples));
  }
  ExpectTimes(group.time_to_convert, expected.conversions);
  ASSERT_EQ(group.converted_users, FirstUsers(table, expected.converted, query.samples));
  ASSERT_EQ(group.trend.size(), expected.trend.size());
  for (const FunnelTrendRow& row : group.trend) {
    ASSERT_TRUE(expected.trend.contains(row.bucket_start));
    ASSERT_EQ(expected.trend.at(row.bucket_start), std::pair(row.entered, row.converted));
  }
}

void ExpectPart(const Table& table, const FunnelQuery& query, const FunnelPart& part, const ExpectedFunnel& expected) {
  ExpectGroup(table, query, part.total, expected.total);
  ASSERT_EQ(part.events_without_session, expected.events_without_session);
  ASSERT_EQ(part.groups.size(), expected.groups.size());
  for (std::size_t i = 0; i < part.groups.size(); ++i) {
    const std::string plan = part.groups[i].key[0].has_value() ? std::string(part.groups[i].key[0]->text) : "-";
    SCOPED_TRACE("plan " + plan);
    ASSERT_TRUE(expected.groups.contains(plan));
    ASSERT_TRUE(i == 0 || part.groups[i - 1].entered >= part.groups[i].entered);
    ExpectGroup(table, query, part.groups[i], expected.groups.at(plan));
  }
}

std::vector<TestEvent> Having(const std::vector<TestEvent>& events, const std::string& property, const std::string& text) {
  std::vector<TestEvent> having;
  for (const TestEvent& event : events) {
    if (FindValue(event, property) != nullptr && (text.empty() || TextOf(event, property) == text)) having.push_back(event);
  }
  return having;
}

FunnelQuery RandomQuery(std::mt19937_64& random) {
  FunnelQuery query;
  const std::size_t steps = 1 + random() % 4;
  query.steps = StepsByMask(steps);
  query.window_ms = static_cast<DurationMs>(random() % 12);
  if (random() % 4 != 0) query.order = static_cast<FunnelOrder>(random() % 3);
  if (random() % 2 == 0 && steps > 2) query.optional = static_cast<StepMask>(random() % (1U << (steps - 2))) << 1;
  for (std::size_t rule = random() % 3; rule > 0 && steps > 1; --rule) {
    const auto from = static_cast<std::uint32_t>(1 + random() % (steps - 1));
    query.exclusions.push_back(
        ExclusionOf(query.exclusions.size(), from, static_cast<std::uint32_t>(from + 1 + random() % (steps - from))));
  }
  if (random() % 4 == 0 && query.order != FunnelOrder::kAny) {
    for (std::size_t i = 0; i < steps; ++i) query.step_windows_ms.push_back(static_cast<DurationMs>(random() % 6));
  }
  query.count = static_cast<FunnelCount>(random() % 3);
  if (query.order != FunnelOrder::kAny && query.count != FunnelCount::kTotals && random() % 3 == 0) query.entry = FunnelEntry::kOpen;
  if (random() % 3 == 0) query.hold_property = "held";
  if (random() % 2 == 0) query.by = {"plan"};
  query.touch = static_cast<FunnelTouch>(random() % 3);
  query.touch_step = static_cast<std::uint32_t>(1 + random() % steps);
  if (random() % 4 == 0) query.filter = {{"kept", PropertyOperator::kExists, {}}};
  if (random() % 4 == 0) query.segments = {{{{"x", PropertyOperator::kEquals, {PropertyValue::String("x")}}}}, {}};
  if (random() % 2 == 0) query.bucket_ms = 4;
  query.samples = random() % 3;
  query.drop_reasons = random() % 2 == 0;
  return query;
}

// 3,600 tables of 6 users, each in order and in any order of arrival: 21,600 streams, of which segments and sessions make more.
TEST(FunnelQueryProperty, AgreesWithTheEnumerationOfAllChainsForEveryOption) {
  constexpr std::uint64_t kSeed = 4'711;
  std::mt19937_64 random(kSeed);
  const std::size_t rounds = TableRounds(12'000);
  for (std::size_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + " round " + std::to_string(round));
    const FunnelQuery query = RandomQuery(random);
    std::vector<TestEvent> events = RandomStreams(random, kUsers, query.steps.size(), query.exclusions.size(), 1);
    const std::vector<TestEvent> seen = query.filter.empty() ? events : Having(events, "kept", "");
    const ExpectedFunnel expected(seen, query);
    const ExpectedFunnel expected_segment(Having(seen, "x", "x"), query);
    for (int order = 0; order < 2; ++order) {
      if (order == 1) std::shuffle(events.begin(), events.end(), random);
      const Table table = MakeTable(events, random() % 3 == 0 ? 0 : 1 + random() % 40);
      const Result<FunnelResult> result = ComputeFunnel(table, query);
      ASSERT_TRUE(result.ok()) << result.status().message();
      ASSERT_EQ(result->events_scanned, events.size());
      ExpectPart(table, query, *result, expected);
      ASSERT_EQ(result->segments.size(), query.segments.size());
      if (!query.segments.empty()) {
        ExpectPart(table, query, result->segments[0], expected_segment);
        ExpectPart(table, query, result->segments[1], expected);
      }
      if (HasFatalFailure()) return;
    }
  }
}

// A query by any preset counts what the preset's runner says of each user.
TEST(FunnelQueryProperty, AgreesWithTheRunnerOfEveryPresetUserByUser) {
  constexpr std::uint64_t kSeed = 99;
  std::mt19937_64 random(kSeed);
  const std::size_t rounds = TableRounds(8'000);
  std::size_t answered = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + " round " + std::to_string(round));
    FunnelQuery query = RandomQuery(random);
    query.preset = static_cast<FunnelPreset>(round % 6);
    query.entry = FunnelEntry::kClosed;
    query.hold_property.reset();
    query.window_ms *= 400;
    for (DurationMs& window : query.step_windows_ms) window *= 400;
    if (query.count == FunnelCount::kSessions) query.count = FunnelCount::kUsers;
    query.by.clear();
    query.filter.clear();
    query.segments.clear();
    query.window_funnel = {.strict_deduplication = random() % 3 == 0,
                           .strict_order = random() % 3 == 0,
                           .strict_increase = random() % 3 == 0,
                           .strict_once = random() % 3 == 0};
    if (query.preset == FunnelPreset::kClickHouse || query.preset == FunnelPreset::kPostHog) {
      query.count = FunnelCount::kUsers;
      query.step_windows_ms.clear();
    }
    if (query.preset == FunnelPreset::kClickHouse) query.order = FunnelOrder::kOrdered, query.exclusions.clear(), query.optional = 0;
    if (query.preset == FunnelPreset::kAmplitude) query.step_windows_ms.clear(), query.optional = 0;
    const std::vector<TestEvent> events = RandomStreams(random, kUsers, query.steps.size(), query.exclusions.size(), 300);
    const FunnelRules rules = RulesOf(query);
    ASSERT_TRUE(ValidateFunnelRules(rules).ok()) << ValidateFunnelRules(rules).message();
    std::vector<std::uint64_t> users(query.steps.size(), 0);
    std::uint64_t excluded = 0;
    FunnelPresetRunner runner(rules);
    for (std::size_t user = 0; user < kUsers; ++user) {
      std::vector<ChainEvent> own;
      for (const TestEvent& event : events) {
        if (event.user != "u" + std::to_string(user)) continue;
        const ChainEvent chain_event = ChainEventOf(event, rules.exclusions.size());
        const bool is_seen = rules.preset != FunnelPreset::kPostHog || rules.order == FunnelOrder::kStrict;
        if (is_seen || (chain_event.steps | chain_event.exclusions) != 0) own.push_back(chain_event);
      }
      const Result<std::span<const Chain>> chains = runner.Run(own);
      ASSERT_TRUE(chains.ok());
      for (const Chain& chain : *chains) {
        const bool is_out = rules.preset == FunnelPreset::kPostHog && chain.excluded;
        excluded += is_out ? 1U : 0U;
        for (std::size_t step = 0; step < chain.reached && !is_out; ++step) ++users[step];
      }
    }
    const Result<FunnelResult> result = ComputeFunnel(MakeTable(events), query);
    ASSERT_TRUE(result.ok()) << result.status().message();
    for (std::size_t step = 0; step < users.size(); ++step) ASSERT_EQ(result->total.steps[step].users, users[step]) << step;
    ASSERT_EQ(result->total.excluded, excluded);
    answered += users[0] > 0 ? 1U : 0U;
  }
  EXPECT_GT(answered, rounds / 2);
}

// The streaming path and the one by users and units are two ways to the same answer.
TEST(FunnelQueryProperty, GivesThePlainFunnelTheSameAnswerBothWays) {
  std::mt19937_64 random(5);
  const std::size_t rounds = TableRounds(4'000);
  for (std::size_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    FunnelQuery query;
    query.steps = StepsByMask(1 + random() % 4);
    query.window_ms = static_cast<DurationMs>(random() % 12);
    query.by = {"plan", "x"};
    query.max_groups = 1 + random() % 6;
    ASSERT_TRUE(IsPlain(query));
    const Table table = MakeTable(RandomStreams(random, kUsers, query.steps.size(), 0, 1));
    const Result<FunnelResult> plain = ComputeFunnel(table, query);
    const Result<FunnelResult> general = RunFunnel(table, query);
    ASSERT_TRUE(plain.ok() && general.ok());
    const auto expect_same = [](const FunnelGroup& a, const FunnelGroup& b) {
      ASSERT_EQ(a.entered, b.entered);
      ASSERT_EQ(a.time_to_convert.mean_ms, b.time_to_convert.mean_ms);
      for (std::size_t step = 0; step < a.steps.size(); ++step) {
        ASSERT_EQ(a.steps[step].users, b.steps[step].users);
        ASSERT_EQ(a.steps[step].time_from_previous.histogram, b.steps[step].time_from_previous.histogram);
      }
    };
    expect_same(plain->total, general->total);
    ASSERT_EQ(plain->events_scanned, general->events_scanned);
    ASSERT_EQ(plain->groups_omitted, general->groups_omitted);
    ASSERT_EQ(plain->groups.size(), general->groups.size());
    for (std::size_t i = 0; i < plain->groups.size(); ++i) {
      ASSERT_FALSE(GroupKeyLess(plain->groups[i].key, general->groups[i].key));
      ASSERT_FALSE(GroupKeyLess(general->groups[i].key, plain->groups[i].key));
      expect_same(plain->groups[i], general->groups[i]);
    }
  }
}

}  // namespace
}  // namespace assay
