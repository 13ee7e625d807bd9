#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {
namespace {

Status DecodeNode(const fb::CohortNode& source, WireCohortNode& node) {
  if (Status status = DecodeEnum(source.kind(), node.kind, "cohort: a condition this build does not know"); !status.ok()) return status;
  node.children = CopyNumbers(source.children());
  if (source.match() != nullptr) {
    if (Status status = DecodeMatch(source.match(), node.match, ""); !status.ok()) return status;
  }
  if (Status status = DecodeInstant(source.start_ms(), node.start_ms); !status.ok()) return status;
  if (Status status = DecodeInstant(source.end_ms(), node.end_ms); !status.ok()) return status;
  if (Status status = DecodeEnum(source.count(), node.count, "times: a comparison this build does not know"); !status.ok()) return status;
  node.times = source.times();
  return DecodeConditions(source.properties(), node.properties);
}

}  // namespace

Status DecodeCohortNodes(const flatbuffers::Vector<flatbuffers::Offset<fb::CohortNode>>* source, std::vector<WireCohortNode>& target) {
  if (source == nullptr) return {};
  for (const fb::CohortNode* node : *source) {
    if (Status status = DecodeNode(*node, target.emplace_back()); !status.ok()) return status;
  }
  return {};
}

Result<WireCohortQuery> DecodeCohort(const fb::CohortQuery& source) {
  WireCohortQuery cohort;
  if (Status status = DecodeCohortNodes(source.nodes(), cohort.nodes); !status.ok()) return status;
  if (cohort.nodes.empty()) return InvalidArgument("cohort: needs a condition");
  cohort.max_ids = source.max_ids();
  return cohort;
}

}  // namespace assay
