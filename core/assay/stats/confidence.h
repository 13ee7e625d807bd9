// assay/stats/confidence.h
//
// The level of an interval, checked once and kept with its normal quantile, and the interval itself. Value types, safe from any thread.

#ifndef ASSAY_STATS_CONFIDENCE_H_
#define ASSAY_STATS_CONFIDENCE_H_

#include "assay/base/status.h"

namespace assay {

// Closed interval [low, high].
struct Interval {
  double low = 0;
  double high = 0;
};

class Confidence {
 public:
  // The two-sided level that the product shows everywhere unless it is told otherwise.
  static Confidence Percent95();

  // Two-sided confidence `level`, for example 0.9.
  //
  // Errors: kInvalidArgument unless 0 < level < 1 and NaN excluded.
  static Result<Confidence> Of(double level);

  [[nodiscard]] double level() const { return level_; }
  [[nodiscard]] double z() const { return z_; }  // the standard normal lies within [-z, z] with probability `level`

 private:
  Confidence(double level, double z) : level_(level), z_(z) {}

  double level_;
  double z_;
};

}  // namespace assay

#endif  // ASSAY_STATS_CONFIDENCE_H_
