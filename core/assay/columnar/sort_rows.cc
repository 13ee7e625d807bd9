#include "assay/columnar/sort_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

#include "assay/columnar/run_writer.h"

namespace assay {
namespace {

using Source = std::unique_ptr<const UnpackedGroup>;

// Sorts `order`, stably, by key[row], of which the greatest is `greatest`: a counting sort per byte, lowest first.
void SortByKey(std::span<const std::uint32_t> key, std::uint32_t greatest, std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> sorted(order.size());
  for (unsigned shift = 0; shift < 32 && (greatest >> shift) != 0; shift += 8) {
    std::array<std::uint32_t, 257> starts{};
    for (const std::uint32_t row : order) ++starts[((key[row] >> shift) & 0xff) + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    for (const std::uint32_t row : order) sorted[starts[(key[row] >> shift) & 0xff]++] = row;
    order.swap(sorted);
  }
}

// All open rows, one after the other, with what decides their order.
struct OpenRows {
  std::vector<Source> sources;
  std::vector<NameIndex> names;
  std::vector<UserIndex> users;
  std::vector<TimestampMs> times;
  std::vector<std::int64_t> sequences;
};

OpenRows Collect(std::vector<RowGroup> open) {
  OpenRows rows;
  for (RowGroup& group : open) {
    rows.sources.push_back(std::make_unique<const UnpackedGroup>(std::move(group)));
    const UnpackedGroup& source = *rows.sources.back();
    rows.names.insert(rows.names.end(), source.names().begin(), source.names().end());
    rows.users.insert(rows.users.end(), source.users().begin(), source.users().end());
    rows.times.insert(rows.times.end(), source.times().begin(), source.times().end());
    rows.sequences.insert(rows.sequences.end(), source.sequences().begin(), source.sequences().end());
  }
  return rows;
}

std::vector<std::uint32_t> OrderOf(const OpenRows& rows) {
  std::vector<std::uint32_t> order(rows.names.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto earlier = [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(rows.times[a], rows.sequences[a]) < std::tie(rows.times[b], rows.sequences[b]);
  };
  if (!std::is_sorted(order.begin(), order.end(), earlier)) std::sort(order.begin(), order.end(), earlier);
  SortByKey(rows.users, *std::max_element(rows.users.begin(), rows.users.end()), order);
  SortByKey(rows.names, *std::max_element(rows.names.begin(), rows.names.end()), order);
  return order;
}

// Where a merge stands in one run.
class Cursor {
 public:
  explicit Cursor(std::vector<RowGroup> run) : run_(std::move(run)) { Open(); }

  [[nodiscard]] bool done() const { return group_ == nullptr; }
  [[nodiscard]] const UnpackedGroup& group() const { return *group_; }
  [[nodiscard]] std::size_t row() const { return row_; }

  // To the next row; a group that is used up goes to `used`. True when the row is not of the same group.
  bool Advance(std::vector<Source>& used) {
    if (++row_ < group_->rows()) return false;
    used.push_back(std::move(group_));
    Open();
    return true;
  }

  [[nodiscard]] bool Before(const Cursor& other) const { return Key() < other.Key(); }

 private:
  [[nodiscard]] std::tuple<NameIndex, UserIndex, TimestampMs, std::int64_t> Key() const {
    return {group_->names()[row_], group_->users()[row_], group_->times()[row_], group_->sequences()[row_]};
  }

  void Open() {
    row_ = 0;
    group_ = next_ < run_.size() ? std::make_unique<const UnpackedGroup>(std::move(run_[next_++])) : nullptr;
  }

  std::vector<RowGroup> run_;
  std::size_t next_ = 0;
  Source group_;
  std::size_t row_ = 0;
};

}  // namespace

std::vector<RowGroup> SortRows(std::vector<RowGroup> open, std::size_t columns) {
  std::vector<RowGroup> run;
  const OpenRows rows = Collect(std::move(open));
  if (rows.names.empty()) return run;
  RunWriter writer(columns, run);
  for (const Source& source : rows.sources) writer.Announce(*source);
  for (const std::uint32_t row : OrderOf(rows)) writer.Add(*rows.sources[row / kRowGroupRows], row % kRowGroupRows);
  writer.Finish();
  return run;
}

std::vector<RowGroup> MergeRuns(std::vector<std::vector<RowGroup>> runs, std::size_t columns) {
  std::vector<RowGroup> merged;
  std::vector<Cursor> cursors;
  for (std::vector<RowGroup>& run : runs) {
    if (!run.empty()) cursors.emplace_back(std::move(run));
  }
  RunWriter writer(columns, merged);
  for (const Cursor& cursor : cursors) writer.Announce(cursor.group());
  std::vector<Source> used;
  while (!cursors.empty()) {
    std::size_t first = 0;
    for (std::size_t i = 1; i < cursors.size(); ++i) {
      if (cursors[i].Before(cursors[first])) first = i;
    }
    Cursor& cursor = cursors[first];
    if (writer.Add(cursor.group(), cursor.row())) used.clear();
    if (cursor.Advance(used) && !cursor.done()) writer.Announce(cursor.group());
    if (cursor.done()) cursors.erase(cursors.begin() + static_cast<std::ptrdiff_t>(first));
  }
  writer.Finish();
  return merged;
}

}  // namespace assay
