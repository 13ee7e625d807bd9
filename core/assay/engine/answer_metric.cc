#include <cstddef>

#include "assay/aggregate/metric.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/engine/bind_metric.h"

namespace assay {

std::size_t CountParts(const WireMetricQuery& metric) { return metric.aggregates.size() + CountParts(metric.match.where); }

Result<WireResult> AnswerMetric(const Table& table, const QuerySource& source, const WireMetricQuery& asked) {
  MetricQuery query;
  query.match = BindMatch(asked.match);
  for (const WireAggregateSpec& spec : asked.aggregates) query.aggregates.push_back(BindAggregate(spec));
  query.sketches = asked.sketches;
  BindMetricScope(source, query);
  return ToWire(ComputeMetric(table, query));
}

}  // namespace assay
