#include "assay/aggregate/user_set.h"

#include <bit>

namespace assay {

std::uint64_t UserSet::count() const {
  std::uint64_t count = 0;
  for (const std::uint64_t word : words_) count += static_cast<std::uint64_t>(std::popcount(word));
  return count;
}

void UserSet::IntersectWith(const UserSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
}

void UserSet::UniteWith(const UserSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
}

void UserSet::Complement() {
  for (std::uint64_t& word : words_) word = ~word;
  if (user_count_ % 64 != 0) words_.back() &= (std::uint64_t{1} << user_count_ % 64) - 1;
}

}  // namespace assay
