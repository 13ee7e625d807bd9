#include "assay/stats/elementary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay {
namespace {

constexpr double kInverseLn2 = 0x1.71547652b82fep+0;

// (e^r - 1 - r) / r^2 for |r| <= 0.41: Taylor terms up to r^14 / 14!; the first one left out is below 2^-56 of e^r - 1.
double ExpRest(double r) {
  constexpr double kInverseFactorials[] = {
      1.0 / 2,       1.0 / 6,         1.0 / 24,         1.0 / 120,         1.0 / 720,           1.0 / 5040,          1.0 / 40320,
      1.0 / 362'880, 1.0 / 3'628'800, 1.0 / 39'916'800, 1.0 / 479'001'600, 1.0 / 6'227'020'800, 1.0 / 87'178'291'200};
  double sum = 0;
  for (int i = 12; i >= 0; --i) sum = sum * r + kInverseFactorials[i];
  return sum;
}

// 2 artanh(s) / s - 2 for s = f / (2 + f), 1 + f in [sqrt(1/2), sqrt(2)): 2 s^2/3 + 2 s^4/5 + ...; s^2 < 0.0295, so 11 terms reach 2^-59.
double ArtanhRest(double s) {
  const double s2 = s * s;
  double sum = 0;
  for (int i = 11; i >= 1; --i) sum = (sum + 2.0 / (2 * i + 1)) * s2;
  return sum;
}

// ln(2^k (1 + f)), f in [-0.293, 0.4143).
double LogOfParts(double k, double f) {
  const double s = f / (2 + f);
  const double half_square = 0.5 * f * f;
  return k * kLn2High - ((half_square - (s * (half_square + ArtanhRest(s)) + k * kLn2Low)) - f);
}

}  // namespace

double FromScaled(ScaledDouble value) {
  constexpr std::int64_t kBeyondAnyDouble = 5000;
  return std::ldexp(value.mantissa, static_cast<int>(std::clamp(value.exponent, -kBeyondAnyDouble, kBeyondAnyDouble)));
}

ScaledDouble ExpScaled(double x) {
  const double k = std::floor(x * kInverseLn2 + 0.5);
  const double high = x - k * kLn2High;
  const double low = k * kLn2Low;
  const double r = high - low;
  const double lost = (high - r) - low;
  return {1 + (r + (lost + r * r * ExpRest(r))), static_cast<std::int64_t>(k)};
}

double Exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 710) return std::numeric_limits<double>::infinity();
  if (x < -746) return 0;
  return FromScaled(ExpScaled(x));
}

double Expm1(double x) {
  if (x > -0.41 && x < 0.41) return x + x * x * ExpRest(x);
  return Exp(x) - 1;
}

double Log(double x) {
  if (std::isnan(x) || x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<double>::infinity();
  if (std::isinf(x)) return x;
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);  // in [0.5, 1)
  if (mantissa < 0x1.6a09e667f3bcdp-1) {       // sqrt(1/2)
    mantissa *= 2;
    --exponent;
  }
  return LogOfParts(exponent, mantissa - 1);
}

double Log1p(double x) {
  if (x > -0.29 && x < 0.41) return LogOfParts(0, x);
  const double sum = 1 + x;
  if (!(sum > 0) || std::isinf(sum)) return Log(sum);
  const double lost = x >= 1 ? 1 - (sum - x) : x - (sum - 1);  // what rounding took from 1 + x, exact
  return Log(sum) + lost / sum;
}

ExactProduct MultiplyExactly(double a, double b) {
  constexpr double kSplit = 0x1p27 + 1;  // cuts 53 bits into 26 + 26 and a sign
  const double a_scaled = kSplit * a;
  const double a_high = a_scaled - (a_scaled - a);
  const double a_low = a - a_high;
  const double b_scaled = kSplit * b;
  const double b_high = b_scaled - (b_scaled - b);
  const double b_low = b - b_high;
  const double high = a * b;
  const double low = ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low;
  return {high, low};
}

}  // namespace assay
