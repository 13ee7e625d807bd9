// assay/aggregate/numeric_aggregate.h
//
// What a metric wants to know about one numeric property, by slot: number of values, sum, extremes, quantiles. Values arrive in row order,
// so sums are the same on every machine. O(1) per value; quantiles keep 12 bytes per value. Not thread-safe.

#ifndef ASSAY_AGGREGATE_NUMERIC_AGGREGATE_H_
#define ASSAY_AGGREGATE_NUMERIC_AGGREGATE_H_

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "assay/aggregate/compensated_sum.h"
#include "assay/columnar/column_reader.h"

namespace assay {

class NumericAggregate {
 public:
  struct Wants {
    bool sums = false;
    bool extremes = false;
    std::vector<double> probabilities;  // of quantiles, each in [0, 1]
  };

  explicit NumericAggregate(Wants wants) : wants_(std::move(wants)) {}

  // The value picked.values[i] belongs to slot slots[picked.positions[i]], below slot_count. `one_slot`: all slots are the same.
  void Add(std::span<const std::uint32_t> slots, const Picked<double>& picked, std::uint32_t slot_count, bool one_slot);

  // Ends the input. Afterwards every slot below slot_count may be asked.
  void Finish(std::uint32_t slot_count);

  // The number of values. The functions below answer only where it is above 0.
  [[nodiscard]] std::uint64_t Count(std::uint32_t slot) const { return counts_[slot]; }

  // In row order; infinite when the plain sum leaves the range of a double.
  [[nodiscard]] double Sum(std::uint32_t slot) const { return sums_[slot].Value(); }
  [[nodiscard]] double Min(std::uint32_t slot) const { return extremes_[slot].least; }
  [[nodiscard]] double Max(std::uint32_t slot) const { return extremes_[slot].greatest; }

  // The quantile at Wants::probabilities[which].
  [[nodiscard]] double Quantile(std::uint32_t slot, std::size_t which) const {
    return quantiles_[slot * wants_.probabilities.size() + which];
  }

 private:
  struct Extremes {
    double least = std::numeric_limits<double>::infinity();
    double greatest = -std::numeric_limits<double>::infinity();
  };

  struct Values {
    std::uint32_t slot = 0;  // of all, where there are no
    std::vector<std::uint32_t> slots;
    std::vector<double> values;
  };

  void FinishQuantiles(std::uint32_t slot_count);

  Wants wants_;
  std::vector<std::uint64_t> counts_;
  std::vector<CompensatedSum> sums_;
  std::vector<Extremes> extremes_;
  std::vector<Values> values_;  // one per Add(), so that nothing large is copied while growing
  std::vector<double> quantiles_;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_NUMERIC_AGGREGATE_H_
