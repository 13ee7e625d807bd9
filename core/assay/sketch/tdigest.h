// assay/sketch/tdigest.h
//
// Reads t-digests: centroids of a stream of numbers, small at its ends, between which ranks and quantiles are interpolated. Both the bytes
// of Apache DataSketches and those of the original Java library. Read-only. Reading is O(n log n) in the centroids, a question O(n). There
// is no bound of the error.

#ifndef ASSAY_SKETCH_TDIGEST_H_
#define ASSAY_SKETCH_TDIGEST_H_

#include <cstdint>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/sketch/sorted_view.h"

namespace assay {

struct TDigest {
  std::uint32_t serial_version = 0;  // of DataSketches; 0 for the original library
  bool has_floats = false;           // written with 4-byte numbers
  std::uint32_t k = 0;               // compression
  std::uint64_t n = 0;               // numbers seen: the weight of all centroids, at most 2^53
  double min = 0;                    // meaningless while n = 0, as is max
  double max = 0;
  std::vector<WeightedValue> centroids;  // by mean; numbers that were only buffered are centroids of weight 1

  // The number at this rank, in [0, 1], interpolated between neighbouring centroids, of which each stands at its middle. Only when n > 0.
  //
  // Source: Dunning, Ertl, Computing extremely accurate quantiles using t-digests, 2019, arXiv:1902.04023, section 2.9.
  [[nodiscard]] double Quantile(double rank) const;

  // The share of numbers below `value`, with half of those equal to it; as above.
  [[nodiscard]] double Rank(double value) const;
};

// The digest of these bytes: DataSketches' serial version 1, of doubles or floats (their length tells), empty, of one number or of many;
// or what the original MergingDigest writes with asBytes() and asSmallBytes(). `k` of the original is rounded down.
//
// Errors: kDataLoss when the bytes are truncated, too long, of another family, or contradict themselves.
//
// Source: datasketches-cpp, tdigest/include/tdigest_impl.hpp; com.tdunning.math.stats.MergingDigest.
Result<TDigest> ReadTDigest(ByteView bytes);

}  // namespace assay

#endif  // ASSAY_SKETCH_TDIGEST_H_
