#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {

flatbuffers::Offset<fb::LifecycleResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireLifecycleResult& lifecycle) {
  const auto starts = EncodeColumn(fbb, lifecycle.starts_ms);
  const auto complete = EncodeColumn(fbb, lifecycle.complete);
  const auto fresh = EncodeColumn(fbb, lifecycle.fresh);
  const auto returning = EncodeColumn(fbb, lifecycle.returning);
  const auto resurrecting = EncodeColumn(fbb, lifecycle.resurrecting);
  const auto dormant = EncodeColumn(fbb, lifecycle.dormant);
  const auto keys = EncodeKey(fbb, lifecycle.keys);
  const auto groups = EncodeGroups<fb::LifecycleResult>(fbb, lifecycle.groups);
  return fb::CreateLifecycleResult(fbb, starts, complete, fresh, returning, resurrecting, dormant,
                                   static_cast<double>(lifecycle.observed_end_ms), keys, groups);
}

}  // namespace assay
