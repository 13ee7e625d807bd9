#include "assay/behavior/step_scan.h"

#include <optional>
#include <utility>

namespace assay {

Result<StepScan> StepScan::Compile(const Table& table, std::span<const FunnelStep> steps, std::span<const PropertyCondition> filter) {
  if (steps.empty() || steps.size() > kMaxSteps) return InvalidArgument("steps: must be 1 to 32");
  StepScan scan;
  Result<Filter> compiled = Filter::Compile(table, filter);
  if (!compiled.ok()) return compiled.status();
  scan.filter_ = *std::move(compiled);
  scan.certain_.assign(table.names().size(), 0);
  scan.is_candidate_.assign(table.names().size(), 0);
  for (std::size_t step = 0; step < steps.size(); ++step) {
    if (steps[step].any_of.empty()) return InvalidArgument("steps: a step needs at least one alternative");
    const StepMask bit = StepMask{1} << step;
    for (const EventMatch& match : steps[step].any_of) {
      Result<EventMatcher> matcher = EventMatcher::Compile(table, match);
      if (!matcher.ok()) return matcher.status();
      if (matcher->never()) continue;
      const bool certain = matcher->where().passes_all();
      for (NameIndex name = 0; name < scan.certain_.size(); ++name) {
        if (matcher->name().value_or(name) != name) continue;
        scan.is_candidate_[name] = 1;
        if (certain) scan.certain_[name] |= bit;
      }
      if (!certain) scan.conditionals_.push_back({*std::move(matcher), bit});
    }
  }
  return scan;
}

StepMatches StepScan::Match(Scan& scan) {
  const std::optional<NameIndex> name = scan.only_name();
  if (name.has_value() && is_candidate_[*name] == 0) {
    scan.SelectNone();
    return {};
  }
  RowSelection& selection = scan.selection();
  if (name.has_value()) {
    filter_.Retain(scan, selection);
    if (conditionals_.empty()) return {selection.rows(), {}, certain_[*name]};
    masks_.assign(selection.size(), certain_[*name]);
  } else {
    const std::span<const NameIndex> names = scan.names();
    selection.Retain([&](std::size_t, RowInGroup row) { return is_candidate_[names[row]] != 0; });
    filter_.Retain(scan, selection);
    masks_.resize(selection.size());
    const std::span<const RowInGroup> rows = selection.rows();
    for (std::size_t i = 0; i < rows.size(); ++i) masks_[i] = certain_[names[rows[i]]];
  }
  if (!conditionals_.empty()) {
    for (Conditional& conditional : conditionals_) AddConditional(scan, conditional, selection);
    std::size_t kept = 0;
    selection.Retain([&](std::size_t position, RowInGroup) {
      const StepMask mask = masks_[position];
      masks_[kept] = mask;
      kept += mask != 0 ? 1U : 0U;
      return mask != 0;
    });
    masks_.resize(kept);
  }
  return {selection.rows(), masks_};
}

void StepScan::AddConditional(const Scan& scan, Conditional& conditional, const RowSelection& candidates) {
  matching_.Assign(candidates.rows());
  conditional.matcher.Retain(scan, matching_);
  // Both lists ascend and the matching rows are among the candidates, so one walk finds their positions.
  std::size_t position = 0;
  for (const RowInGroup row : matching_.rows()) {
    while (candidates.rows()[position] != row) ++position;
    masks_[position] |= conditional.step;
  }
}

}  // namespace assay
