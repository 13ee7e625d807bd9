#include <cstddef>
#include <span>
#include <utility>

#include "assay/behavior/paths.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"

namespace assay {
namespace {

WirePathsResult ToWire(const PathsCounts& paths) {
  WirePathsResult wire;
  wire.paths = paths.paths;
  wire.units = paths.units;
  wire.values = ToWire(paths.values);
  for (const PathNode& node : paths.nodes) {
    wire.node_steps.push_back(node.step);
    wire.node_values.push_back(node.value.value_or(static_cast<std::uint32_t>(paths.values.size())));
    wire.node_counts.push_back(ToWireCount(node.count));
    wire.node_ended.push_back(ToWireCount(node.ended));
    wire.node_merged.push_back(node.merged_values);
  }
  for (const PathLink& link : paths.links) {
    wire.link_sources.push_back(link.source);
    wire.link_targets.push_back(link.target);
    wire.link_counts.push_back(ToWireCount(link.count));
    wire.link_median_ms.push_back(link.median_ms);
  }
  for (const PathFlow& flow : paths.flows) {
    wire.flow_counts.push_back(ToWireCount(flow.count));
    wire.flow_values.insert(wire.flow_values.end(), flow.values.begin(), flow.values.end());
    wire.flow_ends.push_back(static_cast<std::uint32_t>(wire.flow_values.size()));
  }
  wire.flows_omitted = paths.flows_omitted;
  return wire;
}

}  // namespace

std::size_t CountParts(const WirePathsQuery& paths) { return paths.anchor ? CountParts(paths.anchor->where) : 0; }

Result<WireResult> AnswerPaths(const Table& table, const QuerySource& source, const WirePathsQuery& asked) {
  PathsQuery query;
  if (asked.anchor) query.anchor = BindMatch(*asked.anchor);
  query.node = asked.node;
  query.direction = static_cast<PathDirection>(asked.direction);
  query.unit = static_cast<PathUnit>(asked.unit);
  query.occurrence = static_cast<PathOccurrence>(asked.occurrence);
  query.gap_ms = asked.gap_ms;
  query.depth = asked.depth;
  query.collapse_repeats = asked.collapse_repeats;
  query.top_nodes = asked.top_nodes;
  query.top_flows = asked.top_flows;
  BindScope(source, query);
  BindGrouping(source, query);
  const Result<PathsResult> paths = ComputePaths(table, query);
  if (!paths.ok()) return paths.status();
  WirePathsResult wire = ToWire(*paths);
  wire.keys = ToWire(std::span<const GroupKey>(paths->groups));
  for (const PathsCounts& counts : paths->group_counts) wire.groups.push_back(ToWire(counts));
  return WireResult{std::move(wire), paths->events_scanned, paths->groups_omitted};
}

}  // namespace assay
