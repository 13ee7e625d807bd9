#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {
namespace {

flatbuffers::Offset<fb::RetentionCells> EncodeCells(flatbuffers::FlatBufferBuilder& fbb, const WireRetentionCells& cells) {
  const auto returned = EncodeColumn(fbb, cells.returned);
  const auto complete = EncodeProportions(fbb, cells.complete);
  return fb::CreateRetentionCells(fbb, returned, complete);
}

}  // namespace

flatbuffers::Offset<fb::RetentionResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireRetentionResult& retention) {
  const auto keys = EncodeKey(fbb, retention.keys);
  const auto group_users = EncodeColumn(fbb, retention.group_users);
  const auto group_cells = EncodeCells(fbb, retention.group_cells);
  const auto row_groups = EncodeColumn(fbb, retention.row_groups);
  const auto cohort_starts = EncodeColumn(fbb, retention.cohort_starts_ms);
  const auto row_users = EncodeColumn(fbb, retention.row_users);
  const auto row_cells = EncodeCells(fbb, retention.row_cells);
  const auto total_cells = EncodeCells(fbb, retention.total_cells);
  return fb::CreateRetentionResult(fbb, retention.columns, keys, group_users, group_cells, row_groups, cohort_starts, row_users, row_cells,
                                   retention.total_users, total_cells, static_cast<double>(retention.observed_end_ms));
}

}  // namespace assay
