// assay/behavior/user_states.h
//
// An array of integers per user, for the users that are met only. Blocks of 256 users, so growing copies nothing. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_USER_STATES_H_
#define ASSAY_BEHAVIOR_USER_STATES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/columnar/row_group.h"

namespace assay {

class UserStates {
 public:
  // For users below user_count, `words` integers each.
  UserStates(std::size_t user_count, std::size_t words) : words_(words), place_(user_count, kNotMet) {}

  // The user's integers, all zero at first. Stays where it is.
  std::int64_t* Of(UserIndex user) {
    std::uint32_t& place = place_[user];
    if (place == kNotMet) place = Meet(user);
    return At(place);
  }

  // Calls visit(user, integers) for every user met, in order of first sight.
  template <typename Visitor>
  void ForEach(Visitor visit) {
    for (std::size_t place = 0; place < users_.size(); ++place) visit(users_[place], At(place));
  }

 private:
  static constexpr std::uint32_t kNotMet = 0xffffffff;
  static constexpr std::size_t kBlockUsers = 256;

  std::int64_t* At(std::size_t place) { return blocks_[place / kBlockUsers].data() + place % kBlockUsers * words_; }

  std::uint32_t Meet(UserIndex user) {
    if (users_.size() % kBlockUsers == 0) blocks_.emplace_back(kBlockUsers * words_);
    users_.push_back(user);
    return static_cast<std::uint32_t>(users_.size() - 1);
  }

  std::size_t words_;
  std::vector<std::uint32_t> place_;  // by user
  std::vector<UserIndex> users_;      // by place
  std::vector<std::vector<std::int64_t>> blocks_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_USER_STATES_H_
