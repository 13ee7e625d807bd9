// assay/assignment/bucketing.h
//
// Maps the hash of a unit to a bucket, and the bucket to a variant: in proportion to integer weights, or by explicit slots. Integer
// arithmetic only, so the same hash gives the same variant on every platform and in every language. Deterministic, allocation-free, safe
// from any thread.
//
// Changing weights, or adding a variant, moves units between variants. Letting more units in does not: that is allocation.h. Slots exist so
// that a compiler of datafiles can reallocate while moving only the units that must move.

#ifndef ASSAY_ASSIGNMENT_BUCKETING_H_
#define ASSAY_ASSIGNMENT_BUCKETING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "assay/base/status.h"

namespace assay {

// The largest sum of weights. A hash of 32 bits times a sum of 31 bits fits the signed 64-bit integer of every language that must agree.
inline constexpr std::uint32_t kMaxWeightSum = 0x7FFFFFFF;

// Shares of units that are not weights (coverage, layers) are parts per million.
inline constexpr std::uint32_t kPpm = 1'000'000;

// The bucket of `hash` in [0, total): floor(hash * total / 2^32).
//
//   hash32  uniform over [0, 2^32), from UnitHash32()
//   total   1..kMaxWeightSum
//
// Every bucket holds floor or ceil of 2^32 / total hashes, so shares are exact to 2.4e-10.
//
// Source: D. Lemire, "Fast Random Integer Generation in an Interval", 2019, doi:10.1145/3230636, the multiply-shift step.
[[nodiscard]] constexpr std::uint32_t Bucket(std::uint32_t hash32, std::uint32_t total) {
  return static_cast<std::uint32_t>((std::uint64_t{hash32} * total) >> 32);
}

// The index into `weights` of the variation that owns `hash32`: variation i owns the buckets [sum(w[0..i)), sum(w[0..i])) of [0, total).
//
//   weights  one per variation, in declared order, in any unit, since only their ratio matters. A weight of zero is never chosen.
//
// Errors: kInvalidArgument when `weights` is empty or sums to 0; kResourceExhausted when it sums to more than kMaxWeightSum.
//
// Example:
//   Result<std::size_t> variation = ChooseVariation(hash32, std::array{50u, 50u});
//
// Source: vectors in tests/vectors/bucketing.json.
Result<std::size_t> ChooseVariation(std::uint32_t hash32, std::span<const std::uint32_t> weights);

// The half-open part [start, end) of [0, total) that belongs to one variant. A variant may own several slots.
struct Slot {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  std::uint32_t variant = 0;  // index into the flag's variants
};

// The variant whose slot holds `bucket`, or nothing when the bucket lies in a gap. O(log n).
//
//   slots  as ValidateSlots() accepts them
[[nodiscard]] std::optional<std::uint32_t> ChooseSlot(std::uint32_t bucket, std::span<const Slot> slots);

// Ok when total is in 1..kMaxWeightSum and the slots are at least one, not empty, ascending, disjoint and inside [0, total). Gaps are
// allowed. Variant indexes are not looked at.
//
// Errors: kInvalidArgument naming the rule.
Status ValidateSlots(std::span<const Slot> slots, std::uint32_t total);

}  // namespace assay

#endif  // ASSAY_ASSIGNMENT_BUCKETING_H_
