// assay/behavior/first_touch.h
//
// The group of each user by first touch: per property the value on the user's earliest event that carries it. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FIRST_TOUCH_H_
#define ASSAY_BEHAVIOR_FIRST_TOUCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "assay/aggregate/group_keys.h"
#include "assay/columnar/scan.h"

namespace assay {

class FirstTouch {
 public:
  FirstTouch(const Table& table, std::span<const std::string_view> properties);

  // Takes in the events at `rows` of the scan's group, in any order.
  void Add(const Scan& scan, std::span<const RowInGroup> rows);

  // The user's key of keys().
  std::uint32_t KeyOf(UserIndex user);

  [[nodiscard]] const GroupKeys& keys() const { return keys_; }

 private:
  struct Moment {
    TimestampMs time;
    std::uint32_t row;
  };

  [[nodiscard]] bool IsEarlier(const Moment& a, const Moment& b) const;

  const Table& table_;
  GroupKeys keys_;
  std::vector<std::uint32_t> codes_;  // by user, one per property
  std::vector<Moment> moments_;       // of the event that gave the code
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FIRST_TOUCH_H_
