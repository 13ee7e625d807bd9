#include "assay/stats/calls_means.h"

#include <algorithm>
#include <cmath>

#include "assay/stats/call_reader.h"
#include "assay/stats/covariates.h"
#include "assay/stats/quantiles.h"
#include "assay/stats/samples.h"

namespace assay {
namespace {

constexpr std::uint64_t kMaxVariables = 64;
constexpr std::uint64_t kMaxResamples = 1'000'000;

ArmEstimate Arm(CallReader& in) {
  const double n = in.NotNegative("n: must be 0 or more");
  const double mean = in.Finite("mean: must be a finite number");
  const double variance = in.NotNegative("variance: must be 0 or more");
  return {n, mean, variance};
}

// One of `count` alternatives that are numbered from 0.
template <typename Enum>
Enum Choice(CallReader& in, int count, const char* message) {
  const double value = in.Number();
  const bool known = value >= 0 && value < count && std::floor(value) == value;
  in.Require(known, message);
  return static_cast<Enum>(known ? static_cast<int>(value) : 0);
}

JointMoments Joint(CallReader& in, std::size_t variables) {
  const double n = in.NotNegative("n: must be 0 or more");
  std::vector<double> means(variables);
  std::vector<double> deviations(variables * (variables + 1) / 2);
  for (double& mean : means) mean = in.Finite("means: must be finite numbers");
  for (double& deviation : deviations) deviation = in.Finite("deviations: must be finite numbers");
  for (std::size_t i = 0, diagonal = 0; i < variables; ++i, diagonal += i + 1) {
    in.Require(deviations[diagonal] >= 0, "deviations: those of a variable with itself must be 0 or more");
  }
  return {n, means, deviations};
}

RatioInput Ratio(CallReader& in) {
  RatioInput ratio;
  ratio.n = in.NotNegative("n: must be 0 or more");
  ratio.mean_numerator = in.Finite("numerator: its mean must be a finite number");
  ratio.variance_numerator = in.NotNegative("numerator: its variance must be 0 or more");
  ratio.mean_denominator = in.Finite("denominator: its mean must be a finite number");
  ratio.variance_denominator = in.NotNegative("denominator: its variance must be 0 or more");
  ratio.covariance = in.Finite("covariance: must be a finite number");
  return ratio;
}

void Write(const Effect& effect, CallWriter& answer) {
  answer.Reason(effect.gap);
  answer.Number(effect.estimate);
  answer.Number(effect.standard_error);
  answer.Number(effect.t);
  answer.Number(effect.degrees);
  answer.Probability(effect.p_value);
  answer.Probability(effect.less);
  answer.Probability(effect.greater);
  answer.Range(effect.interval);
}

void Write(const ArmEstimate& arm, CallWriter& answer) {
  for (const double number : {arm.n, arm.mean, arm.variance}) answer.Number(number);
}

void Write(const Adjusted& adjusted, std::size_t coefficients, CallWriter& answer) {
  answer.Reason(adjusted.gap);
  for (std::size_t i = 0; i < coefficients; ++i) {
    answer.Number(i < adjusted.coefficients.size() ? std::optional(adjusted.coefficients[i]) : std::nullopt);
  }
  Write(adjusted.control, answer);
  Write(adjusted.treatment, answer);
  answer.Number(adjusted.variance_left);
  Write(adjusted.difference, answer);
  Write(adjusted.relative, answer);
}

}  // namespace

Status CallDifferenceOfMeans(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const ArmEstimate control = Arm(in);
  const ArmEstimate treatment = Arm(in);
  const auto freedom = Choice<Freedom>(in, 3, "freedom: must be welch, pooled or normal");
  const double null = in.Finite("null: must be a finite number");
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  CallWriter answer(out);
  Write(DifferenceOfMeans(control, treatment, level, freedom, null), answer);
  return {};
}

Status CallMeanAgainst(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const ArmEstimate arm = Arm(in);
  const double null = in.Finite("null: must be a finite number");
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  CallWriter answer(out);
  Write(MeanAgainst(arm, null, level), answer);
  return {};
}

Status CallRelativeDelta(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const ArmEstimate control = Arm(in);
  const ArmEstimate treatment = Arm(in);
  const auto freedom = Choice<Freedom>(in, 3, "freedom: must be welch, pooled or normal");
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  CallWriter answer(out);
  Write(RelativeByDelta(control, treatment, level, freedom), answer);
  return {};
}

Status CallRelativeBy(MakeRelative make, std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const ArmEstimate control = Arm(in);
  const ArmEstimate treatment = Arm(in);
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  CallWriter answer(out);
  Write(make(control, treatment, level), answer);
  return {};
}

Status CallMomentsOfSums(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const std::uint64_t n = in.Count("n: must be a whole number of 0 or more");
  const double sum = in.Finite("sum: must be a finite number");
  const double squares = in.NotNegative("sumOfSquares: must be 0 or more");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const FromSums from = MomentsOfSums(n, sum, squares);
  CallWriter answer(out);
  answer.Reason(from.gap);
  Write(ArmOf(from.moments), answer);
  return {};
}

Status CallRatioOfMeans(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const RatioInput ratio = Ratio(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const RatioArm arm = RatioOfMeans(ratio);
  CallWriter answer(out);
  answer.Reason(arm.gap);
  Write(arm.arm, answer);
  return {};
}

Status CallCuped(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const Confidence level = in.Level();
  const auto centring = Choice<Centring>(in, 3, "centring: must be within, joint or alike");
  const std::uint64_t covariates = in.Count("covariates: must be a whole number");
  in.Require(covariates < kMaxVariables, "covariates: must be fewer than 64");
  const std::size_t variables = 1 + static_cast<std::size_t>(std::min(covariates, kMaxVariables));
  const JointMoments control = Joint(in, variables);
  const JointMoments treatment = Joint(in, variables);
  if (const Status status = in.Finish(); !status.ok()) return status;
  CallWriter answer(out);
  Write(AdjustByCovariates(control, treatment, centring, level), variables - 1, answer);
  return {};
}

Status CallCupedRatio(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const Confidence level = in.Level();
  const auto centring = Choice<Centring>(in, 3, "centring: must be within, joint or alike");
  const JointMoments control = Joint(in, 4);
  const JointMoments treatment = Joint(in, 4);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Linearised before = LineariseRatio(control);
  const Linearised after = LineariseRatio(treatment);
  Adjusted adjusted;
  if (before.gap != Gap::kNone || after.gap != Gap::kNone)
    adjusted.gap = before.gap != Gap::kNone ? before.gap : after.gap;
  else
    adjusted = AdjustByCovariates(before.moments, after.moments, centring, level);
  if (adjusted.gap != Gap::kNone) adjusted.difference.gap = adjusted.relative.gap = adjusted.gap;
  CallWriter answer(out);
  Write(adjusted, 1, answer);
  return {};
}

Status CallPostStratify(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const Confidence level = in.Level();
  const auto outcome = Choice<Outcome>(in, 2, "outcome: must be mean or ratio");
  const std::uint64_t variables = in.Count("variables: must be a whole number");
  const std::uint64_t least = outcome == Outcome::kRatio ? 2 : 1;
  in.Require(variables >= least && variables <= kMaxVariables, "variables: must be the outcome's and at most 64");
  const std::uint64_t strata = in.Count("strata: must be a whole number");
  const auto width = static_cast<std::size_t>(std::clamp(variables, least, kMaxVariables));
  const std::size_t each = 2 * (1 + width + width * (width + 1) / 2);
  in.Require(strata <= arguments.size() / each, "strata: there are fewer numbers than strata need");
  std::vector<StratumArms> arms;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(strata, arguments.size() / each); ++i) {
    JointMoments control = Joint(in, width);
    arms.push_back({static_cast<JointMoments&&>(control), Joint(in, width)});
  }
  if (const Status status = in.Finish(); !status.ok()) return status;
  PostStratified result = PostStratify(arms, outcome, level);
  if (result.gap != Gap::kNone) result.difference.gap = result.relative.gap = result.gap;
  CallWriter answer(out);
  answer.Reason(result.gap);
  Write(result.difference, answer);
  Write(result.relative, answer);
  return {};
}

Status CallQuantileRanks(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const std::uint64_t n = in.Count("n: must be a whole number of 1 or more");
  in.Require(n >= 1 && n <= 1'000'000'000'000, "n: must be from 1 to 1e12");
  const double q = in.Number();
  in.Require(q > 0 && q < 1, "q: must be between 0 and 1, both excluded");
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const QuantileRanks ranks = RanksOfQuantile(n, q, level);
  CallWriter answer(out);
  answer.Number(ranks.low ? std::optional(static_cast<double>(*ranks.low)) : std::nullopt);
  answer.Number(ranks.high ? std::optional(static_cast<double>(*ranks.high)) : std::nullopt);
  answer.Number(ranks.coverage);
  return {};
}

Status CallQuantileArm(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  QuantileInput input;
  input.n = in.NotNegative("n: must be 0 or more");
  input.q = in.Number();
  in.Require(input.q > 0 && input.q < 1, "q: must be between 0 and 1, both excluded");
  input.estimate = in.Finite("estimate: must be a finite number");
  input.low = in.Finite("low: must be a finite number");
  input.high = in.Finite("high: must be a finite number");
  in.Require(input.low <= input.high, "low: must not be above high");
  input.inflation = in.Positive("inflation: must be above 0");
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const QuantileArm arm = ArmOfQuantile(input, level);
  CallWriter answer(out);
  answer.Reason(arm.gap);
  Write(arm.arm, answer);
  return {};
}

Status CallClusterInflation(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const RatioInput ratio = Ratio(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<double> inflation = ClusterInflation(ratio);
  CallWriter answer(out);
  answer.Reason(inflation ? Gap::kNone : Gap::kNoVariance);
  answer.Number(inflation);
  return {};
}

Status CallMannWhitney(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const std::span<const double> control = in.List("control: must be finite numbers");
  const std::span<const double> treatment = in.List("treatment: must be finite numbers");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const RankTest test = MannWhitney(control, treatment);
  const bool ranked = test.gap != Gap::kNoData;
  CallWriter answer(out);
  answer.Reason(test.gap);
  answer.Number(ranked ? std::optional(test.statistic) : std::nullopt);
  answer.Number(ranked ? std::optional(test.higher) : std::nullopt);
  answer.Number(test.z);
  answer.Probability(test.gap == Gap::kNone ? std::optional(test.p_value) : std::nullopt);
  return {};
}

Status CallBootstrap(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const std::span<const double> control = in.List("control: must be finite numbers");
  const std::span<const double> treatment = in.List("treatment: must be finite numbers");
  const auto compared = Choice<Compared>(in, 2, "compared: must be mean or quantile");
  const double q = in.Probability("q: must be a number from 0 to 1");
  const std::uint64_t resamples = in.Count("resamples: must be a whole number");
  in.Require(resamples <= kMaxResamples, "resamples: must be at most 1000000");
  const std::uint64_t seed = in.Count("seed: must be a whole number of 0 or more");
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Bootstrap bootstrap = BootstrapDifference(control, treatment, compared, q, static_cast<std::uint32_t>(resamples), seed, level);
  const bool drawn = bootstrap.gap == Gap::kNone;
  CallWriter answer(out);
  answer.Reason(bootstrap.gap);
  answer.Number(drawn ? std::optional(bootstrap.estimate) : std::nullopt);
  answer.Number(drawn ? std::optional(bootstrap.standard_error) : std::nullopt);
  answer.Range(drawn ? std::optional(bootstrap.interval) : std::nullopt);
  return {};
}

Status CallWinsorise(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const std::span<const double> values = in.List("values: must be finite numbers");
  const double low = in.Number();
  const double high = in.Number();
  in.Require(low <= high, "low: must not be above high");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Winsorised cut = Winsorise(values, low, high);
  CallWriter answer(out);
  answer.Reason(values.empty() ? Gap::kNoData : Gap::kNone);
  answer.Number(static_cast<double>(cut.before.n));
  for (const Moments& moments : {cut.before, cut.after}) {
    answer.Number(moments.Mean());
    answer.Number(moments.Variance());
  }
  answer.Number(static_cast<double>(cut.raised));
  answer.Number(static_cast<double>(cut.lowered));
  return {};
}

}  // namespace assay
