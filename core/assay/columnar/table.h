// assay/columnar/table.h
//
// The events of one store: dictionaries (texts <-> dense ids), the list of property columns, and row groups. Rows are appended to open
// groups in order of arrival, at O(rows), all or nothing; sealing sorts them by (name, user, time, sequence) into packed runs. Values of a
// row never change. Layout and why: core/decisions/columnar-layout.md. Not thread-safe; readers are invalidated by appends and sealing.

#ifndef ASSAY_COLUMNAR_TABLE_H_
#define ASSAY_COLUMNAR_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/base/status.h"
#include "assay/columnar/identity_map.h"
#include "assay/columnar/row_group.h"
#include "assay/event/event_batch.h"
#include "assay/event/reserved_names.h"
#include "assay/strings/interner.h"

namespace assay {

struct TableLimits {
  std::uint64_t max_rows = 0xffffffff;          // a row number fits 32 bits
  std::uint64_t max_memory_bytes = 0x7fffffff;  // of MemoryBytes() plus the payload of what is appended
  std::uint32_t max_columns = 4096;             // (property name, type) pairs
};

// What an append would need, so that it can be refused before anything is changed.
struct GrowthRequest {
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;        // new (property name, type) pairs at most
  std::uint64_t payload_bytes = 0;  // values, rows lists and new dictionary texts
};

// A property of one type, and the id its values are stored under.
struct TableColumn {
  StringId name = 0;  // of strings()
  PropertyType type = PropertyType::kString;
  ColumnId id = 0;
};

class Table {
 public:
  Table() : Table(TableLimits{}) {}
  explicit Table(const TableLimits& limits) : limits_(limits) {}

  // Success when `request` fits the limits.
  //
  // Errors: kResourceExhausted naming the limit.
  [[nodiscard]] Status CheckRoom(const GrowthRequest& request) const;

  // The column of a property name (an id of strings()) and type, which is added when it is new.
  //
  // Errors: kResourceExhausted when max_columns would be exceeded; nothing is added.
  Result<ColumnId> AddColumn(StringId name, PropertyType type);

  // The column of a property, or nothing when no event ever carried it with this type. O(log columns).
  [[nodiscard]] std::optional<ColumnId> FindColumn(std::string_view name, PropertyType type) const;

  // Every column, ascending by (name, type). Valid until the next AddColumn().
  [[nodiscard]] std::span<const TableColumn> columns() const { return columns_; }

  // Rows that the next Append() may have: 1..kRowGroupRows.
  [[nodiscard]] std::size_t TailRoom() const;

  // Appends rows whose ids are all known to the table. The caller asked CheckRoom() for the whole of what it appends.
  //
  // Errors: kInvalidArgument when the block has more rows than TailRoom(); nothing is changed.
  Status Append(const RowBlock& block);

  // Takes in what an appended event says about its user's other id, which users() has. With the event it expires.
  void AddLink(const IdentityLink& link) { identity_.Add(link); }

  // Sorts the open rows into a run of sealed groups, then merges the newest runs while the one before has less than `ratio` times as many
  // rows as the newest: with n appends, each sealed, a row is rewritten O(ratio log n) times and there are O(log n) runs.
  void Seal(std::uint64_t ratio);

  // Removes every row before `cutoff`, and of the others the earliest until no more than max_rows are left, but never one of two rows of the
  // same time without the other: then fewer are left. Texts and columns that no row uses any more go, too, so ids change. Seals, and
  // rewrites all rows: O(rows), for when a good part of them goes. Returns the number of rows removed.
  std::uint64_t Expire(TimestampMs cutoff, std::uint64_t max_rows);

  // Rows before `cutoff`. O(rows) at most; groups that are wholly on one side cost nothing.
  [[nodiscard]] std::uint64_t RowsBefore(TimestampMs cutoff) const;

  // Rows that are not sealed.
  [[nodiscard]] std::uint64_t open_rows() const { return rows_ - sealed_rows(); }

  // True when all rows are in one run and no users are one person: the rows of one name, in order of the scan, ascend by (user, time,
  // sequence).
  [[nodiscard]] bool single_run() const { return open_rows() == 0 && runs_.size() <= 1 && identity().merged() == 0; }

  // Who is whom: which users are one person. Up to date; valid until the next append. O(1) unless links or users came.
  [[nodiscard]] const IdentityMap& identity() const {
    identity_.Update(users_.size());
    return identity_;
  }

  // How many persons users() are.
  [[nodiscard]] std::uint32_t person_count() const { return users_.size() - identity().merged(); }

  // Greater than at an earlier call when rows that were there then mean something else now: a link made their user another person's, or an
  // expiry changed ids. What was derived from them must then be derived again. As identity().
  [[nodiscard]] std::uint64_t epoch() const { return identity().epoch(); }

  // Dictionaries. Names, users and sessions have their own, so that their ids are dense and per-user arrays are as long as there are users.
  Interner& names() { return names_; }
  Interner& users() { return users_; }
  Interner& sessions() { return sessions_; }
  Interner& strings() { return strings_; }
  [[nodiscard]] const Interner& names() const { return names_; }
  [[nodiscard]] const Interner& users() const { return users_; }  // as events have them; persons are identity()'s
  [[nodiscard]] const Interner& sessions() const { return sessions_; }
  [[nodiscard]] const Interner& strings() const { return strings_; }  // property names and string values

  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::size_t row_groups() const { return groups_.size(); }
  [[nodiscard]] const RowGroup& row_group(std::size_t index) const { return groups_[index]; }

  // The sequence number of a row below rows().
  [[nodiscard]] std::uint64_t SequenceAt(std::uint64_t row) const {
    const std::size_t group = GroupOf(row);
    return groups_[group].SequenceAt(static_cast<std::size_t>(row - first_rows_[group]));
  }

  // The number of a row group's first row.
  [[nodiscard]] std::uint32_t first_row(std::size_t group) const { return first_rows_[group]; }

  // True while nothing is sealed and times never decreased from row to row, which is enough for time buckets.
  [[nodiscard]] bool times_in_order() const { return runs_.empty() && times_in_order_; }

  // Heap bytes held by row groups, dictionaries and links, spare capacity included.
  [[nodiscard]] std::size_t MemoryBytes() const;

 private:
  // Consecutive groups, the first of all runs before the open ones.
  struct Run {
    std::size_t groups = 0;
    std::uint64_t rows = 0;
  };

  [[nodiscard]] std::uint64_t sealed_rows() const;
  [[nodiscard]] std::size_t sealed_groups() const;
  [[nodiscard]] std::size_t GroupOf(std::uint64_t row) const;
  std::vector<RowGroup> TakeGroups(std::size_t first);
  void PutRun(std::vector<RowGroup> groups);
  void MeasureGroups();
  void NoteOrder(const RowBlock& block);
  [[nodiscard]] std::vector<TableColumn>::const_iterator LowerBound(StringId name, PropertyType type) const;

  TableLimits limits_;
  Interner names_;
  Interner users_;
  Interner sessions_;
  Interner strings_;
  std::vector<TableColumn> columns_;       // ascending by (name, type)
  std::vector<RowGroup> groups_;           // of the runs, then the open ones
  std::vector<std::uint32_t> first_rows_;  // by group
  std::vector<Run> runs_;                  // oldest first
  std::size_t full_group_bytes_ = 0;       // of all groups but the last: they change no more, so they are measured once
  mutable IdentityMap identity_;           // brought up to date when it is asked
  std::uint64_t rows_ = 0;
  bool times_in_order_ = true;
  TimestampMs last_time_ = 0;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_TABLE_H_
