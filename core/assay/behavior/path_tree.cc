#include "assay/behavior/path_tree.h"

#include <algorithm>
#include <span>

#include "assay/base/sort.h"

namespace assay {

std::uint32_t PathTree::Visit(std::uint32_t up, std::uint32_t code) {
  ++visits_;
  const std::uint32_t branch = ids_.Insert(std::uint64_t{up} << 32 | code);
  if (branch == branches_.size()) branches_.push_back({up, code, up == 0 ? 0 : branches_[up - 1].step + 1});
  ++branches_[branch].count;
  return branch;
}

std::uint32_t PathTree::Step(std::uint32_t at, std::uint32_t code, DurationMs time_ms) {
  const std::uint32_t branch = Visit(at + 1, code);
  times_.Add(branch, time_ms);
  return branch;
}

// From here on values are compared by rank.
void PathTree::RankCodes(const PropertyCoder& codes) {
  std::vector<std::uint8_t> occurs(codes.size(), 0);
  for (const Branch& branch : branches_) occurs[branch.code] = 1;
  std::vector<GroupKey> values(codes.size());
  for (std::uint32_t code = 0; code < codes.size(); ++code) {
    if (occurs[code] == 0) continue;
    values[code] = {codes.Value(code)};
    code_of_rank_.push_back(code);
  }
  SortSmall(code_of_rank_, [&](std::uint32_t a, std::uint32_t b) { return GroupKeyLess(values[a], values[b]); });
  rank_of_code_.resize(codes.size());
  for (std::uint32_t rank = 0; rank < code_of_rank_.size(); ++rank) rank_of_code_[code_of_rank_[rank]] = rank;
}

void PathTree::AnswerNodes(const PathsQuery& query, PathsCounts& result) {
  // Sums by step and value.
  DenseIds sums_ids;
  std::vector<PathNode> sums;
  node_of_.reserve(branches_.size());
  for (const Branch& branch : branches_) {
    const std::uint32_t rank = rank_of_code_[branch.code];
    const std::uint32_t sum = sums_ids.Insert(std::uint64_t{branch.step} << 32 | rank);
    if (sum == sums.size()) sums.push_back({branch.step, rank});
    sums[sum].count += branch.count;
    if (branch.step < query.depth) sums[sum].ended += branch.ended;
    if (branch.step == 0) result.paths += branch.count;
    node_of_.push_back(sum);
  }
  std::vector<std::uint32_t> order(sums.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  SortSmall(order, [&](std::uint32_t a, std::uint32_t b) {
    if (sums[a].step != sums[b].step) return sums[a].step < sums[b].step;
    return sums[a].count != sums[b].count ? sums[a].count > sums[b].count : *sums[a].value < *sums[b].value;
  });

  std::vector<std::uint32_t> node_of_sum(sums.size());
  std::uint32_t in_step = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const PathNode& sum = sums[order[i]];
    in_step = i > 0 && sums[order[i - 1]].step == sum.step ? in_step + 1 : 0;
    if (in_step <= query.top_nodes) result.nodes.push_back(sum);
    PathNode& node = result.nodes.back();
    if (in_step == query.top_nodes) {
      node.value.reset();
    } else if (in_step > query.top_nodes) {
      node.count += sum.count;
      node.ended += sum.ended;
      ++node.merged_values;
    }
    node_of_sum[order[i]] = static_cast<std::uint32_t>(result.nodes.size() - 1);
  }
  for (std::uint32_t& node : node_of_) node = node_of_sum[node];
}

void PathTree::AnswerLinks(PathsCounts& result) {
  DenseIds ids;
  std::vector<std::uint32_t> link_of(branches_.size(), 0);
  for (std::uint32_t i = 0; i < branches_.size(); ++i) {
    if (branches_[i].up == 0) continue;
    link_of[i] = ids.Insert(std::uint64_t{node_of_[branches_[i].up - 1]} << 32 | node_of_[i]);
    if (link_of[i] == result.links.size()) result.links.push_back({node_of_[branches_[i].up - 1], node_of_[i]});
    result.links[link_of[i]].count += branches_[i].count;
  }
  times_.Regroup([&](std::uint32_t branch) { return link_of[branch]; });
  const std::vector<TimeStats> times = times_.Split(static_cast<std::uint32_t>(result.links.size()));
  for (std::size_t i = 0; i < times.size(); ++i) result.links[i].median_ms = times[i].median_ms.value_or(0);
  SortSmall(result.links,
            [](const PathLink& a, const PathLink& b) { return a.source != b.source ? a.source < b.source : a.target < b.target; });
}

std::vector<std::uint32_t> PathTree::RanksOf(std::uint32_t branch) const {
  std::vector<std::uint32_t> ranks(branches_[branch].step + 1);
  for (std::size_t i = ranks.size(); i > 0; --i) {
    ranks[i - 1] = rank_of_code_[branches_[branch].code];
    branch = branches_[branch].up - 1;
  }
  return ranks;
}

void PathTree::AnswerFlows(const PathsQuery& query, PathsCounts& result) {
  std::vector<std::uint32_t> ends;
  for (std::uint32_t i = 0; i < branches_.size(); ++i) {
    if (branches_[i].ended > 0) ends.push_back(i);
  }
  const std::size_t kept = std::min<std::size_t>(ends.size(), query.top_flows);
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    return branches_[a].ended != branches_[b].ended ? branches_[a].ended > branches_[b].ended : RanksOf(a) < RanksOf(b);
  };
  SortSmall(ends, before);
  for (std::size_t i = 0; i < kept; ++i) result.flows.push_back({RanksOf(ends[i]), branches_[ends[i]].ended});
  result.flows_omitted = ends.size() - kept;
}

// The values that the answer mentions; ranks become indices into them.
void PathTree::AnswerValues(const PropertyCoder& codes, PathsCounts& result) const {
  std::vector<std::uint32_t> index_of_rank(code_of_rank_.size(), 0);
  for (const PathNode& node : result.nodes) {
    if (node.value.has_value()) index_of_rank[*node.value] = 1;
  }
  for (const PathFlow& flow : result.flows) {
    for (const std::uint32_t rank : flow.values) index_of_rank[rank] = 1;
  }
  for (std::size_t rank = 0; rank < index_of_rank.size(); ++rank) {
    if (index_of_rank[rank] == 0) continue;
    index_of_rank[rank] = static_cast<std::uint32_t>(result.values.size());
    result.values.push_back(codes.Value(code_of_rank_[rank]));
  }
  for (PathNode& node : result.nodes) {
    if (node.value.has_value()) node.value = index_of_rank[*node.value];
  }
  for (PathFlow& flow : result.flows) {
    for (std::uint32_t& value : flow.values) value = index_of_rank[value];
  }
}

void PathTree::Answer(const PropertyCoder& codes, const PathsQuery& query, PathsCounts& result) && {
  RankCodes(codes);
  AnswerNodes(query, result);
  AnswerLinks(result);
  AnswerFlows(query, result);
  AnswerValues(codes, result);
}

}  // namespace assay
