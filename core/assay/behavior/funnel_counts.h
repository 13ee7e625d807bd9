// assay/behavior/funnel_counts.h
//
// All that a funnel tells of its units, for all of them or by group: counts, times and what stands behind them, to which a unit's chain is
// added and from which it is taken back. O(steps reached) per chain. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_COUNTS_H_
#define ASSAY_BEHAVIOR_FUNNEL_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/aggregate/group_keys.h"
#include "assay/behavior/duration_lists.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_cells.h"
#include "assay/behavior/funnel_evidence.h"

namespace assay {

class FunnelCounts {
 public:
  // As FunnelEvidence.
  FunnelCounts(const Table& table, const FunnelQuery& query, bool is_live);

  // A unit of group `key`, which counts at no step when it is excluded.
  void Change(FunnelChange change, std::uint32_t key, const FunnelOutcome& outcome, bool is_excluded);

  // The answer so far; `keys` gave the keys. Without properties the total alone, otherwise the groups alone. Of counts that are live as
  // often as asked for, in O(changes x log(units) + groups) besides a copy of numbers.
  FunnelPart Finish(const GroupKeys& keys, std::size_t max_groups);

  [[nodiscard]] std::size_t MemoryBytes() const;

 private:
  void FillTimes(std::uint32_t key, FunnelGroup& group) const;

  bool is_live_;
  FunnelCells cells_;
  std::vector<DurationLists> times_;  // as of FunnelTally, in lists by key
  FunnelEvidence evidence_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_COUNTS_H_
