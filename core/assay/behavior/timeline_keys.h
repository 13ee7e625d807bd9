// assay/behavior/timeline_keys.h
//
// A user and an instant in one word that orders by (user, time), so that lists of events are compared and joined with one instruction.
// Users lie so far apart that two words differ by no more than the window only when they are of one user. Pure.

#ifndef ASSAY_BEHAVIOR_TIMELINE_KEYS_H_
#define ASSAY_BEHAVIOR_TIMELINE_KEYS_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>

#include "assay/columnar/scan.h"

namespace assay {

using TimelineKey = std::uint64_t;

// Above every key.
inline constexpr TimelineKey kPastTimelines = std::numeric_limits<TimelineKey>::max();

class TimelineKeys {
 public:
  // For the events of `table` inside `range`, and windows up to `window_ms`, 0 or more. Nothing when users and times do not fit one word:
  // a million users within 150 years do.
  static std::optional<TimelineKeys> For(const Table& table, TimeRange range, DurationMs window_ms) {
    TimestampMs least = kMaxTimestampMs;
    TimestampMs greatest = kMinTimestampMs;
    for (std::size_t i = 0; i < table.row_groups(); ++i) {
      least = std::min(least, table.row_group(i).min_time());
      greatest = std::max(greatest, table.row_group(i).max_time());
    }
    least = std::max(least, range.start);
    greatest = std::min(greatest, range.end - 1);
    if (greatest < least) greatest = least;
    const DurationMs span = greatest - least;
    const DurationMs window = std::min(window_ms, span);  // no two events are further apart
    const auto shift = static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(span + window)));
    if (shift + static_cast<unsigned>(std::bit_width(table.users().size())) >= std::numeric_limits<TimelineKey>::digits)
      return std::nullopt;
    return TimelineKeys(least, static_cast<std::uint64_t>(window), shift);
  }

  // Of a time inside the range.
  [[nodiscard]] TimelineKey Of(UserIndex user, TimestampMs time) const {
    return (std::uint64_t{user} << shift_) + static_cast<std::uint64_t>(time - base_);
  }
  [[nodiscard]] UserIndex User(TimelineKey key) const { return static_cast<UserIndex>(key >> shift_); }
  [[nodiscard]] TimestampMs Time(TimelineKey key) const {
    return base_ + static_cast<TimestampMs>(key & ((std::uint64_t{1} << shift_) - 1));
  }

  // key - start is at most this exactly when start, the key of an event not after key's, is of the same user and inside the window.
  [[nodiscard]] std::uint64_t window() const { return window_; }

 private:
  TimelineKeys(TimestampMs base, std::uint64_t window, unsigned shift) : base_(base), window_(window), shift_(shift) {}

  TimestampMs base_;
  std::uint64_t window_;
  unsigned shift_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_TIMELINE_KEYS_H_
