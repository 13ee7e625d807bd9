#include "assay/behavior/funnel_tally.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "assay/aggregate/top_groups.h"

namespace assay {
namespace {

// users[k] = who reached step k + 1, from who stopped at each step.
void SumFromLast(std::span<const std::uint64_t> stopped, FunnelGroup& group) {
  std::uint64_t users = 0;
  for (std::size_t step = stopped.size(); step-- > 0;) {
    users += stopped[step];
    group.steps[step].users = users;
  }
}

}  // namespace

void FunnelTally::Add(std::uint32_t key, std::span<const TimestampMs> times) {
  const std::size_t steps = times_.size();
  if ((key + 1) * steps > reached_.size()) reached_.resize((key + 1) * steps);
  ++reached_[key * steps + times.size() - 1];
  for (std::size_t step = 1; step < times.size(); ++step) times_[step].Add(key, times[step] - times[step - 1]);
  if (times.size() == steps) times_[0].Add(key, times.back() - times.front());
}

FunnelResult FunnelTally::Finish(const GroupKeys& keys, std::size_t max_groups) {
  const std::size_t steps = times_.size();
  reached_.resize(keys.size() * steps);
  FunnelResult result;
  result.total.steps.resize(steps);
  std::vector<std::uint64_t> stopped(steps, 0);
  for (std::size_t i = 0; i < reached_.size(); ++i) stopped[i % steps] += reached_[i];
  SumFromLast(stopped, result.total);
  for (std::size_t step = 1; step < steps; ++step) result.total.steps[step].time_from_previous = times_[step].Total();
  result.total.time_to_convert = times_[0].Total();
  if (keys.properties() > 0) FillGroups(keys, max_groups, result);
  return result;
}

void FunnelTally::FillGroups(const GroupKeys& keys, std::size_t max_groups, FunnelResult& result) {
  const std::size_t steps = times_.size();
  std::vector<std::uint64_t> entered(keys.size(), 0);
  for (std::size_t i = 0; i < reached_.size(); ++i) entered[i / steps] += reached_[i];
  TopGroups top(keys, entered, max_groups);
  result.groups_omitted = top.omitted();

  std::vector<std::uint32_t> key_of_rank;
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    const std::optional<std::uint32_t> rank = top.Rank(key);
    if (!rank.has_value()) continue;
    key_of_rank.resize(std::max<std::size_t>(key_of_rank.size(), *rank + 1));
    key_of_rank[*rank] = key;
  }
  const auto group_count = static_cast<std::uint32_t>(key_of_rank.size());
  for (GroupedTimes& times : times_) times.Regroup([&](std::uint32_t key) { return top.Rank(key).value_or(group_count); });
  std::vector<std::vector<TimeStats>> stats;
  stats.reserve(times_.size());
  for (const GroupedTimes& times : times_) stats.push_back(times.Split(group_count));
  std::vector<GroupKey> values = std::move(top).TakeKeys();
  result.groups.resize(group_count);
  for (std::uint32_t rank = 0; rank < group_count; ++rank) {
    FunnelGroup& group = result.groups[rank];
    group.key = std::move(values[rank]);
    group.steps.resize(steps);
    SumFromLast(std::span<const std::uint64_t>(reached_).subspan(key_of_rank[rank] * steps, steps), group);
    for (std::size_t step = 1; step < steps; ++step) group.steps[step].time_from_previous = stats[step][rank];
    group.time_to_convert = stats[0][rank];
  }
  // Ranks ascend by key, so a stable sort by users leaves ties in key order.
  std::stable_sort(result.groups.begin(), result.groups.end(),
                   [](const FunnelGroup& a, const FunnelGroup& b) { return a.steps[0].users > b.steps[0].users; });
}

}  // namespace assay
