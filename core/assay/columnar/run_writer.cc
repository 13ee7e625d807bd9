#include "assay/columnar/run_writer.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "assay/base/sort.h"

namespace assay {

void RunWriter::Announce(const UnpackedGroup& source) {
  const std::span<const UnpackedGroup::Column> columns = source.columns();
  if (!any_source_) {
    for (const UnpackedGroup::Column& column : columns) whole_.push_back(column.column);
  }
  any_source_ = true;
  whole_columns_ = whole_columns_ && source.dense().size() == columns.size() &&
                   std::equal(columns.begin(), columns.end(), whole_.begin(), whole_.end(),
                              [](const UnpackedGroup::Column& column, ColumnId id) { return column.column == id; });
}

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

// A loop per column, so that its reads, which are all over memory, do not wait for each other.
void RunWriter::GatherFixed() {
  const auto gather = [this](auto& to, auto value_of) {
    to.resize(pending_.size());
    for (std::size_t i = 0; i < pending_.size(); ++i) to[i] = value_of(*pending_[i].source, pending_[i].row);
  };
  gather(times_, [](const UnpackedGroup& source, std::size_t row) { return source.times()[row]; });
  gather(names_, [](const UnpackedGroup& source, std::size_t row) { return source.names()[row]; });
  gather(users_, [](const UnpackedGroup& source, std::size_t row) { return source.users()[row]; });
  gather(sessions_,
         [](const UnpackedGroup& source, std::size_t row) { return source.sessions().empty() ? kNoSession : source.sessions()[row]; });
  gather(sequences_, [](const UnpackedGroup& source, std::size_t row) { return source.sequences()[row]; });
}

void RunWriter::GatherColumns() {
  if (whole_columns_) {
    GatherWholeColumns();
    return;
  }
  std::uint32_t at = 0;
  for (const auto& [source, row] : pending_) {
    for (const std::uint32_t dense : source->dense()) AddValue(source->columns()[dense], row, at);
    for (const UnpackedGroup::SparseValue& sparse : source->Sparse(row)) AddValue(source->columns()[sparse.column], sparse.value, at);
    ++at;
  }
}

void RunWriter::GatherWholeColumns() {
  for (std::size_t i = 0; i < whole_.size(); ++i) {
    Builder& builder = builders_[whole_[i]];
    touched_.push_back(whole_[i]);
    builder.rows.resize(pending_.size());
    std::iota(builder.rows.begin(), builder.rows.end(), 0U);
    const auto gather = [&](auto& to, auto values_of) {
      to.reserve(pending_.size());
      for (const auto& [source, row] : pending_) to.push_back(values_of(source->columns()[i])[row]);
    };
    const UnpackedGroup::Column& first = pending_.front().source->columns()[i];
    if (!first.codes.empty()) {
      gather(builder.codes, [](const UnpackedGroup::Column& column) { return column.codes; });
    } else if (!first.numbers.empty()) {
      gather(builder.numbers, [](const UnpackedGroup::Column& column) { return column.numbers; });
    } else {
      gather(builder.bools, [](const UnpackedGroup::Column& column) { return column.bools; });
    }
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
