// assay/behavior/keep_first.h
//
// The first few of many values in an order of their own: samples that do not depend on the order in which events came.

#ifndef ASSAY_BEHAVIOR_KEEP_FIRST_H_
#define ASSAY_BEHAVIOR_KEEP_FIRST_H_

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace assay {

// Puts `value` into its place in `kept`, which is in order of `before`, unless it comes after `most` others. O(log most) when it does.
template <typename T, typename Before>
void KeepFirst(T value, std::size_t most, const Before& before, std::vector<T>& kept) {
  const auto place = std::upper_bound(kept.begin(), kept.end(), value, before) - kept.begin();
  if (static_cast<std::size_t>(place) >= most) return;
  if (kept.size() == most) kept.pop_back();
  kept.insert(kept.begin() + place, std::move(value));
}

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_KEEP_FIRST_H_
