#include "assay/stats/zeta.h"

#include <cmath>

#include "assay/stats/elementary.h"

namespace assay {

double Zeta(double s) {
  constexpr int kSummed = 20;
  double sum = 0;
  for (int n = kSummed - 1; n >= 1; --n) sum += Exp(-s * Log(n));
  const double last = Exp(-s * Log(kSummed));
  sum += last * (kSummed / (s - 1) + 0.5);
  // B2/2! s n^-1, B4/4! s(s+1)(s+2) n^-3, ...
  constexpr double kCoefficients[] = {1.0 / 12, -1.0 / 720, 1.0 / 30'240, -1.0 / 1'209'600, 1.0 / 47'900'160};
  double product = s / kSummed;
  for (int i = 0; i < 5; ++i) {
    sum += last * product * kCoefficients[i];
    product *= (s + 2 * i + 1) * (s + 2 * i + 2) / (kSummed * kSummed);
  }
  return sum;
}

StitchingScale StitchingScaleOf(double eta) {
  const double root = std::sqrt(eta);
  const double fourth = std::sqrt(root);
  return {(fourth + 1 / fourth) / std::sqrt(2.0), (root + 1) / 2};
}

}  // namespace assay
