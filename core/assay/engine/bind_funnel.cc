#include "assay/engine/bind_funnel.h"

#include <algorithm>
#include <span>
#include <vector>

#include "assay/engine/bind.h"
#include "assay/engine/limits.h"

namespace assay {
namespace {

std::size_t CountAlternatives(std::span<const WireEventMatch> any_of) {
  std::size_t parts = any_of.size();
  for (const WireEventMatch& match : any_of) parts += CountParts(match.where);
  return parts;
}

std::vector<EventMatch> BindAlternatives(std::span<const WireEventMatch> any_of) {
  std::vector<EventMatch> bound;
  bound.reserve(any_of.size());
  for (const WireEventMatch& match : any_of) bound.push_back(BindMatch(match));
  return bound;
}

void BindSteps(const WireFunnelQuery& asked, FunnelQuery& query) {
  const bool has_windows = std::any_of(asked.steps.begin(), asked.steps.end(), [](const auto& step) { return step.within_ms.has_value(); });
  for (std::size_t i = 0; i < asked.steps.size(); ++i) {
    const WireFunnelStep& step = asked.steps[i];
    query.steps.push_back({BindAlternatives(step.any_of)});
    if (step.is_optional) query.optional |= StepMask{1} << i;
    if (has_windows) query.step_windows_ms.push_back(step.within_ms.value_or(asked.window_ms));
  }
}

}  // namespace

std::size_t CountFunnelParts(const WireFunnelQuery& funnel) {
  std::size_t parts = 0;
  for (const WireFunnelStep& step : funnel.steps) parts += CountAlternatives(step.any_of);
  for (const WireFunnelExclusion& exclusion : funnel.exclusions) parts += CountAlternatives(exclusion.any_of);
  for (const WireFunnelSegment& segment : funnel.segments) parts += CountParts(segment.where);
  return parts;
}

FunnelComparand BindFunnelRules(const WireFunnelRules& rules) {
  return {static_cast<FunnelPreset>(rules.preset),
          {.strict_deduplication = rules.strict_deduplication,
           .strict_order = rules.strict_order,
           .strict_increase = rules.strict_increase,
           .strict_once = rules.strict_once,
           .allow_reentry = rules.allow_reentry}};
}

Result<FunnelQuery> BindFunnel(const WireFunnelQuery& asked) {
  if (asked.steps.empty() || asked.steps.size() > kMaxFunnelSteps) return InvalidArgument("steps: a funnel has 1 to 32");
  FunnelQuery query;
  BindSteps(asked, query);
  query.window_ms = asked.window_ms;
  const FunnelComparand rules = BindFunnelRules(asked.rules);
  query.preset = rules.preset;
  query.window_funnel = rules.window_funnel;
  query.order = static_cast<FunnelOrder>(asked.order);
  query.count = static_cast<FunnelCount>(asked.count);
  query.entry = static_cast<FunnelEntry>(asked.entry);
  query.reentry = static_cast<FunnelReentry>(asked.reentry);
  for (const WireFunnelExclusion& exclusion : asked.exclusions) {
    const std::uint32_t to_step = exclusion.to_step == 0 ? static_cast<std::uint32_t>(asked.steps.size()) : exclusion.to_step;
    query.exclusions.push_back({exclusion.from_step, to_step, BindAlternatives(exclusion.any_of)});
  }
  if (asked.hold) query.hold_property = *asked.hold;
  query.touch = static_cast<FunnelTouch>(asked.touch);
  query.touch_step = asked.touch_step;
  if (asked.tie_ms) query.tie_ms = *asked.tie_ms;
  for (const WireFunnelSegment& segment : asked.segments) query.segments.push_back({BindConditions(segment.where)});
  query.samples = asked.samples;
  query.drop_reasons = asked.reasons;
  return query;
}

}  // namespace assay
