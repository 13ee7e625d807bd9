#include "assay/ingest/sequence_set.h"

#include <algorithm>

namespace assay {

std::vector<SequenceInterval> SequenceSet::Missing(SequenceInterval wanted) const {
  std::vector<SequenceInterval> missing;
  auto at = std::lower_bound(intervals_.begin(), intervals_.end(), wanted.start,
                             [](const SequenceInterval& held, std::uint64_t start) { return held.end <= start; });
  std::uint64_t next = wanted.start;
  for (; at != intervals_.end() && at->start < wanted.end; ++at) {
    if (next < at->start) missing.push_back({next, at->start});
    next = at->end;
  }
  if (next < wanted.end) missing.push_back({next, wanted.end});
  return missing;
}

void SequenceSet::Add(SequenceInterval added) {
  if (added.start >= added.end) return;
  // Everything that overlaps or touches `added` is [first, last); it is replaced by one interval.
  const auto first = std::lower_bound(intervals_.begin(), intervals_.end(), added.start,
                                      [](const SequenceInterval& held, std::uint64_t start) { return held.end < start; });
  const auto last = std::upper_bound(first, intervals_.end(), added.end,
                                     [](std::uint64_t end, const SequenceInterval& held) { return end < held.start; });
  if (first == last) {
    intervals_.insert(first, added);
    return;
  }
  first->start = std::min(first->start, added.start);
  first->end = std::max((last - 1)->end, added.end);
  intervals_.erase(first + 1, last);
}

}  // namespace assay
