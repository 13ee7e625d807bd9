// assay/aggregate/time_buckets.h
//
// Numbers the time buckets of a range, 0 for the one that holds its start: of a fixed width, or of a calendar. One multiplication per
// instant wherever the buckets are equally wide (fixed widths; minutes to weeks in UTC), a look into an array of their starts where they
// are not, and the calendar itself where that array would be too long. Not thread-safe.

#ifndef ASSAY_AGGREGATE_TIME_BUCKETS_H_
#define ASSAY_AGGREGATE_TIME_BUCKETS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/base/status.h"
#include "assay/base/time.h"
#include "assay/columnar/scan.h"

namespace assay {

// The start of the bucket that holds `time`: the greatest multiple of bucket_ms (> 0) not above it, also before 1970.
[[nodiscard]] constexpr TimestampMs BucketStart(TimestampMs time, DurationMs bucket_ms) {
  const TimestampMs remainder = time % bucket_ms;
  return time - remainder - (remainder < 0 ? bucket_ms : 0);
}

// Buckets that are all `width_ms` (> 0) wide; small enough to live in registers.
struct EqualWidths {
  TimestampMs first_start = 0;
  DurationMs width_ms = 1;
  double reciprocal = 1;  // of the width

  // The bucket of a time not before the first start.
  [[nodiscard]] std::int64_t Of(TimestampMs time) const {
    // A product instead of a slow division; the remainder tells when rounding went over a border.
    const std::int64_t since = time - first_start;
    const auto bucket = static_cast<std::int64_t>(static_cast<double>(since) * reciprocal);
    const std::int64_t rest = since - bucket * width_ms;
    return rest < 0 || rest >= width_ms ? since / width_ms : bucket;
  }
};

class TimeBuckets {
 public:
  enum class Way : std::uint8_t { kWidth, kStarts, kCalendar };

  // Buckets of width_ms (> 0), aligned to the epoch in UTC.
  TimeBuckets(DurationMs width_ms, TimeRange range);

  // The buckets of a calendar.
  //
  // Errors: kInvalidArgument as Calendar::Make() says.
  static Result<TimeBuckets> Make(const CalendarSpec& spec, TimeRange range);

  // Buckets that the range touches; 0 for an empty one, which has a bucket 0 all the same.
  [[nodiscard]] std::uint64_t count() const { return count_; }

  [[nodiscard]] Way way() const { return way_; }

  // The bucket of an instant inside the range; the faster forms are for the way that they name.
  [[nodiscard]] std::int64_t Bucket(TimestampMs time);
  [[nodiscard]] const EqualWidths& by_width() const { return equal_; }
  [[nodiscard]] std::int64_t ByStarts(TimestampMs time) const {
    auto bucket = static_cast<std::size_t>(static_cast<double>(time - equal_.first_start) * equal_.reciprocal);
    if (bucket >= count_) bucket = static_cast<std::size_t>(count_) - 1;
    while (time < starts_[bucket]) --bucket;
    while (time >= starts_[bucket + 1]) ++bucket;
    return static_cast<std::int64_t>(bucket);
  }

  // Where a bucket starts; it may lie outside the range.
  [[nodiscard]] TimestampMs Start(std::int64_t bucket);

  // The bucket of an instant that may lie outside the range.
  [[nodiscard]] std::int64_t BucketOfAny(TimestampMs time);

 private:
  TimeBuckets(Calendar calendar, TimeRange range, bool all_equal);

  void ListStarts();

  // Starts are listed for at most this many buckets: 8 MiB.
  static constexpr std::uint64_t kMaxStarts = std::uint64_t{1} << 20;

  Way way_ = Way::kWidth;
  std::uint64_t count_ = 0;
  EqualWidths equal_;                 // kStarts: of the mean width
  std::vector<TimestampMs> starts_;   // kStarts: one more than there are buckets
  std::optional<Calendar> calendar_;  // nothing for fixed widths from the epoch
  std::int64_t first_index_ = 0;      // the calendar's, of bucket 0
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_TIME_BUCKETS_H_
