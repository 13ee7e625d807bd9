#include "assay/aggregate/metric.h"

#include "assay/aggregate/metric_run.h"

namespace assay {

Result<MetricResult> ComputeMetric(const Table& table, const MetricQuery& query) {
  if (query.aggregates.empty()) return InvalidArgument("aggregates: at least one");
  for (const AggregateSpec& spec : query.aggregates) {
    if (Status status = CheckAggregate(spec); !status.ok()) return status;
  }
  const MetricOperand operand{query.match, query.aggregates, query.sketches};
  return RunMetric(table, query, {&operand, 1});
}

}  // namespace assay
