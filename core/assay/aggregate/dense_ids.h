// assay/aggregate/dense_ids.h
//
// 64-bit keys <-> dense ids 0..n-1 in order of first sight, so that accumulators are plain arrays. Open addressing with a fixed mixing
// function: the same input gives the same ids everywhere. Expected O(1). Not thread-safe.

#ifndef ASSAY_AGGREGATE_DENSE_IDS_H_
#define ASSAY_AGGREGATE_DENSE_IDS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay {

class DenseIds {
 public:
  DenseIds() : slots_(kFirstSlots) {}

  // The id of `key`, which is added when it is new.
  std::uint32_t Insert(std::uint64_t key);

  // The key of an id below size().
  [[nodiscard]] std::uint64_t Key(std::uint32_t id) const { return keys_[id]; }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }

 private:
  static constexpr std::size_t kFirstSlots = 64;

  void Rehash();

  std::vector<std::uint64_t> keys_;   // by id
  std::vector<std::uint32_t> slots_;  // id + 1, 0 = free; the size is a power of two, at most half full
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_DENSE_IDS_H_
