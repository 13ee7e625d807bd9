#include "assay/aggregate/calendar.h"

#include <algorithm>

namespace assay {
namespace {

constexpr std::int64_t kBeforeEverything = INT64_MIN;

constexpr std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// 400 years from March 1st to March 1st; 1970-01-01 counted from 0000-03-01.
constexpr std::int64_t kDaysPerEra = 146'097;
constexpr std::int64_t kEpochDay = 719'468;
// 1970-01-01 was a Thursday: Monday is three days back.
constexpr std::int64_t kMondayShift = 3;

Status Check(const CalendarSpec& spec) {
  if (spec.unit > CalendarUnit::kQuarter) return InvalidArgument("unit: unknown");
  if (spec.unit == CalendarUnit::kFixed) {
    if (spec.width_ms <= 0 || spec.width_ms > kMaxTimestampMs) return InvalidArgument("width_ms: must be 1 ms to 100,000,000 days");
  } else if (spec.width_ms != 0) {
    return InvalidArgument("width_ms: only a fixed unit has one");
  }
  if (spec.zone.size() > Calendar::kMaxTransitions) return InvalidArgument("zone: must not have more than 65,536 transitions");
  for (std::size_t i = 0; i < spec.zone.size(); ++i) {
    const ZoneTransition& transition = spec.zone[i];
    if (transition.from < kMinTimestampMs || transition.from > kMaxTimestampMs)
      return InvalidArgument("zone: a transition must be within 100,000,000 days of 1970");
    if (i > 0 && transition.from <= spec.zone[i - 1].from) return InvalidArgument("zone: transitions must ascend");
    if (transition.offset_ms < -kDayMs || transition.offset_ms > kDayMs) return InvalidArgument("zone: an offset must be within 24 h");
  }
  return {};
}

}  // namespace

std::int64_t DaysFromCivil(CivilDate date) {
  // Years that begin in March put the leap day last.
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t month = (std::int64_t{date.month} + 9) % 12;
  const std::int64_t era = FloorDivide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kEpochDay;
}

CivilDate CivilFromDays(std::int64_t days) {
  const std::int64_t shifted = days + kEpochDay;
  const std::int64_t era = FloorDivide(shifted, kDaysPerEra);
  const std::int64_t day_of_era = shifted - era * kDaysPerEra;
  // Takes out the leap days of 4, of 100 and of 400 years, so that what is left is years of 365 days.
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  CivilDate date;
  date.day = static_cast<std::uint32_t>(day_of_year - (153 * month + 2) / 5 + 1);
  date.month = static_cast<std::uint32_t>(month < 10 ? month + 3 : month - 9);
  date.year = era * 400 + year_of_era + (date.month <= 2 ? 1 : 0);
  return date;
}

Result<Calendar> Calendar::Make(const CalendarSpec& spec) {
  const Status status = Check(spec);
  if (!status.ok()) return status;
  Calendar calendar;
  calendar.unit_ = spec.unit;
  if (spec.unit == CalendarUnit::kFixed) calendar.width_ms_ = spec.width_ms;
  if (spec.unit == CalendarUnit::kMinute) calendar.width_ms_ = kMinuteMs;
  if (spec.unit == CalendarUnit::kHour) calendar.width_ms_ = kHourMs;
  const bool zoned = spec.unit != CalendarUnit::kFixed && !spec.zone.empty();
  calendar.segments_.push_back({kBeforeEverything, zoned ? spec.zone.front().offset_ms : 0, kBeforeEverything, 0, kBeforeEverything});
  if (!zoned) return calendar;
  for (const ZoneTransition& transition : spec.zone) {
    if (transition.offset_ms != calendar.segments_.back().offset_ms) calendar.AddSegment(transition);
  }
  return calendar;
}

void Calendar::AddSegment(const ZoneTransition& transition) {
  const Segment& before = segments_.back();
  const TimestampMs latest_local = std::max(before.latest_local, transition.from - 1 + before.offset_ms);
  Segment segment{transition.from, transition.offset_ms, IndexIn(before, transition.from - 1), before.shift, latest_local};
  const TimestampMs local = transition.from + transition.offset_ms;
  if (!IsDate()) {
    ++segment.first_index;
    segment.shift = segment.first_index - Ordinal(local);
  } else if (const std::int64_t units = Ordinal(std::max(local, latest_local)) - Ordinal(latest_local); units > 0) {
    ++segment.first_index;
    segment.shift -= units - 1;
  }
  segments_.push_back(segment);
}

std::int64_t Calendar::Ordinal(TimestampMs local) const {
  if (!IsDate()) return FloorDivide(local, width_ms_);
  const std::int64_t days = FloorDivide(local, kDayMs);
  if (unit_ == CalendarUnit::kDay) return days;
  if (unit_ == CalendarUnit::kWeek) return FloorDivide(days + kMondayShift, 7);
  const CivilDate date = CivilFromDays(days);
  const std::int64_t months = date.year * 12 + date.month - 1;
  return unit_ == CalendarUnit::kMonth ? months : FloorDivide(months, 3);
}

TimestampMs Calendar::LocalStart(std::int64_t ordinal) const {
  if (!IsDate()) return ordinal * width_ms_;
  if (unit_ == CalendarUnit::kDay) return ordinal * kDayMs;
  if (unit_ == CalendarUnit::kWeek) return (ordinal * 7 - kMondayShift) * kDayMs;
  const std::int64_t months = unit_ == CalendarUnit::kMonth ? ordinal : ordinal * 3;
  const std::int64_t year = FloorDivide(months, 12);
  return DaysFromCivil({year, static_cast<std::uint32_t>(months - year * 12 + 1), 1}) * kDayMs;
}

std::int64_t Calendar::IndexIn(const Segment& segment, TimestampMs time) const {
  const TimestampMs local = time + segment.offset_ms;
  return segment.shift + Ordinal(IsDate() ? std::max(local, segment.latest_local) : local);
}

// The last segment whose field is at most `value`. Looks where the last search ended, then one further, then everywhere.
template <typename Field, typename Value>
std::size_t Calendar::SegmentOf(Field field, Value value) {
  for (const std::size_t candidate : {segment_, segment_ + 1}) {
    if (candidate >= segments_.size() || segments_[candidate].*field > value) break;
    if (candidate + 1 == segments_.size() || segments_[candidate + 1].*field > value) return candidate;
  }
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), value,
                                      [field](Value wanted, const Segment& segment) { return wanted < segment.*field; });
  return static_cast<std::size_t>(after - segments_.begin()) - 1;
}

// The first instant whose local time is at or after `local`.
TimestampMs Calendar::FirstInstantAt(TimestampMs local) const {
  std::size_t at = segment_;
  const bool is_here = segments_[at].latest_local < local && (at + 1 == segments_.size() || segments_[at + 1].latest_local >= local);
  if (!is_here) {
    const auto after = std::lower_bound(segments_.begin() + 1, segments_.end(), local,
                                        [](const Segment& segment, TimestampMs wanted) { return segment.latest_local < wanted; });
    at = static_cast<std::size_t>(after - segments_.begin()) - 1;
  }
  return std::max(segments_[at].from, local - segments_[at].offset_ms);
}

TimestampMs Calendar::StartOfIndex(std::int64_t index) {
  const Segment& segment = segments_[SegmentOf(&Segment::first_index, index)];
  const TimestampMs local = LocalStart(index - segment.shift);
  return IsDate() ? FirstInstantAt(local) : std::max(segment.from, local - segment.offset_ms);
}

void Calendar::Find(TimestampMs time) {
  segment_ = SegmentOf(&Segment::from, time);
  index_ = IndexIn(segments_[segment_], time);
  start_ = StartOfIndex(index_);
  end_ = StartOfIndex(index_ + 1);
}

}  // namespace assay
