#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {
namespace {

flatbuffers::Offset<fb::TaskRow> EncodeTaskRow(flatbuffers::FlatBufferBuilder& fbb, const WireTaskRow& row) {
  const auto key = EncodeKey(fbb, row.key);
  const auto completion = EncodeProportion(fbb, row.completion);
  const auto time = EncodeTimeStats(fbb, row.time);
  return fb::CreateTaskRow(fbb, key, OptionalNumber(row.bucket_start_ms), completion, time);
}

}  // namespace

flatbuffers::Offset<fb::TaskResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireTaskResult& task) {
  const auto total = EncodeTaskRow(fbb, task.total);
  const auto rows = EncodeEach<fb::TaskRow>(fbb, task.rows, EncodeTaskRow);
  return fb::CreateTaskResult(fbb, total, rows);
}

}  // namespace assay
