// assay/stats/zeta.h
//
// What stitched boundaries are made of: Riemann's zeta function, by which error probability is spread over infinitely many epochs, and the
// two constants of the epochs' ratio. Pure functions with the same bits on every platform.

#ifndef ASSAY_STATS_ZETA_H_
#define ASSAY_STATS_ZETA_H_

namespace assay {

inline constexpr double kMaxZetaArgument = 100;

// 1 + 2^-s + 3^-s + ... for s in (1, kMaxZetaArgument]. Relative error below 1e-14.
//
// Source: Euler and Maclaurin's formula; Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 23.2.23.
double Zeta(double s);

// Source: Howard et al., doi:10.1214/20-AOS1991, theorem 1.
struct StitchingScale {
  double k1;  // (eta^(1/4) + eta^(-1/4)) / sqrt 2
  double k2;  // (sqrt eta + 1) / 2
};
StitchingScale StitchingScaleOf(double eta);

}  // namespace assay

#endif  // ASSAY_STATS_ZETA_H_
