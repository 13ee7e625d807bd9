// assay/stats/noncentral.h
//
// Student's t, chi-squared and F when the hypothesis of no effect does not hold: what the power of their tests is made of. Pure functions
// with the same bits on every platform; tails of 1e-300 keep about 10 digits.

#ifndef ASSAY_STATS_NONCENTRAL_H_
#define ASSAY_STATS_NONCENTRAL_H_

#include "assay/stats/tails.h"

namespace assay {

// (Z + shift) / sqrt(chi-squared / degrees) at t; 0 < degrees <= kMaxShape, |shift| and |t| < 1e8.
//
// Definition: the integral over w = ln sqrt(chi-squared / degrees) of its density times a normal tail, both tails by themselves.
// Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, volume 2, 2nd edition, 1995, 31.5.
Tails NoncentralStudentTails(double t, double degrees, double shift);

// Sum of `degrees` squared normals whose means' squares sum to `noncentrality` >= 0; x >= 0. The time
// grows with the noncentrality's square root.
//
// Definition: chi-squared of degrees + 2 J, J Poisson with mean noncentrality / 2, summed from the most likely J outwards.
// Source: the same, 29.4.
Tails NoncentralChiSquaredTails(double x, double degrees, double noncentrality);

// The same of F, whose numerator alone is noncentral: a beta variable mixed in the same way. Source: the same, 30.4.
Tails NoncentralFTails(double f, double numerator, double denominator, double noncentrality);

}  // namespace assay

#endif  // ASSAY_STATS_NONCENTRAL_H_
