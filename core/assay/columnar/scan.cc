#include "assay/columnar/scan.h"

#include <algorithm>
#include <cstddef>

namespace assay {

bool Scan::Next() {
  while (next_ < table_.row_groups()) {
    ++next_;
    times_.Forget();
    names_.Forget();
    users_.Forget();
    raw_users_.Forget();
    sessions_.Forget();
    if (first_row() + rows() <= from_row_) continue;
    if (group().max_time() < range_.start || group().min_time() >= range_.end) continue;
    const std::size_t selected = SelectRange();
    rows_in_range_ += selected;
    if (selected > 0) return true;
  }
  return false;
}

std::span<const UserIndex> Scan::Persons(std::vector<UserIndex>& to) const {
  const std::span<const UserIndex> users = group().Users(to);
  if (persons_.empty()) return users;
  to.resize(users.size());  // no change where they are unpacked into it
  for (std::size_t i = 0; i < users.size(); ++i) to[i] = persons_[users[i]];
  return to;
}

std::size_t Scan::SelectRange() {
  const std::size_t from = from_row_ > first_row() ? static_cast<std::size_t>(from_row_ - first_row()) : 0;
  if (group().min_time() >= range_.start && group().max_time() < range_.end) {
    is_whole_ = true;
    first_selected_ = from;
    return rows() - from;
  }
  is_whole_ = false;
  const std::span<const TimestampMs> times = this->times();
  if (group().times_in_order()) {
    const auto first = std::lower_bound(times.begin() + static_cast<std::ptrdiff_t>(from), times.end(), range_.start);
    const auto last = std::lower_bound(first, times.end(), range_.end);
    selection_.AssignRange(static_cast<std::size_t>(first - times.begin()), static_cast<std::size_t>(last - times.begin()));
  } else {
    selection_.AssignRange(from, times.size());
    selection_.Retain([&](std::size_t, RowInGroup row) { return times[row] >= range_.start && times[row] < range_.end; });
  }
  return selection_.size();
}

}  // namespace assay
