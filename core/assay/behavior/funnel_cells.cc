#include "assay/behavior/funnel_cells.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "assay/aggregate/top_groups.h"
#include "assay/base/sort.h"

namespace assay {

std::span<FunnelCells::Cell> FunnelCells::CellsOf(std::uint32_t key) {
  if ((key + std::size_t{1}) * steps_ > cells_.size()) cells_.resize((key + std::size_t{1}) * steps_);
  return std::span(cells_).subspan(key * steps_, steps_);
}

void FunnelCells::Change(FunnelChange change, std::uint32_t key, const FunnelOutcome& outcome) {
  const std::span<Cell> cells = CellsOf(key);
  Count(change, cells[outcome.reached - 1].stopped);
  bool has_started = false;
  for (std::size_t step = 0; step < outcome.reached; ++step) {
    if ((outcome.taken >> step & 1) != 0) {
      has_started = true;
    } else {
      Count(change, has_started ? cells[step].skipped : cells[step].before);
    }
  }
}

void FunnelCells::FillSteps(std::span<const Cell> cells, FunnelGroup& group) const {
  group.steps.resize(cells.size());
  for (std::size_t step = cells.size(); step-- > 0;) {
    group.entered += cells[step].stopped;
    group.steps[step].users = group.entered - (is_open_ ? cells[step].skipped + cells[step].before : 0);
    group.steps[step].skipped = cells[step].skipped;
  }
}

FunnelPart FunnelCells::Finish(const GroupKeys& keys, std::size_t max_groups, std::vector<std::uint32_t>& key_of_group) {
  cells_.resize(keys.size() * steps_);
  FunnelPart part;
  std::vector<Cell> sums(steps_);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& sum = sums[i % steps_];
    sum = {sum.stopped + cells_[i].stopped, sum.skipped + cells_[i].skipped, sum.before + cells_[i].before};
  }
  FillSteps(sums, part.total);
  if (keys.properties() > 0) FillGroups(keys, max_groups, part, key_of_group);
  return part;
}

void FunnelCells::FillGroups(const GroupKeys& keys, std::size_t max_groups, FunnelPart& part,
                             std::vector<std::uint32_t>& key_of_group) const {
  std::vector<std::uint64_t> entered(keys.size(), 0);
  for (std::size_t i = 0; i < cells_.size(); ++i) entered[i / steps_] += cells_[i].stopped;
  TopGroups top(keys, entered, max_groups);
  part.groups_omitted = top.omitted();

  std::vector<std::uint32_t> key_of_rank(top.size());
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    if (const std::optional<std::uint32_t> rank = top.Rank(key)) key_of_rank[*rank] = key;
  }
  std::vector<GroupKey> values = std::move(top).TakeKeys();
  // Ranks ascend by key: ties are in key order.
  std::vector<std::uint32_t> ranks(key_of_rank.size());
  std::iota(ranks.begin(), ranks.end(), 0U);
  SortSmall(ranks, [&](std::uint32_t a, std::uint32_t b) {
    const std::uint64_t of_a = entered[key_of_rank[a]];
    const std::uint64_t of_b = entered[key_of_rank[b]];
    return of_a != of_b ? of_a > of_b : a < b;
  });
  for (const std::uint32_t rank : ranks) {
    FunnelGroup& group = part.groups.emplace_back();
    group.key = std::move(values[rank]);
    FillSteps(std::span<const Cell>(cells_).subspan(key_of_rank[rank] * steps_, steps_), group);
    key_of_group.push_back(key_of_rank[rank]);
  }
}

}  // namespace assay
