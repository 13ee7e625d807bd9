#include "assay/columnar/table.h"

#include <algorithm>

namespace assay {

Status Table::CheckRoom(const GrowthRequest& request) const {
  if (request.rows > limits_.max_rows || rows_ > limits_.max_rows - request.rows) return ResourceExhausted("rows: more than max_rows");
  if (columns_.size() + request.columns > limits_.max_columns) return ResourceExhausted("properties: more columns than max_columns");
  const std::uint64_t held = MemoryBytes();
  if (request.payload_bytes > limits_.max_memory_bytes || held > limits_.max_memory_bytes - request.payload_bytes) {
    return ResourceExhausted("table: more memory than max_memory_bytes");
  }
  return {};
}

std::vector<TableColumn>::const_iterator Table::LowerBound(StringId name, PropertyType type) const {
  return std::lower_bound(columns_.begin(), columns_.end(), TableColumn{name, type, 0},
                          [](const TableColumn& a, const TableColumn& b) { return a.name != b.name ? a.name < b.name : a.type < b.type; });
}

Result<ColumnId> Table::AddColumn(StringId name, PropertyType type) {
  const auto at = LowerBound(name, type);
  if (at != columns_.end() && at->name == name && at->type == type) return at->id;
  if (columns_.size() >= limits_.max_columns) return ResourceExhausted("properties: more columns than max_columns");
  const auto id = static_cast<ColumnId>(columns_.size());
  columns_.insert(at, TableColumn{name, type, id});
  return id;
}

std::optional<ColumnId> Table::FindColumn(std::string_view name, PropertyType type) const {
  const std::optional<StringId> id = strings_.Find(name);
  if (!id.has_value()) return std::nullopt;
  const auto at = LowerBound(*id, type);
  if (at == columns_.end() || at->name != *id || at->type != type) return std::nullopt;
  return at->id;
}

std::size_t Table::TailRoom() const {
  const std::size_t used = groups_.empty() ? kRowGroupRows : groups_.back().rows();
  return used == kRowGroupRows ? kRowGroupRows : kRowGroupRows - used;
}

Status Table::Append(const RowBlock& block) {
  if (block.times.size() > TailRoom()) return InvalidArgument("block: more rows than TailRoom()");
  if (block.times.empty()) return {};
  if (TailRoom() == kRowGroupRows) {
    if (!groups_.empty()) full_group_bytes_ += groups_.back().MemoryBytes();
    groups_.emplace_back();
  }
  NoteOrder(block);
  groups_.back().Append(block);
  rows_ += block.times.size();
  return {};
}

void Table::NoteOrder(const RowBlock& block) {
  if (rows_ > 0) {
    const TimestampMs first = block.times.front();
    times_in_order_ = times_in_order_ && last_time_ <= first;
    in_order_ = in_order_ && times_in_order_ && (last_time_ < first || last_sequence_ < block.first_sequence);
  }
  // Inside a block sequences count up, so time order is (time, sequence) order.
  const bool sorted = std::is_sorted(block.times.begin(), block.times.end());
  times_in_order_ = times_in_order_ && sorted;
  in_order_ = in_order_ && sorted;
  last_time_ = block.times.back();
  last_sequence_ = block.first_sequence + block.times.size() - 1;
}

std::size_t Table::MemoryBytes() const {
  std::size_t bytes = names_.MemoryBytes() + users_.MemoryBytes() + sessions_.MemoryBytes() + strings_.MemoryBytes();
  bytes += columns_.capacity() * sizeof(TableColumn) + groups_.capacity() * sizeof(RowGroup);
  return bytes + full_group_bytes_ + (groups_.empty() ? 0 : groups_.back().MemoryBytes());
}

}  // namespace assay
