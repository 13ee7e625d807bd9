#include <utility>

#include "assay/wire/generated/result_generated.h"
#include "assay/wire/result.h"
#include "assay/wire/verify.h"

namespace assay {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;
template <typename T>
using Offset = flatbuffers::Offset<T>;

// FlatBuffers' optional is the standard one where there is one.
flatbuffers::Optional<double> Optional(std::optional<double> value) { return value; }

flatbuffers::Optional<double> Optional(std::optional<TimestampMs> value) {
  return value ? flatbuffers::Optional<double>(static_cast<double>(*value)) : flatbuffers::nullopt;
}

template <typename Out, typename In, typename Encode>
Offset<flatbuffers::Vector<Offset<Out>>> EncodeEach(Builder& fbb, const std::vector<In>& items, Encode encode) {
  std::vector<Offset<Out>> offsets;
  offsets.reserve(items.size());
  for (const In& item : items) offsets.push_back(encode(fbb, item));
  return fbb.CreateVector(offsets);
}

Offset<fb::Value> EncodeValue(Builder& fbb, const WireValue& value) {
  if (const std::string* text = std::get_if<std::string>(&value)) {
    return fb::CreateValue(fbb, fb::ValueType::String, fbb.CreateSharedString(*text));
  }
  if (const double* number = std::get_if<double>(&value)) return fb::CreateValue(fbb, fb::ValueType::Number, 0, *number);
  if (const bool* boolean = std::get_if<bool>(&value)) return fb::CreateValue(fbb, fb::ValueType::Bool, 0, 0, *boolean);
  return fb::CreateValue(fbb, fb::ValueType::Null);
}

Offset<flatbuffers::Vector<Offset<fb::Value>>> EncodeKey(Builder& fbb, const std::vector<WireValue>& key) {
  return EncodeEach<fb::Value>(fbb, key, EncodeValue);
}

Offset<fb::TimeStats> EncodeTimeStats(Builder& fbb, const WireTimeStats& stats) {
  // An empty vector of doubles is left out: its absent first element need not be aligned, which JavaScript's typed arrays do not forgive.
  const auto edges = stats.histogram_edges_ms.empty() ? 0 : fbb.CreateVector(stats.histogram_edges_ms);
  const auto counts = stats.histogram_counts.empty() ? 0 : fbb.CreateVector(stats.histogram_counts);
  return fb::CreateTimeStats(fbb, stats.count, Optional(stats.mean_ms), Optional(stats.median_ms), Optional(stats.p90_ms), edges, counts);
}

Offset<fb::Proportion> EncodeProportion(Builder& fbb, const WireProportion& proportion) {
  return fb::CreateProportion(fbb, proportion.successes, proportion.trials, Optional(proportion.rate), Optional(proportion.low),
                              Optional(proportion.high));
}

Offset<fb::FunnelStepResult> EncodeStep(Builder& fbb, const WireFunnelStepResult& step) {
  const auto label = fbb.CreateSharedString(step.label);
  const auto from_start = EncodeProportion(fbb, step.from_start);
  const auto from_previous = EncodeProportion(fbb, step.from_previous);
  const auto time = EncodeTimeStats(fbb, step.time_from_previous);
  return fb::CreateFunnelStepResult(fbb, label, step.count, from_start, from_previous, time);
}

Offset<fb::FunnelGroup> EncodeGroup(Builder& fbb, const WireFunnelGroup& group) {
  const auto key = EncodeKey(fbb, group.key);
  const auto steps = EncodeEach<fb::FunnelStepResult>(fbb, group.steps, EncodeStep);
  const auto time = EncodeTimeStats(fbb, group.time_to_convert);
  return fb::CreateFunnelGroup(fbb, key, steps, time);
}

Offset<fb::MetricRow> EncodeMetricRow(Builder& fbb, const WireMetricRow& row) {
  std::vector<double> values;
  std::vector<std::uint8_t> absent;
  bool any_absent = false;
  for (const std::optional<double>& value : row.values) {
    values.push_back(value.value_or(0));
    absent.push_back(value.has_value() ? 0 : 1);
    any_absent = any_absent || !value.has_value();
  }
  const auto key = EncodeKey(fbb, row.key);
  const auto values_offset = fbb.CreateVector(values);
  const auto absent_offset = any_absent ? fbb.CreateVector(absent) : 0;
  return fb::CreateMetricRow(fbb, key, Optional(row.bucket_start_ms), values_offset, absent_offset);
}

Offset<fb::TaskRow> EncodeTaskRow(Builder& fbb, const WireTaskRow& row) {
  const auto key = EncodeKey(fbb, row.key);
  const auto completion = EncodeProportion(fbb, row.completion);
  const auto time = EncodeTimeStats(fbb, row.time);
  return fb::CreateTaskRow(fbb, key, Optional(row.bucket_start_ms), completion, time);
}

Offset<fb::ArmResult> EncodeArm(Builder& fbb, const WireArmResult& arm) {
  const auto name = fbb.CreateString(arm.arm);
  const auto conversion = EncodeProportion(fbb, arm.conversion);
  return fb::CreateArmResult(fbb, name, conversion);
}

Offset<fb::EffectResult> EncodeEffect(Builder& fbb, const WireEffectResult& effect) {
  const auto name = fbb.CreateString(effect.arm);
  return fb::CreateEffectResult(fbb, name, Optional(effect.absolute), Optional(effect.absolute_low), Optional(effect.absolute_high),
                                Optional(effect.relative), Optional(effect.relative_low), Optional(effect.relative_high),
                                Optional(effect.p_value));
}

struct EncodeKind {
  Builder& fbb;

  std::pair<fb::ResultKind, Offset<void>> operator()(const WireFunnelResult& funnel) const {
    const auto total = EncodeGroup(fbb, funnel.total);
    const auto groups = EncodeEach<fb::FunnelGroup>(fbb, funnel.groups, EncodeGroup);
    return {fb::ResultKind::FunnelResult, fb::CreateFunnelResult(fbb, total, groups).Union()};
  }
  std::pair<fb::ResultKind, Offset<void>> operator()(const WireMetricResult& metric) const {
    const auto rows = EncodeEach<fb::MetricRow>(fbb, metric.rows, EncodeMetricRow);
    return {fb::ResultKind::MetricResult, fb::CreateMetricResult(fbb, rows).Union()};
  }
  std::pair<fb::ResultKind, Offset<void>> operator()(const WireTaskResult& task) const {
    const auto total = EncodeTaskRow(fbb, task.total);
    const auto rows = EncodeEach<fb::TaskRow>(fbb, task.rows, EncodeTaskRow);
    return {fb::ResultKind::TaskResult, fb::CreateTaskResult(fbb, total, rows).Union()};
  }
  std::pair<fb::ResultKind, Offset<void>> operator()(const WireExperimentResult& experiment) const {
    const auto arms = EncodeEach<fb::ArmResult>(fbb, experiment.arms, EncodeArm);
    const auto effects = EncodeEach<fb::EffectResult>(fbb, experiment.effects, EncodeEffect);
    return {fb::ResultKind::ExperimentResult, fb::CreateExperimentResult(fbb, arms, effects, Optional(experiment.srm_p_value),
                                                                         experiment.excluded_multiple_arms, experiment.unknown_arm_users)
                                                  .Union()};
  }
};

}  // namespace

ByteBuffer EncodeResult(const WireResult& result) {
  Builder fbb(1024);
  const auto [kind, body] = std::visit(EncodeKind{fbb}, result.kind);
  fb::FinishResultBuffer(fbb, fb::CreateResult(fbb, kWireFormat, kind, body, result.events_scanned, result.groups_omitted));
  return ByteBuffer(fbb.GetBufferPointer(), fbb.GetBufferPointer() + fbb.GetSize());
}

}  // namespace assay
