// assay/sketch/theta.h
//
// Reads compact Theta sketches of Apache DataSketches: the hashes of distinct keys below a threshold theta, from which their number is
// estimated. Read-only; set operations are not offered. O(retained), nothing is allocated. Pure function.

#ifndef ASSAY_SKETCH_THETA_H_
#define ASSAY_SKETCH_THETA_H_

#include <cstdint>

#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

struct ThetaSketch {
  std::uint32_t serial_version = 0;
  bool empty = true;           // no key was seen; otherwise a sketch without hashes says "few, if any"
  std::uint32_t retained = 0;  // hashes below theta
  double theta = 1;            // in (0, 1]; 1: every distinct key is retained

  // The estimated number of distinct keys: retained / theta.
  [[nodiscard]] double Estimate() const { return retained / theta; }

  // Bounds of the number of keys, as many standard deviations away; the estimate itself when theta is 1. By the normal approximation of
  // the binomial distribution with a continuity correction, which DataSketches uses from 121 retained hashes on; below, it has tables.
  //
  // Source: datasketches-cpp, theta/include/binomial_bounds.hpp.
  [[nodiscard]] double LowerBound(double deviations) const { return Bound(-deviations); }
  [[nodiscard]] double UpperBound(double deviations) const { return Bound(deviations); }

 private:
  [[nodiscard]] double Bound(double deviations) const;
};

// The compact sketch of these bytes: serial versions 1 to 4, of keys hashed with any seed. Bytes behind it are ignored.
//
// Errors: kDataLoss when the bytes are truncated, of another family, or hold hashes that are not below theta or, where that is promised,
// not in order.
//
// Source: https://datasketches.apache.org/docs/Theta/ThetaSketches.html; datasketches-cpp, compact_theta_sketch_parser.
Result<ThetaSketch> ReadTheta(ByteView bytes);

}  // namespace assay

#endif  // ASSAY_SKETCH_THETA_H_
