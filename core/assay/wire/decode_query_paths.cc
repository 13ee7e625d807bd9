#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {

Result<WirePathsQuery> DecodePaths(const fb::PathsQuery& source) {
  WirePathsQuery paths;
  if (source.anchor() != nullptr) {
    if (Status status = DecodeMatch(source.anchor(), paths.anchor.emplace(), ""); !status.ok()) return status;
  }
  if (Status status = CopyText(source.node(), paths.node); !status.ok()) return status;
  if (Status status = DecodeEnum(source.direction(), paths.direction, "direction: unknown to this build"); !status.ok()) return status;
  if (Status status = DecodeEnum(source.unit(), paths.unit, "per: unknown to this build"); !status.ok()) return status;
  if (Status status = DecodeEnum(source.occurrence(), paths.occurrence, "occurrence: unknown to this build"); !status.ok()) return status;
  if (source.gap_ms().has_value()) {
    const Result<DurationMs> gap = WholeDuration(*source.gap_ms(), "gap: must be a positive whole number of ms");
    if (!gap.ok()) return gap.status();
    paths.gap_ms = *gap;
  }
  paths.depth = source.depth();
  paths.collapse_repeats = source.collapse_repeats();
  paths.top_nodes = source.top_nodes();
  paths.top_flows = source.top_flows();
  return paths;
}

}  // namespace assay
