// assay/behavior/step_scan.h
//
// Which rows match which steps of a funnel or task: a bit per step, computed row group by row group. An array by event name answers for
// most rows; conditions are evaluated only on rows whose name leaves the question open. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_STEP_SCAN_H_
#define ASSAY_BEHAVIOR_STEP_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/base/status.h"
#include "assay/columnar/scan.h"

namespace assay {

// A set of steps: bit k is step k + 1.
using StepMask = std::uint32_t;
inline constexpr std::size_t kMaxSteps = 32;

// An event takes the step when any of the alternatives matches it.
struct FunnelStep {
  std::vector<EventMatch> any_of;  // at least one
};

// Rows of one group that match at least one step, ascending, with their steps.
struct StepMatches {
  std::span<const RowInGroup> rows;
  std::span<const StepMask> masks;  // by position in `rows`; none where `common` says it
  StepMask common = 0;              // the mask that all rows have, where that is known without looking at them

  [[nodiscard]] StepMask StepsOf(std::size_t position) const { return common != 0 ? common : masks[position]; }
};

class StepScan {
 public:
  // Steps bound to `table`, which must outlive the result and not grow meanwhile; only rows that pass `filter` count.
  //
  // Errors: kInvalidArgument for no steps or more than kMaxSteps, a step without alternatives, and as Predicate::Compile() says.
  static Result<StepScan> Compile(const Table& table, std::span<const FunnelStep> steps, std::span<const PropertyCondition> filter);

  // The steps that an event of this name takes whatever its properties.
  [[nodiscard]] StepMask CertainSteps(NameIndex name) const { return certain_[name]; }

  // The matches among the scan's selection, which is shrunk to them. Valid until the next call or scan.Next().
  StepMatches Match(Scan& scan);

 private:
  // An alternative that has conditions.
  struct Conditional {
    EventMatcher matcher;
    StepMask step;
  };

  StepScan() = default;
  void AddConditional(const Scan& scan, Conditional& conditional, const RowSelection& candidates);

  std::vector<StepMask> certain_;           // by event name: steps taken whatever the properties
  std::vector<std::uint8_t> is_candidate_;  // by event name: 1 when some step may be taken
  std::vector<Conditional> conditionals_;
  Filter filter_;
  RowSelection matching_;  // of one conditional
  std::vector<StepMask> masks_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_STEP_SCAN_H_
