#include "assay/behavior/duration_lists.h"

#include <span>

namespace assay {

void DurationLists::Add(std::uint32_t list, DurationMs duration_ms) {
  if (list >= sums_.size()) sums_.resize(list + std::size_t{1});
  sums_[list].Add(static_cast<double>(duration_ms));
  lists_.Add(list, duration_ms);
  is_settled_ = false;
}

void DurationLists::Remove(std::uint32_t list, DurationMs duration_ms) {
  sums_[list].Remove(static_cast<double>(duration_ms));
  lists_.Remove(list, duration_ms);
  is_settled_ = false;
}

void DurationLists::Settle() {
  lists_.Settle();
  is_settled_ = true;
}

TimeStats DurationLists::Of(std::uint32_t list) const {
  const std::span<const DurationMs> durations = lists_[list];
  if (durations.empty()) return {};
  if (is_settled_) return SummarizeSortedTimes(durations, sums_[list]);
  return SummarizeTimes(std::vector<double>(durations.begin(), durations.end()));
}

}  // namespace assay
