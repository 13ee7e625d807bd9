#include <utility>

#include "assay/wire/decode_kinds.h"

namespace assay {

Result<WireCompareQuery> DecodeCompare(const fb::CompareQuery& source) {
  Result<WireFunnelQuery> funnel = DecodeFunnel(*source.funnel());
  if (!funnel.ok()) return funnel.status();
  WireCompareQuery compare;
  compare.funnel = *std::move(funnel);
  compare.samples = source.samples();
  if (source.presets() == nullptr || source.presets()->size() == 0) return InvalidArgument("presets: needs at least one");
  for (const fb::FunnelRules* rules : *source.presets()) {
    if (Status status = DecodeFunnelRules(*rules, compare.presets.emplace_back()); !status.ok()) return status;
  }
  return compare;
}

}  // namespace assay
