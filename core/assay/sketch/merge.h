// assay/sketch/merge.h
//
// One sketch of what several saw, bytes to bytes: how numbers of several devices become one without their events. Pure.

#ifndef ASSAY_SKETCH_MERGE_H_
#define ASSAY_SKETCH_MERGE_H_

#include <span>

#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

// The sketch of all that the sketches, all HLL, all KLL or all DDSketch, saw; as this library writes it. Of HLL and DDSketch any order and
// any grouping gives the same counts and buckets.
//
// Errors: kInvalidArgument for no sketches, sketches of different kinds or sizes (lg_k, floats and doubles); kDataLoss when the bytes are
// truncated or contradict themselves; kUnimplemented for other kinds; kResourceExhausted for more than 2^53 numbers.
Result<ByteBuffer> MergeSketches(std::span<const ByteView> sketches);

}  // namespace assay

#endif  // ASSAY_SKETCH_MERGE_H_
