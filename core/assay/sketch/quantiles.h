// assay/sketch/quantiles.h
//
// Reads the classic quantiles sketches of Apache DataSketches, of doubles: the predecessor of KLL. Read-only. O(retained).

#ifndef ASSAY_SKETCH_QUANTILES_H_
#define ASSAY_SKETCH_QUANTILES_H_

#include <cstdint>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/sketch/sorted_view.h"

namespace assay {

struct QuantilesSketch {
  std::uint32_t serial_version = 0;
  std::uint32_t k = 0;  // a power of 2
  std::uint64_t n = 0;  // numbers seen, at most 2^53
  double min = 0;       // meaningless while n = 0, as is max
  double max = 0;
  std::vector<WeightedValue> items;  // in no order; their weights sum up to n

  // The error of a rank with 99 % confidence; 0 while every number is kept.
  //
  // Source: datasketches-cpp, quantiles_sketch::get_normalized_rank_error.
  [[nodiscard]] double NormalizedRankError() const;
};

// The sketch of these bytes: serial versions 1 to 3, compact or not. Bytes behind one that is not compact are ignored.
//
// Errors: kDataLoss when the bytes are truncated, of another family, or contradict themselves.
//
// Source: https://datasketches.apache.org/docs/Quantiles/OrigQuantilesSketch.html; datasketches-java,
// org.apache.datasketches.quantiles.PreambleUtil.
Result<QuantilesSketch> ReadQuantiles(ByteView bytes);

}  // namespace assay

#endif  // ASSAY_SKETCH_QUANTILES_H_
