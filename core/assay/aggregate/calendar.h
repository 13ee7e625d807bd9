// assay/aggregate/calendar.h
//
// Time buckets as people in a place call them: minutes, hours, days, ISO weeks, months and quarters by the clock and calendar of a time
// zone, or a fixed width. Consecutive buckets have consecutive indices, so that "n periods later" is a subtraction and accumulators are
// arrays. The core knows no time zones: the caller lists the zone's offsets. Not thread-safe.

#ifndef ASSAY_AGGREGATE_CALENDAR_H_
#define ASSAY_AGGREGATE_CALENDAR_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/base/status.h"
#include "assay/base/time.h"

namespace assay {

// The numbers cross the WASM boundary: append only, never renumber.
enum class CalendarUnit : std::uint8_t {
  kFixed = 0,  // CalendarSpec::width_ms
  kMinute = 1,
  kHour = 2,
  kDay = 3,
  kWeek = 4,  // ISO 8601: Monday to Sunday
  kMonth = 5,
  kQuarter = 6,  // from January, April, July and October
};

// From the instant `from` on, and until the next transition, local time is UTC + offset_ms.
struct ZoneTransition {
  TimestampMs from = 0;      // kMinTimestampMs..kMaxTimestampMs
  DurationMs offset_ms = 0;  // -24 h..24 h
};

struct CalendarSpec {
  CalendarUnit unit = CalendarUnit::kDay;
  DurationMs width_ms = 0;           // kFixed: 1..kMaxTimestampMs. Other units: 0.
  std::vector<ZoneTransition> zone;  // strictly ascending; the first one's offset also holds before it. Empty: UTC.
};

// The date of a day counted from 1970-01-01 in the proleptic Gregorian calendar, and back; both for |days| up to 10^14. O(1).
//
// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2021, howardhinnant.github.io/date_algorithms.html.
struct CivilDate {
  std::int64_t year = 1970;
  std::uint32_t month = 1;  // 1..12
  std::uint32_t day = 1;    // 1..31
};
[[nodiscard]] std::int64_t DaysFromCivil(CivilDate date);
[[nodiscard]] CivilDate CivilFromDays(std::int64_t days);

// Definition. Every bucket is an interval of instants [start, next start), never empty, and every instant is in exactly one.
// - kFixed: starts at the multiples of the width, counted from the epoch in UTC; the zone plays no part.
// - kMinute, kHour: a bucket starts where the local clock shows a whole unit, and wherever the offset changes. So an hour that the clock
//   repeats is two buckets, and where a change comes inside an hour each side of it is a bucket of less than an hour.
// - kDay and longer: a bucket starts at the first instant whose local date-time is at or after the unit's first midnight. So days have 23,
//   24 or 25 h; a day without a midnight starts at its first instant; clock time that a change at midnight gives back to the day before
//   belongs to the day that has begun, or to the day before if the new one had not yet begun; and a date that the zone left out has no
//   bucket and no index.
//
// Instants are kMinTimestampMs..kMaxTimestampMs + 1. Starts may lie up to a bucket's length outside of that.
// Cost: O(1) when instants mostly ascend or stay in one bucket, otherwise O(log transitions); memory O(transitions).
class Calendar {
 public:
  static constexpr std::size_t kMaxTransitions = 65'536;

  // Errors: kInvalidArgument naming the rule of CalendarSpec that is broken, or for more than kMaxTransitions.
  static Result<Calendar> Make(const CalendarSpec& spec);

  // The start of the bucket that holds `time`.
  [[nodiscard]] TimestampMs BucketStart(TimestampMs time) {
    Enter(time);
    return start_;
  }

  // The start of the bucket after the one that holds `time`.
  [[nodiscard]] TimestampMs Next(TimestampMs time) {
    Enter(time);
    return end_;
  }

  // The number of the bucket that holds `time`: one more than that of the bucket before. Where 0 lies depends on the zone.
  [[nodiscard]] std::int64_t BucketIndex(TimestampMs time) {
    Enter(time);
    return index_;
  }

  // How many buckets `to` is after `from`: 0 in the same bucket, negative when it is before.
  [[nodiscard]] std::int64_t BucketsBetween(TimestampMs from, TimestampMs to) {
    const std::int64_t first = BucketIndex(from);
    return BucketIndex(to) - first;
  }

  // The start of a bucket by its index, which is at most 1,000 beyond that of an instant; Next() is that of the index after.
  [[nodiscard]] TimestampMs StartOfIndex(std::int64_t index);

 private:
  // Instants of one offset.
  struct Segment {
    TimestampMs from;  // of the first segment: before everything
    DurationMs offset_ms;
    std::int64_t first_index;  // of the bucket that holds `from`; of the first segment: before everything
    std::int64_t shift;        // a bucket's index less its unit's ordinal
    TimestampMs latest_local;  // the latest local time before `from`; dates alone need it
  };

  Calendar() = default;
  void AddSegment(const ZoneTransition& transition);

  void Enter(TimestampMs time) {
    if (time < start_ || time >= end_) Find(time);
  }
  void Find(TimestampMs time);
  template <typename Field, typename Value>
  std::size_t SegmentOf(Field field, Value value);
  [[nodiscard]] bool IsDate() const { return unit_ >= CalendarUnit::kDay; }
  [[nodiscard]] std::int64_t IndexIn(const Segment& segment, TimestampMs time) const;
  [[nodiscard]] TimestampMs FirstInstantAt(TimestampMs local) const;
  [[nodiscard]] std::int64_t Ordinal(TimestampMs local) const;
  [[nodiscard]] TimestampMs LocalStart(std::int64_t ordinal) const;

  CalendarUnit unit_ = CalendarUnit::kDay;
  DurationMs width_ms_ = kDayMs;  // of kFixed, kMinute and kHour
  std::vector<Segment> segments_;
  std::size_t segment_ = 0;  // where the last search ended
  TimestampMs start_ = 0;    // the bucket of the last search; none at first
  TimestampMs end_ = 0;
  std::int64_t index_ = 0;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_CALENDAR_H_
