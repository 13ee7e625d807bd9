#include "assay/columnar/table.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "assay/columnar/expiry.h"
#include "assay/columnar/run_writer.h"
#include "assay/columnar/sort_rows.h"

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
  if (groups_.empty() || groups_.back().sealed() || groups_.back().rows() == kRowGroupRows) return kRowGroupRows;
  return kRowGroupRows - groups_.back().rows();
}

Status Table::Append(const RowBlock& block) {
  if (block.times.size() > TailRoom()) return InvalidArgument("block: more rows than TailRoom()");
  if (block.times.empty()) return {};
  if (TailRoom() == kRowGroupRows) {
    if (!groups_.empty()) full_group_bytes_ += groups_.back().MemoryBytes();
    groups_.emplace_back();
    first_rows_.push_back(static_cast<std::uint32_t>(rows_));
  }
  NoteOrder(block);
  groups_.back().Append(block);
  rows_ += block.times.size();
  return {};
}

void Table::NoteOrder(const RowBlock& block) {
  if (rows_ > 0) times_in_order_ = times_in_order_ && last_time_ <= block.times.front();
  times_in_order_ = times_in_order_ && std::is_sorted(block.times.begin(), block.times.end());
  last_time_ = block.times.back();
}

std::uint64_t Table::sealed_rows() const {
  std::uint64_t rows = 0;
  for (const Run& run : runs_) rows += run.rows;
  return rows;
}

std::size_t Table::sealed_groups() const {
  std::size_t groups = 0;
  for (const Run& run : runs_) groups += run.groups;
  return groups;
}

std::size_t Table::GroupOf(std::uint64_t row) const {
  return static_cast<std::size_t>(std::upper_bound(first_rows_.begin(), first_rows_.end(), row) - first_rows_.begin()) - 1;
}

// The groups from `first` on, which leave the table.
std::vector<RowGroup> Table::TakeGroups(std::size_t first) {
  const auto begin = groups_.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<RowGroup> taken(std::make_move_iterator(begin), std::make_move_iterator(groups_.end()));
  groups_.erase(begin, groups_.end());
  first_rows_.resize(first);
  return taken;
}

void Table::PutRun(std::vector<RowGroup> groups) {
  Run run;
  std::uint64_t first_row = sealed_rows();
  for (RowGroup& group : groups) {
    first_rows_.push_back(static_cast<std::uint32_t>(first_row + run.rows));
    run.rows += group.rows();
    ++run.groups;
    groups_.push_back(std::move(group));
  }
  runs_.push_back(run);
}

void Table::Seal(std::uint64_t ratio) {
  if (open_rows() == 0) return;
  PutRun(SortRows(TakeGroups(sealed_groups()), columns_.size()));
  // All runs that end up in one are merged at once.
  std::size_t first = runs_.size() - 1;
  std::uint64_t rows = runs_.back().rows;
  while (first > 0 && runs_[first - 1].rows < ratio * rows) rows += runs_[--first].rows;
  if (first + 1 < runs_.size()) {
    std::vector<std::vector<RowGroup>> merging;
    while (runs_.size() > first) {
      merging.push_back(TakeGroups(sealed_groups() - runs_.back().groups));
      runs_.pop_back();
    }
    PutRun(MergeRuns(std::move(merging), columns_.size()));
  }
  MeasureGroups();
}

void Table::MeasureGroups() {
  full_group_bytes_ = 0;
  for (std::size_t i = 0; i + 1 < groups_.size(); ++i) full_group_bytes_ += groups_[i].MemoryBytes();
}

std::uint64_t Table::RowsBefore(TimestampMs cutoff) const {
  std::uint64_t rows = 0;
  std::vector<TimestampMs> scratch;
  for (const RowGroup& group : groups_) {
    if (group.min_time() >= cutoff) continue;
    if (group.max_time() < cutoff) {
      rows += group.rows();
      continue;
    }
    const std::span<const TimestampMs> times = group.Times(scratch);
    rows += static_cast<std::uint64_t>(std::count_if(times.begin(), times.end(), [&](TimestampMs time) { return time < cutoff; }));
  }
  return rows;
}

std::uint64_t Table::Expire(TimestampMs cutoff, std::uint64_t max_rows) {
  if (max_rows == 0) cutoff = kMaxTimestampMs + 1;
  if (max_rows > 0 && rows_ > max_rows) {
    // Without the row before the latest max_rows, and those of its time.
    cutoff = std::max(cutoff, NthLatest(groups_, max_rows + 1) + 1);
  }
  if (std::all_of(groups_.begin(), groups_.end(), [&](const RowGroup& group) { return group.min_time() >= cutoff; })) return 0;
  Seal(1);

  UsedByRows used{UsedIds(names_.size()), UsedIds(users_.size()), UsedIds(sessions_.size()), UsedIds(strings_.size()),
                  UsedIds(static_cast<std::uint32_t>(columns_.size()))};
  for (const RowGroup& group : groups_) used.Add(UnpackedGroup(group), cutoff);
  for (const IdentityLink& link : identity_.links()) {
    if (link.time >= cutoff) used.users.Add(link.other);
  }
  for (const TableColumn& column : columns_) {
    if (used.columns.Has(column.id)) used.strings.Add(column.name);
  }
  const IdChanges changes = {used.names.Renumber(), used.users.Renumber(), used.sessions.Renumber(), used.strings.Renumber(),
                             used.columns.Renumber()};
  std::erase_if(columns_, [&](const TableColumn& column) { return !used.columns.Has(column.id); });
  for (TableColumn& column : columns_) column = {changes.strings[column.name], column.type, changes.columns[column.id]};

  const std::vector<Run> runs = std::move(runs_);
  std::vector<RowGroup> old = TakeGroups(0);
  const std::uint64_t rows_before = rows_;
  runs_.clear();
  auto next = old.begin();
  for (const Run& run : runs) {
    std::vector<RowGroup> kept;
    RunWriter writer(columns_.size(), kept);
    std::vector<std::unique_ptr<UnpackedGroup>> sources;  // until their rows are written
    for (std::size_t i = 0; i < run.groups; ++i) {
      sources.push_back(std::make_unique<UnpackedGroup>(std::move(*next++)));
      const UnpackedGroup& source = *sources.back();
      sources.back()->Apply(changes);
      writer.Announce(source);
      for (std::size_t row = 0; row < source.rows(); ++row) {
        if (source.times()[row] >= cutoff && writer.Add(source, row)) sources.erase(sources.begin(), sources.end() - 1);
      }
    }
    writer.Finish();
    if (!kept.empty()) PutRun(std::move(kept));
  }
  names_ = used.names.Keep(names_);
  users_ = used.users.Keep(users_);
  sessions_ = used.sessions.Keep(sessions_);
  strings_ = used.strings.Keep(strings_);
  identity_.Expire(cutoff, changes.users);
  rows_ = sealed_rows();
  MeasureGroups();
  return rows_before - rows_;
}

std::size_t Table::MemoryBytes() const {
  std::size_t bytes = names_.MemoryBytes() + users_.MemoryBytes() + sessions_.MemoryBytes() + strings_.MemoryBytes();
  bytes +=
      columns_.capacity() * sizeof(TableColumn) + groups_.capacity() * sizeof(RowGroup) + first_rows_.capacity() * sizeof(std::uint32_t);
  return bytes + identity_.MemoryBytes() + full_group_bytes_ + (groups_.empty() ? 0 : groups_.back().MemoryBytes());
}

}  // namespace assay
