// assay/engine/bind_metric.h
//
// What metrics and formulas share, from the words of wire to the types of aggregate and back. Internal to engine.

#ifndef ASSAY_ENGINE_BIND_METRIC_H_
#define ASSAY_ENGINE_BIND_METRIC_H_

#include "assay/aggregate/metric.h"
#include "assay/base/status.h"
#include "assay/engine/bind.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {

AggregateSpec BindAggregate(const WireAggregateSpec& spec);
void BindMetricScope(const QuerySource& source, MetricScope& scope);

// Column by column what `metric` has row by row.
//
// Errors: kResourceExhausted for more rows than an answer may have; what `metric` failed with.
Result<WireResult> ToWire(const Result<MetricResult>& metric);

}  // namespace assay

#endif  // ASSAY_ENGINE_BIND_METRIC_H_
