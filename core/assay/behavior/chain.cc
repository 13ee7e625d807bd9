#include "assay/behavior/chain.h"

#include <algorithm>
#include <bit>

namespace assay {

Status ValidateFunnelRules(const FunnelRules& rules) {
  if (rules.steps < 1 || rules.steps > kMaxSteps) return InvalidArgument("steps: between 1 and 32");
  if (rules.window_ms < 0) return InvalidArgument("window: at least 0");
  if (rules.tie_ms < 1) return InvalidArgument("tie: at least 1 ms");
  const StepMask last = StepMask{1} << (rules.steps - 1);
  if ((rules.optional & (1 | last)) != 0 || rules.optional > last) return InvalidArgument("optional: not the first step, nor the last");
  const std::vector<DurationMs>& windows = rules.step_windows_ms;
  if (!windows.empty() && windows.size() != rules.steps) return InvalidArgument("step windows: one per step");
  for (const DurationMs window : windows) {
    if (window < 0) return InvalidArgument("step windows: at least 0");
  }
  if (rules.exclusions.size() > kMaxSteps) return InvalidArgument("exclusions: at most 32");
  for (const FunnelExclusion& exclusion : rules.exclusions) {
    if (exclusion.from_step < 1 || exclusion.from_step >= exclusion.to_step || exclusion.to_step > rules.steps) {
      return InvalidArgument("exclusions: from a step to a later one");
    }
  }
  if (!windows.empty() && rules.order == FunnelOrder::kAny) return InvalidArgument("step windows: not in any order");
  const bool is_posthog = rules.preset == FunnelPreset::kPostHog;
  if (rules.attribution.has_value() && (!is_posthog || rules.attribution->step < 1 || rules.attribution->step > rules.steps)) {
    return InvalidArgument("attribution: to one of the steps, in posthog");
  }
  if (is_posthog || rules.preset == FunnelPreset::kClickHouse) {
    if (rules.totals || rules.hold_constant || !windows.empty()) {
      return InvalidArgument("preset: has no totals, no held property and no step windows");
    }
  }
  if (rules.preset == FunnelPreset::kClickHouse) {
    if (rules.order != FunnelOrder::kOrdered || rules.optional != 0 || !rules.exclusions.empty()) {
      return InvalidArgument("preset: has no order but its modes, no optional steps and no exclusions");
    }
    if (rules.window_funnel.allow_reentry && !rules.window_funnel.strict_order) {
      return InvalidArgument("allow_reentry: only with strict_order");
    }
  }
  if (rules.preset == FunnelPreset::kAmplitude && (rules.optional != 0 || !windows.empty())) {
    return InvalidArgument("preset: has no optional steps and no step windows");
  }
  return {};
}

Chain::Chain() { taken.fill(kNoEvent); }

void Chain::TakeInOrder(std::uint32_t event) {
  std::size_t at = reached++;
  for (; at > 0 && taken[at - 1] > event; --at) taken[at] = taken[at - 1];
  taken[at] = event;
}

std::vector<DurationMs> StepReach(const FunnelRules& rules) {
  std::vector<DurationMs> reach(rules.steps, rules.window_ms);
  if (rules.step_windows_ms.empty()) return reach;
  for (std::size_t step = 0; step + 1 < rules.steps; ++step) {
    DurationMs widest = 0;
    std::size_t next = step + 1;
    do {
      widest = std::max(widest, rules.step_windows_ms[next]);
    } while ((rules.optional >> next++ & 1) != 0);
    reach[step] = std::min(widest, rules.window_ms);
  }
  return reach;
}

void ExplainEnd(std::span<const ChainEvent> events, const FunnelRules& rules, std::size_t last, Chain& chain) {
  if (chain.reached == 0) return;
  std::uint32_t newest = 0;
  TimestampMs start = events[chain.taken[0]].time;
  for (const std::uint32_t event : chain.taken) {
    if (event == kNoEvent) continue;
    newest = std::max(newest, event);
    start = std::min(start, events[event].time);
  }
  if (newest + 1 < events.size()) chain.next = newest + 1;
  const std::size_t level = chain.reached;
  const bool in_any_order = rules.order == FunnelOrder::kAny;
  const std::size_t all = in_any_order ? rules.steps - static_cast<std::size_t>(std::popcount(rules.optional)) : rules.steps;
  if (chain.excluded) {
    chain.end = ChainEnd::kExclusion;
  } else if (level == all) {
    chain.end = ChainEnd::kConverted;
  }
  if (chain.end != ChainEnd::kNoNextEvent) return;
  StepMask excluding = 0;
  for (std::size_t rule = 0; rule < rules.exclusions.size(); ++rule) {
    if (rules.preset == FunnelPreset::kPostHog) break;  // has said so itself: exclusions among events of one time do not apply
    const auto [from, to] = rules.exclusions[rule];
    if (in_any_order || (from <= level && level < to)) excluding |= StepMask{1} << rule;
  }
  const DurationMs reach = in_any_order ? rules.window_ms : StepReach(rules)[level - 1];
  const TimestampMs taken_at = events[newest].time;
  const bool is_strict = rules.order == FunnelOrder::kStrict || rules.window_funnel.strict_order;
  for (std::size_t i = newest + 1; i < events.size() && i <= last; ++i) {
    const ChainEvent& event = events[i];
    if (event.time - start > rules.window_ms || event.time - taken_at > reach) {
      chain.end = ChainEnd::kWindow;
    } else if ((event.exclusions & excluding) != 0) {
      chain.end = ChainEnd::kExclusion;
      chain.excluded = true;
    } else if (is_strict) {
      chain.end = ChainEnd::kOrder;
    } else {
      continue;
    }
    return;
  }
}

void CloseAttempt(std::span<const ChainEvent> events, const FunnelRules& rules, std::size_t last, Chain& best, std::vector<Chain>& chains) {
  if (best.reached == 0) return;
  ExplainEnd(events, rules, last, best);
  chains.push_back(best);
  best = Chain();
}

}  // namespace assay
