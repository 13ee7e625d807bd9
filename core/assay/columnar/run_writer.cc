#include "assay/columnar/run_writer.h"

#include <algorithm>

#include "assay/base/sort.h"

namespace assay {

bool RunWriter::Add(const UnpackedGroup& source, std::size_t row) {
  bool flush = pending_.size() == kRowGroupRows;
  if (pending_.size() >= kOwnGroupRows) {
    const Pending& last = pending_.back();
    flush |= last.source->names()[last.row] != source.names()[row];
  }
  if (flush) Flush();
  pending_.push_back({&source, row});
  return flush;
}

void RunWriter::Flush() {
  if (pending_.empty()) return;
  GatherFixed();
  GatherColumns();
  RowBlock block;
  block.times = times_;
  block.names = names_;
  block.users = users_;
  const bool any_session = std::any_of(sessions_.begin(), sessions_.end(), [](SessionIndex session) { return session != kNoSession; });
  if (any_session) block.sessions = sessions_;
  SortSmall(touched_);
  std::vector<ColumnBlock> columns;
  for (const ColumnId column : touched_) {
    const Builder& builder = builders_[column];
    const bool every_row = builder.rows.size() == pending_.size();
    columns.push_back({column, every_row, builder.rows, builder.codes, builder.numbers, builder.bools});
  }
  block.columns = columns;
  groups_.emplace_back(block, sequences_);
  for (const ColumnId column : touched_) builders_[column] = {};
  touched_.clear();
  pending_.clear();
}

void RunWriter::GatherFixed() {
  times_.clear();
  names_.clear();
  users_.clear();
  sessions_.clear();
  sequences_.clear();
  for (const auto& [source, row] : pending_) {
    times_.push_back(source->times()[row]);
    names_.push_back(source->names()[row]);
    users_.push_back(source->users()[row]);
    sessions_.push_back(source->sessions().empty() ? kNoSession : source->sessions()[row]);
    sequences_.push_back(source->sequences()[row]);
  }
}

void RunWriter::GatherColumns() {
  std::uint32_t at = 0;
  for (const auto& [source, row] : pending_) {
    for (const std::uint32_t dense : source->dense()) AddValue(source->columns()[dense], row, at);
    for (const UnpackedGroup::SparseValue& sparse : source->Sparse(row)) AddValue(source->columns()[sparse.column], sparse.value, at);
    ++at;
  }
}

void RunWriter::AddValue(const UnpackedGroup::Column& column, std::size_t value, std::uint32_t row) {
  Builder& builder = builders_[column.column];
  if (builder.rows.empty()) touched_.push_back(column.column);
  builder.rows.push_back(row);
  if (!column.codes.empty()) {
    builder.codes.push_back(column.codes[value]);
  } else if (!column.numbers.empty()) {
    builder.numbers.push_back(column.numbers[value]);
  } else {
    builder.bools.push_back(column.bools[value]);
  }
}

}  // namespace assay
