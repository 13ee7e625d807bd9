#include "assay/aggregate/time_slots.h"

#include <algorithm>
#include <bit>

namespace assay {

std::uint32_t TimeSlots::SlotOf(TimestampMs start, std::uint32_t key) {
  const std::uint32_t ordinal = buckets_.Insert(std::bit_cast<std::uint64_t>(start));
  const std::uint32_t slot = pairs_.Insert((std::uint64_t{ordinal} << 32) | key);
  if (slot == slots_.size()) slots_.push_back({key, start});
  size_ = pairs_.size();
  return slot;
}

std::span<const std::uint32_t> TimeSlots::Resolve(const Scan& scan, std::span<const RowInGroup> rows, std::span<const std::uint32_t> keys,
                                                  std::uint32_t key_count) {
  if (!bucket_ms_.has_value()) {
    size_ = key_count;
    return keys;
  }
  latest_.resize(key_count);
  resolved_.resize(rows.size());
  const std::span<const TimestampMs> times = scan.times();
  const bool in_order = scan.times_in_order();
  for (std::size_t i = 0; i < rows.size();) {
    const TimestampMs start = BucketStart(times[rows[i]], *bucket_ms_);
    const TimestampMs end = start + *bucket_ms_;
    // The run of rows in this bucket: by bisection where times ascend, row by row elsewhere.
    const auto inside = [&](RowInGroup row) { return times[row] >= start && times[row] < end; };
    const auto from = rows.begin() + static_cast<std::ptrdiff_t>(i);
    const auto to = in_order ? std::partition_point(from, rows.end(), inside) : std::find_if_not(from, rows.end(), inside);
    const auto run_end = static_cast<std::size_t>(to - rows.begin());
    for (; i < run_end; ++i) {
      Latest& latest = latest_[keys[i]];
      if (latest.start != start) latest = {start, SlotOf(start, keys[i])};
      resolved_[i] = latest.slot;
    }
  }
  return resolved_;
}

std::optional<TimestampMs> TimeSlots::Start(std::uint32_t slot) const {
  if (!bucket_ms_.has_value()) return std::nullopt;
  return slots_[slot].start;
}

}  // namespace assay
