#include "assay/aggregate/aggregate_spec.h"

namespace assay {

Status CheckAggregate(const AggregateSpec& spec) {
  if (spec.aggregate > Aggregate::kApproxQuantile) return InvalidArgument("aggregates: unknown aggregate");
  const bool of_property =
      (spec.aggregate >= Aggregate::kSum && spec.aggregate <= Aggregate::kDistinct) || spec.aggregate > Aggregate::kApproxUsers;
  if (of_property && spec.property.empty()) return InvalidArgument("aggregates: sum to quantile and distinct need a property");
  const bool has_quantile = spec.aggregate == Aggregate::kQuantile || spec.aggregate == Aggregate::kApproxQuantile;
  if (has_quantile && !(spec.quantile >= 0 && spec.quantile <= 1)) return InvalidArgument("aggregates: quantile must be in [0, 1]");
  return {};
}

}  // namespace assay
