#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {

flatbuffers::Offset<fb::PathsResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WirePathsResult& paths) {
  const auto values = EncodeKey(fbb, paths.values);
  const auto node_steps = EncodeColumn(fbb, paths.node_steps);
  const auto node_values = EncodeColumn(fbb, paths.node_values);
  const auto node_counts = EncodeColumn(fbb, paths.node_counts);
  const auto node_ended = EncodeColumn(fbb, paths.node_ended);
  const auto node_merged = EncodeColumn(fbb, paths.node_merged);
  const auto link_sources = EncodeColumn(fbb, paths.link_sources);
  const auto link_targets = EncodeColumn(fbb, paths.link_targets);
  const auto link_counts = EncodeColumn(fbb, paths.link_counts);
  const auto link_median = EncodeColumn(fbb, paths.link_median_ms);
  const auto flow_counts = EncodeColumn(fbb, paths.flow_counts);
  const auto flow_ends = EncodeColumn(fbb, paths.flow_ends);
  const auto flow_values = EncodeColumn(fbb, paths.flow_values);
  const auto keys = EncodeKey(fbb, paths.keys);
  const auto groups = EncodeGroups<fb::PathsResult>(fbb, paths.groups);
  return fb::CreatePathsResult(fbb, paths.paths, paths.units, values, node_steps, node_values, node_counts, node_ended, node_merged,
                               link_sources, link_targets, link_counts, link_median, flow_counts, flow_ends, flow_values,
                               paths.flows_omitted, keys, groups);
}

}  // namespace assay
