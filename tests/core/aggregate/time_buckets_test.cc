#include "assay/aggregate/time_buckets.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace assay {
namespace {

using Way = TimeBuckets::Way;

struct Case {
  const char* name;
  CalendarSpec spec;
  TimeRange range;
  Way way;
};

const std::vector<ZoneTransition> kZone = {
    {-10 * kDayMs, kHourMs}, {5 * kDayMs + kHourMs, 2 * kHourMs}, {300 * kDayMs + 7, -90 * kMinuteMs}};

const Case kCases[] = {
    {"a width", {CalendarUnit::kFixed, 7, {}}, {-100, 1000}, Way::kWidth},
    {"all time by the millisecond", {CalendarUnit::kFixed, 1, {}}, {}, Way::kWidth},
    {"minutes of all time", {CalendarUnit::kMinute, 0, {}}, {}, Way::kWidth},
    {"weeks", {CalendarUnit::kWeek, 0, {}}, {-400 * kDayMs, 400 * kDayMs}, Way::kWidth},
    {"days of a zone that never changes", {CalendarUnit::kDay, 0, {{0, kHourMs}}}, {0, 400 * kDayMs}, Way::kWidth},
    {"one instant", {CalendarUnit::kMonth, 0, kZone}, {5, 6}, Way::kWidth},
    {"months", {CalendarUnit::kMonth, 0, {}}, {-4000 * kDayMs, 4000 * kDayMs}, Way::kStarts},
    {"quarters of all time", {CalendarUnit::kQuarter, 0, {}}, {}, Way::kCalendar},
    {"hours of a zone", {CalendarUnit::kHour, 0, kZone}, {-20 * kDayMs, 310 * kDayMs}, Way::kStarts},
    {"days of a zone", {CalendarUnit::kDay, 0, kZone}, {-20 * kDayMs, 310 * kDayMs}, Way::kStarts},
    {"minutes of a zone for all time", {CalendarUnit::kMinute, 0, kZone}, {}, Way::kCalendar},
};

TEST(TimeBuckets, NumberInstantsAsTheCalendarDoesWhicheverWay) {
  constexpr std::uint64_t kSeed = 7;
  std::mt19937_64 random(kSeed);
  for (const Case& c : kCases) {
    Result<TimeBuckets> made = TimeBuckets::Make(c.spec, c.range);
    ASSERT_TRUE(made.ok()) << c.name << ": " << made.status().message();
    TimeBuckets& buckets = *made;
    Calendar calendar = *Calendar::Make(c.spec);
    EXPECT_EQ(buckets.way(), c.way) << c.name;
    EXPECT_EQ(buckets.count(), static_cast<std::uint64_t>(calendar.BucketsBetween(c.range.start, c.range.end - 1)) + 1) << c.name;
    const auto span = static_cast<std::uint64_t>(c.range.end - c.range.start);
    std::vector<TimestampMs> times = {c.range.start, c.range.end - 1};
    for (int i = 0; i < 300; ++i) {
      const TimestampMs time = c.range.start + static_cast<TimestampMs>(random() % span);
      const TimestampMs start = calendar.BucketStart(time);
      for (const TimestampMs near : {time, start, start - 1, start + 1}) {
        if (near >= c.range.start && near < c.range.end) times.push_back(near);
      }
    }
    for (const TimestampMs time : times) {
      const std::int64_t expected = calendar.BucketsBetween(c.range.start, time);
      ASSERT_EQ(buckets.Bucket(time), expected) << c.name << " at " << time;
      ASSERT_EQ(buckets.BucketOfAny(time), expected) << c.name << " at " << time;
      ASSERT_EQ(buckets.Start(expected), calendar.BucketStart(time)) << c.name << " at " << time;
    }
    EXPECT_EQ(buckets.BucketOfAny(calendar.BucketStart(c.range.start) - 1), -1) << c.name;
  }
}

TEST(TimeBuckets, AnEmptyRangeHasNoneAndYetABucketZero) {
  TimeBuckets buckets = *TimeBuckets::Make({CalendarUnit::kMonth, 0, {}}, {40 * kDayMs, 40 * kDayMs});
  EXPECT_EQ(buckets.count(), 0U);
  EXPECT_EQ(buckets.Start(0), 31 * kDayMs);
  EXPECT_EQ(buckets.Start(-1), 0);
  EXPECT_EQ(buckets.BucketOfAny(0), -1);
}

TEST(TimeBuckets, AMalformedCalendarIsRefused) {
  EXPECT_FALSE(TimeBuckets::Make({CalendarUnit::kFixed, 0, {}}, {0, 1}).ok());
  EXPECT_FALSE(TimeBuckets::Make({CalendarUnit::kDay, 0, {{5, 0}, {5, 0}}}, {0, 1}).ok());
}

}  // namespace
}  // namespace assay
