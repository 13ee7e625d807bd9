#include "assay/stats/chi_squared.h"

#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr double kNegligible = 0x1p-60;
constexpr double kTwoOverSqrtPi = 0x1.20dd750429b6dp+0;

// Beyond this y every tail with the allowed degrees is below any double; ExpScaled reaches this far.
constexpr double kLargestExponent = 0x1p20;

// y^b / Gamma(b + 1) for b = 0, 1/2, 1, 3/2, ...
ScaledDouble PowerOverFactorial(double y, double b) {
  const bool whole = std::floor(b) == b;
  ScaledDouble product{whole ? 1 : kTwoOverSqrtPi * std::sqrt(y), 0};
  for (double factor = whole ? 1 : 1.5; factor <= b; factor += 1) {
    int exponent = 0;
    product.mantissa = std::frexp(product.mantissa * (y / factor), &exponent);
    product.exponent += exponent;
  }
  return product;
}

ScaledDouble TimesExp(ScaledDouble value, double x) {
  const ScaledDouble power = ExpScaled(x);
  return {value.mantissa * power.mantissa, value.exponent + power.exponent};
}

// x < degrees: the lower tail is the smaller part or near one half, and p its complement.
PValue FromLowerTail(double y, double a) {
  double term = 1;
  double sum = 1;
  for (double c = a + 1; term > sum * kNegligible; c += 1) {
    term *= y / c;
    sum += term;
  }
  ScaledDouble lower = TimesExp(PowerOverFactorial(y, a), -y);
  lower.mantissa *= sum;
  const double below = FromScaled(lower);
  return {1 - below, Log1p(-below)};
}

// x >= degrees >= 2.
PValue FromUpperTail(double x, double y, double a) {
  const double b = a - 1;
  double term = 1;
  double sum = 1;
  for (double c = b; c >= 1 && term > sum * kNegligible; c -= 1) {
    term *= c / y;
    sum += term;
  }
  ScaledDouble terms = PowerOverFactorial(y, b);
  terms.mantissa *= sum;
  const bool odd = std::floor(a) != a;
  const PValue rest = odd ? NormalTwoSided(std::sqrt(x)) : PValue{0, -std::numeric_limits<double>::infinity()};

  const double p = y <= kLargestExponent ? FromScaled(TimesExp(terms, -y)) + rest.p : 0;
  constexpr double kFullPrecision = 0x1p-1000;
  if (p > kFullPrecision) return {p, Log(p)};
  const double log_terms =
      (static_cast<double>(terms.exponent) * kLn2High - y) + (static_cast<double>(terms.exponent) * kLn2Low + Log(terms.mantissa));
  return {p, log_terms + Log1p(Exp(rest.log_p - log_terms))};
}

}  // namespace

Result<PValue> ChiSquaredUpperTail(double x, std::uint32_t degrees) {
  if (!(x >= 0)) return InvalidArgument("x: must be 0 or more");
  if (degrees == 0 || degrees > kMaxChiSquaredDegrees) return InvalidArgument("degrees: must be between 1 and 100000");
  if (std::isinf(x)) return PValue{0, -x};
  if (degrees == 1) return NormalTwoSided(std::sqrt(x));
  const double y = x / 2;
  const double a = static_cast<double>(degrees) / 2;
  return x < static_cast<double>(degrees) ? FromLowerTail(y, a) : FromUpperTail(x, y, a);
}

}  // namespace assay
