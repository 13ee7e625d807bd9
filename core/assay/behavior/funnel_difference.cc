#include "assay/behavior/funnel_difference.h"

#include <algorithm>
#include <vector>

namespace assay {
namespace {

// One user's events and the two sets of rules, to be changed and run again.
struct Trial {
  FunnelRules a;
  FunnelRules b;
  std::vector<ChainEvent> events;

  template <typename Change>
  void ChangeRules(Change change) {
    change(a);
    change(b);
  }
};

// A change returns false where it changes nothing.
using Change = bool (*)(Trial&);

bool IsAmplitude(const FunnelRules& rules) { return rules.preset == FunnelPreset::kAmplitude; }

bool DoNotRound(Trial& trial) {
  if (!IsAmplitude(trial.a) && !IsAmplitude(trial.b)) return false;
  trial.ChangeRules([](FunnelRules& rules) { rules.tie_ms = 1; });
  return true;
}

// Moves events of one time apart in their order, in a finer unit of time: with offsets up to m and 2m + 1 units per millisecond, a window
// of w ms holds the same events as one of w (2m + 1) + m units.
bool MoveTiesApart(Trial& trial) {
  std::vector<ChainEvent>& events = trial.events;
  std::int64_t most = 0;
  std::int64_t offset = 0;
  for (std::size_t i = 1; i < events.size(); ++i) {
    offset = events[i].time == events[i - 1].time ? offset + 1 : 0;
    most = std::max(most, offset);
  }
  const bool is_increasing = trial.a.window_funnel.strict_increase || trial.b.window_funnel.strict_increase;
  if (most == 0 && !is_increasing) return false;
  const TimestampMs first = events.front().time;
  const DurationMs span = events.back().time - first;
  const std::int64_t units = 2 * most + 1;
  if (span >= INT64_MAX / 2 / units) return false;
  TimestampMs before = first;
  offset = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const TimestampMs time = events[i].time;
    offset = i > 0 && time == before ? offset + 1 : 0;
    before = time;
    events[i].time = (time - first) * units + offset;
  }
  const auto refine = [&](DurationMs& window) { window = std::min(window, span) * units + most; };
  trial.ChangeRules([&](FunnelRules& rules) {
    rules.tie_ms = 1;
    rules.window_funnel.strict_increase = false;
    refine(rules.window_ms);
    for (DurationMs& window : rules.step_windows_ms) refine(window);
  });
  return true;
}

bool IsWindowFunnel(const FunnelRules& rules) { return rules.preset == FunnelPreset::kClickHouse; }

bool TakeOneStepEach(Trial& trial) {
  if (!IsWindowFunnel(trial.a) && !IsWindowFunnel(trial.b)) return false;
  trial.ChangeRules([](FunnelRules& rules) { rules.window_funnel.strict_once = true; });
  return true;
}

bool AllowRepeats(Trial& trial) {
  if (!trial.a.window_funnel.strict_deduplication && !trial.b.window_funnel.strict_deduplication) return false;
  trial.ChangeRules([](FunnelRules& rules) { rules.window_funnel.strict_deduplication = false; });
  return true;
}

bool TryEveryEntry(Trial& trial) {
  if (trial.a.preset != FunnelPreset::kMixpanel && trial.b.preset != FunnelPreset::kMixpanel) return false;
  trial.ChangeRules([](FunnelRules& rules) {
    if (rules.preset == FunnelPreset::kMixpanel) rules.preset = FunnelPreset::kMixpanelOptimised;
  });
  return true;
}

bool ExcludeNothing(Trial& trial) {
  if (trial.a.exclusions.empty()) return false;
  trial.ChangeRules([](FunnelRules& rules) { rules.exclusions.clear(); });
  for (ChainEvent& event : trial.events) event.exclusions = 0;
  return true;
}

bool AllowOthersBetween(Trial& trial) {
  bool is_strict = false;
  trial.ChangeRules([&](FunnelRules& rules) {
    is_strict = is_strict || rules.order == FunnelOrder::kStrict || rules.window_funnel.strict_order;
    if (rules.order == FunnelOrder::kStrict) rules.order = FunnelOrder::kOrdered;
    rules.window_funnel.strict_order = false;
    rules.window_funnel.allow_reentry = false;
  });
  return is_strict;
}

constexpr struct {
  FunnelDifference reason;
  Change change;
} kChanges[] = {
    {FunnelDifference::kRounding, DoNotRound},
    {FunnelDifference::kTie, MoveTiesApart},
    {FunnelDifference::kRepeat, TakeOneStepEach},
    {FunnelDifference::kRepeat, AllowRepeats},
    {FunnelDifference::kReentry, TryEveryEntry},
    {FunnelDifference::kExclusion, ExcludeNothing},
    {FunnelDifference::kStrictOrder, AllowOthersBetween},
};

Result<std::uint32_t> LevelBy(const FunnelRules& rules, std::span<const ChainEvent> events) {
  FunnelUnitRunner runner(rules, FunnelEntry::kClosed);
  return LevelOf(runner, rules, events);
}

}  // namespace

Result<std::uint32_t> LevelOf(FunnelUnitRunner& runner, const FunnelRules& rules, std::span<const ChainEvent> events) {
  const Result<std::span<const Chain>> chains = runner.Run(events);
  if (!chains.ok()) return chains.status();
  if ((*chains).empty() || (rules.preset == FunnelPreset::kPostHog && (*chains)[0].excluded)) return std::uint32_t{0};
  return (*chains)[0].reached;
}

Result<FunnelDifference> ExplainDifference(const FunnelRules& a, const FunnelRules& b, std::span<const ChainEvent> events) {
  for (const auto& [reason, change] : kChanges) {
    Trial trial{a, b, {events.begin(), events.end()}};
    if (!change(trial)) continue;
    const Result<std::uint32_t> level_a = LevelBy(trial.a, trial.events);
    if (!level_a.ok()) return level_a.status();
    const Result<std::uint32_t> level_b = LevelBy(trial.b, trial.events);
    if (!level_b.ok()) return level_b.status();
    if (*level_a == *level_b) return reason;
  }
  return FunnelDifference::kOther;
}

}  // namespace assay
