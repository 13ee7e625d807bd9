#include "assay/engine/bind_metric.h"

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace assay {
namespace {

// Turns rows into columns. `absent` stays empty when every value is there.
void Transpose(const std::vector<std::optional<double>>& by_row, std::size_t rows, std::vector<double>& values,
               std::vector<std::uint8_t>& absent) {
  values.resize(by_row.size());
  const std::size_t columns = rows == 0 ? 0 : by_row.size() / rows;
  for (std::size_t i = 0; i < by_row.size(); ++i) {
    const std::size_t at = i % columns * rows + i / columns;
    if (by_row[i].has_value()) {
      values[at] = *by_row[i];
      continue;
    }
    absent.resize(by_row.size());
    absent[at] = 1;
  }
}

}  // namespace

AggregateSpec BindAggregate(const WireAggregateSpec& spec) {
  return {static_cast<Aggregate>(spec.aggregate), spec.property, spec.quantile};
}

void BindMetricScope(const QuerySource& source, MetricScope& scope) {
  BindScope(source, scope);
  BindGrouping(source, scope);
  scope.bucket_ms = source.query.bucket_ms;
  if (source.query.bucket_unit != WireBucketUnit::kFixed) scope.bucket_unit = BindUnit(source.query.bucket_unit);
  scope.zone = BindZone(source.query);
  scope.other = source.query.other;
  scope.compare_ms = source.query.compare_ms;
}

Result<WireResult> ToWire(const Result<MetricResult>& metric) {
  if (!metric.ok()) return metric.status();
  if (Status status = CheckRowCount(metric->rows.size()); !status.ok()) return status;
  WireMetricResult wire;
  wire.keys = ToWire(std::span<const GroupKey>(metric->groups));
  wire.groups.reserve(metric->rows.size());
  for (const MetricRow& row : metric->rows) {
    wire.groups.push_back(row.group);
    if (row.bucket_start.has_value()) wire.bucket_starts_ms.push_back(static_cast<double>(*row.bucket_start));
  }
  Transpose(metric->values, metric->rows.size(), wire.values, wire.absent);
  Transpose(metric->previous, metric->rows.size(), wire.previous, wire.previous_absent);
  wire.errors = metric->errors;
  for (const ByteBuffer& sketch : metric->sketches) {
    wire.sketches.insert(wire.sketches.end(), sketch.begin(), sketch.end());
    wire.sketch_ends.push_back(static_cast<std::uint32_t>(wire.sketches.size()));
  }
  return WireResult{std::move(wire), metric->events_scanned, metric->groups_omitted};
}

}  // namespace assay
