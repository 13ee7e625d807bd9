#include "assay/aggregate/sketch_tally.h"

#include <cmath>

namespace assay {

SketchTally::SketchTally(const Table& table, std::span<const AggregateSpec> aggregates, std::size_t max_sketches)
    : table_(table), max_sketches_(max_sketches) {
  for (const AggregateSpec& spec : aggregates) {
    if (spec.aggregate == Aggregate::kApproxQuantile) {
      sources_.push_back({QuantilesOf(table, spec.property), spec.quantile});
    } else if (IsApproximate(spec.aggregate)) {
      sources_.push_back({distinct_.size(), -1});
      Distinct& distinct = distinct_.emplace_back();
      if (spec.aggregate == Aggregate::kApproxDistinct) distinct.values.emplace(table, spec.property);
    }
  }
}

std::size_t SketchTally::QuantilesOf(const Table& table, std::string_view property) {
  std::size_t at = 0;
  while (at < quantiles_.size() && quantiles_[at].property != property) ++at;
  if (at < quantiles_.size()) return at;
  Quantiles& added = quantiles_.emplace_back();
  added.property = property;
  const std::optional<ColumnId> column = table.FindColumn(property, PropertyType::kNumber);
  if (column.has_value()) added.column.emplace(*column);
  return at;
}

void SketchTally::Reserve(std::uint32_t slot_count) {
  full_ = full_ || std::size_t{slot_count} * (distinct_.size() + quantiles_.size()) > max_sketches_;
  const auto grow = [&](auto& sketches, const auto& empty) {
    if (full_) {
      sketches.clear();
    } else if (sketches.size() < slot_count) {
      sketches.resize(slot_count, *empty);
    }
  };
  Result<HllSketch> hll = HllSketch::Create();
  hll->ForgetOrder();
  for (Distinct& distinct : distinct_) grow(distinct.sketches, hll);
  for (Quantiles& quantiles : quantiles_) grow(quantiles.sketches, DdSketch::Create());
}

std::uint32_t SketchTally::Coupon(const Distinct& distinct, std::uint32_t id) const {
  if (!distinct.values.has_value()) return HllSketch::CouponOf(table_.users().Text(id));
  const std::optional<PropertyValue> value = distinct.values->Value(id);
  if (!value.has_value()) return 0;
  switch (value->type) {
    case PropertyType::kString: return HllSketch::CouponOf(value->text);
    case PropertyType::kNumber: return HllSketch::CouponOfDouble(value->number);
    case PropertyType::kBool: break;
  }
  return HllSketch::CouponOfInteger(value->boolean ? 1 : 0);
}

void SketchTally::Add(const Scan& scan, std::span<const RowInGroup> rows, std::span<const std::uint32_t> slots, std::uint32_t slot_count) {
  if (sources_.empty()) return;
  Reserve(slot_count);
  if (full_) return;
  for (Distinct& distinct : distinct_) {
    const bool of_users = !distinct.values.has_value();
    const std::span<const std::uint32_t> ids = of_users ? scan.users() : distinct.values->Code(scan, rows);
    distinct.coupons.resize(of_users ? table_.users().size() : distinct.values->size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::uint32_t id = ids[of_users ? rows[i] : i];
      std::uint32_t& coupon = distinct.coupons[id];
      if (coupon == 0) coupon = Coupon(distinct, id);
      distinct.sketches[slots[i]].AddCoupon(coupon);
    }
  }
  for (Quantiles& quantiles : quantiles_) {
    if (!quantiles.column.has_value()) continue;
    const Picked<double> picked = quantiles.column->Pick(scan.group(), rows);
    for (std::size_t i = 0; i < picked.values.size(); ++i) quantiles.sketches[slots[picked.positions[i]]].Add(picked.values[i]);
  }
}

std::optional<double> SketchTally::Value(std::size_t place, std::uint32_t slot) const {
  const Source& source = sources_[place];
  if (source.quantile < 0) return std::round(distinct_[source.at].sketches[slot].Estimate());
  const Result<std::optional<double>> quantile = quantiles_[source.at].sketches[slot].Quantile(source.quantile);
  return quantile.ok() ? *quantile : std::nullopt;
}

double SketchTally::Error(std::size_t place, std::uint32_t slot) const {
  const Source& source = sources_[place];
  if (source.quantile < 0) return 2 * distinct_[source.at].sketches[slot].RelativeStandardError();
  return quantiles_[source.at].sketches[slot].RelativeError();
}

ByteBuffer SketchTally::Bytes(std::size_t place, std::uint32_t slot) const {
  const Source& source = sources_[place];
  return source.quantile < 0 ? distinct_[source.at].sketches[slot].Serialize() : quantiles_[source.at].sketches[slot].Serialize();
}

}  // namespace assay
