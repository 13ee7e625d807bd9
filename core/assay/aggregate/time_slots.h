// assay/aggregate/time_slots.h
//
// (time bucket, group key) -> dense slot, the index of every accumulator. Rows in time order share their bucket run by run; rows in any
// order find it one by one, at the cost that time_buckets.h names. Each key has an array from bucket to slot, or where those would take too
// much memory a hash table. Several ranges may share their slots, so that what they hold can be compared bucket by bucket. Not thread-safe.

#ifndef ASSAY_AGGREGATE_TIME_SLOTS_H_
#define ASSAY_AGGREGATE_TIME_SLOTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/aggregate/dense_ids.h"
#include "assay/aggregate/time_buckets.h"
#include "assay/base/time.h"
#include "assay/columnar/scan.h"

namespace assay {

// The least and greatest time of the row groups that a scan of `range` visits, or an empty range: what its buckets lie in.
[[nodiscard]] TimeRange BucketRange(const Table& table, TimeRange range);

class TimeSlots {
 public:
  // The buckets of one range, and which of the common buckets its first one is: buckets of several axes with the same number share slots.
  struct Axis {
    TimeBuckets buckets;
    std::int64_t first = 0;
  };

  // Without a bucket width there is one bucket, and a key is its own slot. Rows lie in `range`.
  TimeSlots(std::optional<DurationMs> bucket_ms, TimeRange range);

  // Without axes there is one bucket, and a key is its own slot. Rows lie in the ranges of the axes.
  explicit TimeSlots(std::vector<Axis> axes);

  // One slot per row of `rows` (of the scan's group) with their keys, which are below key_count; `axis` is the one whose range the rows
  // lie in. Valid until the next call.
  std::span<const std::uint32_t> Resolve(const Scan& scan, std::span<const RowInGroup> rows, std::span<const std::uint32_t> keys,
                                         std::uint32_t key_count, std::size_t axis = 0);

  // Slots given so far are below this.
  [[nodiscard]] std::uint32_t size() const { return size_; }

  // The key and the common bucket of a slot below size(); bucket 0 when there are no buckets.
  [[nodiscard]] std::uint32_t Key(std::uint32_t slot) const { return axes_.empty() ? slot : slots_[slot].key; }
  [[nodiscard]] std::int64_t Bucket(std::uint32_t slot) const {
    return axes_.empty() ? 0 : first_ + static_cast<std::int64_t>(slots_[slot].bucket);
  }

  // The start of a slot's bucket on the first axis; nothing when there are no buckets.
  [[nodiscard]] std::optional<TimestampMs> Start(std::uint32_t slot);

 private:
  struct Slot {
    std::uint32_t key;
    std::uint64_t bucket;
  };

  static constexpr std::uint32_t kNone = 0xffffffff;

  // Arrays from bucket to slot may have this many elements together.
  static constexpr std::uint64_t kMaxArrayElements = std::uint64_t{1} << 24;

  void CountBuckets();
  void ResolveInOrder(Axis& axis, std::span<const TimestampMs> times, std::span<const RowInGroup> rows,
                      std::span<const std::uint32_t> keys);
  template <typename BucketOf>
  void ResolveAny(BucketOf bucket_of, std::span<const TimestampMs> times, std::span<const RowInGroup> rows,
                  std::span<const std::uint32_t> keys);
  std::uint32_t SlotOf(std::uint64_t bucket, std::uint32_t key);
  std::uint32_t AddSlot(std::uint64_t bucket, std::uint32_t key);

  std::vector<Axis> axes_;
  std::int64_t first_ = 0;  // the common bucket that arrays begin with
  std::uint64_t bucket_count_ = 0;
  std::uint32_t size_ = 0;
  std::vector<Slot> slots_;
  std::vector<std::vector<std::uint32_t>> arrays_;  // by key: bucket -> slot; empty where the hash table serves
  DenseIds buckets_;                                // bucket -> ordinal
  DenseIds pairs_;                                  // (ordinal, key) -> place in pair_slots_
  std::vector<std::uint32_t> pair_slots_;
  std::vector<std::uint32_t> resolved_;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_TIME_SLOTS_H_
