#include "assay/columnar/expiry.h"

#include <algorithm>

namespace assay {

std::vector<std::uint32_t> UsedIds::Renumber() const {
  std::vector<std::uint32_t> ids(used_.size(), 0);
  std::uint32_t next = 0;
  for (std::size_t id = 0; id < used_.size(); ++id) ids[id] = used_[id] != 0 ? next++ : 0;
  return ids;
}

Interner UsedIds::Keep(const Interner& dictionary) const {
  Interner kept;
  for (StringId id = 0; id < used_.size(); ++id) {
    if (Has(id)) static_cast<void>(kept.Intern(dictionary.Text(id)).ok());  // fits: it did before
  }
  return kept;
}

void UsedByRows::Add(const UnpackedGroup& group, TimestampMs cutoff) {
  const auto add_value = [this](const UnpackedGroup::Column& column, std::size_t value) {
    columns.Add(column.column);
    if (!column.codes.empty()) strings.Add(column.codes[value]);
  };
  for (std::size_t row = 0; row < group.rows(); ++row) {
    if (group.times()[row] < cutoff) continue;
    names.Add(group.names()[row]);
    users.Add(group.users()[row]);
    if (!group.sessions().empty() && group.sessions()[row] != kNoSession) sessions.Add(group.sessions()[row]);
    for (const std::uint32_t dense : group.dense()) add_value(group.columns()[dense], row);
    for (const UnpackedGroup::SparseValue& sparse : group.Sparse(row)) add_value(group.columns()[sparse.column], sparse.value);
  }
}

TimestampMs NthLatest(std::span<const RowGroup> groups, std::uint64_t rows) {
  std::vector<TimestampMs> all;
  std::vector<TimestampMs> scratch;
  for (const RowGroup& group : groups) {
    const std::span<const TimestampMs> times = group.Times(scratch);
    all.insert(all.end(), times.begin(), times.end());
  }
  const auto nth = all.end() - static_cast<std::ptrdiff_t>(rows);
  std::nth_element(all.begin(), nth, all.end());
  return *nth;
}

}  // namespace assay
