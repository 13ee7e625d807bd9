#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {
namespace {

flatbuffers::Offset<fb::FunnelDisagreement> EncodeDisagreement(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelDisagreement& sample) {
  const auto user = fbb.CreateSharedString(sample.user);
  return fb::CreateFunnelDisagreement(fbb, user, sample.first_level, sample.level, static_cast<fb::FunnelDifference>(sample.reason));
}

flatbuffers::Offset<fb::FunnelComparison> EncodeComparison(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelComparison& comparison) {
  const auto counts = fbb.CreateVector(comparison.counts);
  const auto reasons = fbb.CreateVector(comparison.reasons);
  const auto samples = EncodeEach<fb::FunnelDisagreement>(fbb, comparison.samples, EncodeDisagreement);
  return fb::CreateFunnelComparison(fbb, counts, comparison.further, comparison.less_far, reasons, samples);
}

}  // namespace

flatbuffers::Offset<fb::CompareResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireCompareResult& compare) {
  return fb::CreateCompareResult(fbb, EncodeEach<fb::FunnelComparison>(fbb, compare.comparisons, EncodeComparison));
}

}  // namespace assay
