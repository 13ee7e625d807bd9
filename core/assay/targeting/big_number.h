// assay/targeting/big_number.h
//
// Whole numbers of up to 1,248 bits, on the stack: what exact conversion between binary and decimal needs and nothing more. For
// number_text.cc. Every operation is O(size of the number).

#ifndef ASSAY_TARGETING_BIG_NUMBER_H_
#define ASSAY_TARGETING_BIG_NUMBER_H_

#include <cstddef>
#include <cstdint>

namespace assay {

class BigNumber {
 public:
  explicit BigNumber(std::uint64_t value) {
    words_[0] = static_cast<std::uint32_t>(value);
    words_[1] = static_cast<std::uint32_t>(value >> 32);
  }

  // Multiplies by factor^times. The caller knows that the product fits.
  void Multiply(std::uint32_t factor, int times = 1);

  // Subtracts `other`, which is not larger.
  void Subtract(const BigNumber& other);

  // Below 0, 0 or above 0 as this is smaller than, equal to or larger than `other`.
  [[nodiscard]] int Compare(const BigNumber& other) const;

 private:
  // 2^1074 * 10^19 has 1,138 bits, the longest number here: of a denormal, or of 19 digits times 10^324.
  static constexpr std::size_t kWords = 39;

  std::uint32_t words_[kWords] = {};  // least significant first
  std::size_t size_ = 2;              // words that may be other than 0
};

}  // namespace assay

#endif  // ASSAY_TARGETING_BIG_NUMBER_H_
