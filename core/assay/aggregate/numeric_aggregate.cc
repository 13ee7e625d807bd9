#include "assay/aggregate/numeric_aggregate.h"

#include <algorithm>

#include "assay/aggregate/order_statistics.h"
#include "assay/base/raw_buffer.h"

namespace assay {

void NumericAggregate::Add(std::span<const std::uint32_t> slots, const Picked<double>& picked, std::uint32_t slot_count, bool one_slot) {
  counts_.resize(slot_count);
  const std::size_t count = picked.values.size();
  if (wants_.sums) {
    sums_.resize(slot_count);
    for (std::size_t i = 0; i < count; ++i) sums_[slots[picked.positions[i]]].Add(picked.values[i]);
  }
  if (wants_.extremes) {
    extremes_.resize(slot_count);
    for (std::size_t i = 0; i < count; ++i) {
      Extremes& extremes = extremes_[slots[picked.positions[i]]];
      extremes.least = std::min(extremes.least, picked.values[i]);
      extremes.greatest = std::max(extremes.greatest, picked.values[i]);
    }
  }
  if (count == 0) return;
  if (one_slot) {
    counts_[slots.front()] += count;
  } else {
    for (std::size_t i = 0; i < count; ++i) ++counts_[slots[picked.positions[i]]];
  }
  if (wants_.probabilities.empty()) return;
  Values kept;
  kept.values.assign(picked.values.begin(), picked.values.end());
  if (one_slot) {
    kept.slot = slots.front();
  } else {
    kept.slots.resize(count);
    for (std::size_t i = 0; i < count; ++i) kept.slots[i] = slots[picked.positions[i]];
  }
  values_.push_back(std::move(kept));
}

void NumericAggregate::Finish(std::uint32_t slot_count) {
  counts_.resize(slot_count);
  sums_.resize(slot_count);
  extremes_.resize(slot_count);
  if (!wants_.probabilities.empty()) FinishQuantiles(slot_count);
}

void NumericAggregate::FinishQuantiles(std::uint32_t slot_count) {
  // A counting sort by slot, then each slot's values are one span.
  std::vector<std::size_t> ends(slot_count);
  std::size_t total = 0;
  for (std::uint32_t slot = 0; slot < slot_count; ++slot) {
    ends[slot] = total;  // for now the start; filling moves it to the end
    total += static_cast<std::size_t>(counts_[slot]);
  }
  RawBuffer<double> sorted;
  sorted.Extend(total);
  for (Values& kept : values_) {
    if (kept.slots.empty()) {
      std::copy(kept.values.begin(), kept.values.end(), sorted.data() + ends[kept.slot]);
      ends[kept.slot] += kept.values.size();
    } else {
      for (std::size_t i = 0; i < kept.values.size(); ++i) sorted[ends[kept.slots[i]]++] = kept.values[i];
    }
    kept = {};
  }
  quantiles_.assign(slot_count * wants_.probabilities.size(), 0);
  for (std::uint32_t slot = 0; slot < slot_count; ++slot) {
    const auto count = static_cast<std::size_t>(counts_[slot]);
    if (count == 0) continue;
    const std::span<const double> values(sorted.data() + (ends[slot] - count), count);
    const std::vector<double> quantiles = Quantiles(values, wants_.probabilities);
    std::copy(quantiles.begin(), quantiles.end(), quantiles_.begin() + static_cast<std::ptrdiff_t>(slot * wants_.probabilities.size()));
  }
}

}  // namespace assay
