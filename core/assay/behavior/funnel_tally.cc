#include "assay/behavior/funnel_tally.h"

namespace assay {

FunnelPart FunnelTally::Finish(const GroupKeys& keys, std::size_t max_groups) {
  std::vector<std::uint32_t> key_of_group;
  FunnelPart part = cells_.Finish(keys, max_groups, key_of_group);
  const auto groups = static_cast<std::uint32_t>(key_of_group.size());
  std::vector<std::uint32_t> group_of_key(keys.size(), groups);
  for (std::uint32_t group = 0; group < groups; ++group) group_of_key[key_of_group[group]] = group;
  for (std::size_t step = 0; step < times_.size(); ++step) {
    const auto stats_in = [step](FunnelGroup& group) -> TimeStats& {
      return step == 0 ? group.time_to_convert : group.steps[step].time_from_previous;
    };
    stats_in(part.total) = times_[step].Total();
    if (groups == 0) continue;
    times_[step].Regroup([&](std::uint32_t key) { return group_of_key[key]; });
    const std::vector<TimeStats> stats = times_[step].Split(groups);
    for (std::uint32_t group = 0; group < groups; ++group) stats_in(part.groups[group]) = stats[group];
  }
  return part;
}

}  // namespace assay
