// assay/assignment/layer.h
//
// Mutual exclusion. A layer divides all units once, by its own salt, into a million parts; each experiment in it owns a range of them, and
// experiments with disjoint ranges never share a unit. Space that no experiment owns stays free for a later one, and giving it out moves
// nobody. Whether ranges of different experiments overlap is for the compiler of datafiles to see: here a range stands alone.
// Allocation-free, safe from any thread.

#ifndef ASSAY_ASSIGNMENT_LAYER_H_
#define ASSAY_ASSIGNMENT_LAYER_H_

#include <cstdint>
#include <string_view>

#include "assay/base/status.h"

namespace assay {

// The half-open part [start_ppm, end_ppm) of a layer.
struct LayerRange {
  std::uint32_t start_ppm = 0;
  std::uint32_t end_ppm = 0;
};

// The unit's place in the layer, in [0, kPpm): Bucket(UnitHash32("layer", layer_salt, unit), 1e6).
//
//   layer_salt  the salt of the layer, not of a split; IsValidSalt()
//   unit        not empty
[[nodiscard]] std::uint32_t LayerBucket(std::string_view layer_salt, std::string_view unit);

// True when the unit's place lies in `range`.
[[nodiscard]] bool IsInLayerRange(std::string_view layer_salt, std::string_view unit, const LayerRange& range);

// Ok when start_ppm < end_ppm <= kPpm.
//
// Errors: kInvalidArgument naming the rule.
Status ValidateLayerRange(const LayerRange& range);

}  // namespace assay

#endif  // ASSAY_ASSIGNMENT_LAYER_H_
