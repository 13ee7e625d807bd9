// assay/columnar/expiry.h
//
// What an expiry keeps: the rows from a cutoff on, and the texts and columns that they use, with ids that are dense again. Not thread-safe.

#ifndef ASSAY_COLUMNAR_EXPIRY_H_
#define ASSAY_COLUMNAR_EXPIRY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/columnar/row_group.h"
#include "assay/columnar/unpacked_group.h"
#include "assay/strings/interner.h"

namespace assay {

// Which ids of a dictionary are in use.
class UsedIds {
 public:
  explicit UsedIds(std::uint32_t size) : used_(size, 0) {}

  void Add(std::uint32_t id) { used_[id] = 1; }
  [[nodiscard]] bool Has(std::uint32_t id) const { return used_[id] != 0; }

  // The used ids, counted from 0 in their order.
  [[nodiscard]] std::vector<std::uint32_t> Renumber() const;

  // The texts of `dictionary` that are in use, numbered by Renumber().
  [[nodiscard]] Interner Keep(const Interner& dictionary) const;

 private:
  std::vector<std::uint8_t> used_;
};

struct UsedByRows {
  UsedIds names;
  UsedIds users;
  UsedIds sessions;
  UsedIds strings;
  UsedIds columns;

  // Adds what the group's rows at `cutoff` and later use.
  void Add(const UnpackedGroup& group, TimestampMs cutoff);
};

// The time of the row that is `rows` from the latest, 1 being the latest itself; `rows` is above 0 and not above the number of rows.
TimestampMs NthLatest(std::span<const RowGroup> groups, std::uint64_t rows);

}  // namespace assay

#endif  // ASSAY_COLUMNAR_EXPIRY_H_
