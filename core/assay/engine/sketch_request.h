// assay/engine/sketch_request.h
//
// Sketches that came from elsewhere, bytes to bytes. Grammar in wasm/ABI.md.

#ifndef ASSAY_ENGINE_SKETCH_REQUEST_H_
#define ASSAY_ENGINE_SKETCH_REQUEST_H_

#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

// What DescribeSketch() of sketch/describe.h says, as little-endian f64, NaN where there is nothing to say: kind, serial version, k, 1 when
// empty, retained, count, its lower and upper bound, error of ranks, least and greatest number, the quantiles at kSummaryRanks, error of
// values.
//
// Errors: as DescribeSketch().
Result<ByteBuffer> SummarizeSketch(ByteView sketch);

// What MergeSketches() of sketch/merge.h makes of the sketches in `request`: per sketch a u32 of its length, little-endian, and its bytes.
//
// Errors: as MergeSketches(), and kInvalidArgument for a request that ends early.
Result<ByteBuffer> AnswerMergeRequest(ByteView request);

}  // namespace assay

#endif  // ASSAY_ENGINE_SKETCH_REQUEST_H_
