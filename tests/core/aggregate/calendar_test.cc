#include "assay/aggregate/calendar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace assay {
namespace {

Calendar Make(CalendarUnit unit, std::vector<ZoneTransition> zone = {}, DurationMs width_ms = 0) {
  Result<Calendar> calendar = Calendar::Make({unit, width_ms, std::move(zone)});
  EXPECT_TRUE(calendar.ok()) << calendar.status().message();
  return *std::move(calendar);
}

TimestampMs Utc(std::int64_t year, std::uint32_t month, std::uint32_t day, std::int64_t hour = 0, std::int64_t minute = 0) {
  return DaysFromCivil({year, month, day}) * kDayMs + hour * kHourMs + minute * kMinuteMs;
}

std::vector<ZoneTransition> Berlin2026() {
  return {{Utc(2025, 10, 26, 1), kHourMs}, {Utc(2026, 3, 29, 1), 2 * kHourMs}, {Utc(2026, 10, 25, 1), kHourMs}};
}

std::vector<ZoneTransition> LordHowe2026() {
  return {{Utc(2025, 10, 4, 15, 30), 11 * kHourMs},
          {Utc(2026, 4, 4, 15), 10 * kHourMs + 30 * kMinuteMs},
          {Utc(2026, 10, 3, 15, 30), 11 * kHourMs}};
}

std::vector<ZoneTransition> SaoPaulo2018() {
  return {{Utc(2017, 10, 15, 3), -2 * kHourMs},
          {Utc(2018, 2, 18, 2), -3 * kHourMs},
          {Utc(2018, 11, 4, 3), -2 * kHourMs},
          {Utc(2019, 2, 17, 2), -3 * kHourMs}};
}

std::vector<ZoneTransition> Apia2011() { return {{Utc(2011, 9, 24, 14), -10 * kHourMs}, {Utc(2011, 12, 30, 10), 14 * kHourMs}}; }

bool IsLeap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::uint32_t DaysInMonth(std::int64_t year, std::uint32_t month) {
  const std::uint32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : days[month - 1];
}

TEST(CivilDays, CountTheSameAsAWalkDayByDay) {
  CivilDate date{-801, 1, 1};
  for (std::int64_t day = DaysFromCivil(date); date.year < 2801; ++day) {
    ASSERT_EQ(DaysFromCivil(date), day);
    const CivilDate back = CivilFromDays(day);
    ASSERT_TRUE(back.year == date.year && back.month == date.month && back.day == date.day) << "day " << day;
    if (++date.day <= DaysInMonth(date.year, date.month)) continue;
    date.day = 1;
    if (++date.month <= 12) continue;
    date.month = 1;
    ++date.year;
  }
}

TEST(CivilDays, KnowTheEndsOfTime) {
  EXPECT_EQ(DaysFromCivil({1970, 1, 1}), 0);
  EXPECT_EQ(DaysFromCivil({275760, 9, 13}) * kDayMs, kMaxTimestampMs);
  EXPECT_EQ(DaysFromCivil({-271821, 4, 20}) * kDayMs, kMinTimestampMs);
  EXPECT_EQ(CivilFromDays(100'000'000).year, 275760);
  EXPECT_EQ(CivilFromDays(-100'000'000).year, -271821);
}

TEST(Calendar, BucketsByTheRules) {
  struct Case {
    const char* name;
    CalendarUnit unit;
    std::vector<ZoneTransition> zone;
    TimestampMs time;
    TimestampMs start;
    TimestampMs next;
  };
  using enum CalendarUnit;
  const std::vector<ZoneTransition> kathmandu = {{0, 5 * kHourMs + 45 * kMinuteMs}};
  const std::vector<ZoneTransition> st_johns = {{Utc(2006, 4, 2, 3, 31), -2 * kHourMs - 30 * kMinuteMs},
                                                {Utc(2006, 10, 29, 2, 31), -3 * kHourMs - 30 * kMinuteMs}};
  const Case cases[] = {
      {"a minute before 1970", kMinute, {}, -1, -kMinuteMs, 0},
      {"an hour before 1970", kHour, {}, -1, -kHourMs, 0},
      {"a day before 1970", kDay, {}, -1, -kDayMs, 0},
      {"the week of the epoch begins in 1969", kWeek, {}, 0, Utc(1969, 12, 29), Utc(1970, 1, 5)},
      {"a Sunday ends the week", kWeek, {}, Utc(2026, 3, 1, 23, 59), Utc(2026, 2, 23), Utc(2026, 3, 2)},
      {"a leap February", kMonth, {}, Utc(2024, 2, 29, 12), Utc(2024, 2, 1), Utc(2024, 3, 1)},
      {"no leap year in 1900", kMonth, {}, Utc(1900, 2, 28, 23), Utc(1900, 2, 1), Utc(1900, 3, 1)},
      {"the last quarter", kQuarter, {}, Utc(2026, 12, 31, 23, 59), Utc(2026, 10, 1), Utc(2027, 1, 1)},
      {"a quarter before 1970", kQuarter, {}, Utc(1969, 2, 3), Utc(1969, 1, 1), Utc(1969, 4, 1)},
      {"the last day of time", kDay, {}, kMaxTimestampMs, kMaxTimestampMs, kMaxTimestampMs + kDayMs},
      {"the last month of time", kMonth, {}, kMaxTimestampMs, Utc(275760, 9, 1), Utc(275760, 10, 1)},
      {"the first month of time", kMonth, {}, kMinTimestampMs, Utc(-271821, 4, 1), Utc(-271821, 5, 1)},
      {"the first quarter of time", kQuarter, {}, kMinTimestampMs, Utc(-271821, 4, 1), Utc(-271821, 7, 1)},
      {"Kathmandu's hour", kHour, kathmandu, Utc(2026, 1, 1, 10, 20), Utc(2026, 1, 1, 10, 15), Utc(2026, 1, 1, 11, 15)},
      {"Kathmandu's day", kDay, kathmandu, Utc(2026, 1, 1, 18, 15), Utc(2026, 1, 1, 18, 15), Utc(2026, 1, 2, 18, 15)},
      {"the first offset holds before", kDay, kathmandu, Utc(1960, 1, 1, 18, 14), Utc(1959, 12, 31, 18, 15), Utc(1960, 1, 1, 18, 15)},
      {"Berlin's day of 23 h", kDay, Berlin2026(), Utc(2026, 3, 29, 12), Utc(2026, 3, 28, 23), Utc(2026, 3, 29, 22)},
      {"Berlin's day of 25 h", kDay, Berlin2026(), Utc(2026, 10, 25, 12), Utc(2026, 10, 24, 22), Utc(2026, 10, 25, 23)},
      {"Berlin's first 02:00", kHour, Berlin2026(), Utc(2026, 10, 25, 0, 30), Utc(2026, 10, 25, 0), Utc(2026, 10, 25, 1)},
      {"Berlin's second 02:00", kHour, Berlin2026(), Utc(2026, 10, 25, 1, 30), Utc(2026, 10, 25, 1), Utc(2026, 10, 25, 2)},
      {"Berlin's week of the change", kWeek, Berlin2026(), Utc(2026, 3, 29, 12), Utc(2026, 3, 22, 23), Utc(2026, 3, 29, 22)},
      {"Berlin's March", kMonth, Berlin2026(), Utc(2026, 3, 29, 12), Utc(2026, 2, 28, 23), Utc(2026, 3, 31, 22)},
      {"Berlin's second quarter", kQuarter, Berlin2026(), Utc(2026, 4, 1), Utc(2026, 3, 31, 22), Utc(2026, 6, 30, 22)},
      {"Lord Howe's 01:00", kHour, LordHowe2026(), Utc(2026, 4, 4, 14, 59), Utc(2026, 4, 4, 14), Utc(2026, 4, 4, 15)},
      {"Lord Howe's second 01:30", kHour, LordHowe2026(), Utc(2026, 4, 4, 15), Utc(2026, 4, 4, 15), Utc(2026, 4, 4, 15, 30)},
      {"Lord Howe's 02:30 without 02:00", kHour, LordHowe2026(), Utc(2026, 10, 3, 15, 45), Utc(2026, 10, 3, 15, 30), Utc(2026, 10, 3, 16)},
      {"Lord Howe's day of 24.5 h", kDay, LordHowe2026(), Utc(2026, 4, 5), Utc(2026, 4, 4, 13), Utc(2026, 4, 5, 13, 30)},
      {"Lord Howe's day of 23.5 h", kDay, LordHowe2026(), Utc(2026, 10, 4), Utc(2026, 10, 3, 13, 30), Utc(2026, 10, 4, 13)},
      {"Sao Paulo's day without midnight", kDay, SaoPaulo2018(), Utc(2018, 11, 4, 12), Utc(2018, 11, 4, 3), Utc(2018, 11, 5, 2)},
      {"Sao Paulo's day with 23:00 twice", kDay, SaoPaulo2018(), Utc(2018, 2, 18, 2, 59), Utc(2018, 2, 17, 2), Utc(2018, 2, 18, 3)},
      {"Apia's 29th is followed", kDay, Apia2011(), Utc(2011, 12, 30, 9, 59), Utc(2011, 12, 29, 10), Utc(2011, 12, 30, 10)},
      {"by the 31st", kDay, Apia2011(), Utc(2011, 12, 30, 10), Utc(2011, 12, 30, 10), Utc(2011, 12, 31, 10)},
      {"Apia's week of six days", kWeek, Apia2011(), Utc(2011, 12, 31), Utc(2011, 12, 26, 10), Utc(2012, 1, 1, 10)},
      {"Amsterdam's hour before zones",
       kHour,
       {{Utc(1900, 1, 1), 19 * kMinuteMs + 32'000}},
       Utc(1920, 1, 1),
       Utc(1919, 12, 31, 23, 40) + 28'000,
       Utc(1920, 1, 1, 0, 40) + 28'000},
      {"the rest of a minute in which the clock changes",
       kMinute,
       {{Utc(1950, 1, 1), 0}, {Utc(1960, 1, 1) + 12'345, 30'001}},
       Utc(1960, 1, 1) + 12'345,
       Utc(1960, 1, 1) + 12'345,
       Utc(1960, 1, 1) + 29'999},
      {"St John's minute of the 29th, its hour given back", kDay, st_johns, Utc(2006, 10, 29, 2, 45), Utc(2006, 10, 29, 2, 30),
       Utc(2006, 10, 30, 3, 30)},
  };
  for (const Case& c : cases) {
    Calendar calendar = Make(c.unit, c.zone);
    EXPECT_EQ(calendar.BucketStart(c.time), c.start) << c.name;
    EXPECT_EQ(calendar.Next(c.time), c.next) << c.name;
    const std::int64_t index = calendar.BucketIndex(c.time);
    EXPECT_EQ(calendar.StartOfIndex(index), c.start) << c.name;
    EXPECT_EQ(calendar.StartOfIndex(index + 1), c.next) << c.name;
  }
}

TEST(Calendar, AMissingDateHasNoIndex) {
  Calendar days = Make(CalendarUnit::kDay, Apia2011());
  EXPECT_EQ(days.BucketsBetween(Utc(2011, 12, 29, 12), Utc(2011, 12, 30, 12)), 1);
  EXPECT_EQ(days.BucketsBetween(Utc(2012, 1, 2), Utc(2011, 12, 29, 0)), -4);
}

TEST(Calendar, AYearOfBerlinHas365DaysAnd8760Hours) {
  Calendar days = Make(CalendarUnit::kDay, Berlin2026());
  Calendar hours = Make(CalendarUnit::kHour, Berlin2026());
  const TimestampMs start = Utc(2025, 12, 31, 23);
  const TimestampMs end = Utc(2026, 12, 31, 23);
  EXPECT_EQ(days.BucketsBetween(start, end), 365);
  EXPECT_EQ(hours.BucketsBetween(start, end), 8760);
}

TEST(Calendar, AFixedWidthIgnoresTheZone) {
  Calendar calendar = Make(CalendarUnit::kFixed, Berlin2026(), 7);
  EXPECT_EQ(calendar.BucketStart(-1), -7);
  EXPECT_EQ(calendar.Next(-1), 0);
  EXPECT_EQ(calendar.BucketsBetween(-1, 14), 3);
  Calendar widest = Make(CalendarUnit::kFixed, {}, kMaxTimestampMs);
  EXPECT_EQ(widest.BucketStart(kMinTimestampMs), kMinTimestampMs);
  EXPECT_EQ(widest.Next(kMaxTimestampMs), 2 * kMaxTimestampMs);
}

TEST(Calendar, MalformedSpecsAreRefused) {
  const std::vector<ZoneTransition> many(Calendar::kMaxTransitions + 1);
  const CalendarSpec cases[] = {
      {CalendarUnit::kFixed, 0, {}},
      {CalendarUnit::kFixed, -1, {}},
      {CalendarUnit::kFixed, kMaxTimestampMs + 1, {}},
      {CalendarUnit::kDay, 1, {}},
      {static_cast<CalendarUnit>(7), 0, {}},
      {CalendarUnit::kDay, 0, {{5, 0}, {5, 0}}},
      {CalendarUnit::kDay, 0, {{5, 0}, {4, 0}}},
      {CalendarUnit::kDay, 0, {{0, kDayMs + 1}}},
      {CalendarUnit::kDay, 0, {{0, INT64_MIN}}},
      {CalendarUnit::kDay, 0, {{kMaxTimestampMs + 1, 0}}},
      {CalendarUnit::kDay, 0, many},
  };
  for (const CalendarSpec& spec : cases) EXPECT_EQ(Calendar::Make(spec).status().code(), StatusCode::kInvalidArgument);
}

// The next instant at which a label may change: where the local clock shows a whole minute, or its offset changes.
TimestampMs NextTick(const std::vector<ZoneTransition>& zone, TimestampMs time, DurationMs offset) {
  TimestampMs next = time + kMinuteMs - (time + offset + 1'000'000 * kDayMs) % kMinuteMs;
  for (const ZoneTransition& transition : zone) {
    if (transition.from > time) next = std::min(next, transition.from);
  }
  return next;
}

// The definition minute by minute: the label of a minute is its unit's place in local time, by the offset (hours) or by the latest local
// time so far (dates); a bucket is a run of equal labels.
std::vector<TimestampMs> WalkStarts(CalendarUnit unit, const std::vector<ZoneTransition>& zone, TimestampMs begin, TimestampMs end) {
  std::vector<TimestampMs> starts;
  using Label = std::pair<std::int64_t, std::int64_t>;
  Label last{INT64_MIN, 0};
  std::int64_t latest_day = INT64_MIN;
  CivilDate date;
  DurationMs offset = 0;
  for (TimestampMs time = begin; time < end; time = NextTick(zone, time, offset)) {
    offset = zone.empty() ? 0 : zone.front().offset_ms;
    for (const ZoneTransition& transition : zone) offset = transition.from <= time ? transition.offset_ms : offset;
    const TimestampMs local = time + offset + 1'000'000 * kDayMs;  // above zero
    Label label;
    if (unit == CalendarUnit::kMinute || unit == CalendarUnit::kHour) {
      label = {local / (unit == CalendarUnit::kMinute ? kMinuteMs : kHourMs), offset};
    } else {
      const std::int64_t day = local / kDayMs - 1'000'000;
      if (day > latest_day) {
        latest_day = day;
        date = {1900, 1, 1};
        for (std::int64_t left = day + 25'567; left > 0; --left) {  // 25,567 days from 1900 to 1970
          if (++date.day <= DaysInMonth(date.year, date.month)) continue;
          date.day = 1;
          if (++date.month <= 12) continue;
          date.month = 1;
          ++date.year;
        }
      }
      if (unit == CalendarUnit::kDay) label = {latest_day, 0};
      if (unit == CalendarUnit::kWeek) label = {(latest_day + 3 + 7'000'000) / 7, 0};
      if (unit == CalendarUnit::kMonth) label = {date.year, date.month};
      if (unit == CalendarUnit::kQuarter) label = {date.year, (date.month - 1) / 3};
    }
    if (label != last) starts.push_back(time);
    last = label;
  }
  return starts;
}

TEST(Calendar, AgreesWithAWalkMinuteByMinuteForAnyZone) {
  constexpr std::uint64_t kSeed = 2026;
  std::mt19937_64 random(kSeed);
  const CalendarUnit units[] = {CalendarUnit::kMinute, CalendarUnit::kHour,  CalendarUnit::kDay,
                                CalendarUnit::kWeek,   CalendarUnit::kMonth, CalendarUnit::kQuarter};
  for (int round = 0; round < 200; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    const CalendarUnit unit = units[random() % 6];
    const std::int64_t length_days = unit == CalendarUnit::kMinute ? 1
                                     : unit <= CalendarUnit::kDay  ? 6
                                     : unit == CalendarUnit::kWeek ? 30
                                                                   : 60;
    const TimestampMs begin = Utc(1950, 1, 1) + static_cast<TimestampMs>(random() % 40'000) * kDayMs;
    const TimestampMs end = begin + length_days * kDayMs;
    // Changes of any size, some hostile: twice within an hour, across midnight, by whole days; in every other zone at any millisecond, and
    // by any number of them, as offsets were before there were time zones.
    const bool is_odd = round % 2 == 1;
    std::vector<ZoneTransition> zone;
    TimestampMs at = begin - 2 * kDayMs;
    for (std::uint64_t i = 0, count = random() % 12; i < count; ++i) {
      at += static_cast<DurationMs>(1 + random() % (random() % 2 == 0 ? 90U : 3'000U)) * kMinuteMs;
      const std::int64_t steps[] = {1, 15, 30, 60, 60, 24 * 60};
      const std::int64_t step = steps[random() % 6];
      const std::int64_t most = 24 * 60 / step;
      zone.push_back({at, (static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * most + 1)) - most) * step * kMinuteMs});
      if (!is_odd) continue;
      at += static_cast<DurationMs>(random() % 60'000);
      zone.back() = {at, static_cast<DurationMs>(random() % (2 * kDayMs + 1)) - kDayMs};
    }
    // The walk starts early enough to know the latest local time and ends late enough to know where the last bucket ends.
    const TimestampMs from = begin - 3 * kDayMs;
    const std::vector<TimestampMs> starts = WalkStarts(unit, zone, from, end);
    Calendar ascending = Make(unit, zone);
    Calendar jumping = Make(unit, zone);
    std::int64_t first_index = 0;
    for (std::size_t i = 1; i + 1 < starts.size(); ++i) {
      if (i == 1) first_index = ascending.BucketIndex(starts[i]);
      for (const TimestampMs time : {starts[i], starts[i + 1] - 1}) {
        ASSERT_EQ(ascending.BucketStart(time), starts[i]) << where() << " bucket " << i;
        ASSERT_EQ(ascending.Next(time), starts[i + 1]) << where() << " bucket " << i;
        ASSERT_EQ(ascending.BucketIndex(time) - first_index, static_cast<std::int64_t>(i) - 1) << where() << " bucket " << i;
      }
    }
    for (int i = 0; i < 100 && starts.size() > 2; ++i) {
      const TimestampMs time = starts[1] + static_cast<TimestampMs>(random() % static_cast<std::uint64_t>(starts.back() - starts[1]));
      const auto after = std::upper_bound(starts.begin(), starts.end(), time);
      ASSERT_EQ(jumping.BucketStart(time), *(after - 1)) << where();
      ASSERT_EQ(jumping.StartOfIndex(jumping.BucketIndex(time)), *(after - 1)) << where();
      ASSERT_EQ(jumping.BucketsBetween(starts[1], time), after - starts.begin() - 2) << where();
    }
  }
}

}  // namespace
}  // namespace assay
