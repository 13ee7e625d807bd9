// Distributions and estimates by name. An answer that data may not allow begins with its reason (assay/stats/gap.h).

#include <array>
#include <cmath>

#include "assay/stats/call_reader.h"
#include "assay/stats/calls.h"
#include "assay/stats/calls_distributions.h"
#include "assay/stats/calls_means.h"
#include "assay/stats/poisson_rates.h"
#include "assay/stats/proportions.h"
#include "assay/stats/rate_intervals.h"
#include "assay/stats/srm.h"
#include "assay/stats/two_proportions.h"

namespace assay {
namespace {

using Numbers = std::span<const double>;
using Answer = std::vector<double>;

// An estimate that only counts without trials, or the like, do not allow.
Status WriteInterval(const std::optional<Interval>& interval, Gap otherwise, Answer& out) {
  CallWriter answer(out);
  answer.Reason(interval ? Gap::kNone : otherwise);
  answer.Range(interval);
  return {};
}

// rate, method, level -> interval
Status CallRateInterval(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion proportion = in.Rate();
  const double method = in.Number();
  in.Require(method >= 0 && method < kRateMethods && std::floor(method) == method, "method: is not one of those there are");
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteInterval(RateInterval(proportion, static_cast<RateMethod>(static_cast<int>(method)), level), Gap::kNoData, out);
}

// rate, null -> p
Status CallExactRateTest(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion proportion = in.Rate();
  const double null_rate = in.Probability("nullRate: must be a number from 0 to 1");
  in.Require(static_cast<double>(proportion.trials()) <= 1e15, "trials: must be at most 1e15");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<PValue> p = ExactRateTest(proportion, null_rate);
  CallWriter answer(out);
  answer.Reason(p ? Gap::kNone : Gap::kNoData);
  answer.Probability(p);
  return {};
}

// control, treatment, level -> estimate, interval
Status CallNewcombe(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion control = in.Rate();
  const Proportion treatment = in.Rate();
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<Difference> difference = RateDifference(control, treatment, level);
  CallWriter answer(out);
  answer.Reason(difference ? Gap::kNone : Gap::kNoData);
  answer.Number(difference ? std::optional(difference->estimate) : std::nullopt);
  answer.Range(difference ? std::optional(difference->interval) : std::nullopt);
  return {};
}

// control, treatment -> z, p
Status CallPooledZTest(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion control = in.Rate();
  const Proportion treatment = in.Rate();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<ZTest> test = PooledZTest(control, treatment);
  CallWriter answer(out);
  answer.Reason(test ? Gap::kNone : Gap::kNoData);
  answer.Number(test ? std::optional(test->z) : std::nullopt);
  answer.Probability(test ? std::optional(test->p_value) : std::nullopt);
  return {};
}

// control, treatment, level -> estimate, z, p, interval
Status CallUnpooledZTest(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion control = in.Rate();
  const Proportion treatment = in.Rate();
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const WaldDifference test = UnpooledDifference(control, treatment, level);
  const bool tested = test.gap == Gap::kNone;
  CallWriter answer(out);
  answer.Reason(test.gap);
  answer.Number(test.gap == Gap::kNoData ? std::nullopt : std::optional(test.estimate));
  answer.Number(tested ? std::optional(test.z) : std::nullopt);
  answer.Probability(tested ? std::optional(test.p_value) : std::nullopt);
  answer.Range(tested ? std::optional(test.interval) : std::nullopt);
  return {};
}

// control, treatment, level -> lift, interval
Status CallKatz(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion control = in.Rate();
  const Proportion treatment = in.Rate();
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<Lift> lift = RelativeLift(control, treatment, level);
  const bool empty = control.trials() == 0 || treatment.trials() == 0;
  Gap gap = empty ? Gap::kNoData : Gap::kZeroBaseline;
  if (lift) gap = lift->interval ? Gap::kNone : treatment.successes() == 0 ? Gap::kNegative : Gap::kNoVariance;
  CallWriter answer(out);
  answer.Reason(gap);
  answer.Number(lift ? std::optional(lift->estimate) : std::nullopt);
  answer.Range(lift ? lift->interval : std::nullopt);
  return {};
}

// control, treatment, level -> interval
template <std::optional<Interval> (*Make)(const Proportion&, const Proportion&, const Confidence&)>
Status CallTwoRates(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion control = in.Rate();
  const Proportion treatment = in.Rate();
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const bool empty = control.trials() == 0 || treatment.trials() == 0;
  return WriteInterval(Make(control, treatment, level), empty ? Gap::kNoData : Gap::kNoVariance, out);
}

// control, treatment -> p two-sided, p lower, p higher, odds ratio
Status CallFisherExact(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Proportion control = in.Rate();
  const Proportion treatment = in.Rate();
  constexpr double kMostTrials = 1e10;  // the time grows with their square root
  in.Require(static_cast<double>(control.trials()) + static_cast<double>(treatment.trials()) <= kMostTrials,
             "trials: must be at most 1e10 in all");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<FisherTest> test = FisherExact(control, treatment);
  CallWriter answer(out);
  answer.Reason(test ? Gap::kNone : Gap::kNoData);
  answer.Probability(test ? std::optional(test->two_sided) : std::nullopt);
  answer.Probability(test ? std::optional(test->treatment_lower) : std::nullopt);
  answer.Probability(test ? std::optional(test->treatment_higher) : std::nullopt);
  answer.Number(test ? std::optional(test->odds_ratio) : std::nullopt);
  return {};
}

// how many numbers, successes and trials of each arm -> chi-squared, degrees, p
Status CallHomogeneity(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Numbers counts = in.List("arms: must be whole numbers of 0 or more");
  in.Require(counts.size() % 2 == 0, "arms: must be pairs of successes and trials");
  CallReader pairs(counts);
  std::vector<Proportion> arms(counts.size() / 2);
  for (Proportion& arm : arms) arm = pairs.Rate();
  in.Note(pairs.Finish());
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<HomogeneityTest> test = TestHomogeneity(arms);
  CallWriter answer(out);
  answer.Reason(test ? Gap::kNone : Gap::kNoVariance);
  answer.Number(test ? std::optional(test->chi_squared) : std::nullopt);
  answer.Number(test ? std::optional<double>(test->degrees) : std::nullopt);
  answer.Probability(test ? std::optional(test->p_value) : std::nullopt);
  return {};
}

// how many numbers, control and treatment of each stratum, level -> chi-squared, p, odds ratio, interval
Status CallMantelHaenszel(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Numbers counts = in.List("strata: must be whole numbers of 0 or more");
  in.Require(counts.size() % 4 == 0, "strata: must be successes and trials of control and treatment");
  CallReader pairs(counts);
  std::vector<Stratum> strata(counts.size() / 4);
  for (Stratum& stratum : strata) {
    stratum.control = pairs.Rate();
    stratum.treatment = pairs.Rate();
  }
  in.Note(pairs.Finish());
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<StratifiedTest> test = MantelHaenszel(strata, level);
  CallWriter answer(out);
  answer.Reason(test ? Gap::kNone : Gap::kNoVariance);
  answer.Number(test ? std::optional(test->chi_squared) : std::nullopt);
  answer.Probability(test ? std::optional(test->p_value) : std::nullopt);
  answer.Number(test ? std::optional(test->odds_ratio) : std::nullopt);
  answer.Range(test ? std::optional(test->interval) : std::nullopt);
  return {};
}

// how many arms, users of each, how many weights, the weights -> chi-squared, degrees, p
Status CallSampleRatio(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const Numbers users = in.List("users: must be whole numbers of 0 or more");
  const Numbers weights = in.List("weights: must be 0 or more");
  CallReader counts(users);
  std::vector<std::uint64_t> observed(users.size());
  for (std::uint64_t& count : observed) count = counts.Count("users: must be whole numbers of 0 or more");
  in.Note(counts.Finish());
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<std::optional<SampleRatioTest>> test = TestSampleRatio(observed, weights);
  if (!test.ok()) return test.status();
  CallWriter answer(out);
  answer.Reason(*test ? Gap::kNone : Gap::kNoData);
  answer.Number(*test ? (*test)->chi_squared : std::nullopt);
  answer.Number(*test ? std::optional<double>((*test)->degrees) : std::nullopt);
  answer.Probability(*test ? std::optional((*test)->p_value) : std::nullopt);
  return {};
}

PoissonCount Count(CallReader& in) {
  const std::uint64_t events = in.Count("events: must be a whole number of 0 or more");
  const double exposure = in.Positive("exposure: must be above 0");
  return {events, exposure};
}

// events, exposure, level -> interval
Status CallPoissonInterval(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const PoissonCount count = Count(in);
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteInterval(PoissonInterval(count, level), Gap::kNone, out);
}

// control, treatment (events, exposure each), level -> ratio, interval, p
Status CallPoissonRatio(Numbers arguments, Answer& out) {
  CallReader in(arguments);
  const PoissonCount control = Count(in);
  const PoissonCount treatment = Count(in);
  const Confidence level = in.Level();
  in.Require(static_cast<double>(control.events) + static_cast<double>(treatment.events) <= 1e15, "events: must be at most 1e15");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const PoissonComparison compared = ComparePoisson(control, treatment, level);
  CallWriter answer(out);
  answer.Reason(compared.gap);
  answer.Number(compared.ratio);
  answer.Range(compared.interval);
  answer.Probability(compared.gap == Gap::kNone ? std::optional(compared.p_value) : std::nullopt);
  return {};
}

constexpr auto kCalls = std::to_array<StatCall>({
    {"normal", CallNormal},
    {"normal_quantile", CallNormalQuantile},
    {"student", CallStudent},
    {"student_quantile", CallStudentQuantile},
    {"chi_squared", CallChiSquared},
    {"chi_squared_quantile", CallChiSquaredQuantile},
    {"f", CallF},
    {"f_quantile", CallFQuantile},
    {"beta", CallBeta},
    {"beta_quantile", CallBetaQuantile},
    {"binomial", CallBinomial},
    {"poisson", CallPoisson},
    {"noncentral_student", CallNoncentralStudent},
    {"noncentral_chi_squared", CallNoncentralChiSquared},
    {"noncentral_f", CallNoncentralF},
    {"rate_interval", CallRateInterval},
    {"exact_rate_test", CallExactRateTest},
    {"newcombe", CallNewcombe},
    {"pooled_z_test", CallPooledZTest},
    {"unpooled_z_test", CallUnpooledZTest},
    {"katz", CallKatz},
    {"agresti_caffo", CallTwoRates<AgrestiCaffo>},
    {"difference_score", CallTwoRates<DifferenceScoreInterval>},
    {"ratio_score", CallTwoRates<RatioScoreInterval>},
    {"odds_ratio_score", CallTwoRates<OddsRatioScoreInterval>},
    {"fisher_exact", CallFisherExact},
    {"homogeneity", CallHomogeneity},
    {"mantel_haenszel", CallMantelHaenszel},
    {"sample_ratio", CallSampleRatio},
    {"poisson_interval", CallPoissonInterval},
    {"poisson_ratio", CallPoissonRatio},
    {"difference_of_means", CallDifferenceOfMeans},
    {"mean_against", CallMeanAgainst},
    {"relative_delta", CallRelativeDelta},
    {"relative_log", CallRelative<RelativeByLog>},
    {"relative_fieller", CallRelative<RelativeByFieller>},
    {"relative_change", CallRelative<RelativeChange>},
    {"moments_of_sums", CallMomentsOfSums},
    {"ratio_of_means", CallRatioOfMeans},
    {"cuped", CallCuped},
    {"cuped_ratio", CallCupedRatio},
    {"post_stratify", CallPostStratify},
    {"quantile_ranks", CallQuantileRanks},
    {"quantile_arm", CallQuantileArm},
    {"cluster_inflation", CallClusterInflation},
    {"mann_whitney", CallMannWhitney},
    {"bootstrap", CallBootstrap},
    {"winsorise", CallWinsorise},
});

}  // namespace

std::span<const StatCall> EstimateCalls() { return kCalls; }

}  // namespace assay
