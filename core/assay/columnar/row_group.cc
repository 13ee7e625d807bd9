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

template <typename T>
std::span<const T> UnpackTo(const PackedInts& packed, std::vector<T>& scratch) {
  scratch.resize(packed.size());
  packed.Unpack(scratch.data());
  return scratch;
}

}  // namespace

std::span<const StringId> ColumnChunk::Values(std::vector<StringId>& scratch) const {
  return packed_codes.empty() ? std::span<const StringId>(codes) : UnpackTo(packed_codes, scratch);
}

std::span<const double> ColumnChunk::Values(std::vector<double>& scratch) const {
  if (packed_numbers.size() == 0) return numbers;
  scratch.resize(packed_numbers.size());
  packed_numbers.Unpack(scratch.data());
  return scratch;
}

std::span<const std::uint8_t> ColumnChunk::Values(std::vector<std::uint8_t>& scratch) const {
  if (packed_bools.empty()) return bools;
  std::vector<std::uint32_t> wide;
  const std::span<const std::uint32_t> values = UnpackTo(packed_bools, wide);
  scratch.assign(values.begin(), values.end());
  return scratch;
}

std::size_t ColumnChunk::MemoryBytes() const {
  return HeapBytes(rows) + HeapBytes(codes) + HeapBytes(numbers) + HeapBytes(bools) + packed_codes.MemoryBytes() +
         packed_bools.MemoryBytes() + packed_numbers.MemoryBytes();
}

RowGroup::RowGroup(const RowBlock& block, std::span<const std::int64_t> sequences)
    : rows_(block.times.size()),
      packed_times_(block.times),
      packed_users_(block.users),
      packed_sessions_(block.sessions),
      packed_sequences_(sequences),
      times_in_order_(std::is_sorted(block.times.begin(), block.times.end())) {
  const auto [least, greatest] = std::minmax_element(block.times.begin(), block.times.end());
  min_time_ = *least;
  max_time_ = *greatest;
  if (block.names.front() == block.names.back()) {
    only_name_ = block.names.front();
  } else {
    packed_names_ = PackedInts(block.names);
  }
  chunks_.reserve(block.columns.size());
  for (const ColumnBlock& column : block.columns) {
    ColumnChunk& chunk = chunks_.emplace_back();
    chunk.column = column.column;
    if (!column.every_row) chunk.rows.assign(column.rows.begin(), column.rows.end());
    if (!column.codes.empty()) chunk.packed_codes = PackedInts(column.codes);
    if (!column.numbers.empty()) chunk.packed_numbers = PackedNumbers(column.numbers);
    if (!column.bools.empty()) {
      const std::vector<std::uint32_t> wide(column.bools.begin(), column.bools.end());
      chunk.packed_bools = PackedInts(wide);
    }
  }
}

std::span<const TimestampMs> RowGroup::Times(std::vector<TimestampMs>& scratch) const {
  return sealed() ? UnpackTo(packed_times_, scratch) : std::span<const TimestampMs>(times_);
}

std::span<const NameIndex> RowGroup::Names(std::vector<NameIndex>& scratch) const {
  if (!sealed()) return names_;
  if (!only_name_.has_value()) return UnpackTo(packed_names_, scratch);
  scratch.assign(rows_, *only_name_);
  return scratch;
}

std::span<const UserIndex> RowGroup::Users(std::vector<UserIndex>& scratch) const {
  return sealed() ? UnpackTo(packed_users_, scratch) : std::span<const UserIndex>(users_);
}

std::span<const SessionIndex> RowGroup::Sessions(std::vector<SessionIndex>& scratch) const {
  return sealed() ? UnpackTo(packed_sessions_, scratch) : std::span<const SessionIndex>(sessions_);
}

void RowGroup::Append(const RowBlock& block) {
  if (block.times.empty()) return;
  const std::size_t first_row = rows();
  AppendTimes(block.times);
  rows_ = times_.size();
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
  if (sealed()) return static_cast<std::uint64_t>(packed_sequences_.At(row));
  const auto after = std::upper_bound(sequences_.begin(), sequences_.end(), row,
                                      [](std::size_t value, const SequenceRun& run) { return value < run.first_row; });
  const SequenceRun& run = *(after - 1);
  return run.first_sequence + (row - run.first_row);
}

void RowGroup::Sequences(std::span<std::int64_t> sequences) const {
  if (sealed()) {
    packed_sequences_.Unpack(sequences.data());
    return;
  }
  for (std::size_t run = 0; run < sequences_.size(); ++run) {
    const std::size_t end = run + 1 < sequences_.size() ? sequences_[run + 1].first_row : rows_;
    auto sequence = static_cast<std::int64_t>(sequences_[run].first_sequence);
    for (std::size_t row = sequences_[run].first_row; row < end; ++row) sequences[row] = sequence++;
  }
}

std::size_t RowGroup::MemoryBytes() const {
  std::size_t bytes =
      HeapBytes(times_) + HeapBytes(names_) + HeapBytes(users_) + HeapBytes(sessions_) + HeapBytes(sequences_) + HeapBytes(chunks_);
  for (const PackedInts* packed : {&packed_times_, &packed_names_, &packed_users_, &packed_sessions_, &packed_sequences_}) {
    bytes += packed->MemoryBytes();
  }
  for (const ColumnChunk& chunk : chunks_) bytes += chunk.MemoryBytes();
  return bytes;
}

}  // namespace assay
