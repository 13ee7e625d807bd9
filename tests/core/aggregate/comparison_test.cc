#include "assay/aggregate/comparison.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay {
namespace {

// Berlin around 2026: summer time from March 29th to October 25th.
const std::vector<ZoneTransition> kBerlin = {{1'761'440'400'000, kHourMs}, {1'774'746'000'000, 2 * kHourMs}, {1'792'890'000'000, kHourMs}};

TimestampMs Utc(std::int64_t year, std::uint32_t month, std::uint32_t day) { return DaysFromCivil({year, month, day}) * kDayMs; }

TEST(EarlierRange, IsTheRangeBeforeOrTheOneSoMuchEarlier) {
  const TimestampMs march = Utc(2026, 3, 1) - kHourMs;  // midnights in Berlin
  const TimestampMs april = Utc(2026, 4, 1) - 2 * kHourMs;
  const TimestampMs changed = Utc(2026, 3, 30) - 2 * kHourMs;
  struct Case {
    const char* name;
    TimeRange range;
    DurationMs offset_ms;
    CalendarUnit unit;
    bool berlin;
    TimeRange expected;
  };
  const Case cases[] = {
      {"any range", {1000, 1500}, 0, CalendarUnit::kDay, false, {500, 1000}},
      {"an empty range", {1000, 1000}, 0, CalendarUnit::kDay, false, {1000, 1000}},
      {"days", {Utc(2026, 3, 1), Utc(2026, 3, 8)}, 0, CalendarUnit::kDay, false, {Utc(2026, 2, 22), Utc(2026, 3, 1)}},
      {"a month by days", {Utc(2026, 3, 1), Utc(2026, 4, 1)}, 0, CalendarUnit::kDay, false, {Utc(2026, 1, 29), Utc(2026, 3, 1)}},
      {"a month by months", {Utc(2026, 3, 1), Utc(2026, 4, 1)}, 0, CalendarUnit::kMonth, false, {Utc(2026, 2, 1), Utc(2026, 3, 1)}},
      {"two quarters", {Utc(2026, 1, 1), Utc(2026, 7, 1)}, 0, CalendarUnit::kQuarter, false, {Utc(2025, 7, 1), Utc(2026, 1, 1)}},
      {"a month that begins late", {Utc(2026, 3, 2), Utc(2026, 4, 1)}, 0, CalendarUnit::kMonth, false, {Utc(2026, 1, 31), Utc(2026, 3, 2)}},
      {"a month of Berlin", {march, april}, 0, CalendarUnit::kMonth, true, {Utc(2026, 2, 1) - kHourMs, march}},
      {"the day after the change", {changed, changed + kDayMs}, 0, CalendarUnit::kDay, true, {changed - 23 * kHourMs, changed}},
      {"a week earlier", {Utc(2026, 3, 8), Utc(2026, 3, 9)}, 7 * kDayMs, CalendarUnit::kMonth, false, {Utc(2026, 3, 1), Utc(2026, 3, 2)}},
      {"a day earlier across the change",
       {changed + 5, changed + kDayMs},
       kDayMs,
       CalendarUnit::kDay,
       true,
       {changed - 23 * kHourMs + 5, changed}},
      {"24 h earlier are a day earlier",
       {Utc(2026, 3, 8), Utc(2026, 3, 9)},
       kDayMs,
       CalendarUnit::kDay,
       false,
       {Utc(2026, 3, 7), Utc(2026, 3, 8)}},
      {"36 h earlier across the change",
       {changed, changed + 1},
       36 * kHourMs,
       CalendarUnit::kDay,
       true,
       {changed - 36 * kHourMs, changed + 1 - 36 * kHourMs}},
  };
  for (const Case& c : cases) {
    const Result<TimeRange> earlier = EarlierRange(c.range, c.offset_ms, c.unit, c.berlin ? kBerlin : std::vector<ZoneTransition>());
    ASSERT_TRUE(earlier.ok()) << c.name << ": " << earlier.status().message();
    EXPECT_EQ(earlier->start, c.expected.start) << c.name;
    EXPECT_EQ(earlier->end, c.expected.end) << c.name;
  }
}

TEST(EarlierRange, IsRefusedWhereThereIsNone) {
  struct Case {
    const char* name;
    TimeRange range;
    DurationMs offset_ms;
  };
  const Case cases[] = {
      {"all time", {}, 0},
      {"before all dates", {kMinTimestampMs, kMinTimestampMs + 10}, 0},
      {"an offset before all dates", {0, 1}, kMaxTimestampMs},
      {"a negative offset", {0, 1}, -1},
      {"an offset beyond everything", {0, 1}, INT64_MAX},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(EarlierRange(c.range, c.offset_ms, CalendarUnit::kMonth, {}).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
  EXPECT_FALSE(EarlierRange({0, kDayMs}, 0, CalendarUnit::kDay, {{5, 0}, {4, 0}}).ok());
}

}  // namespace
}  // namespace assay
