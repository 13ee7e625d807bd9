#include "assay/behavior/funnel_counts.h"

#include <algorithm>
#include <optional>

namespace assay {

FunnelCounts::FunnelCounts(const Table& table, const FunnelQuery& query, bool is_live)
    : is_live_(is_live),
      cells_(query.steps.size(), query.entry == FunnelEntry::kOpen),
      times_(query.steps.size()),
      evidence_(table, query, is_live) {}

void FunnelCounts::Change(FunnelChange change, std::uint32_t key, const FunnelOutcome& outcome, bool is_excluded) {
  if (is_excluded) {
    evidence_.ChangeExcluded(change, key);
    return;
  }
  cells_.Change(change, key, outcome);
  evidence_.Change(change, key, outcome);
  const auto change_time = [&](std::size_t list, TimestampMs earlier, TimestampMs later) {
    // Where a preset takes events of one second in either order, a step may have come before the one before it.
    const DurationMs duration = std::max<DurationMs>(later - earlier, 0);
    change == FunnelChange::kAdd ? times_[list].Add(key, duration) : times_[list].Remove(key, duration);
  };
  std::optional<TimestampMs> first;
  TimestampMs before = 0;
  for (std::size_t step = 0; step < outcome.reached; ++step) {
    if ((outcome.taken >> step & 1) == 0) continue;
    const TimestampMs time = outcome.times[step];
    if (first.has_value()) change_time(step, before, time);
    if (!first.has_value()) first = time;
    before = time;
  }
  if (outcome.end == ChainEnd::kConverted) change_time(0, first.value_or(before), before);
}

void FunnelCounts::FillTimes(std::uint32_t key, FunnelGroup& group) const {
  group.time_to_convert = times_[0].Of(key);
  for (std::size_t step = 1; step < times_.size(); ++step) group.steps[step].time_from_previous = times_[step].Of(key);
}

FunnelPart FunnelCounts::Finish(const GroupKeys& keys, std::size_t max_groups) {
  if (is_live_) {
    for (DurationLists& times : times_) times.Settle();
    evidence_.Settle();
  }
  std::vector<std::uint32_t> key_of_group;
  FunnelPart part = cells_.Finish(keys, max_groups, key_of_group);
  std::span<FunnelGroup> groups = part.groups;
  if (keys.properties() == 0) {
    groups = {&part.total, 1};
    key_of_group.push_back(0);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) FillTimes(key_of_group[i], groups[i]);
  evidence_.Fill(key_of_group, groups);
  return part;
}

std::size_t FunnelCounts::MemoryBytes() const {
  std::size_t bytes = evidence_.MemoryBytes();
  for (const DurationLists& times : times_) bytes += times.MemoryBytes();
  return bytes;
}

}  // namespace assay
