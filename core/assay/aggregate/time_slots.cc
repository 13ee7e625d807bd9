#include "assay/aggregate/time_slots.h"

#include <algorithm>
#include <utility>

namespace assay {

TimeRange BucketRange(const Table& table, TimeRange range) {
  TimeRange found{range.end, range.start};
  for (std::size_t i = 0; i < table.row_groups(); ++i) {
    const RowGroup& group = table.row_group(i);
    if (group.max_time() < range.start || group.min_time() >= range.end) continue;
    found.start = std::min(found.start, std::max(group.min_time(), range.start));
    found.end = std::max(found.end, std::min(group.max_time() + 1, range.end));
  }
  return found.start < found.end ? found : TimeRange{0, 0};
}

TimeSlots::TimeSlots(std::optional<DurationMs> bucket_ms, TimeRange range) {
  if (bucket_ms.has_value()) axes_.push_back({TimeBuckets(*bucket_ms, range), 0});
  CountBuckets();
}

TimeSlots::TimeSlots(std::vector<Axis> axes) : axes_(std::move(axes)) { CountBuckets(); }

void TimeSlots::CountBuckets() {
  bool found = false;
  std::int64_t last = 0;
  for (const Axis& axis : axes_) {
    if (axis.buckets.count() == 0) continue;
    const std::int64_t end = axis.first + static_cast<std::int64_t>(axis.buckets.count());
    first_ = found ? std::min(first_, axis.first) : axis.first;
    last = found ? std::max(last, end) : end;
    found = true;
  }
  bucket_count_ = static_cast<std::uint64_t>(last - first_);
}

std::uint32_t TimeSlots::AddSlot(std::uint64_t bucket, std::uint32_t key) {
  slots_.push_back({key, bucket});
  size_ = static_cast<std::uint32_t>(slots_.size());
  return size_ - 1;
}

std::uint32_t TimeSlots::SlotOf(std::uint64_t bucket, std::uint32_t key) {
  if (key < arrays_.size()) {
    std::uint32_t& slot = arrays_[key][static_cast<std::size_t>(bucket)];
    if (slot == kNone) slot = AddSlot(bucket, key);
    return slot;
  }
  const std::uint32_t place = pairs_.Insert((std::uint64_t{buckets_.Insert(bucket)} << 32) | key);
  if (place == pair_slots_.size()) pair_slots_.push_back(AddSlot(bucket, key));
  return pair_slots_[place];
}

// Rows whose times ascend share their bucket run by run.
void TimeSlots::ResolveInOrder(Axis& axis, std::span<const TimestampMs> times, std::span<const RowInGroup> rows,
                               std::span<const std::uint32_t> keys) {
  for (std::size_t i = 0; i < rows.size();) {
    const std::int64_t of_axis = axis.buckets.Bucket(times[rows[i]]);
    const TimestampMs end = axis.buckets.Start(of_axis + 1);
    const auto bucket = static_cast<std::uint64_t>(of_axis + axis.first - first_);
    const auto to =
        std::partition_point(rows.begin() + static_cast<std::ptrdiff_t>(i), rows.end(), [&](RowInGroup row) { return times[row] < end; });
    for (const auto run_end = static_cast<std::size_t>(to - rows.begin()); i < run_end; ++i) {
      const std::uint32_t slot = keys[i] < arrays_.size() ? arrays_[keys[i]][static_cast<std::size_t>(bucket)] : kNone;
      resolved_[i] = slot == kNone ? SlotOf(bucket, keys[i]) : slot;
    }
  }
}

// Rows of one key mostly come together: its array is looked up once.
template <typename BucketOf>
void TimeSlots::ResolveAny(BucketOf bucket_of, std::span<const TimestampMs> times, std::span<const RowInGroup> rows,
                           std::span<const std::uint32_t> keys) {
  std::uint32_t key = kNone;
  const std::uint32_t* slot_of = nullptr;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (keys[i] != key) {
      key = keys[i];
      slot_of = key < arrays_.size() ? arrays_[key].data() : nullptr;
    }
    const auto bucket = static_cast<std::uint64_t>(bucket_of(times[rows[i]]));
    const std::uint32_t slot = slot_of == nullptr ? kNone : slot_of[static_cast<std::size_t>(bucket)];
    resolved_[i] = slot == kNone ? SlotOf(bucket, key) : slot;
  }
}

std::span<const std::uint32_t> TimeSlots::Resolve(const Scan& scan, std::span<const RowInGroup> rows, std::span<const std::uint32_t> keys,
                                                  std::uint32_t key_count, std::size_t axis) {
  if (axes_.empty()) {
    size_ = key_count;
    return keys;
  }
  while (arrays_.size() < key_count && (arrays_.size() + 1) * bucket_count_ <= kMaxArrayElements) {
    arrays_.emplace_back(static_cast<std::size_t>(bucket_count_), kNone);
  }
  resolved_.resize(rows.size());
  Axis& own = axes_[axis];
  const std::int64_t shift = own.first - first_;
  const std::span<const TimestampMs> times = scan.times();
  if (scan.times_in_order()) {
    ResolveInOrder(own, times, rows, keys);
  } else if (own.buckets.way() == TimeBuckets::Way::kWidth) {
    ResolveAny([buckets = own.buckets.by_width(), shift](TimestampMs time) { return buckets.Of(time) + shift; }, times, rows, keys);
  } else if (own.buckets.way() == TimeBuckets::Way::kStarts) {
    ResolveAny([&buckets = own.buckets, shift](TimestampMs time) { return buckets.ByStarts(time) + shift; }, times, rows, keys);
  } else {
    ResolveAny([&own, shift](TimestampMs time) { return own.buckets.Bucket(time) + shift; }, times, rows, keys);
  }
  return resolved_;
}

std::optional<TimestampMs> TimeSlots::Start(std::uint32_t slot) {
  if (axes_.empty()) return std::nullopt;
  return axes_[0].buckets.Start(Bucket(slot) - axes_[0].first);
}

}  // namespace assay
