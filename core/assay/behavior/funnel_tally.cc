#include "assay/behavior/funnel_tally.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "assay/aggregate/top_groups.h"
#include "assay/base/sort.h"

namespace assay {
namespace {

// Where a preset takes events of one second in either order, a step may have come before the one before it.
DurationMs Between(TimestampMs earlier, TimestampMs later) { return std::max<DurationMs>(later - earlier, 0); }

}  // namespace

std::span<FunnelTally::Cell> FunnelTally::CellsOf(std::uint32_t key) {
  const std::size_t steps = times_.size();
  if ((key + std::size_t{1}) * steps > cells_.size()) cells_.resize((key + std::size_t{1}) * steps);
  return std::span(cells_).subspan(key * steps, steps);
}

void FunnelTally::Add(std::uint32_t key, std::span<const TimestampMs> times) {
  ++CellsOf(key)[times.size() - 1].stopped;
  for (std::size_t step = 1; step < times.size(); ++step) times_[step].Add(key, times[step] - times[step - 1]);
  if (times.size() == times_.size()) times_[0].Add(key, times.back() - times.front());
}

void FunnelTally::Add(std::uint32_t key, const FunnelOutcome& outcome) {
  const std::span<Cell> cells = CellsOf(key);
  ++cells[outcome.reached - 1].stopped;
  std::optional<TimestampMs> first;
  TimestampMs before = 0;
  for (std::size_t step = 0; step < outcome.reached; ++step) {
    if ((outcome.taken >> step & 1) == 0) {
      ++(first.has_value() ? cells[step].skipped : cells[step].before);
      continue;
    }
    const TimestampMs time = outcome.times[step];
    if (first.has_value()) times_[step].Add(key, Between(before, time));
    if (!first.has_value()) first = time;
    before = time;
  }
  if (outcome.end == ChainEnd::kConverted) times_[0].Add(key, Between(first.value_or(before), before));
}

void FunnelTally::FillSteps(std::span<const Cell> cells, FunnelGroup& group) const {
  group.steps.resize(cells.size());
  for (std::size_t step = cells.size(); step-- > 0;) {
    group.entered += cells[step].stopped;
    group.steps[step].users = group.entered - (is_open_ ? cells[step].skipped + cells[step].before : 0);
    group.steps[step].skipped = cells[step].skipped;
  }
}

FunnelPart FunnelTally::Finish(const GroupKeys& keys, std::size_t max_groups, std::vector<std::uint32_t>* key_of_group) {
  const std::size_t steps = times_.size();
  cells_.resize(keys.size() * steps);
  FunnelPart part;
  std::vector<Cell> sums(steps);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& sum = sums[i % steps];
    sum = {sum.stopped + cells_[i].stopped, sum.skipped + cells_[i].skipped, sum.before + cells_[i].before};
  }
  FillSteps(sums, part.total);
  for (std::size_t step = 1; step < steps; ++step) part.total.steps[step].time_from_previous = times_[step].Total();
  part.total.time_to_convert = times_[0].Total();
  if (keys.properties() > 0) FillGroups(keys, max_groups, part, key_of_group);
  return part;
}

void FunnelTally::FillGroups(const GroupKeys& keys, std::size_t max_groups, FunnelPart& part, std::vector<std::uint32_t>* key_of_group) {
  const std::size_t steps = times_.size();
  std::vector<std::uint64_t> entered(keys.size(), 0);
  for (std::size_t i = 0; i < cells_.size(); ++i) entered[i / steps] += cells_[i].stopped;
  TopGroups top(keys, entered, max_groups);
  part.groups_omitted = top.omitted();

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
  // Ranks ascend by key: ties are in key order.
  std::vector<std::uint32_t> ranks(group_count);
  std::iota(ranks.begin(), ranks.end(), 0U);
  SortSmall(ranks, [&](std::uint32_t a, std::uint32_t b) {
    const std::uint64_t of_a = entered[key_of_rank[a]];
    const std::uint64_t of_b = entered[key_of_rank[b]];
    return of_a != of_b ? of_a > of_b : a < b;
  });
  for (const std::uint32_t rank : ranks) {
    FunnelGroup& group = part.groups.emplace_back();
    group.key = std::move(values[rank]);
    FillSteps(std::span<const Cell>(cells_).subspan(key_of_rank[rank] * steps, steps), group);
    for (std::size_t step = 1; step < steps; ++step) group.steps[step].time_from_previous = stats[step][rank];
    group.time_to_convert = stats[0][rank];
    if (key_of_group != nullptr) key_of_group->push_back(key_of_rank[rank]);
  }
}

}  // namespace assay
