// assay/sketch/describe.h
//
// What a sketch of any known kind says, from its bytes alone: the door for bytes that come from elsewhere. Nothing larger than a few times
// the bytes is allocated, whatever they claim. Pure functions.

#ifndef ASSAY_SKETCH_DESCRIBE_H_
#define ASSAY_SKETCH_DESCRIBE_H_

#include <array>
#include <cstdint>
#include <optional>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/sketch/hll.h"

namespace assay {

// The numbers cross the WASM boundary: append only, never renumber.
enum class SketchKind : std::uint32_t {
  kHll = 0,
  kTheta = 1,
  kKllFloat = 2,
  kKllDouble = 3,
  kQuantiles = 4,
  kTDigestFloat = 5,
  kTDigestDouble = 6,
  kDdSketch = 7
};

// Which library's and which sketch: what the first bytes tell.
enum class SketchFamily : std::uint16_t {
  kOriginalTDigest = 0,  // this and the following are the numbers of byte 2 of every sketch of DataSketches; the original t-digest has 0
  kTheta = 3,
  kHll = 7,
  kQuantiles = 8,
  kKll = 15,
  kTDigest = 20,
  kDdSketch = 256,  // told by its first byte
};

// The family of a sketch of at least 3 bytes, which need not be one that is listed.
[[nodiscard]] SketchFamily FamilyOf(ByteView bytes);

// For example "kll double". Static storage.
const char* SketchKindName(SketchKind kind);

inline constexpr std::array<double, 7> kSummaryRanks = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

struct SketchSummary {
  SketchKind kind = SketchKind::kHll;
  std::uint32_t serial_version = 0;  // 0: the original t-digest's, which has none
  std::uint32_t k = 0;               // the parameter of its size: 2^lg_k for HLL, 0 where the bytes do not hold it: Theta, DDSketch
  bool empty = true;
  std::uint64_t retained = 0;  // coupons or registers in use, hashes, items, centroids, buckets
  // Distinct keys for HLL and Theta, between bounds two standard deviations away; else numbers seen, exactly, and the bounds are that.
  double count = 0;
  double lower_bound = 0;
  double upper_bound = 0;
  double rank_error = 0;      // of KLL and quantiles, with 99 % confidence; t-digests promise none
  double value_error = 0;     // of DDSketch: quantiles are within this of the true ones, relatively
  std::optional<double> min;  // of numbers; nothing for an empty sketch and for HLL and Theta, as are
  std::optional<double> max;
  std::optional<std::array<double, kSummaryRanks.size()>> quantiles;  // at kSummaryRanks, inclusive
};

// What the bytes say: HLL, KLL, compact Theta, quantiles of doubles, t-digest, the original library's t-digest, and DDSketch.
//
// Errors: kDataLoss when the bytes are truncated or contradict themselves; kUnimplemented when they are of a kind that is not read.
Result<SketchSummary> DescribeSketch(ByteView bytes);

// An HLL or KLL sketch read and written again, compact, HLL packed as asked for: the same answers, the bytes of this library.
//
// Errors: as above; kUnimplemented for the other kinds, which are read only.
Result<ByteBuffer> RewriteSketch(ByteView bytes, HllPacking packing = HllPacking::kHll8);

}  // namespace assay

#endif  // ASSAY_SKETCH_DESCRIBE_H_
