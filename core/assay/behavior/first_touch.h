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
  // `rows_in_order` promises that Add() sees each user's events in total order: then the first value is kept and no times are stored.
  FirstTouch(const Table& table, std::span<const std::string_view> properties, bool rows_in_order);

  // Takes in the events at `rows` of the scan's group.
  void Add(const Scan& scan, std::span<const RowInGroup> rows);

  // The user's key of keys().
  std::uint32_t KeyOf(UserIndex user);

  [[nodiscard]] const GroupKeys& keys() const { return keys_; }

 private:
  struct Moment {
    TimestampMs time;
    std::uint32_t row;
  };

  void AddInOrder(const Scan& scan, std::span<const RowInGroup> rows, std::size_t property);
  void AddEarliest(const Scan& scan, std::span<const RowInGroup> rows, std::size_t property);
  [[nodiscard]] bool IsEarlier(const Moment& a, const Moment& b) const;

  const Table& table_;
  GroupKeys keys_;
  bool rows_in_order_;
  std::vector<std::uint32_t> codes_;  // by user, one per property
  RowSelection undecided_;            // rows whose user has no code yet
  std::vector<Moment> moments_;       // of the event that gave the code; empty when rows are in order
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FIRST_TOUCH_H_
