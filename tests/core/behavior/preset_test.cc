#include "assay/behavior/preset.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

struct NamedEvent {
  TimestampMs time;
  std::string_view names;  // a letter per condition that it meets
};

// Steps by letter; 'X' is the exclusion of every rule, a digit the held value.
std::vector<ChainEvent> ToEvents(std::string_view steps, const std::vector<NamedEvent>& named) {
  std::vector<ChainEvent> events;
  for (const NamedEvent& from : named) {
    ChainEvent event;
    event.time = from.time;
    for (std::size_t step = 0; step < steps.size(); ++step) {
      if (from.names.find(steps[step]) != std::string_view::npos) event.steps |= StepMask{1} << step;
    }
    if (from.names.find('X') != std::string_view::npos) event.exclusions = 1;
    if (const std::size_t digit = from.names.find_first_of("123"); digit != std::string_view::npos) {
      event.held = static_cast<std::uint32_t>(from.names[digit] - '0');
    }
    events.push_back(event);
  }
  return events;
}

std::vector<Chain> ChainsOf(const FunnelRules& rules, const std::vector<ChainEvent>& events) {
  EXPECT_TRUE(ValidateFunnelRules(rules).ok()) << ValidateFunnelRules(rules).message();
  FunnelPresetRunner runner(rules);
  const auto result = runner.Run(events);
  EXPECT_TRUE(result.ok());
  return {(*result).begin(), (*result).end()};
}

std::uint32_t LevelOf(const std::vector<Chain>& chains) { return chains.empty() || chains[0].excluded ? 0 : chains[0].reached; }

TEST(FunnelPreset, GivesEachVendorsAnswerToTheSameStream) {
  struct Case {
    const char* name;
    std::string_view steps;
    std::vector<NamedEvent> events;
    std::uint32_t assay, clickhouse, posthog, mixpanel, optimised, amplitude;
  };
  const Case cases[] = {
      {"starting again", "ABC", {{0, "A"}, {30'000, "A"}, {45'000, "B"}, {75'000, "C"}}, 3, 3, 3, 2, 3, 3},
      {"a tie in the other order", "AB", {{5'000, "B"}, {5'000, "A"}}, 1, 2, 2, 1, 1, 2},
      {"a tie in order", "AB", {{5'000, "A"}, {5'000, "B"}}, 2, 2, 2, 2, 2, 2},
      {"one event for two equal steps", "AA", {{0, "A"}}, 1, 2, 1, 1, 1, 1},
      {"the same event twice within a second", "AA", {{100, "A"}, {900, "A"}}, 2, 2, 2, 2, 2, 1},
      {"the other order within a second", "AB", {{200, "B"}, {900, "A"}}, 1, 1, 1, 1, 1, 2},
      {"the window is inclusive", "AB", {{0, "A"}, {60'000, "B"}}, 2, 2, 2, 2, 2, 2},
      {"a millisecond too late", "AB", {{0, "A"}, {60'001, "B"}}, 1, 1, 1, 1, 1, 2},
      {"a second attempt after the window", "AB", {{0, "A"}, {70'000, "A"}, {80'000, "B"}}, 2, 2, 2, 1, 2, 2},
      {"before 1970", "AB", {{-30'500, "A"}, {-30'400, "B"}}, 2, 2, 2, 2, 2, 2},
      {"nothing", "AB", {}, 0, 0, 0, 0, 0, 0},
      {"never the first step", "AB", {{0, "B"}, {1, "B"}}, 0, 0, 0, 0, 0, 0},
  };
  for (const Case& c : cases) {
    const auto level = [&](FunnelPreset preset) {
      return LevelOf(ChainsOf({.preset = preset, .steps = c.steps.size(), .window_ms = 60'000}, ToEvents(c.steps, c.events)));
    };
    EXPECT_EQ(level(FunnelPreset::kAssay), c.assay) << c.name;
    EXPECT_EQ(level(FunnelPreset::kClickHouse), c.clickhouse) << c.name;
    EXPECT_EQ(level(FunnelPreset::kPostHog), c.posthog) << c.name;
    EXPECT_EQ(level(FunnelPreset::kMixpanel), c.mixpanel) << c.name;
    EXPECT_EQ(level(FunnelPreset::kMixpanelOptimised), c.optimised) << c.name;
    EXPECT_EQ(level(FunnelPreset::kAmplitude), c.amplitude) << c.name;
  }
}

TEST(FunnelPreset, TreatsAnExclusionAsEachVendorDoes) {
  const std::vector<ChainEvent> events = ToEvents("AB", {{0, "A"}, {1'000, "X"}, {2'000, "B"}, {3'000, "A"}, {4'000, "B"}});
  struct Case {
    FunnelPreset preset;
    std::size_t count;  // of events
    std::uint32_t reached;
    bool excluded;
  };
  const Case cases[] = {
      {FunnelPreset::kAssay, 3, 1, true},     // ends at step 1
      {FunnelPreset::kAssay, 5, 2, false},    // no chain is lost
      {FunnelPreset::kPostHog, 3, 2, true},   // counts at no step
      {FunnelPreset::kPostHog, 5, 2, false},  // a later chain of the same length, which is not excluded, replaces it
      {FunnelPreset::kMixpanel, 5, 1, true},  // uniques count by the first attempt
      {FunnelPreset::kMixpanelOptimised, 5, 2, false},
      {FunnelPreset::kAmplitude, 3, 1, true},
  };
  for (const Case& c : cases) {
    FunnelRules rules{.preset = c.preset, .steps = 2, .window_ms = 60'000};
    rules.exclusions = {{1, 2}};
    const std::vector<Chain> chains = ChainsOf(rules, {events.begin(), events.begin() + static_cast<std::ptrdiff_t>(c.count)});
    ASSERT_EQ(chains.size(), 1) << static_cast<int>(c.preset) << " " << c.count;
    EXPECT_EQ(chains[0].reached, c.reached) << static_cast<int>(c.preset) << " " << c.count;
    EXPECT_EQ(chains[0].excluded, c.excluded) << static_cast<int>(c.preset) << " " << c.count;
  }
}

TEST(FunnelPreset, AnswersDisputedStreamsOfWindowFunnelLikeClickHouseAndLikeAssay) {
  struct Case {
    const char* name;
    std::string_view steps;
    std::vector<NamedEvent> events;
    DurationMs window;
    WindowFunnelModes modes;
    std::uint32_t clickhouse, assay;
  };
  const Case cases[] = {
      {"an attempt is repeated before it is completed, deduplicated",
       "ISLE",
       {{0, "I"}, {5, "S"}, {10, "L"}, {15, "I"}, {20, "S"}, {25, "I"}, {30, "S"}, {35, "L"}, {40, "E"}},
       60,
       {.strict_deduplication = true},
       3,
       4},
      {"a step is left out, deduplicated",
       "ABCD",
       {{0, "A"}, {600, "B"}, {1800, "D"}, {2400, "B"}},
       1800,
       {.strict_deduplication = true},
       2,
       2},
      {"a newer start hides the older", "AB", {{0, "A"}, {1, "A"}, {1, "B"}}, 10, {.strict_increase = true}, 1, 2},
      {"a foreign event comes, strict order",
       "SAF",
       {{1, "S"}, {2, "A"}, {3, "P"}, {4, "S"}, {5, "A"}, {6, "F"}},
       1000,
       {.strict_order = true},
       2,
       3},
  };
  for (const Case& c : cases) {
    FunnelRules rules{.preset = FunnelPreset::kClickHouse, .steps = c.steps.size(), .window_ms = c.window, .window_funnel = c.modes};
    EXPECT_EQ(LevelOf(ChainsOf(rules, ToEvents(c.steps, c.events))), c.clickhouse) << c.name;
    rules = {.order = c.modes.strict_order ? FunnelOrder::kStrict : FunnelOrder::kOrdered, .steps = c.steps.size(), .window_ms = c.window};
    EXPECT_EQ(LevelOf(ChainsOf(rules, ToEvents(c.steps, c.events))), c.assay) << c.name;
  }
}

TEST(FunnelPreset, SaysWhyAChainEndedAndWhatCameNext) {
  struct Case {
    const char* name;
    FunnelOrder order;
    std::vector<NamedEvent> events;
    ChainEnd end;
    std::uint32_t next;
  };
  const Case cases[] = {
      {"converted", FunnelOrder::kOrdered, {{0, "A"}, {1, "B"}, {2, "C"}, {3, "A"}}, ChainEnd::kConverted, 3},
      {"no next event", FunnelOrder::kOrdered, {{0, "A"}, {1, "B"}}, ChainEnd::kNoNextEvent, kNoEvent},
      {"still under way", FunnelOrder::kOrdered, {{0, "A"}, {1, "B"}, {5, "other"}}, ChainEnd::kNoNextEvent, 2},
      {"out of time", FunnelOrder::kOrdered, {{0, "A"}, {1, "B"}, {5, "other"}, {101, "C"}}, ChainEnd::kWindow, 2},
      {"excluded", FunnelOrder::kOrdered, {{0, "A"}, {1, "B"}, {5, "X"}, {6, "C"}}, ChainEnd::kExclusion, 2},
      {"excluded too late", FunnelOrder::kOrdered, {{0, "A"}, {1, "B"}, {101, "X"}, {102, "C"}}, ChainEnd::kWindow, 2},
      {"another event in between", FunnelOrder::kStrict, {{0, "A"}, {1, "B"}, {5, "other"}, {6, "C"}}, ChainEnd::kOrder, 2},
      {"any order, out of time", FunnelOrder::kAny, {{0, "C"}, {1, "A"}, {101, "B"}}, ChainEnd::kWindow, 2},
  };
  for (const Case& c : cases) {
    FunnelRules rules{.order = c.order, .steps = 3, .window_ms = 100};
    rules.exclusions = {{1, 3}};
    const std::vector<Chain> chains = ChainsOf(rules, ToEvents("ABC", c.events));
    ASSERT_EQ(chains.size(), 1) << c.name;
    EXPECT_EQ(chains[0].end, c.end) << c.name;
    EXPECT_EQ(chains[0].next, c.next) << c.name;
    EXPECT_EQ(chains[0].excluded, c.end == ChainEnd::kExclusion) << c.name;
  }
}

TEST(FunnelPreset, CountsEveryAttemptInTotals) {
  struct Case {
    const char* name;
    FunnelPreset preset;
    FunnelOrder order;
    std::vector<NamedEvent> events;
    std::vector<std::uint32_t> reached;
  };
  const std::vector<NamedEvent> twice = {{0, "A"}, {1, "B"}, {2, "A"}, {3, "B"}, {4, "A"}, {200'000, "B"}, {200'001, "A"}};
  const Case cases[] = {
      {"again after conversion and after the window", FunnelPreset::kAssay, FunnelOrder::kOrdered, twice, {2, 2, 1, 1}},
      {"the same by Mixpanel", FunnelPreset::kMixpanel, FunnelOrder::kOrdered, twice, {2, 2, 1, 1}},
      {"a start during an attempt is no attempt of its own",
       FunnelPreset::kAssay,
       FunnelOrder::kOrdered,
       {{0, "A"}, {50'000, "A"}, {90'000, "B"}},
       {2}},
      {"the window of Mixpanel's attempt is not reset",
       FunnelPreset::kMixpanel,
       FunnelOrder::kOrdered,
       {{0, "A"}, {50'000, "A"}, {90'000, "B"}},
       {1}},
      {"again after an exclusion", FunnelPreset::kMixpanel, FunnelOrder::kOrdered, {{0, "A"}, {1, "X"}, {2, "A"}, {3, "B"}}, {1, 2}},
      {"in any order", FunnelPreset::kAssay, FunnelOrder::kAny, {{0, "B"}, {1, "A"}, {2, "A"}, {3, "B"}, {4, "B"}}, {2, 2, 1}},
      {"in any order by Mixpanel", FunnelPreset::kMixpanel, FunnelOrder::kAny, {{0, "B"}, {50'000, "B"}, {90'000, "A"}}, {1, 1}},
      {"each second once by Amplitude",
       FunnelPreset::kAmplitude,
       FunnelOrder::kOrdered,
       {{0, "A"}, {5'000, "B"}, {6'000, "B"}, {6'500, "A"}},
       {2, 2}},
  };
  for (const Case& c : cases) {
    FunnelRules rules{.preset = c.preset, .order = c.order, .steps = 2, .window_ms = 60'000, .totals = true};
    rules.exclusions = {{1, 2}};
    std::vector<std::uint32_t> reached;
    for (const Chain& chain : ChainsOf(rules, ToEvents("AB", c.events))) reached.push_back(chain.reached);
    EXPECT_EQ(reached, c.reached) << c.name;
  }
}

TEST(FunnelPreset, FollowsPostHogInOptionalStepsTiesAndAttribution) {
  FunnelRules rules{.preset = FunnelPreset::kPostHog, .steps = 3, .window_ms = 60, .optional = 2};
  EXPECT_EQ(ChainsOf(rules, ToEvents("ABC", {{0, "A"}, {1, "C"}}))[0].taken[1], kNoEvent);
  EXPECT_EQ(LevelOf(ChainsOf(rules, ToEvents("ABC", {{0, "A"}, {1, "C"}}))), 3);
  EXPECT_EQ(ChainsOf(rules, ToEvents("ABC", {{0, "A"}, {1, "B"}, {2, "C"}}))[0].taken[1], 1);

  rules = {.preset = FunnelPreset::kPostHog, .order = FunnelOrder::kStrict, .steps = 2, .window_ms = 60};
  EXPECT_EQ(LevelOf(ChainsOf(rules, ToEvents("AB", {{0, "A"}, {1, "-"}, {2, "B"}}))), 1) << "strict";
  EXPECT_EQ(LevelOf(ChainsOf(rules, ToEvents("AB", {{0, "A"}, {1, "-"}, {1, "B"}}))), 2) << "events of one time break nothing";

  rules = {.preset = FunnelPreset::kPostHog, .steps = 2, .window_ms = 60};
  rules.exclusions = {{1, 2}};
  EXPECT_EQ(LevelOf(ChainsOf(rules, ToEvents("AB", {{0, "A"}, {1, "X"}, {1, "B"}}))), 2)
      << "exclusions among events of one time are ignored";

  rules = {.preset = FunnelPreset::kPostHog, .steps = 2, .window_ms = 60, .attribution = StepAttribution{2, 1}};
  const std::vector<ChainEvent> by_value = ToEvents("AB", {{0, "A2"}, {1, "B2"}, {2, "B1"}});
  EXPECT_EQ(ChainsOf(rules, by_value)[0].taken[1], 2) << "only the event with the value takes the step";
  rules.order = FunnelOrder::kAny;
  EXPECT_EQ(ChainsOf(rules, by_value)[0].taken[1], 2);

  rules = {.preset = FunnelPreset::kPostHog, .order = FunnelOrder::kAny, .steps = 3, .window_ms = 10};
  EXPECT_EQ(LevelOf(ChainsOf(rules, ToEvents("ABC", {{0, "C"}, {8, "A"}, {12, "B"}, {18, "C"}}))), 3) << "the oldest leaves the window";
  rules.exclusions = {{1, 3}};
  EXPECT_EQ(LevelOf(ChainsOf(rules, ToEvents("ABC", {{0, "C"}, {1, "A"}, {2, "X"}, {3, "B"}}))), 1)
      << "what an exclusion discards counts no more";
}

TEST(FunnelPreset, HoldsAValueConstant) {
  FunnelRules rules{.steps = 2, .window_ms = 60, .hold_constant = true};
  const std::vector<ChainEvent> events = ToEvents("AB", {{0, "A1"}, {1, "A2"}, {2, "B"}, {3, "B3"}, {4, "B1"}, {5, "B2"}});
  const std::vector<Chain> chains = ChainsOf(rules, events);
  ASSERT_EQ(chains.size(), 1);
  EXPECT_EQ(chains[0].taken[0], 0);
  EXPECT_EQ(chains[0].taken[1], 4) << "the first to end";
  rules.totals = true;
  EXPECT_EQ(ChainsOf(rules, events).size(), 2);
}

TEST(FunnelPreset, RejectsRulesThatItsVendorDoesNotHave) {
  const FunnelRules valid{.steps = 3, .window_ms = 1};
  EXPECT_TRUE(ValidateFunnelRules(valid).ok());
  const auto expect_rejected = [&](auto change) {
    FunnelRules rules = valid;
    change(rules);
    EXPECT_EQ(ValidateFunnelRules(rules).code(), StatusCode::kInvalidArgument) << ValidateFunnelRules(rules).message();
  };
  expect_rejected([](FunnelRules& r) { r.steps = 0; });
  expect_rejected([](FunnelRules& r) { r.steps = 33; });
  expect_rejected([](FunnelRules& r) { r.window_ms = -1; });
  expect_rejected([](FunnelRules& r) { r.tie_ms = 0; });
  expect_rejected([](FunnelRules& r) { r.optional = 1; });
  expect_rejected([](FunnelRules& r) { r.optional = 4; });
  expect_rejected([](FunnelRules& r) { r.optional = 8; });
  expect_rejected([](FunnelRules& r) { r.step_windows_ms = {1, 2}; });
  expect_rejected([](FunnelRules& r) { r.step_windows_ms = {1, 2, -1}; });
  expect_rejected([](FunnelRules& r) { r.exclusions = {{2, 2}}; });
  expect_rejected([](FunnelRules& r) { r.exclusions = {{0, 2}}; });
  expect_rejected([](FunnelRules& r) { r.exclusions = {{1, 4}}; });
  expect_rejected([](FunnelRules& r) { r.exclusions.resize(33); });
  expect_rejected([](FunnelRules& r) { r.attribution = StepAttribution{1, 1}; });
  expect_rejected([](FunnelRules& r) { r.order = FunnelOrder::kAny, r.step_windows_ms = {1, 2, 3}; });
  expect_rejected([](FunnelRules& r) { r.preset = FunnelPreset::kClickHouse, r.window_funnel.allow_reentry = true; });
  expect_rejected([](FunnelRules& r) { r.preset = FunnelPreset::kClickHouse, r.optional = 2; });
  expect_rejected([](FunnelRules& r) { r.preset = FunnelPreset::kPostHog, r.totals = true; });
  expect_rejected([](FunnelRules& r) { r.preset = FunnelPreset::kAmplitude, r.optional = 2; });
}

// A user who does everything all the time, with 32 steps: in time at most events x steps^2, whatever the preset.
TEST(FunnelPreset, AnswersHostileStreamsInBoundedTime) {
  std::vector<ChainEvent> tied(20'000);
  std::vector<ChainEvent> spread(20'000);
  for (std::size_t i = 0; i < tied.size(); ++i) {
    tied[i].steps = spread[i].steps = 0x7fff'ffff;  // everything but the last step, which would end it
    tied[i].exclusions = spread[i].exclusions = i % 1000 == 999 ? 1 : 0;
    tied[i].held = spread[i].held = 1;
    spread[i].time = static_cast<TimestampMs>(i);
  }
  for (const std::vector<ChainEvent>* events : {&tied, &spread}) {
    for (int preset = 0; preset < 6; ++preset) {
      for (int order = 0; order < 3; ++order) {
        for (const bool is_full : {false, true}) {
          FunnelRules rules{
              .preset = static_cast<FunnelPreset>(preset), .order = static_cast<FunnelOrder>(order), .steps = 32, .window_ms = 1'000'000};
          rules.window_funnel.strict_once = is_full;
          if (is_full) {
            rules.exclusions = {{1, 32}};
            rules.hold_constant = true;
            rules.totals = true;
            if (preset == 0) rules.optional = 0x7fff'fffe;
            if (preset == 0 && order != 2) rules.step_windows_ms.assign(32, 5'000);
          }
          if (!ValidateFunnelRules(rules).ok()) continue;
          EXPECT_GE(ChainsOf(rules, *events).size(), 1) << preset << " " << order << " " << is_full;
        }
      }
    }
  }
}

}  // namespace
}  // namespace assay
