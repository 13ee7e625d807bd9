// assay/sketch/sorted_view.h
//
// The retained items of a quantile sketch in order, each standing for `weight` observations: what ranks and quantiles are read from.
// Building is O(n log n), a question O(log n). Not thread-safe.

#ifndef ASSAY_SKETCH_SORTED_VIEW_H_
#define ASSAY_SKETCH_SORTED_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay {

// An item of a sketch and how many observations it stands for.
struct WeightedValue {
  double value = 0;
  std::uint64_t weight = 0;
};

// Sorts by value. The order of equal ones depends on the order before alone.
void SortByValue(std::vector<WeightedValue>& items);

// base^exponent for an exponent in [0, 1), from square roots: the same bits everywhere, which a library's pow() does not give.
[[nodiscard]] double Power(double base, double exponent);

class SortedView {
 public:
  // `items` must not be empty or hold NaN, and their weights must sum up to at most 2^53.
  explicit SortedView(std::vector<WeightedValue> items);

  // The lowest item whose rank is at least `rank` (`inclusive`), or above it. `rank` is in [0, 1].
  [[nodiscard]] double Quantile(double rank, bool inclusive) const;

  // The share of the weight at or below `value` (`inclusive`), or below it.
  [[nodiscard]] double Rank(double value, bool inclusive) const;

 private:
  std::vector<WeightedValue> items_;  // weight: the item's and of all before it
};

}  // namespace assay

#endif  // ASSAY_SKETCH_SORTED_VIEW_H_
