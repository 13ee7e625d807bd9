// assay/aggregate/time_slots.h
//
// (time bucket, group key) -> dense slot, the index of every accumulator. Rows in time order cost one array read each, because a run of
// rows shares its bucket and each key remembers its slot there; rows in any order give the same slots in another numbering.
// Not thread-safe.

#ifndef ASSAY_AGGREGATE_TIME_SLOTS_H_
#define ASSAY_AGGREGATE_TIME_SLOTS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/aggregate/dense_ids.h"
#include "assay/base/time.h"
#include "assay/columnar/scan.h"

namespace assay {

// The start of the bucket that holds `time`: the greatest multiple of bucket_ms (> 0) not above it, also before 1970.
[[nodiscard]] constexpr TimestampMs BucketStart(TimestampMs time, DurationMs bucket_ms) {
  const TimestampMs remainder = time % bucket_ms;
  return time - remainder - (remainder < 0 ? bucket_ms : 0);
}

class TimeSlots {
 public:
  // Without a bucket width there is one bucket, and a key is its own slot.
  explicit TimeSlots(std::optional<DurationMs> bucket_ms) : bucket_ms_(bucket_ms) {}

  // One slot per row of `rows` (of the scan's group) with their keys, which are below key_count. Valid until the next call.
  std::span<const std::uint32_t> Resolve(const Scan& scan, std::span<const RowInGroup> rows, std::span<const std::uint32_t> keys,
                                         std::uint32_t key_count);

  // Slots given so far are below this.
  [[nodiscard]] std::uint32_t size() const { return size_; }

  // The key and the bucket's start of a slot below size(); no start when there is no bucket width.
  [[nodiscard]] std::uint32_t Key(std::uint32_t slot) const { return bucket_ms_.has_value() ? slots_[slot].key : slot; }
  [[nodiscard]] std::optional<TimestampMs> Start(std::uint32_t slot) const;

 private:
  struct Slot {
    std::uint32_t key;
    TimestampMs start;
  };

  // Where a key's latest row went.
  struct Latest {
    TimestampMs start = INT64_MIN;  // below every possible bucket
    std::uint32_t slot = 0;
  };

  std::uint32_t SlotOf(TimestampMs start, std::uint32_t key);

  std::optional<DurationMs> bucket_ms_;
  std::uint32_t size_ = 0;
  std::vector<Latest> latest_;  // by key
  std::vector<Slot> slots_;
  DenseIds buckets_;  // start -> ordinal
  DenseIds pairs_;    // (ordinal, key) -> slot
  std::vector<std::uint32_t> resolved_;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_TIME_SLOTS_H_
