#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {
namespace {

flatbuffers::Offset<fb::SequenceSample> EncodeSample(flatbuffers::FlatBufferBuilder& fbb, const WireSequenceSample& sample) {
  const auto user = fbb.CreateString(sample.user);
  const auto times = EncodeColumn(fbb, sample.times_ms);
  return fb::CreateSequenceSample(fbb, user, sample.matched, times);
}

}  // namespace

flatbuffers::Offset<fb::SequenceResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireSequenceResult& sequence) {
  const auto matched = EncodeProportion(fbb, sequence.matched);
  const auto meeting = EncodeColumn(fbb, sequence.meeting);
  const auto retained = EncodeProportions(fbb, sequence.retained);
  const auto samples = EncodeEach<fb::SequenceSample>(fbb, sequence.samples, EncodeSample);
  return fb::CreateSequenceResult(fbb, matched, sequence.matches, meeting, retained, samples);
}

}  // namespace assay
