// assay/assignment/allocation.h
//
// Coverage: the share of units that a rollout or an experiment lets in. Monotone: whoever is in at some coverage is in at every higher one,
// so a ramp never throws anybody out; and independent of the variant, so a ramp moves nobody between variants. Allocation-free, safe from
// any thread.

#ifndef ASSAY_ASSIGNMENT_ALLOCATION_H_
#define ASSAY_ASSIGNMENT_ALLOCATION_H_

#include <cstdint>
#include <string_view>

namespace assay {

// True when Bucket(UnitHash32("coverage", salt, unit), 1e6) < coverage_ppm. Nobody is in at 0, everybody at 1,000,000 (and nothing is
// hashed at either end).
//
//   salt          the salt of the split, IsValidSalt()
//   unit          not empty
//   coverage_ppm  0..kPpm
[[nodiscard]] bool IsCovered(std::string_view salt, std::string_view unit, std::uint32_t coverage_ppm);

}  // namespace assay

#endif  // ASSAY_ASSIGNMENT_ALLOCATION_H_
