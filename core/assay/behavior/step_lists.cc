#include "assay/behavior/step_lists.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace assay {
namespace {

template <typename T>
void Permute(std::span<const std::uint32_t> order, std::size_t width, std::vector<T>& values) {
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const std::uint32_t from : order) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(from * width);
    sorted.insert(sorted.end(), first, first + static_cast<std::ptrdiff_t>(width));
  }
  values = std::move(sorted);
}

template <typename T>
void AppendSpan(std::span<const T> more, std::vector<T>& values) {
  values.insert(values.end(), more.begin(), more.end());
}

}  // namespace

StepLists::StepLists(const Table& table, TimeRange range, StepScan& steps, std::size_t step_count, GroupKeys& keys)
    : table_(table), lists_(step_count), parts_(step_count) {
  Scan scan(table, range);
  while (scan.Next()) {
    const StepMatches matches = steps.Match(scan);
    if (disjoint_ && !matches.rows.empty()) Append(scan, matches, keys);
  }
  events_scanned_ = scan.rows_in_range();
  for (std::size_t step = 0; disjoint_ && step < step_count; ++step) Sort(lists_[step], parts_[step], keys.properties());
}

bool StepLists::Before(const StepList& list, std::size_t a, std::size_t b) const {
  if (list.users[a] != list.users[b]) return list.users[a] < list.users[b];
  if (list.times[a] != list.times[b]) return list.times[a] < list.times[b];
  return table_.SequenceAt(list.rows[a]) < table_.SequenceAt(list.rows[b]);
}

void StepLists::AppendRow(std::size_t step, const Scan& scan, RowInGroup row) {
  StepList& list = lists_[step];
  list.users.push_back(scan.users()[row]);
  list.times.push_back(scan.times()[row]);
  list.rows.push_back(scan.first_row() + row);
}

void StepLists::Append(const Scan& scan, const StepMatches& matches, GroupKeys& keys) {
  StepMask all = matches.common;
  bool overlap = (all & (all - 1)) != 0;
  if (all == 0) {
    for (const StepMask mask : matches.masks) {
      overlap |= (mask & (mask - 1)) != 0;
      all |= mask;
    }
  }
  disjoint_ = !overlap;
  if (overlap) return;
  std::vector<std::size_t> starts;
  starts.reserve(lists_.size());
  for (const StepList& list : lists_) starts.push_back(list.users.size());
  if ((all & (all - 1)) == 0) {
    AppendToOne(static_cast<std::size_t>(std::countr_zero(all)), scan, matches.rows);
  } else {
    for (std::size_t i = 0; i < matches.rows.size(); ++i) {
      AppendRow(static_cast<std::size_t>(std::countr_zero(matches.masks[i])), scan, matches.rows[i]);
    }
  }
  if (keys.properties() > 0) AppendCodes(scan, matches, starts, keys);
  // The rows of a sealed group with one name ascend.
  const bool is_sorted = scan.only_name().has_value() && scan.group().sealed();
  for (std::size_t step = 0; step < lists_.size(); ++step) {
    const std::size_t end = is_sorted ? std::min(starts[step] + 1, lists_[step].users.size()) : lists_[step].users.size();
    for (std::size_t i = starts[step]; i < end; ++i) {
      if (i == 0 || Before(lists_[step], i, i - 1)) parts_[step].push_back(i);
    }
  }
}

void StepLists::AppendToOne(std::size_t step, const Scan& scan, std::span<const RowInGroup> rows) {
  StepList& list = lists_[step];
  if (rows.size() < scan.rows()) {
    for (const RowInGroup row : rows) AppendRow(step, scan, row);
    return;
  }
  AppendSpan(scan.users(), list.users);
  AppendSpan(scan.times(), list.times);
  list.rows.resize(list.users.size());
  std::iota(list.rows.end() - static_cast<std::ptrdiff_t>(rows.size()), list.rows.end(), scan.first_row());
}

void StepLists::AppendCodes(const Scan& scan, const StepMatches& matches, std::span<const std::size_t> starts, GroupKeys& keys) {
  const std::size_t properties = keys.properties();
  for (StepList& list : lists_) list.codes.resize(list.users.size() * properties);
  for (std::size_t property = 0; property < properties; ++property) {
    const std::span<const std::uint32_t> codes = keys.Code(property, scan, matches.rows);
    std::vector<std::size_t> at(starts.begin(), starts.end());
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const auto step = static_cast<std::size_t>(std::countr_zero(matches.masks[i]));
      lists_[step].codes[at[step]++ * properties + property] = codes[i];
    }
  }
}

void StepLists::Sort(StepList& list, const Parts& parts, std::size_t properties) {
  if (parts.size() < 2) return;
  std::vector<std::uint32_t> order(list.users.size());
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
  Permute(order, 1, list.users);
  Permute(order, 1, list.times);
  Permute(order, 1, list.rows);
  if (properties > 0) Permute(order, properties, list.codes);
}

}  // namespace assay
