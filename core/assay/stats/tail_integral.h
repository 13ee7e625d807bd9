// assay/stats/tail_integral.h
//
// The integral of a decreasing, log-concave function from its first value to where nothing is left of it, by Gauss-Legendre quadrature: what
// tails of distributions with large parameters are, where series and continued fractions need thousands of terms.

#ifndef ASSAY_STATS_TAIL_INTEGRAL_H_
#define ASSAY_STATS_TAIL_INTEGRAL_H_

#include <array>

#include "assay/stats/elementary.h"

namespace assay {

// Half of the nodes and weights of 20 points on [-1, 1]; the others are their mirror image.
// Source: Davis and Rabinowitz, Methods of Numerical Integration, 1984; computed with 40 digits as the roots of P_20.
inline constexpr std::array<double, 10> kLegendreNodes = {0.9931285991850949,  0.9639719272779138, 0.912234428251326,  0.8391169718222188,
                                                          0.7463319064601508,  0.636053680726515,  0.5108670019508271, 0.37370608871541955,
                                                          0.22778585114164507, 0.07652652113349734};
inline constexpr std::array<double, 10> kLegendreWeights = {
    0.017614007139152118, 0.04060142980038694, 0.06267204833410907, 0.08327674157670475, 0.10193011981724044,
    0.11819453196151841,  0.13168863844917664, 0.14209610931838204, 0.14917298647260374, 0.15275338713072584};

// The integral of f over [low, high].
template <typename Function>
double LegendreIntegral(double low, double high, const Function& f) {
  const double centre = 0.5 * (low + high);
  const double half = 0.5 * (high - low);
  double sum = 0;
  for (std::size_t i = 0; i < kLegendreNodes.size(); ++i) {
    const double offset = half * kLegendreNodes[i];
    sum += kLegendreWeights[i] * (f(centre - offset) + f(centre + offset));
  }
  return sum * half;
}

// The integral of e^log_f(d) over d in [0, limit], where log_f(0) = 0 and log_f falls and is concave. `scale` > 0: any first guess of where
// log_f has fallen by 1.
template <typename Function>
double TailIntegral(double scale, double limit, const Function& log_f) {
  constexpr double kNothingLeft = -42;  // e^-42 of the first value, and falling ever faster
  constexpr int kPanels = 3;
  double end = scale < limit ? scale : limit;
  while (end < limit && log_f(end) > kNothingLeft) end = 2 * end < limit ? 2 * end : limit;
  while (log_f(0.75 * end) < kNothingLeft) end *= 0.75;
  double sum = 0;
  for (int panel = kPanels - 1; panel >= 0; --panel) {
    sum += LegendreIntegral(end * panel / kPanels, end * (panel + 1) / kPanels, [&](double d) { return Exp(log_f(d)); });
  }
  return sum;
}

}  // namespace assay

#endif  // ASSAY_STATS_TAIL_INTEGRAL_H_
