#include "assay/sketch/sorted_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay {

void SortByValue(std::vector<WeightedValue>& items) {
  const auto before = [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; };
  std::make_heap(items.begin(), items.end(), before);  // a third of the code of std::sort
  std::sort_heap(items.begin(), items.end(), before);
}

double Power(double base, double exponent) {
  double product = 1;
  while (exponent != 0) {
    base = std::sqrt(base);
    exponent *= 2;
    if (exponent < 1) continue;
    product *= base;
    exponent -= 1;
  }
  return product;
}

SortedView::SortedView(std::vector<WeightedValue> items) : items_(std::move(items)) {
  SortByValue(items_);
  for (std::size_t i = 1; i < items_.size(); ++i) items_[i].weight += items_[i - 1].weight;
}

double SortedView::Quantile(double rank, bool inclusive) const {
  const double weight = rank * static_cast<double>(items_.back().weight);
  const auto at = std::partition_point(items_.begin(), items_.end(), [&](const WeightedValue& item) {
    const auto sum = static_cast<double>(item.weight);
    return inclusive ? sum < std::ceil(weight) : sum <= std::floor(weight);
  });
  return at == items_.end() ? items_.back().value : at->value;
}

double SortedView::Rank(double value, bool inclusive) const {
  const auto at = std::partition_point(items_.begin(), items_.end(),
                                       [&](const WeightedValue& item) { return inclusive ? item.value <= value : item.value < value; });
  if (at == items_.begin()) return 0;
  return static_cast<double>((at - 1)->weight) / static_cast<double>(items_.back().weight);
}

}  // namespace assay
