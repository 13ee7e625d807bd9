// assay/columnar/packed_numbers.h
//
// An immutable list of finite doubles. Numbers that people and clocks write are short decimals: where every value is a whole multiple of
// a power of ten and comes back bit for bit, the multiples are packed as integers; otherwise the doubles are kept. -0 does not occur:
// ingest stores it as 0. Not thread-safe.

#ifndef ASSAY_COLUMNAR_PACKED_NUMBERS_H_
#define ASSAY_COLUMNAR_PACKED_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/columnar/packed_ints.h"

namespace assay {

class PackedNumbers {
 public:
  PackedNumbers() = default;
  explicit PackedNumbers(std::span<const double> values);

  [[nodiscard]] std::size_t size() const { return doubles_.empty() ? multiples_.size() : doubles_.size(); }

  // The value at `index`, below size().
  [[nodiscard]] double At(std::size_t index) const;

  // All values, into `values`, which is size() long.
  void Unpack(double* values) const;

  // Heap bytes held.
  [[nodiscard]] std::size_t MemoryBytes() const { return multiples_.MemoryBytes() + doubles_.capacity() * sizeof(double); }

 private:
  PackedInts multiples_;  // of 1 / scale_
  double scale_ = 1;      // a power of ten
  std::vector<double> doubles_;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_PACKED_NUMBERS_H_
