#include "assay/behavior/funnel_rules.h"

namespace assay {
namespace {

// Whose first entry is the only one that users count by.
bool IsReentryKnown(FunnelPreset preset) {
  return preset == FunnelPreset::kAssay || preset == FunnelPreset::kMixpanel || preset == FunnelPreset::kMixpanelOptimised;
}

Status CheckUnits(const FunnelQuery& query) {
  if (query.entry == FunnelEntry::kOpen) {
    if (query.preset != FunnelPreset::kAssay) return InvalidArgument("entry: open is not among the preset's rules");
    if (query.order == FunnelOrder::kAny) return InvalidArgument("entry: open only with steps in order");
    if (query.count == FunnelCount::kTotals) return InvalidArgument("entry: open counts users or sessions");
    if (query.reentry != FunnelReentry::kEveryEntry) return InvalidArgument("entry: open tries every entry");
  }
  if (query.reentry == FunnelReentry::kFirstEntry && !IsReentryKnown(query.preset)) {
    return InvalidArgument("reentry: the first entry alone is not among the preset's rules");
  }
  if (query.hold_property.has_value() && query.hold_property->empty()) return InvalidArgument("hold_property: must not be empty");
  return {};
}

Status CheckAnswer(const FunnelQuery& query) {
  if (query.touch == FunnelTouch::kStep && (query.touch_step < 1 || query.touch_step > query.steps.size())) {
    return InvalidArgument("touch_step: must be one of the steps");
  }
  if (query.touch == FunnelTouch::kAllEvents && query.preset != FunnelPreset::kPostHog) {
    return InvalidArgument("touch: all events only in posthog");
  }
  if (query.segments.size() > kMaxFunnelSegments) return InvalidArgument("segments: at most 8");
  if (query.samples > kMaxFunnelSamples) return InvalidArgument("samples: at most 1000");
  if (query.bucket_ms.has_value()) {
    if (query.bucket_start) return InvalidArgument("bucket_ms: not with bucket_start");
    if (*query.bucket_ms < 1 || *query.bucket_ms > kMaxTimestampMs) return InvalidArgument("bucket_ms: between 1 ms and 100,000,000 days");
  }
  return {};
}

}  // namespace

Status CheckFunnelQuery(const FunnelQuery& query) {
  if (query.window_ms < 0) return InvalidArgument("window_ms: must not be negative");
  if (query.max_groups == 0) return InvalidArgument("max_groups: must be above 0");
  if (query.range.start > query.range.end) return InvalidArgument("range: start must not be after end");
  for (const std::string_view property : query.by) {
    if (property.empty()) return InvalidArgument("by: a property name must not be empty");
  }
  FunnelRules rules = RulesOf(query);
  rules.hold_constant = query.hold_property.has_value();
  if (const Status status = ValidateFunnelRules(rules); !status.ok()) return status;
  for (const FunnelExcludedEvents& exclusion : query.exclusions) {
    if (exclusion.any_of.empty()) return InvalidArgument("exclusions: an exclusion needs at least one alternative");
  }
  if (const Status status = CheckUnits(query); !status.ok()) return status;
  return CheckAnswer(query);
}

FunnelRules RulesOf(const FunnelQuery& query) {
  FunnelRules rules;
  rules.preset = query.reentry == FunnelReentry::kFirstEntry && IsReentryKnown(query.preset) ? FunnelPreset::kMixpanel : query.preset;
  rules.order = query.order;
  rules.steps = query.steps.size();
  rules.window_ms = query.window_ms;
  rules.optional = query.optional;
  rules.totals = query.count == FunnelCount::kTotals;
  rules.step_windows_ms = query.step_windows_ms;
  for (const FunnelExcludedEvents& exclusion : query.exclusions) rules.exclusions.push_back({exclusion.from_step, exclusion.to_step});
  if (query.preset == FunnelPreset::kClickHouse) rules.window_funnel = query.window_funnel;
  rules.tie_ms = query.tie_ms;
  return rules;
}

bool SeesEveryEvent(const FunnelRules& rules) {
  return rules.order == FunnelOrder::kStrict || (rules.preset == FunnelPreset::kClickHouse && rules.window_funnel.strict_order);
}

bool IsPlain(const FunnelQuery& query) {
  const bool has_plain_rules = (query.preset == FunnelPreset::kAssay || query.preset == FunnelPreset::kMixpanelOptimised) &&
                               query.order == FunnelOrder::kOrdered && query.optional == 0 && query.step_windows_ms.empty() &&
                               query.exclusions.empty();
  const bool counts_users = query.count == FunnelCount::kUsers && query.entry == FunnelEntry::kClosed &&
                            query.reentry == FunnelReentry::kEveryEntry && !query.hold_property.has_value();
  const bool has_plain_answer = (query.by.empty() || query.touch == FunnelTouch::kFirst) && query.segments.empty() &&
                                !query.bucket_ms.has_value() && !query.bucket_start && query.samples == 0 && !query.drop_reasons;
  return has_plain_rules && counts_users && has_plain_answer;
}

}  // namespace assay
