// assay/assignment/assign_units.h
//
// One split, many units: for analysis, exports and simulations, where a rule program per unit would be most of the cost. Gives what the same split
// of a datafile gives, conditions and layers aside. Allocation-free, safe from any thread.

#ifndef ASSAY_ASSIGNMENT_ASSIGN_UNITS_H_
#define ASSAY_ASSIGNMENT_ASSIGN_UNITS_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "assay/assignment/bucketing.h"
#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

// Ids one behind the other.
struct PackedIds {
  ByteView bytes;                       // UTF-8, not checked: a hash is of bytes
  std::span<const std::uint32_t> ends;  // of each id in `bytes`, ascending
};

struct SplitOfUnits {
  std::string_view salt;              // IsValidSalt()
  std::uint32_t coverage_ppm = kPpm;  // allocation.h
  std::uint32_t total = 0;            // sum of weights
  std::span<const Slot> slots;        // ValidateSlots()
};

// What a unit gets that is not covered, falls into no slot, or has an empty id.
inline constexpr std::uint16_t kUnassigned = 0xffff;

// Writes the variant of each id to `variants`, which has room for one per id.
//
// Errors: kInvalidArgument when the salt, the coverage, the slots or the ends are not as above, when a variant's index is kUnassigned or more,
// or when `variants` is of another size; nothing is written.
Status AssignUnits(const SplitOfUnits& split, const PackedIds& ids, std::span<std::uint16_t> variants);

}  // namespace assay

#endif  // ASSAY_ASSIGNMENT_ASSIGN_UNITS_H_
