// assay/sketch/hll.h
//
// HyperLogLog: how many distinct keys were seen, from 2^lg_k bytes however many there were, with a relative standard error of
// 1.04 / sqrt(2^lg_k). Adding is O(1), merging and estimating O(2^lg_k). Sketches of parts merge into the sketch of the whole in any order.
// Not thread-safe. In memory only: one byte per register; Apache DataSketches' packed bytes are a matter of writing them out.

#ifndef ASSAY_SKETCH_HLL_H_
#define ASSAY_SKETCH_HLL_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/base/status.h"

namespace assay {

class HllSketch {
 public:
  static constexpr std::uint32_t kMinLgK = 4;       // below, the error's constant no longer holds
  static constexpr std::uint32_t kMaxLgK = 21;      // 2 MB; 0.07 %
  static constexpr std::uint32_t kDefaultLgK = 12;  // 4 kB; 1.6 %

  // An empty sketch of 2^lg_k registers.
  //
  // Errors: kInvalidArgument when lg_k is outside [kMinLgK, kMaxLgK].
  static Result<HllSketch> Create(std::uint32_t lg_k = kDefaultLgK);

  // Takes in a key by its UTF-8 bytes (XXH64, seed 0). A key that was seen before changes nothing.
  void Add(std::string_view key);

  // Takes in a key by a 64-bit hash of it whose bits are uniform. Sketches that are merged must have used one hash function.
  void AddHash(std::uint64_t hash);

  // Becomes the sketch of all keys that either sketch saw. Commutative, associative and idempotent, register by register.
  //
  // Errors: kInvalidArgument when the sketches differ in lg_k; nothing is changed.
  Status Merge(const HllSketch& other);

  // The estimated number of distinct keys; 0 for an empty sketch, infinite only when every register is full (beyond 2^63 keys). The same
  // bits on every platform. Nearly unbiased over the whole range without tables or a change of method.
  //
  // Source: Ertl, New cardinality estimation algorithms for HyperLogLog sketches, 2017, arXiv:1702.01284, algorithm 6.
  [[nodiscard]] double Estimate() const;

  // 1.04 / sqrt(2^lg_k): two thirds of all estimates are within this, relatively, 95 % within twice this.
  //
  // Source: Flajolet, Fusy, Gandouet, Meunier, HyperLogLog, 2007, theorem 1.
  [[nodiscard]] double RelativeStandardError() const;

  [[nodiscard]] std::uint32_t lg_k() const { return lg_k_; }
  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::size_t MemoryBytes() const { return registers_.capacity(); }

  // Equal registers: the sketches cannot be told apart.
  friend bool operator==(const HllSketch& a, const HllSketch& b) { return a.registers_ == b.registers_; }

 private:
  explicit HllSketch(std::uint32_t lg_k) : lg_k_(lg_k), registers_(std::size_t{1} << lg_k) {}

  std::uint32_t lg_k_;
  std::vector<std::uint8_t> registers_;  // by the hash's low lg_k bits: 1 + the longest run of leading zeros seen, 0 = nothing seen
};

}  // namespace assay

#endif  // ASSAY_SKETCH_HLL_H_
