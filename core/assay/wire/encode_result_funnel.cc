#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {
namespace {

flatbuffers::Offset<fb::FunnelNextEvent> EncodeNextEvent(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelNextEvent& next) {
  return fb::CreateFunnelNextEvent(fbb, fbb.CreateSharedString(next.event), next.count);
}

flatbuffers::Offset<fb::FunnelDrops> EncodeDrops(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelDrops& drops) {
  const auto next_events = EncodeEach<fb::FunnelNextEvent>(fbb, drops.next_events, EncodeNextEvent);
  return fb::CreateFunnelDrops(fbb, drops.window, drops.exclusion, drops.order, drops.no_next_event, next_events, drops.other_next_events);
}

// Nothing for no users.
flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>> EncodeUsers(flatbuffers::FlatBufferBuilder& fbb,
                                                                    const std::vector<std::uint32_t>& users) {
  return users.empty() ? 0 : fbb.CreateVector(users);
}

flatbuffers::Offset<fb::FunnelStepResult> EncodeStep(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelStepResult& step) {
  const auto label = fbb.CreateSharedString(step.label);
  const auto from_start = EncodeProportion(fbb, step.from_start);
  const auto from_previous = EncodeProportion(fbb, step.from_previous);
  const auto time = EncodeTimeStats(fbb, step.time_from_previous);
  const auto drops = step.drops ? EncodeDrops(fbb, *step.drops) : 0;
  const auto users = EncodeUsers(fbb, step.dropped_users);
  return fb::CreateFunnelStepResult(fbb, label, step.count, from_start, from_previous, time, step.skipped, drops, users);
}

flatbuffers::Offset<fb::FunnelTrendRow> EncodeTrendRow(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelTrendRow& row) {
  const auto conversion = EncodeProportion(fbb, row.conversion);
  return fb::CreateFunnelTrendRow(fbb, static_cast<double>(row.bucket_start), conversion);
}

flatbuffers::Offset<fb::FunnelGroup> EncodeGroup(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelGroup& group) {
  const auto key = EncodeKey(fbb, group.key);
  const auto steps = EncodeEach<fb::FunnelStepResult>(fbb, group.steps, EncodeStep);
  const auto time = EncodeTimeStats(fbb, group.time_to_convert);
  const auto conversion = EncodeProportion(fbb, group.conversion);
  const auto trend = EncodeEach<fb::FunnelTrendRow>(fbb, group.trend, EncodeTrendRow);
  const auto users = EncodeUsers(fbb, group.converted_users);
  return fb::CreateFunnelGroup(fbb, key, steps, time, conversion, group.excluded, trend, users);
}

flatbuffers::Offset<fb::FunnelPart> EncodePart(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelPart& part) {
  const auto total = EncodeGroup(fbb, part.total);
  const auto groups = EncodeEach<fb::FunnelGroup>(fbb, part.groups, EncodeGroup);
  return fb::CreateFunnelPart(fbb, total, groups, part.groups_omitted, part.events_without_session);
}

}  // namespace

flatbuffers::Offset<fb::FunnelResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireFunnelResult& funnel) {
  const auto total = EncodeGroup(fbb, funnel.all.total);
  const auto groups = EncodeEach<fb::FunnelGroup>(fbb, funnel.all.groups, EncodeGroup);
  const auto segments = EncodeEach<fb::FunnelPart>(fbb, funnel.segments, EncodePart);
  const auto users = fbb.CreateVectorOfStrings(funnel.users);
  return fb::CreateFunnelResult(fbb, total, groups, segments, funnel.all.events_without_session, users);
}

}  // namespace assay
