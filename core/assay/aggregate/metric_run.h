// assay/aggregate/metric_run.h
//
// How metrics and formulas are computed: several operands, each with its own events and aggregates, over the same groups and buckets.
// Internal to aggregate.

#ifndef ASSAY_AGGREGATE_METRIC_RUN_H_
#define ASSAY_AGGREGATE_METRIC_RUN_H_

#include <span>

#include "assay/aggregate/metric.h"

namespace assay {

struct MetricOperand {
  const EventMatch& match;
  std::span<const AggregateSpec> aggregates;
  bool sketches = false;  // wants them
};

// The answer with the operands' aggregates one after another as values. Groups are weighed by the events of all operands over all ranges.
// Every aggregate passes CheckAggregate().
//
// Errors: kInvalidArgument naming the rule that the scope or an operand breaks; kResourceExhausted as ComputeMetric().
Result<MetricResult> RunMetric(const Table& table, const MetricScope& scope, std::span<const MetricOperand> operands);

}  // namespace assay

#endif  // ASSAY_AGGREGATE_METRIC_RUN_H_
