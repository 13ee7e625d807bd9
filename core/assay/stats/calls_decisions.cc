// Power, sample sizes and Bayesian answers by name. Choices are their enumerators' numbers.

#include <array>

#include "assay/stats/bayes.h"
#include "assay/stats/call_choices.h"
#include "assay/stats/call_reader.h"
#include "assay/stats/calls.h"
#include "assay/stats/power.h"

namespace assay {
namespace {

using Arguments = std::span<const double>;
using Answer = std::vector<double>;

VarianceUnderNull ReadVariance(CallReader& in) { return ReadChoice<VarianceUnderNull>(in, 2, "variance: must be 0, 1 or 2"); }

// shift, alpha, alternative
Status PowerOfNormal(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double shift = in.Number();
  const double alpha = in.Number();
  const auto alternative = ReadAlternative(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(NormalPower(shift, alpha, alternative), out);
}

// shift, degrees, alpha, alternative
Status PowerOfStudent(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double shift = in.Number();
  const double degrees = in.Number();
  const double alpha = in.Number();
  const auto alternative = ReadAlternative(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(StudentPower(shift, degrees, alpha, alternative), out);
}

// f2, numerator, denominator, alpha
Status PowerOfF(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double f2 = in.Number();
  const double numerator = in.Number();
  const double denominator = in.Number();
  const double alpha = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(FPower(f2, numerator, denominator, alpha), out);
}

// w, n, degrees, alpha
Status PowerOfChiSquared(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double w = in.Number();
  const double n = in.Number();
  const double degrees = in.Number();
  const double alpha = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(ChiSquaredPower(w, n, degrees, alpha), out);
}

// control, treatment, alpha, power, ratio, variance, alternative
Status SizeOfRates(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double control = in.Number();
  const double treatment = in.Number();
  const double alpha = in.Number();
  const double power = in.Number();
  const double ratio = in.Number();
  const auto variance = ReadVariance(in);
  const auto alternative = ReadAlternative(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(RateSampleSize(control, treatment, alpha, power, ratio, variance, alternative), out);
}

// control, treatment, alpha, power, alternative
Status SizeOfRatesByAngle(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double control = in.Number();
  const double treatment = in.Number();
  const double alpha = in.Number();
  const double power = in.Number();
  const auto alternative = ReadAlternative(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(RateSampleSizeByAngle(control, treatment, alpha, power, alternative), out);
}

// control, treatment, control_users, treatment_users, alpha, variance, alternative, strict
Status PowerOfRates(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double control = in.Number();
  const double treatment = in.Number();
  const double control_users = in.Number();
  const double treatment_users = in.Number();
  const double alpha = in.Number();
  const auto variance = ReadVariance(in);
  const auto alternative = ReadAlternative(in);
  const bool strict = ReadFlag(in, "strict: must be 0 or 1");
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(RatePower(control, treatment, control_users, treatment_users, alpha, variance, alternative, strict), out);
}

// effect, control_deviation, treatment_deviation, alpha, power, ratio, exact_t, alternative
Status SizeOfMeans(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double effect = in.Number();
  const double control_deviation = in.Number();
  const double treatment_deviation = in.Number();
  const double alpha = in.Number();
  const double power = in.Number();
  const double ratio = in.Number();
  const bool exact_t = ReadFlag(in, "exact_t: must be 0 or 1");
  const auto alternative = ReadAlternative(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(MeanSampleSize(effect, control_deviation, treatment_deviation, alpha, power, ratio, exact_t, alternative), out);
}

// margin, effect, control_deviation, treatment_deviation, alpha, power, ratio
Status SizeOfNonInferiority(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double margin = in.Number();
  const double effect = in.Number();
  const double control_deviation = in.Number();
  const double treatment_deviation = in.Number();
  const double alpha = in.Number();
  const double power = in.Number();
  const double ratio = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(NonInferioritySampleSize(margin, effect, control_deviation, treatment_deviation, alpha, power, ratio), out);
}

// standard_error, alpha, power, alternative
Status LeastEffect(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double standard_error = in.Number();
  const double alpha = in.Number();
  const double power = in.Number();
  const auto alternative = ReadAlternative(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(DetectableEffect(standard_error, alpha, power, alternative), out);
}

// control, control_users, treatment_users, alpha, power, variance, upwards
Status LeastRate(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double control = in.Number();
  const double control_users = in.Number();
  const double treatment_users = in.Number();
  const double alpha = in.Number();
  const double power = in.Number();
  const auto variance = ReadVariance(in);
  const bool upwards = ReadFlag(in, "upwards: must be 0 or 1");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<std::optional<double>> rate = DetectableRate(control, control_users, treatment_users, alpha, power, variance, upwards);
  if (!rate.ok()) return rate.status();
  CallWriter(out).Number(*rate);
  return {};
}

// alpha, power, tuning_over_sample
Status Inflation(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double alpha = in.Number();
  const double power = in.Number();
  const double tuning_over_sample = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(SequentialInflation(alpha, power, tuning_over_sample), out);
}

// standard_error, users, effect, alpha, power, then how it is decided: 0; 1 and the sequence's best sample; 2, prior mean and variance
Status SoFar(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  MidExperiment experiment;
  experiment.standard_error = in.Number();
  experiment.users = in.Number();
  experiment.effect = in.Number();
  experiment.alpha = in.Number();
  const double power = in.Number();
  const std::uint64_t rule = in.Count("rule: must be 0, 1 or 2");
  in.Require(rule <= 2, "rule: must be 0, 1 or 2");
  if (rule == 1) experiment.best_sample = in.Number();
  if (rule == 2) {
    MidExperiment::Prior prior;
    prior.mean = in.Number();
    prior.variance = in.Number();
    experiment.prior = prior;
  }
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<MidExperimentPlan> plan = PowerSoFar(experiment, power);
  if (!plan.ok()) return plan.status();
  CallWriter answer(out);
  answer.Number(plan->power);
  answer.Number(plan->additional_factor);
  return {};
}

Status Write(const Result<std::vector<ArmChance>>& chances, Answer& out) {
  if (!chances.ok()) return chances.status();
  CallWriter answer(out);
  for (const ArmChance& arm : *chances) {
    answer.Number(arm.best);
    answer.Number(arm.other);
    answer.Number(arm.loss);
  }
  return {};
}

Status WriteShares(const Result<std::vector<ArmChance>>& chances, double floor, Answer& out) {
  if (!chances.ok()) return chances.status();
  const Result<std::vector<double>> shares = ThompsonShares(*chances, floor);
  if (!shares.ok()) return shares.status();
  CallWriter answer(out);
  WriteNumbers(*shares, answer);
  return {};
}

template <typename Posterior>
std::vector<Posterior> ReadPosteriors(CallReader& in) {
  const std::span<const double> first = in.List("posteriors: must be finite");
  const std::span<const double> second = in.List("posteriors: must be finite");
  in.Require(first.size() == second.size(), "posteriors: must have both parameters");
  std::vector<Posterior> posteriors;
  for (std::size_t i = 0; i < first.size() && i < second.size(); ++i) posteriors.push_back({first[i], second[i]});
  return posteriors;
}

// all a, all b
Status Rates(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const auto posteriors = ReadPosteriors<BetaPosterior>(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(CompareRates(posteriors), out);
}

// all means, all deviations
Status Means(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const auto posteriors = ReadPosteriors<NormalPosterior>(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return Write(CompareMeans(posteriors), out);
}

// floor, all a, all b
Status TrafficByRates(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double floor = in.Number();
  const auto posteriors = ReadPosteriors<BetaPosterior>(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteShares(CompareRates(posteriors), floor, out);
}

// floor, all means, all deviations
Status TrafficByMeans(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double floor = in.Number();
  const auto posteriors = ReadPosteriors<NormalPosterior>(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteShares(CompareMeans(posteriors), floor, out);
}

// a, b, level
Status RateInterval(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  BetaPosterior posterior;
  posterior.a = in.Number();
  posterior.b = in.Number();
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<Interval> interval = CredibleInterval(posterior, level);
  if (!interval.ok()) return interval.status();
  CallWriter(out).Range(*interval);
  return {};
}

// estimate, standard_error, level, then 0, or 1, prior mean and variance: mean, deviation, interval, chances, losses
Status Effect(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double estimate = in.Number();
  const double standard_error = in.Number();
  const Confidence level = in.Level();
  std::optional<NormalPrior> prior;
  if (ReadFlag(in, "prior: must be 0 or 1")) {
    prior.emplace();
    prior->mean = in.Number();
    prior->variance = in.Number();
  }
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<NormalPosterior> posterior = PosteriorOfEffect(estimate, standard_error, prior);
  if (!posterior.ok()) return posterior.status();
  const Result<EffectDecision> decision = DecideOnEffect(*posterior);
  if (!decision.ok()) return decision.status();
  CallWriter answer(out);
  answer.Number(posterior->mean);
  answer.Number(posterior->deviation);
  answer.Range(CredibleInterval(*posterior, level));
  answer.Probability(decision->chance);
  answer.Probability(decision->other_chance);
  answer.Number(decision->loss_if_shipped);
  answer.Number(decision->loss_if_kept);
  return {};
}

constexpr auto kCalls = std::to_array<StatCall>({
    {"normal_power", PowerOfNormal},
    {"student_power", PowerOfStudent},
    {"f_power", PowerOfF},
    {"chi_squared_power", PowerOfChiSquared},
    {"rate_sample_size", SizeOfRates},
    {"rate_sample_size_by_angle", SizeOfRatesByAngle},
    {"rate_power", PowerOfRates},
    {"mean_sample_size", SizeOfMeans},
    {"non_inferiority_sample_size", SizeOfNonInferiority},
    {"detectable_effect", LeastEffect},
    {"detectable_rate", LeastRate},
    {"sequential_inflation", Inflation},
    {"power_so_far", SoFar},
    {"compare_rates", Rates},
    {"compare_means", Means},
    {"thompson_rates", TrafficByRates},
    {"thompson_means", TrafficByMeans},
    {"rate_credible_interval", RateInterval},
    {"effect_posterior", Effect},
});

}  // namespace

std::span<const StatCall> DecisionCalls() { return kCalls; }

}  // namespace assay
