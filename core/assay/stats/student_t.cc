#include "assay/stats/student_t.h"

#include <cmath>

namespace assay {
namespace {

constexpr std::uint64_t kMaxSeriesDegrees = 200;
constexpr double kPi = 0x1.921fb54442d18p+1;

// The arc tangent of x > 0: three halvings of the angle leave x below 0.2, where 13 terms reach 2^-60.
double ArcTangent(double x) {
  constexpr int kHalvings = 3;
  for (int i = 0; i < kHalvings; ++i) x = x / (1 + std::sqrt(1 + x * x));
  const double square = x * x;
  double sum = 0;
  for (int i = 12; i >= 0; --i) sum = 1.0 / (2 * i + 1) - square * sum;
  return 8 * x * sum;
}

struct Inside {
  double probability;  // P(|T| <= t)
  double slope;        // its derivative by t
};

// The series' term at exponent e is c_e cosine^e; the one it leaves out, at `degrees`, is the density but for a factor.
Inside InsideOf(double t, std::uint64_t degrees) {
  const bool odd = degrees % 2 == 1;
  const double root = std::sqrt(static_cast<double>(degrees));
  const double tangent = t / root;
  const double cosine_square = 1 / (1 + tangent * tangent);
  const double cosine = std::sqrt(cosine_square);
  double sum = 0;
  double term = odd ? cosine : 1;
  for (std::uint64_t exponent = degrees % 2; exponent < degrees; exponent += 2) {
    sum += term;
    term *= static_cast<double>(exponent + 1) / static_cast<double>(exponent + 2) * cosine_square;
  }
  const double series = tangent * cosine * sum;
  const double slope = root * term * cosine;
  if (odd) return {2 / kPi * (ArcTangent(tangent) + series), 2 / kPi * slope};
  return {series, slope};
}

}  // namespace

std::optional<double> StudentQuantile(std::uint64_t degrees, const Confidence& confidence) {
  if (degrees == 0) return std::nullopt;
  const double z = confidence.z();
  if (degrees > kMaxSeriesDegrees) {
    const auto n = static_cast<double>(degrees);
    const double z2 = z * z;
    const double first = z * (z2 + 1) / 4;
    const double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
    const double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    const double fourth = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92'160;
    return z + (first + (second + (third + fourth / n) / n) / n) / n;
  }
  double t = z;
  for (int i = 0; i < 100; ++i) {
    const Inside inside = InsideOf(t, degrees);
    const double step = (confidence.level() - inside.probability) / inside.slope;
    if (!(step > 0x1p-50 * t)) break;
    t += step;
  }
  return t;
}

}  // namespace assay
