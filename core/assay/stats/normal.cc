#include "assay/stats/normal.h"

#include <cmath>
#include <cstddef>
#include <iterator>

#include "assay/stats/elementary.h"

namespace assay {
namespace {

constexpr double kInverseSqrtTwoPi = 0x1.9884533d43651p-2;
constexpr double kLogSqrtTwoPi = 0x1.d67f1c864beb5p-1;
constexpr double kLn2 = 0x1.62e42fefa39efp-1;

// Below this |z| the half between the mean and z is summed up directly, which keeps ln(2 P) accurate near 0.
constexpr double kCentral = 0.5;

// Chebyshev coefficients of (z + 1) M(z) in t = (z - 5) / (z + 5), z in [0, infinity), M = upper tail / density (Mills' ratio).
// Computed with 50 digits from M(z) = sqrt(pi/2) exp(z^2/2) erfc(z/sqrt 2) at 48 Chebyshev nodes; the next coefficient is 7e-18.
// Source of the idea: Schonfelder, Chebyshev Expansions for the Error and Related Functions, 1978, doi:10.2307/2006352.
constexpr double kMills[] = {1.1579976221305188,      -0.1633449388451398,     -0.013683136055781576,   0.03082200019810004,
                             -0.016220073012046806,   0.005616691016460094,    -0.0014133933783549216,  0.0002502625460725661,
                             -2.468907239728387e-05,  -1.0107964061837592e-06, 7.495419179740573e-07,   -7.600274268728337e-08,
                             -1.1574771441328644e-08, 3.333386472599843e-09,   7.538039628171347e-11,   -1.1104247263727494e-10,
                             3.509243776551059e-12,   3.6894953861750955e-12,  -2.3376697776383095e-13, -1.3271797523541405e-13,
                             9.921706995888276e-15,   5.276004995455379e-15,   -3.373097694187922e-16,  -2.2804338776379946e-16};

// Upper tail over density for finite z >= 0.
double MillsRatio(double z) {
  const double t = (z - 5) / (z + 5);
  double next = 0;
  double after_next = 0;
  for (std::size_t i = std::size(kMills) - 1; i > 0; --i) {  // Clenshaw's recurrence
    const double here = 2 * t * next - after_next + kMills[i];
    after_next = next;
    next = here;
  }
  return (t * next - after_next + kMills[0]) / (z + 1);
}

// The density at |z| < 1000. z^2 is taken exactly: rounded, it would cost |z|^2 / 2 ulp.
ScaledDouble Density(double z) {
  const ExactProduct square = MultiplyExactly(z, z);
  ScaledDouble density = ExpScaled(-0.5 * square.high);
  density.mantissa *= kInverseSqrtTwoPi * (1 - 0.5 * square.low);
  return density;
}

// P(0 < Z < z) for |z| <= kCentral, negative for negative z: all terms have one sign.
double BetweenMeanAnd(double z) {
  constexpr int kTerms = 14;  // 0.25^14 / 29!! is far below 2^-60
  const double square = z * z;
  double sum = 0;
  for (int i = kTerms; i >= 1; --i) sum = (1 + sum) * square / (2 * i + 1);
  return FromScaled(Density(z)) * z * (1 + sum);
}

// P(Z > z) for z > 0.
double Tail(double z) {
  if (z > 40) return 0;
  ScaledDouble tail = Density(z);
  tail.mantissa *= MillsRatio(z);
  return FromScaled(tail);
}

double LogTail(double z) {
  if (std::isinf(z)) return -z;
  return Log(MillsRatio(z)) - kLogSqrtTwoPi - 0.5 * z * z;
}

}  // namespace

double NormalUpperTail(double z) {
  if (std::isnan(z)) return z;
  if (std::fabs(z) <= kCentral) return 0.5 - BetweenMeanAnd(z);
  return z > 0 ? Tail(z) : 1 - Tail(-z);
}

double NormalLogUpperTail(double z) {
  if (std::isnan(z)) return z;
  if (std::fabs(z) <= kCentral) return Log1p(-2 * BetweenMeanAnd(z)) - kLn2;
  return z > 0 ? LogTail(z) : Log1p(-Tail(-z));
}

double NormalCdf(double z) { return NormalUpperTail(-z); }

PValue NormalTwoSided(double z) {
  if (std::isnan(z)) return {z, z};
  const double distance = std::fabs(z);
  if (distance <= kCentral) {
    const double inside = 2 * BetweenMeanAnd(distance);
    return {1 - inside, Log1p(-inside)};
  }
  return {2 * Tail(distance), LogTail(distance) + kLn2};
}

namespace {

template <std::size_t kSize>
double Polynomial(const double (&coefficients)[kSize], double x) {
  double sum = 0;
  for (std::size_t i = kSize; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// AS 241: numerators and denominators for |p - 1/2| <= 0.425, for sqrt(-ln p) <= 5, and beyond.
constexpr double kCentreTop[] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                 4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr double kCentreBottom[] = {1,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
constexpr double kTailTop[] = {1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
                               1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double kTailBottom[] = {1,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
constexpr double kFarTop[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
                              2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double kFarBottom[] = {1,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};

}  // namespace

std::optional<double> NormalQuantile(double p) {
  if (!(p > 0 && p < 1)) return std::nullopt;
  const double from_centre = p - 0.5;
  if (std::fabs(from_centre) <= 0.425) {
    const double r = 0.180625 - from_centre * from_centre;
    return from_centre * Polynomial(kCentreTop, r) / Polynomial(kCentreBottom, r);
  }
  const double r = std::sqrt(-Log(from_centre < 0 ? p : 1 - p));
  const double z = r <= 5 ? Polynomial(kTailTop, r - 1.6) / Polynomial(kTailBottom, r - 1.6)
                          : Polynomial(kFarTop, r - 5) / Polynomial(kFarBottom, r - 5);
  return from_centre < 0 ? -z : z;
}

}  // namespace assay
