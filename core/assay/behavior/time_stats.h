// assay/behavior/time_stats.h
//
// A summary of durations as people read them: mean, median, 90th percentile and a histogram with fixed human edges, so that histograms of
// different groups and weeks line up. Exact. Pure functions.

#ifndef ASSAY_BEHAVIOR_TIME_STATS_H_
#define ASSAY_BEHAVIOR_TIME_STATS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/raw_buffer.h"
#include "assay/base/time.h"

namespace assay {

// Bin i holds [edge i, edge i + 1); the last bin is open above.
inline constexpr std::array<DurationMs, 22> kTimeStatsEdgesMs = {
    0,           kSecondMs,     2 * kSecondMs, 5 * kSecondMs,  10 * kSecondMs, 20 * kSecondMs, 30 * kSecondMs,
    kMinuteMs,   2 * kMinuteMs, 5 * kMinuteMs, 10 * kMinuteMs, 20 * kMinuteMs, 30 * kMinuteMs, kHourMs,
    2 * kHourMs, 6 * kHourMs,   12 * kHourMs,  kDayMs,         2 * kDayMs,     7 * kDayMs,     14 * kDayMs,
    30 * kDayMs};

// Quantiles by Hyndman and Fan's definition 7 (aggregate/order_statistics.h). Nothing where there is no observation.
struct TimeStats {
  std::uint64_t count = 0;
  std::optional<double> mean_ms;
  std::optional<double> median_ms;
  std::optional<double> p90_ms;
  std::array<std::uint64_t, kTimeStatsEdgesMs.size()> histogram{};
};

// The exact sum of less than 2^32 whole durations, so that their mean is the same whatever their order, and whatever was taken back.
class DurationSum {
 public:
  // Whole, 0 to 2^55.
  void Add(double duration_ms) { Change(duration_ms, 1); }
  // One that was added.
  void Remove(double duration_ms) { Change(duration_ms, ~std::uint64_t{0}); }
  // Of `count` durations, at least one.
  [[nodiscard]] double Mean(std::uint64_t count) const;

 private:
  void Change(double duration_ms, std::uint64_t times) {
    const auto whole = static_cast<std::uint64_t>(duration_ms);
    high_ += times * (whole >> 32);
    low_ += times * (whole & 0xffffffff);
  }

  std::uint64_t high_ = 0;  // in units of 2^32 ms
  std::uint64_t low_ = 0;
};

// The summary of durations in whole milliseconds, none negative. O(n).
[[nodiscard]] TimeStats SummarizeTimes(std::span<const double> durations_ms);

// The summary of durations that ascend, and of their sum. O(log n).
[[nodiscard]] TimeStats SummarizeSortedTimes(std::span<const DurationMs> durations_ms, const DurationSum& sum);

// Durations that belong to groups, to be summarised group by group. Appending is O(1), Split() O(durations + groups).
class GroupedTimes {
 public:
  void Add(std::uint32_t group, DurationMs duration_ms) {
    *groups_.Extend(1) = group;
    *durations_ms_.Extend(1) = static_cast<double>(duration_ms);
  }

  // All of them, whatever the group.
  [[nodiscard]] TimeStats Total() const { return SummarizeTimes({durations_ms_.data(), durations_ms_.size()}); }

  // The durations of group 0, then of group 1 and so on, in `durations_ms`; returns where each group's end. Entries whose group is
  // group_count or more are left out.
  [[nodiscard]] std::vector<std::size_t> Arrange(std::uint32_t group_count, std::vector<double>& durations_ms) const;

  // By group, group_count of them. Entries whose group is group_count or more are left out.
  [[nodiscard]] std::vector<TimeStats> Split(std::uint32_t group_count) const;

  // Renames every entry's group by rename(group).
  template <typename Rename>
  void Regroup(Rename rename) {
    for (std::size_t i = 0; i < groups_.size(); ++i) groups_[i] = rename(groups_[i]);
  }

 private:
  RawBuffer<std::uint32_t> groups_;
  RawBuffer<double> durations_ms_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_TIME_STATS_H_
