// assay/monitor/ewma.h
//
// The EWMA control chart: finds small lasting shifts in a regular series (one number per bucket) that single points do not show. Learns
// centre and spread from the first points, robustly, then follows an exponentially weighted mean between its control limits. O(n log n) for
// the learning points, O(1) per point after. Pure, same bits on every platform.

#ifndef ASSAY_MONITOR_EWMA_H_
#define ASSAY_MONITOR_EWMA_H_

#include <cstddef>
#include <span>
#include <vector>

#include "assay/base/status.h"

namespace assay {

struct EwmaOptions {
  // Weight of the newest point, in (0, 1]. Small: finds small shifts, later. 1 is Shewhart's chart of single points.
  double lambda = 0.2;
  // Half width of the limits in standard deviations of the weighted mean, above 0. With lambda 0.2 and known spread, 2.86 raises a false
  // alarm every 370 points on average and finds a shift of one deviation after 9.8, of two after 3.6 (Crowder's integral equation).
  double limit = 2.86;
  // Points to learn from, at least 2. Estimates from few points make false alarms more frequent: 100 and more are advisable.
  std::size_t warm_up = 100;
};

struct EwmaPoint {
  double smoothed = 0;  // the weighted mean including this point
  double expected = 0;  // the learnt centre
  double low = 0;       // control limits of `smoothed`
  double high = 0;
  bool anomalous = false;  // smoothed outside [low, high]
};

// One point per value after the warm-up: result[i] belongs to series[warm_up + i]. `series`: equally spaced in time, in any unit, at most
// 1e150 in magnitude.
//
// Definition, centre m = median and deviation s = 1.4826 median|x - m| of the warm-up (half of it may be outliers); s is the sample
// standard deviation instead when more than half of the warm-up is one value, and limits then close in on the centre when all of it is.
//   smoothed_t = lambda x_t + (1 - lambda) smoothed_(t-1), smoothed_0 = m
//   limits m -+ limit s sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^(2t)))
// The chart is not reset by an alarm: it returns inside its limits when the series returns.
//
// Errors: kInvalidArgument when an option is out of range or a value is not finite or too large; kFailedPrecondition when the series is
// shorter than the warm-up. Source: Roberts, Control Chart Tests Based on Geometric Moving Averages, 1959,
// doi:10.1080/00401706.1959.10489860; run lengths: Lucas and Saccucci, Exponentially Weighted Moving Average Control Schemes, 1990,
// doi:10.1080/00401706.1990.10484583.
Result<std::vector<EwmaPoint>> EwmaChart(std::span<const double> series, const EwmaOptions& options);

}  // namespace assay

#endif  // ASSAY_MONITOR_EWMA_H_
