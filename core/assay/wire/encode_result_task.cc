#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {
namespace {

flatbuffers::Offset<fb::TaskEstimate> EncodeEstimate(flatbuffers::FlatBufferBuilder& fbb, const WireTaskEstimate& estimate) {
  return fb::CreateTaskEstimate(fbb, OptionalNumber(estimate.value), OptionalNumber(estimate.low), OptionalNumber(estimate.high));
}

flatbuffers::Offset<fb::TaskEstimate> EncodeEstimate(flatbuffers::FlatBufferBuilder& fbb, const std::optional<WireTaskEstimate>& estimate) {
  return estimate.has_value() ? EncodeEstimate(fbb, *estimate) : 0;
}

flatbuffers::Offset<fb::TaskFieldErrors> EncodeField(flatbuffers::FlatBufferBuilder& fbb, const WireTaskFieldErrors& field) {
  return fb::CreateTaskFieldErrors(fbb, field.value, field.errors, EncodeProportion(fbb, field.attempts));
}

flatbuffers::Offset<fb::TaskErrors> EncodeErrors(flatbuffers::FlatBufferBuilder& fbb, const std::optional<WireTaskErrors>& errors) {
  if (!errors.has_value()) return 0;
  const auto attempts = EncodeProportion(fbb, errors->attempts);
  const auto per_attempt = EncodeEstimate(fbb, errors->per_attempt);
  const auto fields = EncodeEach<fb::TaskFieldErrors>(fbb, errors->fields, EncodeField);
  return fb::CreateTaskErrors(fbb, errors->count, attempts, per_attempt, fields);
}

flatbuffers::Offset<fb::TaskRow> EncodeTaskRow(flatbuffers::FlatBufferBuilder& fbb, const WireTaskRow& row) {
  const auto key = EncodeKey(fbb, row.key);
  const auto completion = EncodeProportion(fbb, row.completion);
  const auto time = EncodeTimeStats(fbb, row.time);
  const auto geometric_mean = EncodeEstimate(fbb, row.geometric_mean_ms);
  const auto errors = EncodeErrors(fbb, row.errors);
  const auto abandoned = row.abandoned.empty() ? 0 : EncodeEach<fb::Proportion>(fbb, row.abandoned, EncodeProportion);
  return fb::CreateTaskRow(fbb, key, OptionalNumber(row.bucket_start_ms), completion, time, static_cast<fb::TaskExperience>(row.experience),
                           geometric_mean, OptionalNumber(row.median_low_ms), OptionalNumber(row.median_high_ms), errors, abandoned);
}

flatbuffers::Offset<fb::TaskTargetResult> EncodeTarget(flatbuffers::FlatBufferBuilder& fbb,
                                                       const std::optional<WireTaskTargetResult>& target) {
  if (!target.has_value()) return 0;
  const auto current = EncodeEstimate(fbb, target->current);
  const auto baseline = EncodeEstimate(fbb, target->baseline);
  const auto change = EncodeEstimate(fbb, target->change);
  return fb::CreateTaskTargetResult(fbb, static_cast<fb::TaskStatus>(target->status), OptionalNumber(target->target), current, baseline,
                                    change, OptionalNumber(target->baseline_start_ms), OptionalNumber(target->baseline_end_ms));
}

}  // namespace

flatbuffers::Offset<fb::TaskResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireTaskResult& task) {
  const auto total = EncodeTaskRow(fbb, task.total);
  const auto rows = EncodeEach<fb::TaskRow>(fbb, task.rows, EncodeTaskRow);
  const auto error_fields = EncodeKey(fbb, task.error_fields);
  const auto target = EncodeTarget(fbb, task.target);
  return fb::CreateTaskResult(fbb, total, rows, error_fields, task.error_fields_omitted, target);
}

}  // namespace assay
