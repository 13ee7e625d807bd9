#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {

flatbuffers::Offset<fb::StickinessResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireStickinessResult& stickiness) {
  const auto exactly = EncodeProportions(fbb, stickiness.exactly);
  const auto at_least = EncodeProportions(fbb, stickiness.at_least);
  const auto starts = EncodeColumn(fbb, stickiness.starts_ms);
  const auto complete = EncodeColumn(fbb, stickiness.complete);
  const auto period_users = EncodeColumn(fbb, stickiness.period_users);
  const auto whole = EncodeColumn(fbb, stickiness.whole);
  const auto active = EncodeProportions(fbb, stickiness.active);
  const auto active_periods = EncodeColumn(fbb, stickiness.active_periods);
  const auto keys = EncodeKey(fbb, stickiness.keys);
  const auto groups = EncodeGroups<fb::StickinessResult>(fbb, stickiness.groups);
  return fb::CreateStickinessResult(fbb, stickiness.users, exactly, at_least, starts, complete, period_users, whole, active, active_periods,
                                    static_cast<double>(stickiness.observed_end_ms), keys, groups);
}

}  // namespace assay
