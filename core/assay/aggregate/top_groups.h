// assay/aggregate/top_groups.h
//
// Which groups an answer shows when there are more than it may show, and in what order: shared by metrics and tasks.

#ifndef ASSAY_AGGREGATE_TOP_GROUPS_H_
#define ASSAY_AGGREGATE_TOP_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "assay/aggregate/group_keys.h"

namespace assay {

class TopGroups {
 public:
  // The groups of `keys` with weights[key] > 0; of more than max_groups those with the greatest weights, ties by the lesser key.
  // `weights` has keys.size() elements.
  TopGroups(const GroupKeys& keys, std::span<const std::uint64_t> weights, std::size_t max_groups);

  // A kept group's place in ascending key order; nothing for groups that are empty or left out.
  [[nodiscard]] std::optional<std::uint32_t> Rank(std::uint32_t key) const { return ranks_[key]; }

  // How many groups are kept.
  [[nodiscard]] std::size_t size() const { return values_.size(); }

  // The kept groups, ascending by GroupKeyLess.
  [[nodiscard]] std::vector<GroupKey> TakeKeys() && { return std::move(values_); }

  [[nodiscard]] std::uint64_t omitted() const { return omitted_; }

 private:
  std::vector<std::optional<std::uint32_t>> ranks_;  // by key
  std::vector<GroupKey> values_;                     // by rank
  std::uint64_t omitted_ = 0;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_TOP_GROUPS_H_
