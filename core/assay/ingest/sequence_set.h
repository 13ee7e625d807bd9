// assay/ingest/sequence_set.h
//
// A set of sequence numbers kept as disjoint half-open intervals: one interval while batches arrive without gaps, whatever their number.
// Look-up O(log intervals); an insertion that does not extend the last interval moves O(intervals) elements. Not thread-safe.

#ifndef ASSAY_INGEST_SEQUENCE_SET_H_
#define ASSAY_INGEST_SEQUENCE_SET_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// [start, end), start < end.
struct SequenceInterval {
  std::uint64_t start = 0;
  std::uint64_t end = 0;

  bool operator==(const SequenceInterval&) const = default;
};

class SequenceSet {
 public:
  // The parts of `wanted` that are not in the set, ascending.
  [[nodiscard]] std::vector<SequenceInterval> Missing(SequenceInterval wanted) const;

  // Adds all of `added`; parts that are already in the set change nothing. Touching intervals become one.
  void Add(SequenceInterval added);

  // Disjoint, not touching, ascending. Valid until the next Add().
  [[nodiscard]] std::span<const SequenceInterval> intervals() const { return intervals_; }

  [[nodiscard]] std::size_t MemoryBytes() const { return intervals_.capacity() * sizeof(SequenceInterval); }

 private:
  std::vector<SequenceInterval> intervals_;
};

}  // namespace assay

#endif  // ASSAY_INGEST_SEQUENCE_SET_H_
