#include "assay/behavior/step_lists.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace assay {
namespace {

bool IsOneStep(StepMask steps) { return (steps & (steps - 1)) == 0; }

std::size_t StepOf(StepMask step) { return static_cast<std::size_t>(std::countr_zero(step)); }

template <typename T>
void Permute(std::span<const std::uint32_t> order, RawBuffer<T>& values) {
  RawBuffer<T> sorted;
  T* to = sorted.Extend(order.size());
  for (const std::uint32_t from : order) *to++ = values[from];
  values = std::move(sorted);
}

}  // namespace

StepLists::StepLists(const Table& table, TimeRange range, StepScan& steps, std::size_t step_count, const TimelineKeys& timeline,
                     GroupKeys& keys)
    : table_(table), timeline_(timeline), lists_(step_count), parts_(step_count) {
  for (StepList& list : lists_) list.codes.resize(keys.properties());
  Reserve(steps);
  Scan scan(table, range);
  while (scan.Next()) {
    const StepMatches matches = steps.Match(scan);
    if (disjoint_ && !matches.rows.empty()) Append(scan, matches, keys);
  }
  events_scanned_ = scan.rows_in_range();
  for (std::size_t step = 0; disjoint_ && step < step_count; ++step) Sort(lists_[step], parts_[step]);
}

// For the rows of the groups that have one name, which sealed ones mostly do.
void StepLists::Reserve(const StepScan& steps) {
  std::vector<std::size_t> rows(lists_.size(), 0);
  for (std::size_t i = 0; i < table_.row_groups(); ++i) {
    const RowGroup& group = table_.row_group(i);
    const StepMask taken = group.only_name().has_value() ? steps.CertainSteps(*group.only_name()) : 0;
    if (taken != 0) rows[StepOf(taken)] += group.rows();
  }
  for (std::size_t step = 0; step < lists_.size(); ++step) {
    lists_[step].keys.Reserve(rows[step]);
    lists_[step].rows.Reserve(rows[step]);
    for (RawBuffer<std::uint32_t>& codes : lists_[step].codes) codes.Reserve(rows[step]);
  }
}

bool StepLists::Before(const StepList& list, std::size_t a, std::size_t b) const {
  if (list.keys[a] != list.keys[b]) return list.keys[a] < list.keys[b];
  return table_.SequenceAt(list.rows[a]) < table_.SequenceAt(list.rows[b]);
}

void StepLists::Append(const Scan& scan, const StepMatches& matches, GroupKeys& keys) {
  StepMask all = matches.common;
  disjoint_ = IsOneStep(all);
  for (const StepMask mask : matches.masks) {
    disjoint_ &= IsOneStep(mask);
    all |= mask;
  }
  if (!disjoint_) return;
  std::vector<std::size_t> starts;
  starts.reserve(lists_.size());
  for (const StepList& list : lists_) starts.push_back(list.size());
  if (IsOneStep(all)) {
    AppendToOne(lists_[StepOf(all)], scan, matches.rows);
  } else {
    AppendToEach(scan, matches);
  }
  if (keys.properties() > 0) AppendCodes(scan, matches, all, keys);
  // The rows of a sealed group with one name ascend.
  const bool is_sorted = scan.only_name().has_value() && scan.group().sealed();
  for (std::size_t step = 0; step < lists_.size(); ++step) {
    const std::size_t end = is_sorted ? std::min(starts[step] + 1, lists_[step].size()) : lists_[step].size();
    for (std::size_t i = starts[step]; i < end; ++i) {
      if (i == 0 || Before(lists_[step], i, i - 1)) parts_[step].push_back(i);
    }
  }
}

void StepLists::AppendToOne(StepList& list, const Scan& scan, std::span<const RowInGroup> rows) {
  const UserIndex* const users = scan.users().data();
  const TimestampMs* const times = scan.times().data();
  const TimelineKeys timeline = timeline_;
  TimelineKey* const keys = list.keys.Extend(rows.size());
  std::uint32_t* const at = list.rows.Extend(rows.size());
  if (rows.size() == scan.rows()) {
    for (std::size_t i = 0; i < rows.size(); ++i) keys[i] = timeline.Of(users[i], times[i]);
  } else {
    for (std::size_t i = 0; i < rows.size(); ++i) keys[i] = timeline.Of(users[rows[i]], times[rows[i]]);
  }
  const std::uint32_t first_row = scan.first_row();
  for (std::size_t i = 0; i < rows.size(); ++i) at[i] = first_row + rows[i];
}

void StepLists::AppendToEach(const Scan& scan, const StepMatches& matches) {
  const std::span<const UserIndex> users = scan.users();
  const std::span<const TimestampMs> times = scan.times();
  for (std::size_t i = 0; i < matches.rows.size(); ++i) {
    const RowInGroup row = matches.rows[i];
    StepList& list = lists_[StepOf(matches.StepsOf(i))];
    *list.keys.Extend(1) = timeline_.Of(users[row], times[row]);
    *list.rows.Extend(1) = scan.first_row() + row;
  }
}

void StepLists::AppendCodes(const Scan& scan, const StepMatches& matches, StepMask all, GroupKeys& keys) {
  for (std::size_t property = 0; property < keys.properties(); ++property) {
    const std::span<const std::uint32_t> codes = keys.Code(property, scan, matches.rows);
    if (IsOneStep(all)) {
      std::copy(codes.begin(), codes.end(), lists_[StepOf(all)].codes[property].Extend(codes.size()));
    } else {
      for (std::size_t i = 0; i < codes.size(); ++i) *lists_[StepOf(matches.StepsOf(i))].codes[property].Extend(1) = codes[i];
    }
  }
}

void StepLists::Sort(StepList& list, const Parts& parts) {
  if (parts.size() < 2) return;
  std::vector<std::uint32_t> order(list.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return Before(list, a, b); };
  const auto at = [&](std::size_t index) { return order.begin() + static_cast<std::ptrdiff_t>(index); };
  // Neighbours are merged, so that n events in p parts cost O(n log p).
  Parts borders = parts;
  borders.push_back(order.size());
  while (borders.size() > 2) {
    Parts merged = {borders[0]};
    for (std::size_t i = 2; i < borders.size(); i += 2) {
      std::inplace_merge(at(borders[i - 2]), at(borders[i - 1]), at(borders[i]), before);
      merged.push_back(borders[i]);
    }
    if (merged.back() != borders.back()) merged.push_back(borders.back());
    borders = std::move(merged);
  }
  Permute(order, list.keys);
  Permute(order, list.rows);
  for (RawBuffer<std::uint32_t>& codes : list.codes) Permute(order, codes);
}

}  // namespace assay
