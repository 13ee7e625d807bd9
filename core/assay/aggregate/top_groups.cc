#include "assay/aggregate/top_groups.h"

#include <algorithm>
#include <utility>

#include "assay/base/sort.h"

namespace assay {

TopGroups::TopGroups(const GroupKeys& keys, std::span<const std::uint64_t> weights, std::size_t max_groups) : ranks_(keys.size()) {
  struct Candidate {
    std::uint32_t key;
    std::uint64_t weight;
    GroupKey values;
  };
  std::vector<Candidate> candidates;
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    if (weights[key] > 0) candidates.push_back({key, weights[key], keys.Values(key)});
  }
  if (candidates.size() > max_groups) {
    const auto kept = candidates.begin() + static_cast<std::ptrdiff_t>(max_groups);
    std::nth_element(candidates.begin(), kept, candidates.end(), [](const Candidate& a, const Candidate& b) {
      return a.weight != b.weight ? a.weight > b.weight : GroupKeyLess(a.values, b.values);
    });
    omitted_ = candidates.size() - max_groups;
    candidates.erase(kept, candidates.end());
  }
  SortSmall(candidates, [](const Candidate& a, const Candidate& b) { return GroupKeyLess(a.values, b.values); });
  for (Candidate& candidate : candidates) {
    ranks_[candidate.key] = static_cast<std::uint32_t>(values_.size());
    values_.push_back(std::move(candidate.values));
  }
}

}  // namespace assay
