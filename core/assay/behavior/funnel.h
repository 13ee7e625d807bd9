// assay/behavior/funnel.h
//
// The ordered funnel: how many users took the steps in order within a window, how long they took, by first-touch property values. Exact,
// also for ties, repeated steps and late events. One pass when rows arrived in order, two and a grouping by user otherwise; same answer.
// Semantics: core/decisions/funnel-semantics.md. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_H_
#define ASSAY_BEHAVIOR_FUNNEL_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/status.h"
#include "assay/behavior/step_scan.h"
#include "assay/behavior/time_stats.h"
#include "assay/columnar/scan.h"

namespace assay {

struct FunnelQuery {
  std::vector<FunnelStep> steps;          // 1..32
  DurationMs window_ms = 0;               // a step counts while its time - time of step 1 <= window_ms; at least 0
  std::vector<PropertyCondition> filter;  // on every event
  std::vector<std::string_view> by;       // property names; "$event" is the event's name
  TimeRange range;
  std::size_t max_groups = 1000;  // at least 1
};

struct FunnelStepResult {
  std::uint64_t users = 0;       // who reached the step
  TimeStats time_from_previous;  // of those; empty for step 1
};

struct FunnelGroup {
  GroupKey key;                         // empty in FunnelResult::total
  std::vector<FunnelStepResult> steps;  // one per step
  TimeStats time_to_convert;            // from step 1 to the last step, of users who reached it
};

struct FunnelResult {
  FunnelGroup total;
  std::vector<FunnelGroup> groups;   // by users at step 1, descending, then by key; empty without `by`
  std::uint64_t events_scanned = 0;  // events inside the range
  std::uint64_t groups_omitted = 0;  // groups beyond max_groups, which `total` still counts
};

// The answer to `query`. A user is in exactly one group: per property the value on the user's earliest event that matches any step and
// carries the property.
//
// Errors: kInvalidArgument naming the rule that the query breaks.
Result<FunnelResult> ComputeFunnel(const Table& table, const FunnelQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_H_
