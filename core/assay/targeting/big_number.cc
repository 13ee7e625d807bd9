#include "assay/targeting/big_number.h"

#include <algorithm>

namespace assay {

void BigNumber::Multiply(std::uint32_t factor, int times) {
  for (; times > 0; --times) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      carry += std::uint64_t{words_[i]} * factor;
      words_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0 && size_ < kWords) words_[size_++] = static_cast<std::uint32_t>(carry);
  }
}

void BigNumber::Subtract(const BigNumber& other) {
  std::int64_t borrow = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    borrow += std::int64_t{words_[i]} - other.words_[i];
    words_[i] = static_cast<std::uint32_t>(borrow);
    borrow >>= 32;
  }
}

int BigNumber::Compare(const BigNumber& other) const {
  for (std::size_t i = std::max(size_, other.size_); i-- > 0;) {
    if (words_[i] != other.words_[i]) return words_[i] < other.words_[i] ? -1 : 1;
  }
  return 0;
}

}  // namespace assay
