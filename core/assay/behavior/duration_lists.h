// assay/behavior/duration_lists.h
//
// Durations in lists, to be summarised list by list, that can be taken back: what the times of a funnel are kept in while its users' chains
// change. Adding and removing is O(1), Settle() as OrderedLists, a summary then O(log n). Not thread-safe.

#ifndef ASSAY_BEHAVIOR_DURATION_LISTS_H_
#define ASSAY_BEHAVIOR_DURATION_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/base/time.h"
#include "assay/behavior/ordered_lists.h"
#include "assay/behavior/time_stats.h"

namespace assay {

class DurationLists {
 public:
  // At least 0.
  void Add(std::uint32_t list, DurationMs duration_ms);

  // One that was added.
  void Remove(std::uint32_t list, DurationMs duration_ms);

  // To be called before Of() once anything was removed or settled; without it Of() is O(n).
  void Settle();

  [[nodiscard]] TimeStats Of(std::uint32_t list) const;

  [[nodiscard]] std::size_t MemoryBytes() const { return lists_.MemoryBytes() + sums_.capacity() * sizeof(DurationSum); }

 private:
  OrderedLists lists_;
  std::vector<DurationSum> sums_;  // by list
  bool is_settled_ = false;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_DURATION_LISTS_H_
