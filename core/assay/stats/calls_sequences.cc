// Statistics by name that may be looked at any time. Choices are their enumerators' numbers.

#include <array>

#include "assay/stats/call_choices.h"
#include "assay/stats/call_reader.h"
#include "assay/stats/calls.h"
#include "assay/stats/confidence_sequence.h"
#include "assay/stats/elementary.h"
#include "assay/stats/lift_sequence.h"
#include "assay/stats/mixture_boundary.h"
#include "assay/stats/multinomial_sequence.h"
#include "assay/stats/quantile_sequence.h"

namespace assay {
namespace {

using Arguments = std::span<const double>;
using Answer = std::vector<double>;

// A tuning by its prior sample, which sequence_tuning answers.
Result<SequenceTuning> ReadTuning(CallReader& in) { return SequenceTuning::OfPriorSample(in.Number()); }

PValue PValueOf(double log_e) {
  AnytimeEvidence evidence;
  evidence.Add(log_e);
  return evidence.AnytimeP();
}

// best_sample, alpha, alternative, formula
Status Tuning(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double best_sample = in.Number();
  const double alpha = in.Number();
  const auto alternative = ReadAlternative(in);
  const auto formula = ReadChoice<TuningFormula>(in, 1, "formula: must be 0 or 1");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<SequenceTuning> tuning = SequenceTuning::ForSample(best_sample, alpha, alternative, formula);
  if (!tuning.ok()) return tuning.status();
  CallWriter(out).Number(tuning->prior_sample());
  return {};
}

// tau, unit_variance
Status MixingVariance(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double tau = in.Number();
  const double unit_variance = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<SequenceTuning> tuning = SequenceTuning::ForMixingVariance(tau, unit_variance);
  if (!tuning.ok()) return tuning.status();
  CallWriter(out).Number(tuning->prior_sample());
  return {};
}

// prior_sample, estimate, standard_error, sample, alpha, alternative
Status Look(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Result<SequenceTuning> tuning = ReadTuning(in);
  const double estimate = in.Number();
  const double standard_error = in.Number();
  const double sample = in.Number();
  const double alpha = in.Number();
  const auto alternative = ReadAlternative(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  if (!tuning.ok()) return tuning.status();
  const Result<SequenceLook> look = LookAtSequence(*tuning, estimate, standard_error, sample, alpha, alternative);
  if (!look.ok()) return look.status();
  CallWriter answer(out);
  answer.Range(look->interval);
  answer.Number(look->log_e);
  answer.Probability(look->p_value);
  return {};
}

// prior_sample, sample, alpha, alternative
Status CriticalValue(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Result<SequenceTuning> tuning = ReadTuning(in);
  const double sample = in.Number();
  const double alpha = in.Number();
  const auto alternative = ReadAlternative(in);
  if (const Status status = in.Finish(); !status.ok()) return status;
  if (!tuning.ok()) return tuning.status();
  return WriteNumber(SequenceCriticalValue(*tuning, sample, alpha, alternative), out);
}

// prior_sample, control mean and error, treatment mean and error, sample, alpha
Status Lift(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Result<SequenceTuning> tuning = ReadTuning(in);
  MeanWithError arms[2];
  for (MeanWithError& arm : arms) {
    arm.mean = in.Number();
    arm.standard_error = in.Number();
  }
  const double sample = in.Number();
  const double alpha = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  if (!tuning.ok()) return tuning.status();
  const Result<LiftLook> look = LookAtLift(*tuning, arms[0], arms[1], sample, alpha);
  if (!look.ok()) return look.status();
  CallWriter answer(out);
  answer.Reason(look->interval ? Gap::kNone : look->estimate ? Gap::kUnbounded : Gap::kZeroBaseline);
  answer.Number(look->estimate);
  answer.Range(look->interval);
  answer.Number(look->log_e);
  answer.Probability(look->p_value);
  return {};
}

// prior_sample, estimate, standard_error, sample, planned_sample, alpha, sequential_share
Status Hybrid(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Result<SequenceTuning> tuning = ReadTuning(in);
  const double estimate = in.Number();
  const double standard_error = in.Number();
  const double sample = in.Number();
  const double planned_sample = in.Number();
  const double alpha = in.Number();
  const double share = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  if (!tuning.ok()) return tuning.status();
  const Result<HybridLook> look = LookAtHybrid(*tuning, estimate, standard_error, sample, planned_sample, alpha, share);
  if (!look.ok()) return look.status();
  CallWriter answer(out);
  answer.Range(look->interval);
  answer.Probability(look->p_value);
  answer.Number(look->error);
  answer.Number(look->is_end ? 1 : 0);
  return {};
}

// concentration, counts, weights
Status MultinomialEvidence(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double concentration = in.Number();
  const std::vector<std::uint64_t> counts = ReadCounts(in, "counts: must be whole numbers from 0 to 2^53");
  const std::span<const double> weights = in.List("weights: must be finite, one per cell");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<double> log_e = MultinomialLogEvidence(counts, weights, concentration);
  if (!log_e.ok()) return log_e.status();
  CallWriter answer(out);
  answer.Number(*log_e);
  answer.Probability(PValueOf(*log_e));
  return {};
}

// concentration, alpha, counts, weights
Status Shares(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double concentration = in.Number();
  const double alpha = in.Number();
  const std::vector<std::uint64_t> counts = ReadCounts(in, "counts: must be whole numbers from 0 to 2^53");
  const std::span<const double> weights = in.List("weights: must be finite, one per cell");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<std::vector<Interval>> shares = MultinomialShares(counts, weights, concentration, alpha);
  if (!shares.ok()) return shares.status();
  CallWriter answer(out);
  for (const Interval& share : *shares) answer.Range(share);
  return {};
}

// control, treatment, control_weight, treatment_weight, concentration, alpha
Status Conversions(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const std::uint64_t control = in.Count("control: must be a whole number from 0 to 2^53");
  const std::uint64_t treatment = in.Count("treatment: must be a whole number from 0 to 2^53");
  const double control_weight = in.Number();
  const double treatment_weight = in.Number();
  const double concentration = in.Number();
  const double alpha = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<ConversionLook> look = CompareConversions(control, treatment, control_weight, treatment_weight, concentration, alpha);
  if (!look.ok()) return look.status();
  CallWriter answer(out);
  answer.Number(look->lift);
  answer.Range(look->interval);
  answer.Number(look->log_e);
  answer.Probability(PValueOf(look->log_e));
  return {};
}

// 0 normal, 1 its one-sided, 2 gamma-exponential, 3 gamma-Poisson, 4 beta-binomial, 5 its one-sided; then best_time, alpha, g (or c), h
Result<MixtureBoundary> ReadMixture(CallReader& in) {
  const std::uint64_t kind = in.Count("kind: must be from 0 to 5");
  const double best_time = in.Number();
  const double alpha = in.Number();
  const double g = in.Number();
  const double h = in.Number();
  switch (kind) {
    case 0:
    case 1: return MixtureBoundary::Normal(best_time, alpha, kind == 1);
    case 2: return MixtureBoundary::GammaExponential(best_time, alpha, g);
    case 3: return MixtureBoundary::GammaPoisson(best_time, alpha, g);
    case 4:
    case 5: return MixtureBoundary::BetaBinomial(best_time, alpha, g, h, kind == 5);
    default: return InvalidArgument("kind: must be from 0 to 5");
  }
}

// the mixture, s, v
Status MixtureEvidence(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Result<MixtureBoundary> mixture = ReadMixture(in);
  const double s = in.Finite("s: must be finite");
  const double v = in.NotNegative("v: must be finite and not negative");
  if (const Status status = in.Finish(); !status.ok()) return status;
  if (!mixture.ok()) return mixture.status();
  CallWriter(out).Number(mixture->LogEvidence(s, v));
  return {};
}

// the mixture, v, alpha
Status MixtureBound(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Result<MixtureBoundary> mixture = ReadMixture(in);
  const double v = in.Number();
  const double alpha = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  if (!mixture.ok()) return mixture.status();
  return WriteNumber(mixture->Bound(v, alpha), out);
}

// v, alpha, v_min, c, s, eta
Status PolyStitching(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double v = in.Number();
  const double alpha = in.Number();
  const double v_min = in.Number();
  const double c = in.Number();
  const double s = in.Number();
  const double eta = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(PolyStitchingBound(v, alpha, v_min, c, s, eta), out);
}

// quantile, best_sample, alpha
QuantileTuning ReadQuantile(CallReader& in) {
  QuantileTuning tuning;
  tuning.quantile = in.Number();
  tuning.best_sample = in.Number();
  tuning.alpha = in.Number();
  return tuning;
}

// successes, trials, best_sample, alpha of the tuning, alpha
Status Bernoulli(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion proportion = in.Rate();
  QuantileTuning tuning;
  tuning.best_sample = in.Number();
  tuning.alpha = in.Number();
  const double alpha = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<Interval> interval = BernoulliSequence(proportion.successes(), proportion.trials(), tuning, alpha);
  if (!interval.ok()) return interval.status();
  CallWriter(out).Range(*interval);
  return {};
}

// n, the quantile, alpha
Status Ranks(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const std::uint64_t n = in.Count("n: must be a whole number from 0 to 2^53");
  const QuantileTuning tuning = ReadQuantile(in);
  const double alpha = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const auto ranks = QuantileSequenceRanks(n, tuning, alpha);
  if (!ranks.ok()) return ranks.status();
  CallWriter answer(out);
  for (const std::optional<std::uint64_t>& rank : {ranks->low, ranks->high}) {
    answer.Number(rank ? std::optional(static_cast<double>(*rank)) : std::nullopt);
  }
  return {};
}

// the quantile, first, second
Status QuantileTest(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const QuantileTuning tuning = ReadQuantile(in);
  const std::span<const double> first = in.List("first: must be finite");
  const std::span<const double> second = in.List("second: must be finite");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<PValue> p = QuantileSequenceTest(first, second, tuning);
  if (!p.ok()) return p.status();
  CallWriter(out).Probability(*p);
  return {};
}

// the quantile, alpha, first, second
Status QuantileDifference(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const QuantileTuning tuning = ReadQuantile(in);
  const double alpha = in.Number();
  const std::span<const double> first = in.List("first: must be finite");
  const std::span<const double> second = in.List("second: must be finite");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<Interval> interval = QuantileSequenceDifference(first, second, tuning, alpha);
  if (!interval.ok()) return interval.status();
  CallWriter(out).Range(*interval);
  return {};
}

// n, the quantile, alpha
Status DoubleStitching(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double n = in.Number();
  const QuantileTuning tuning = ReadQuantile(in);
  const double alpha = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(DoubleStitchingBound(n, tuning, alpha), out);
}

// n, alpha, first, scale
Status DistributionBound(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double n = in.Number();
  const double alpha = in.Number();
  const double first = in.Number();
  const double scale = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(DistributionSequenceBound(n, alpha, first, scale), out);
}

// the largest log_e of all looks, at least 0
Status AnytimeP(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double log_e = in.Number();
  in.Require(log_e >= 0, "log_e: must be 0 or more");
  if (const Status status = in.Finish(); !status.ok()) return status;
  CallWriter(out).Probability(PValueOf(log_e));
  return {};
}

constexpr auto kCalls = std::to_array<StatCall>({
    {"sequence_tuning", Tuning},
    {"sequence_mixing_variance", MixingVariance},
    {"sequence_look", Look},
    {"sequence_critical_value", CriticalValue},
    {"anytime_p_value", AnytimeP},
    {"lift_sequence", Lift},
    {"hybrid_look", Hybrid},
    {"multinomial_evidence", MultinomialEvidence},
    {"multinomial_shares", Shares},
    {"conversion_sequence", Conversions},
    {"mixture_evidence", MixtureEvidence},
    {"mixture_bound", MixtureBound},
    {"poly_stitching_bound", PolyStitching},
    {"bernoulli_sequence", Bernoulli},
    {"quantile_sequence_ranks", Ranks},
    {"quantile_sequence_test", QuantileTest},
    {"quantile_sequence_difference", QuantileDifference},
    {"double_stitching_bound", DoubleStitching},
    {"distribution_sequence_bound", DistributionBound},
});

}  // namespace

std::span<const StatCall> SequentialCalls() { return kCalls; }

}  // namespace assay
