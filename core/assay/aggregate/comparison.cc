#include "assay/aggregate/comparison.h"

#include <algorithm>

namespace assay {
namespace {

// A day has at most this much more than 24 h where offsets change; offsets are within 24 h.
constexpr DurationMs kSlackMs = 3 * kDayMs;

}  // namespace

Result<TimeRange> EarlierRange(TimeRange range, DurationMs offset_ms, CalendarUnit unit, const std::vector<ZoneTransition>& zone) {
  if (offset_ms < 0) return InvalidArgument("compare: an offset must be above 0");
  const DurationMs length = range.end - range.start;
  // Twice the length, because the units before may be longer.
  const DurationMs room = range.start - kMinTimestampMs - kSlackMs;
  if (offset_ms == 0 ? room / 2 < length : room < offset_ms) {
    return InvalidArgument("compare: needs a range whose earlier range is inside the range of dates");
  }
  const bool whole_days = offset_ms > 0 && offset_ms % kDayMs == 0;
  if (offset_ms > 0 && !whole_days) return TimeRange{range.start - offset_ms, range.end - offset_ms};
  Result<Calendar> made = Calendar::Make({whole_days ? CalendarUnit::kDay : unit, 0, zone});
  if (!made.ok()) return made.status();
  Calendar& calendar = *made;
  if (whole_days) {
    const auto earlier = [&](TimestampMs time) {
      const DurationMs since = time - calendar.BucketStart(time);
      return calendar.StartOfIndex(calendar.BucketIndex(time) - offset_ms / kDayMs) + since;
    };
    const TimestampMs start = earlier(range.start);
    return TimeRange{start, std::max(start, earlier(range.end))};
  }
  if (calendar.BucketStart(range.start) != range.start || calendar.BucketStart(range.end) != range.end) {
    return TimeRange{range.start - length, range.start};
  }
  const std::int64_t units = calendar.BucketsBetween(range.start, range.end);
  return TimeRange{calendar.StartOfIndex(calendar.BucketIndex(range.start) - units), range.start};
}

}  // namespace assay
