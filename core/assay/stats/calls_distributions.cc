#include "assay/stats/calls_distributions.h"

#include <cmath>

#include "assay/stats/beta.h"
#include "assay/stats/call_reader.h"
#include "assay/stats/distributions.h"
#include "assay/stats/noncentral.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr double kMaxNoncentrality = 1e5;
constexpr double kMaxShift = 1e4;

double Shape(CallReader& in, const char* message) {
  const double shape = in.Positive(message);
  in.Require(shape <= kMaxShape, message);
  return std::fmin(shape, kMaxShape);
}

double Degrees(CallReader& in) { return Shape(in, "degrees: must be above 0 and at most 1e15"); }

// Strictly between 0 and 1, so that the quantile is finite.
double Tail(CallReader& in) {
  const double p = in.Number();
  const bool inside = p > 0 && p < 1;
  in.Require(inside, "p: must be between 0 and 1, both excluded");
  return inside ? p : 0.5;
}

bool Upper(CallReader& in) {
  const double upper = in.Number();
  in.Require(upper == 0 || upper == 1, "upper: must be 0 or 1");
  return upper == 1;
}

double AtLeastZero(CallReader& in, const char* message) {
  const double x = in.Number();
  in.Require(x >= 0, message);
  return x >= 0 ? x : 0;
}

Status Write(const Tails& tails, std::vector<double>& out) {
  CallWriter answer(out);
  answer.Probability(tails.lower);
  answer.Probability(tails.upper);
  return {};
}

Status Write(const std::optional<double>& quantile, std::vector<double>& out) {
  CallWriter(out).Number(quantile);
  return {};
}

}  // namespace

Status CallNormal(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double z = in.Number();
  in.Require(!std::isnan(z), "z: must be a number");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(NormalTails(z), out);
}

Status CallNormalQuantile(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double p = Tail(in);
  const bool upper = Upper(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<double> z = NormalQuantile(p);
  return Write(upper && z ? std::optional(-*z) : z, out);
}

Status CallStudent(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double t = in.Number();
  in.Require(!std::isnan(t), "t: must be a number");
  const double degrees = Degrees(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(StudentTails(t, degrees), out);
}

Status CallStudentQuantile(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double p = Tail(in);
  const double degrees = Degrees(in);
  const bool upper = Upper(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<double> t = StudentTQuantile(p, degrees);
  return Write(upper && t ? std::optional(-*t) : t, out);
}

Status CallChiSquared(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double x = AtLeastZero(in, "x: must be 0 or more");
  const double degrees = Degrees(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(ChiSquaredTails(x, degrees), out);
}

Status CallChiSquaredQuantile(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double p = Tail(in);
  const double degrees = Degrees(in);
  const bool upper = Upper(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(ChiSquaredQuantile(p, degrees, upper), out);
}

Status CallF(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double f = AtLeastZero(in, "f: must be 0 or more");
  const double numerator = Shape(in, "numerator: must be above 0 and at most 1e15");
  const double denominator = Shape(in, "denominator: must be above 0 and at most 1e15");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(FTails(f, numerator, denominator), out);
}

Status CallFQuantile(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double p = Tail(in);
  const double numerator = Shape(in, "numerator: must be above 0 and at most 1e15");
  const double denominator = Shape(in, "denominator: must be above 0 and at most 1e15");
  const bool upper = Upper(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(FQuantile(p, numerator, denominator, upper), out);
}

Status CallBeta(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double x = in.Probability("x: must be a number from 0 to 1");
  const double a = Shape(in, "a: must be above 0 and at most 1e15");
  const double b = Shape(in, "b: must be above 0 and at most 1e15");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(BetaTails(ShareOf(x), a, b), out);
}

Status CallBetaQuantile(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double p = Tail(in);
  const double a = Shape(in, "a: must be above 0 and at most 1e15");
  const double b = Shape(in, "b: must be above 0 and at most 1e15");
  const bool upper = Upper(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<Share> share = BetaQuantile(p, a, b, upper);
  return Write(share ? std::optional(share->x) : std::nullopt, out);
}

Status CallBinomial(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const std::uint64_t k = in.Count("k: must be a whole number of 0 or more");
  const std::uint64_t trials = in.Count("trials: must be a whole number from 0 to 2^53");
  const double rate = in.Probability("rate: must be a number from 0 to 1");
  in.Require(static_cast<double>(trials) <= kMaxShape, "trials: must be at most 1e15");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(BinomialTails(k, trials, rate), out);
}

Status CallPoisson(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const std::uint64_t k = in.Count("k: must be a whole number of 0 or more");
  const double mean = in.NotNegative("mean: must be 0 or more");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(PoissonTails(k, mean), out);
}

Status CallNoncentralStudent(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double t = in.Finite("t: must be a finite number");
  const double degrees = Degrees(in);
  const double shift = in.Finite("shift: must be a finite number");
  in.Require(std::fabs(shift) <= kMaxShift, "shift: must be from -1e4 to 1e4");
  in.Require(std::fabs(t) <= kMaxShift, "t: must be from -1e4 to 1e4");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(NoncentralStudentTails(t, degrees, shift), out);
}

Status CallNoncentralChiSquared(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double x = AtLeastZero(in, "x: must be 0 or more");
  const double degrees = Degrees(in);
  const double noncentrality = in.NotNegative("noncentrality: must be 0 or more");
  in.Require(noncentrality <= kMaxNoncentrality, "noncentrality: must be at most 1e5");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(NoncentralChiSquaredTails(x, degrees, noncentrality), out);
}

Status CallNoncentralF(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const double f = in.NotNegative("f: must be 0 or more");
  const double numerator = Shape(in, "numerator: must be above 0 and at most 1e15");
  const double denominator = Shape(in, "denominator: must be above 0 and at most 1e15");
  const double noncentrality = in.NotNegative("noncentrality: must be 0 or more");
  in.Require(noncentrality <= kMaxNoncentrality, "noncentrality: must be at most 1e5");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(NoncentralFTails(f, numerator, denominator, noncentrality), out);
}

}  // namespace assay
