// assay/wire/encode_kinds.h
//
// Writing each kind of result. Internal to wire.

#ifndef ASSAY_WIRE_ENCODE_KINDS_H_
#define ASSAY_WIRE_ENCODE_KINDS_H_

#include "assay/wire/generated/result_generated.h"
#include "assay/wire/result.h"

namespace assay {

flatbuffers::Offset<fb::FunnelResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelResult& funnel);
flatbuffers::Offset<fb::CompareResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireCompareResult& compare);
flatbuffers::Offset<fb::MetricResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireMetricResult& metric);
flatbuffers::Offset<fb::TaskResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireTaskResult& task);
flatbuffers::Offset<fb::ExperimentResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireExperimentResult& experiment);
flatbuffers::Offset<fb::RetentionResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireRetentionResult& retention);
flatbuffers::Offset<fb::PathsResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WirePathsResult& paths);
flatbuffers::Offset<fb::LifecycleResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireLifecycleResult& lifecycle);
flatbuffers::Offset<fb::StickinessResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireStickinessResult& stickiness);
flatbuffers::Offset<fb::SequenceResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireSequenceResult& sequence);
flatbuffers::Offset<fb::CohortResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireCohortResult& cohort);

}  // namespace assay

#endif  // ASSAY_WIRE_ENCODE_KINDS_H_
