#include "assay/behavior/funnel_source.h"

#include <algorithm>
#include <utility>

namespace assay {

FunnelSource::FunnelSource(const Table& table, const FunnelQuery& query, bool every_event, StepScan steps)
    : table_(table),
      range_(query.range),
      every_event_(every_event),
      steps_(std::move(steps)),
      steps_of_(kRowGroupRows),
      exclusions_of_(kRowGroupRows) {}

Result<FunnelSource> FunnelSource::Compile(const Table& table, const FunnelQuery& query, bool every_event) {
  Result<StepScan> steps = StepScan::Compile(table, query.steps, {});
  if (!steps.ok()) return steps.status();
  FunnelSource source(table, query, every_event, *std::move(steps));
  if (!query.exclusions.empty()) {
    std::vector<FunnelStep> excluded;
    excluded.reserve(query.exclusions.size());
    for (const FunnelExcludedEvents& exclusion : query.exclusions) excluded.push_back({exclusion.any_of});
    Result<StepScan> exclusions = StepScan::Compile(table, excluded, {});
    if (!exclusions.ok()) return exclusions.status();
    source.exclusions_ = *std::move(exclusions);
  }
  Result<Filter> filter = Filter::Compile(table, query.filter);
  if (!filter.ok()) return filter.status();
  source.filter_ = *std::move(filter);
  for (const FunnelSegment& segment : query.segments) {
    Result<Filter> where = Filter::Compile(table, segment.where);
    if (!where.ok()) return where.status();
    source.segments_.push_back(*std::move(where));
  }
  if (query.hold_property.has_value()) source.held_.emplace(table, *query.hold_property);
  return source;
}

void FunnelSource::MatchMasks(Scan& scan, StepScan& steps, std::vector<StepMask>& masks) {
  scan.selection().Assign(rows_.rows());
  const StepMatches matches = steps.Match(scan);
  for (const RowInGroup row : rows_.rows()) masks[row] = 0;
  for (std::size_t i = 0; i < matches.rows.size(); ++i) masks[matches.rows[i]] = matches.masks[i];
}

void FunnelSource::Match(Scan& scan) {
  rows_.Assign(scan.selection().rows());
  filter_.Retain(scan, rows_);
  MatchMasks(scan, steps_, steps_of_);
  if (exclusions_.has_value()) MatchMasks(scan, *exclusions_, exclusions_of_);
  if (!every_event_) rows_.Retain([&](std::size_t, RowInGroup row) { return (steps_of_[row] | exclusions_of_[row]) != 0; });
}

void FunnelSource::Describe(Scan& scan, FunnelTouches& touch) {
  const std::span<const RowInGroup> rows = rows_.rows();
  const std::span<const std::uint32_t> keys = touch.KeysOf(scan, rows);
  const std::span<const SessionIndex> sessions = scan.sessions();
  const std::span<const NameIndex> names = scan.names();
  events_.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RowInGroup row = rows[i];
    const SessionIndex session = sessions.empty() ? kNoSession : sessions[row];
    events_[i] = {steps_of_[row], exclusions_of_[row], PropertyCoder::kMissing, keys[i], session, names[row], 0};
  }
  if (held_.has_value()) {
    const std::span<const std::uint32_t> held = held_->Code(scan, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) events_[i].held = held[i];
  }
  for (std::size_t segment = 0; segment < segments_.size(); ++segment) {
    scan.selection().Assign(rows);
    segments_[segment].Retain(scan, scan.selection());
    std::size_t position = 0;  // both lists ascend
    for (const RowInGroup row : scan.selection().rows()) {
      while (rows[position] != row) ++position;
      events_[position].segments |= 1U << segment;
    }
  }
}

}  // namespace assay
