#include "assay/behavior/funnel_source.h"

#include <algorithm>
#include <utility>

namespace assay {

FunnelSource::FunnelSource(const Table& table, const FunnelQuery& query, bool every_event)
    : table_(table), query_(query), every_event_(every_event), steps_of_(kRowGroupRows), exclusions_of_(kRowGroupRows) {
  if (query.hold_property.has_value()) held_.emplace(table, *query.hold_property);
}

Result<FunnelSource> FunnelSource::Compile(const Table& table, const FunnelQuery& query, bool every_event) {
  FunnelSource source(table, query, every_event);
  if (Status status = source.Refresh(); !status.ok()) return status;
  return source;
}

Status FunnelSource::Refresh() {
  Result<StepScan> steps = StepScan::Compile(table_, query_.steps, {});
  if (!steps.ok()) return steps.status();
  steps_ = *std::move(steps);
  if (!query_.exclusions.empty()) {
    std::vector<FunnelStep> excluded;
    excluded.reserve(query_.exclusions.size());
    for (const FunnelExcludedEvents& exclusion : query_.exclusions) excluded.push_back({exclusion.any_of});
    Result<StepScan> exclusions = StepScan::Compile(table_, excluded, {});
    if (!exclusions.ok()) return exclusions.status();
    exclusions_ = *std::move(exclusions);
  }
  Result<Filter> filter = Filter::Compile(table_, query_.filter);
  if (!filter.ok()) return filter.status();
  filter_ = *std::move(filter);
  segments_.clear();
  for (const FunnelSegment& segment : query_.segments) {
    Result<Filter> where = Filter::Compile(table_, segment.where);
    if (!where.ok()) return where.status();
    segments_.push_back(*std::move(where));
  }
  if (held_.has_value()) held_->Refresh(table_, *query_.hold_property);
  return {};
}

void FunnelSource::ForEachUser(FunnelTouches& touch, const std::function<void(UserIndex, FunnelUserEvents)>& visit) {
  FunnelTimelines timelines(table_);
  ForEachEvent(touch, 0, [&](UserIndex user, const FunnelTimelines::Event& event) { timelines.Add(user, event); });
  timelines.ForEachUser(visit);
}

void FunnelSource::MatchMasks(Scan& scan, StepScan& steps, std::vector<StepMask>& masks) {
  scan.selection().Assign(rows_.rows());
  const StepMatches matches = steps.Match(scan);
  for (const RowInGroup row : rows_.rows()) masks[row] = 0;
  for (std::size_t i = 0; i < matches.rows.size(); ++i) masks[matches.rows[i]] = matches.StepsOf(i);
}

void FunnelSource::Match(Scan& scan) {
  rows_.Assign(scan.selection().rows());
  filter_.Retain(scan, rows_);
  MatchMasks(scan, *steps_, steps_of_);
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
