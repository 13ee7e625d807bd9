// Distributions and estimates by name. An answer that data may not allow begins with its reason (assay/stats/gap.h).

#include <array>

#include "assay/stats/call_reader.h"
#include "assay/stats/calls.h"
#include "assay/stats/calls_distributions.h"
#include "assay/stats/proportions.h"

namespace assay {
namespace {

Status Wilson(std::span<const double> arguments, std::vector<double>& out) {
  CallReader in(arguments);
  const Proportion proportion = in.Rate();
  const Confidence level = in.Level();
  if (const Status status = in.Finish(); !status.ok()) return status;
  const std::optional<Interval> interval = WilsonInterval(proportion, level);
  CallWriter answer(out);
  answer.Reason(interval ? Gap::kNone : Gap::kNoData);
  answer.Range(interval);
  return {};
}

Status Newcombe(std::span<const double> arguments, std::vector<double>& out) {
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

Status PooledZ(std::span<const double> arguments, std::vector<double>& out) {
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
    {"wilson", Wilson},
    {"newcombe", Newcombe},
    {"pooled_z_test", PooledZ},
});

}  // namespace

std::span<const StatCall> EstimateCalls() { return kCalls; }

}  // namespace assay
