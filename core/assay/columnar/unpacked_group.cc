#include "assay/columnar/unpacked_group.h"

#include <utility>

namespace assay {

UnpackedGroup::UnpackedGroup(RowGroup group) : group_(std::move(group)) {
  times_ = group_.Times(times_scratch_);
  names_ = group_.Names(names_scratch_);
  users_ = group_.Users(users_scratch_);
  sessions_ = group_.Sessions(sessions_scratch_);
  sequences_.resize(group_.rows());
  group_.Sequences(sequences_);
  UnpackColumns();
}

void UnpackedGroup::UnpackColumns() {
  const std::span<const ColumnChunk> chunks = group_.chunks();
  codes_scratch_.resize(chunks.size());
  numbers_scratch_.resize(chunks.size());
  bools_scratch_.resize(chunks.size());
  std::vector<std::uint32_t> sparse_columns;
  for (std::uint32_t i = 0; i < chunks.size(); ++i) {
    const ColumnChunk& chunk = chunks[i];
    columns_.push_back({chunk.column, chunk.Values(codes_scratch_[i]), chunk.Values(numbers_scratch_[i]), chunk.Values(bools_scratch_[i])});
    (chunk.size() == group_.rows() ? dense_ : sparse_columns).push_back(i);
  }
  if (!sparse_columns.empty()) CollectSparse(sparse_columns);
}

void UnpackedGroup::Apply(const IdChanges& changes) {
  // A sealed group's values are all in the scratch lists.
  for (NameIndex& name : names_scratch_) name = changes.names[name];
  for (UserIndex& user : users_scratch_) user = changes.users[user];
  for (SessionIndex& session : sessions_scratch_) session = session == kNoSession ? kNoSession : changes.sessions[session];
  for (std::vector<StringId>& codes : codes_scratch_) {
    for (StringId& code : codes) code = changes.strings[code];
  }
  for (Column& column : columns_) column.column = changes.columns[column.column];
}

void UnpackedGroup::CollectSparse(std::span<const std::uint32_t> sparse_columns) {
  const auto row_of = [](const ColumnChunk& chunk, std::size_t value) { return chunk.rows.empty() ? value : chunk.rows[value]; };
  // A counting sort by row.
  sparse_ends_.assign(group_.rows(), 0);
  for (const std::uint32_t column : sparse_columns) {
    const ColumnChunk& chunk = group_.chunks()[column];
    for (std::size_t value = 0; value < chunk.size(); ++value) ++sparse_ends_[row_of(chunk, value)];
  }
  std::uint32_t total = 0;
  for (std::uint32_t& end : sparse_ends_) {
    total += end;
    end = total - end;  // for now the start; placing moves it to the end
  }
  sparse_.resize(total);
  for (const std::uint32_t column : sparse_columns) {
    const ColumnChunk& chunk = group_.chunks()[column];
    for (std::uint32_t value = 0; value < chunk.size(); ++value) sparse_[sparse_ends_[row_of(chunk, value)]++] = {column, value};
  }
}

}  // namespace assay
