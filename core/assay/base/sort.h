// assay/base/sort.h
//
// Sorting where it is not what takes the time: heapsort, a tenth of the code of std::sort for every type that is sorted. O(n log n), whatever
// the input; about twice as slow. Not stable: give ties an order.

#ifndef ASSAY_BASE_SORT_H_
#define ASSAY_BASE_SORT_H_

#include <cstddef>
#include <functional>
#include <span>
#include <utility>

namespace assay {

template <typename T, typename Before>
void SortSmall(std::span<T> values, const Before& before) {
  // The greatest child moves up until `value` has its place below `at`.
  const auto sift = [&](std::size_t at, std::size_t size, T value) {
    for (std::size_t child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && before(values[child], values[child + 1])) ++child;
      if (!before(value, values[child])) break;
      values[at] = std::move(values[child]);
      at = child;
    }
    values[at] = std::move(value);
  };
  for (std::size_t at = values.size() / 2; at-- > 0;) sift(at, values.size(), std::move(values[at]));
  for (std::size_t size = values.size(); size-- > 1;) {
    T last = std::move(values[size]);
    values[size] = std::move(values[0]);
    sift(0, size, std::move(last));
  }
}

template <typename Range, typename Before = std::less<>>
void SortSmall(Range& values, const Before& before = {}) {
  SortSmall(std::span(values), before);
}

}  // namespace assay

#endif  // ASSAY_BASE_SORT_H_
