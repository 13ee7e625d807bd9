// assay/behavior/keep_first.h
//
// The first few of many values in an order of their own: samples that do not depend on the order in which events came.

#ifndef ASSAY_BEHAVIOR_KEEP_FIRST_H_
#define ASSAY_BEHAVIOR_KEEP_FIRST_H_

#include <cstddef>
#include <utility>
#include <vector>

namespace assay {

// Puts `value` into its place in `kept`, which is in order of `before`, unless it comes after `most` others. O(1) when it does, else
// O(most): for lists to look at.
template <typename T, typename Before>
void KeepFirst(T value, std::size_t most, const Before& before, std::vector<T>& kept) {
  if (kept.size() < most) {
    kept.push_back(std::move(value));
  } else {
    if (most == 0 || !before(value, kept.back())) return;
    kept.back() = std::move(value);
  }
  for (std::size_t at = kept.size() - 1; at > 0 && before(kept[at], kept[at - 1]); --at) std::swap(kept[at], kept[at - 1]);
}

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_KEEP_FIRST_H_
