#include "assay/columnar/row_group.h"

#include <algorithm>
#include <numeric>

namespace assay {
namespace {

// Makes room for `more` elements. Capacity grows to powers of two and never past a full group, so a full column has no slack and what is
// copied while growing is bounded by the group, not by the table.
template <typename T>
void Grow(std::vector<T>& values, std::size_t more) {
  const std::size_t needed = values.size() + more;
  if (needed <= values.capacity()) return;
  std::size_t capacity = 64;
  while (capacity < needed) capacity *= 2;
  values.reserve(capacity);
}

template <typename T>
void AppendAll(std::vector<T>& values, std::span<const T> more) {
  Grow(values, more.size());
  values.insert(values.end(), more.begin(), more.end());
}

template <typename T>
std::size_t HeapBytes(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

}  // namespace

void RowGroup::Append(const RowBlock& block) {
  if (block.times.empty()) return;
  const std::size_t first_row = rows();
  AppendTimes(block.times);
  AppendAll(names_, block.names);
  AppendAll(users_, block.users);
  if (!block.sessions.empty() || !sessions_.empty()) {
    Grow(sessions_, rows() - sessions_.size());
    sessions_.resize(first_row, kNoSession);  // rows before the first known session
    sessions_.insert(sessions_.end(), block.sessions.begin(), block.sessions.end());
    sessions_.resize(rows(), kNoSession);
  }
  const bool continues =
      !sequences_.empty() && sequences_.back().first_sequence + (first_row - sequences_.back().first_row) == block.first_sequence;
  if (!continues) sequences_.push_back({static_cast<std::uint32_t>(first_row), block.first_sequence});
  for (const ColumnBlock& column : block.columns) AppendColumn(column, first_row);
}

void RowGroup::AppendTimes(std::span<const TimestampMs> times) {
  const bool was_empty = times_.empty();
  TimestampMs least = was_empty ? times.front() : min_time_;
  TimestampMs greatest = was_empty ? times.front() : max_time_;
  TimestampMs previous = was_empty ? times.front() : times_.back();
  bool in_order = times_in_order_;
  for (const TimestampMs time : times) {
    least = std::min(least, time);
    greatest = std::max(greatest, time);
    in_order &= previous <= time;
    previous = time;
  }
  min_time_ = least;
  max_time_ = greatest;
  times_in_order_ = in_order;
  AppendAll(times_, times);
}

void RowGroup::AppendColumn(const ColumnBlock& block, std::size_t first_row) {
  const std::size_t added = block.every_row ? rows() - first_row : block.rows.size();
  if (added == 0) return;
  ColumnChunk& chunk = ChunkFor(block.column);
  const std::size_t before = chunk.size();
  const bool dense_block = block.every_row || added == rows() - first_row;
  const bool is_prefix = chunk.rows.empty() && before == first_row && (dense_block || block.rows.back() + 1 == added);
  if (!is_prefix) {
    if (chunk.rows.empty()) {
      Grow(chunk.rows, before + added);
      chunk.rows.resize(before);
      std::iota(chunk.rows.begin(), chunk.rows.end(), RowInGroup{0});
    }
    Grow(chunk.rows, added);
    for (std::size_t i = 0; i < added; ++i) {
      chunk.rows.push_back(static_cast<RowInGroup>(first_row + (block.every_row ? i : block.rows[i])));
    }
  }
  AppendAll(chunk.codes, block.codes);
  AppendAll(chunk.numbers, block.numbers);
  AppendAll(chunk.bools, block.bools);
}

ColumnChunk& RowGroup::ChunkFor(ColumnId column) {
  auto at =
      std::lower_bound(chunks_.begin(), chunks_.end(), column, [](const ColumnChunk& chunk, ColumnId id) { return chunk.column < id; });
  if (at == chunks_.end() || at->column != column) {
    at = chunks_.insert(at, ColumnChunk{});
    at->column = column;
  }
  return *at;
}

const ColumnChunk* RowGroup::FindChunk(ColumnId column) const {
  const auto at =
      std::lower_bound(chunks_.begin(), chunks_.end(), column, [](const ColumnChunk& chunk, ColumnId id) { return chunk.column < id; });
  return at != chunks_.end() && at->column == column ? &*at : nullptr;
}

std::uint64_t RowGroup::SequenceAt(std::size_t row) const {
  const auto after = std::upper_bound(sequences_.begin(), sequences_.end(), row,
                                      [](std::size_t value, const SequenceRun& run) { return value < run.first_row; });
  const SequenceRun& run = *(after - 1);
  return run.first_sequence + (row - run.first_row);
}

std::size_t RowGroup::MemoryBytes() const {
  std::size_t bytes =
      HeapBytes(times_) + HeapBytes(names_) + HeapBytes(users_) + HeapBytes(sessions_) + HeapBytes(sequences_) + HeapBytes(chunks_);
  for (const ColumnChunk& chunk : chunks_) {
    bytes += HeapBytes(chunk.rows) + HeapBytes(chunk.codes) + HeapBytes(chunk.numbers) + HeapBytes(chunk.bools);
  }
  return bytes;
}

}  // namespace assay
