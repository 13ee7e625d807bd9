// assay/behavior/ordered_lists.h
//
// Lists of numbers that are kept in ascending order while numbers come and go: changes gather, and Settle() works them in, moving what lies
// between them in blocks. Built once and read once they cost a copy. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_ORDERED_LISTS_H_
#define ASSAY_BEHAVIOR_ORDERED_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

class OrderedLists {
 public:
  // Adds a number to a list; equal ones count one by one. O(1).
  void Add(std::uint32_t list, std::int64_t value);

  // Takes back one that was added. O(1).
  void Remove(std::uint32_t list, std::int64_t value) { removed_.push_back({list, value}); }

  // Works in what was added and removed. O(changes x log(numbers) + numbers of the lists that changed), the latter as a copy.
  void Settle();

  // The numbers of a list: ascending after Settle(); as they were added as long as there was neither a Settle() nor a Remove(). Valid until
  // the next change.
  [[nodiscard]] std::span<const std::int64_t> operator[](std::uint32_t list) const;

  // Heap bytes held by the lists. O(lists).
  [[nodiscard]] std::size_t MemoryBytes() const;

 private:
  struct List {
    std::vector<std::int64_t> values;
    std::size_t sorted = 0;  // as many of the first values ascend
  };
  struct Removal {
    std::uint32_t list;
    std::int64_t value;
  };

  void SortIn(List& list);

  std::vector<List> lists_;
  std::vector<std::uint32_t> grown_;  // lists whose last values are not sorted
  std::vector<Removal> removed_;
  std::vector<std::int64_t> added_;  // to the list at hand
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_ORDERED_LISTS_H_
