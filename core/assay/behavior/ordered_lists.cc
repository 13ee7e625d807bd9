#include "assay/behavior/ordered_lists.h"

#include <algorithm>

#include "assay/base/sort.h"

namespace assay {

void OrderedLists::Add(std::uint32_t list, std::int64_t value) {
  if (list >= lists_.size()) lists_.resize(list + std::size_t{1});
  List& own = lists_[list];
  if (own.sorted == own.values.size()) grown_.push_back(list);
  own.values.push_back(value);
}

std::span<const std::int64_t> OrderedLists::operator[](std::uint32_t list) const {
  if (list >= lists_.size()) return {};
  return lists_[list].values;
}

// From the greatest of the new values on, so that each of the old ones moves once.
void OrderedLists::SortIn(List& list) {
  const auto begin = list.values.begin();
  auto old_end = begin + static_cast<std::ptrdiff_t>(list.sorted);
  added_.assign(old_end, list.values.end());
  SortSmall(added_);
  auto to = list.values.end();
  for (std::size_t i = added_.size(); i > 0; --i) {
    const auto above = std::upper_bound(begin, old_end, added_[i - 1]);
    to = std::move_backward(above, old_end, to);
    old_end = above;
    *--to = added_[i - 1];
  }
  list.sorted = list.values.size();
}

void OrderedLists::Settle() {
  for (const std::uint32_t list : grown_) SortIn(lists_[list]);
  grown_.clear();
  SortSmall(removed_, [](const Removal& a, const Removal& b) { return a.list != b.list ? a.list < b.list : a.value < b.value; });
  for (std::size_t i = 0; i < removed_.size();) {
    const std::uint32_t at = removed_[i].list;
    List& list = lists_[at];
    auto from = list.values.begin();
    auto to = from;
    for (; i < removed_.size() && removed_[i].list == at; ++i) {
      const auto found = std::lower_bound(from, list.values.end(), removed_[i].value);
      to = to == from ? found : std::move(from, found, to);
      from = found + 1;
    }
    list.values.erase(std::move(from, list.values.end(), to), list.values.end());
    list.sorted = list.values.size();
  }
  removed_.clear();
}

std::size_t OrderedLists::MemoryBytes() const {
  std::size_t bytes = lists_.capacity() * sizeof(List);
  for (const List& list : lists_) bytes += list.values.capacity() * sizeof(std::int64_t);
  return bytes;
}

}  // namespace assay
