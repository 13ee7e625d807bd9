#include <utility>

#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {

Result<WireAggregateSpec> DecodeAggregate(const fb::AggregateSpec& source) {
  WireAggregateSpec spec;
  if (source.aggregate() > fb::Aggregate::MAX) return Unimplemented("aggregate: unknown to this build");
  spec.aggregate = static_cast<WireAggregate>(source.aggregate());
  if (Status status = CopyText(source.property(), spec.property); !status.ok()) return status;
  const bool needs_property =
      (spec.aggregate >= WireAggregate::kSum && spec.aggregate <= WireAggregate::kDistinct) || spec.aggregate > WireAggregate::kApproxUsers;
  if (needs_property && spec.property.empty()) {
    return InvalidArgument("aggregate: sum, mean, min, max, quantile and distinct need a property");
  }
  spec.quantile = source.quantile();
  const bool has_quantile = spec.aggregate == WireAggregate::kQuantile || spec.aggregate == WireAggregate::kApproxQuantile;
  if (has_quantile && !(spec.quantile >= 0 && spec.quantile <= 1)) {
    return InvalidArgument("quantile: must be in [0, 1]");
  }
  return spec;
}

Result<WireMetricQuery> DecodeMetric(const fb::MetricQuery& source) {
  WireMetricQuery metric;
  if (source.match() != nullptr) {
    if (Status status = DecodeMatch(source.match(), metric.match, ""); !status.ok()) return status;
  }
  if (source.aggregates() == nullptr || source.aggregates()->size() == 0) return InvalidArgument("aggregate: a metric needs at least one");
  for (const fb::AggregateSpec* spec : *source.aggregates()) {
    Result<WireAggregateSpec> decoded = DecodeAggregate(*spec);
    if (!decoded.ok()) return decoded.status();
    metric.aggregates.push_back(*std::move(decoded));
  }
  metric.sketches = source.sketches();
  return metric;
}

}  // namespace assay
