// assay/aggregate/user_set.h
//
// A set of a table's users, one bit each: what a cohort is, and what a filter may demand. Not thread-safe.

#ifndef ASSAY_AGGREGATE_USER_SET_H_
#define ASSAY_AGGREGATE_USER_SET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/columnar/table.h"

namespace assay {

class UserSet {
 public:
  // The empty set of users below user_count.
  explicit UserSet(std::size_t user_count = 0) : user_count_(user_count), words_((user_count + 63) / 64) {}

  // False for users that were not there when the set was made.
  [[nodiscard]] bool Contains(UserIndex user) const { return user < user_count_ && (words_[user / 64] >> user % 64 & 1) != 0; }

  // How many users are in it. O(user_count / 64).
  [[nodiscard]] std::uint64_t count() const;

  // One past the greatest user that it could hold.
  [[nodiscard]] std::size_t user_count() const { return user_count_; }

  // Adds a user below user_count().
  void Insert(UserIndex user) { words_[user / 64] |= std::uint64_t{1} << user % 64; }

  // Intersection, union and complement; the other set has the same user_count().
  void IntersectWith(const UserSet& other);
  void UniteWith(const UserSet& other);
  void Complement();

 private:
  std::size_t user_count_;
  std::vector<std::uint64_t> words_;  // bits from user_count_ on are 0
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_USER_SET_H_
