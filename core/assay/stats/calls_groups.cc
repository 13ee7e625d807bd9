// Designs with planned looks, several hypotheses and guardrails by name. Choices are their enumerators' numbers.

#include <array>

#include "assay/stats/call_choices.h"
#include "assay/stats/call_reader.h"
#include "assay/stats/calls.h"
#include "assay/stats/group_sequential.h"
#include "assay/stats/multiple_testing.h"
#include "assay/stats/non_inferiority.h"

namespace assay {
namespace {

using Arguments = std::span<const double>;
using Answer = std::vector<double>;

constexpr const char* kFractions = "fractions: must be finite";
constexpr const char* kBounds = "bounds: must be numbers, one per look";

Spending ReadSpending(CallReader& in) {
  Spending spending;
  spending.family = ReadChoice<SpendingFamily>(in, 3, "family: must be from 0 to 3");
  spending.shape = in.Number();
  return spending;
}

void Write(const GroupBounds& bounds, CallWriter& answer) {
  WriteNumbers(bounds.upper, answer);
  WriteNumbers(bounds.lower, answer);
  WriteNumbers(bounds.spent, answer);
}

// spending, alpha, fraction
Status Spent(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Spending spending = ReadSpending(in);
  const double alpha = in.Number();
  const double fraction = in.Number();
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(SpentError(spending, alpha, fraction), out);
}

// spending, alpha, two_sided, fractions: all upper bounds, all lower ones, all spent
Status BySpending(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const Spending spending = ReadSpending(in);
  const double alpha = in.Number();
  const bool two_sided = ReadFlag(in, "two_sided: must be 0 or 1");
  const std::span<const double> fractions = in.List(kFractions);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<GroupBounds> bounds = SpendingBounds(fractions, alpha, two_sided, spending);
  if (!bounds.ok()) return bounds.status();
  CallWriter answer(out);
  Write(*bounds, answer);
  return {};
}

// shape, alpha, two_sided, fractions: as above
Status Classical(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double shape = in.Number();
  const double alpha = in.Number();
  const bool two_sided = ReadFlag(in, "two_sided: must be 0 or 1");
  const std::span<const double> fractions = in.List(kFractions);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<GroupBounds> bounds = WangTsiatisBounds(fractions, alpha, two_sided, shape);
  if (!bounds.ok()) return bounds.status();
  CallWriter answer(out);
  Write(*bounds, answer);
  return {};
}

// drift, fractions, lower bounds, upper bounds: power, expected fraction, all above, all below
Status Outcome(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double drift = in.Number();
  const std::span<const double> fractions = in.List(kFractions);
  const std::vector<double> lower = ReadBounds(in, fractions.size(), kBounds);
  const std::vector<double> upper = ReadBounds(in, fractions.size(), kBounds);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<GroupOutcome> outcome = SimulateGroups(fractions, lower, upper, drift);
  if (!outcome.ok()) return outcome.status();
  CallWriter answer(out);
  answer.Number(outcome->power);
  answer.Number(outcome->expected_fraction);
  WriteNumbers(outcome->above, answer);
  WriteNumbers(outcome->below, answer);
  return {};
}

// power, fractions, lower bounds, upper bounds
Status Drift(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double power = in.Number();
  const std::span<const double> fractions = in.List(kFractions);
  const std::vector<double> lower = ReadBounds(in, fractions.size(), kBounds);
  const std::vector<double> upper = ReadBounds(in, fractions.size(), kBounds);
  if (const Status status = in.Finish(); !status.ok()) return status;
  return WriteNumber(DriftForPower(fractions, lower, upper, power), out);
}

// alpha, power, spending for the effect, spending for futility, fractions: drift, then as spending_bounds
Status Futility(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double alpha = in.Number();
  const double power = in.Number();
  const Spending efficacy = ReadSpending(in);
  const Spending futility = ReadSpending(in);
  const std::span<const double> fractions = in.List(kFractions);
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<FutilityDesign> design = BoundsWithFutility(fractions, alpha, power, efficacy, futility);
  if (!design.ok()) return design.status();
  CallWriter answer(out);
  answer.Number(design->drift);
  Write(design->bounds, answer);
  return {};
}

// correction, p values
Status Adjust(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const auto correction = ReadChoice<Correction>(in, 8, "correction: must be from 0 to 8");
  const std::span<const double> p_values = in.List("p_values: must be between 0 and 1");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<std::vector<double>> adjusted = AdjustPValues(p_values, correction);
  if (!adjusted.ok()) return adjusted.status();
  CallWriter answer(out);
  WriteNumbers(*adjusted, answer);
  return {};
}

// alpha, p values
Status TwoStage(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double alpha = in.Number();
  const std::span<const double> p_values = in.List("p_values: must be between 0 and 1");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<std::vector<double>> adjusted = AdjustTwoStage(p_values, alpha);
  if (!adjusted.ok()) return adjusted.status();
  CallWriter answer(out);
  WriteNumbers(*adjusted, answer);
  return {};
}

// alpha, how many, the logarithms of the e-values
Status ByEvidence(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double alpha = in.Number();
  const std::uint64_t count = in.Count("log_e: must be at most 10000");
  in.Require(count <= kMaxHypotheses, "log_e: must be at most 10000");
  const std::vector<double> log_e = ReadBounds(in, count <= kMaxHypotheses ? static_cast<std::size_t>(count) : 0, "log_e: must be numbers");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<std::vector<bool>> rejected = RejectByEvidence(log_e, alpha);
  if (!rejected.ok()) return rejected.status();
  CallWriter answer(out);
  for (const bool one : *rejected) answer.Number(one ? 1 : 0);
  return {};
}

// correction, alpha, hypotheses, rejected
Status ErrorOfIntervals(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const auto correction = ReadChoice<Correction>(in, 8, "correction: must be from 0 to 8");
  const double alpha = in.Number();
  const std::uint64_t hypotheses = in.Count("hypotheses: must be 1 to 10000");
  const std::uint64_t rejected = in.Count("rejected: must be at most the hypotheses");
  if (const Status status = in.Finish(); !status.ok()) return status;
  if (hypotheses > kMaxHypotheses || rejected > hypotheses) return InvalidArgument("hypotheses: must be 1 to 10000, rejected at most that");
  return WriteNumber(IntervalError(correction, alpha, static_cast<std::size_t>(hypotheses), static_cast<std::size_t>(rejected)), out);
}

// alpha, p values: the error and 1 where cut at the null, of each
Status HolmRules(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double alpha = in.Number();
  const std::span<const double> p_values = in.List("p_values: must be between 0 and 1");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<std::vector<HolmIntervalRule>> rules = HolmIntervals(p_values, alpha);
  if (!rules.ok()) return rules.status();
  CallWriter answer(out);
  for (const HolmIntervalRule& rule : *rules) {
    answer.Number(rule.error);
    answer.Number(rule.cut_at_null ? 1 : 0);
  }
  return {};
}

// low, high, margin, direction
Status Guardrail(Arguments arguments, Answer& out) {
  CallReader in(arguments);
  const double low = in.Number();
  const double high = in.Number();
  const double margin = in.Number();
  const auto direction = ReadChoice<Direction>(in, 1, "direction: must be 0 or 1");
  if (const Status status = in.Finish(); !status.ok()) return status;
  const Result<GuardrailVerdict> verdict = JudgeGuardrail({low, high}, margin, direction);
  if (!verdict.ok()) return verdict.status();
  CallWriter(out).Number(static_cast<double>(*verdict));
  return {};
}

constexpr auto kCalls = std::to_array<StatCall>({
    {"spent_error", Spent},
    {"spending_bounds", BySpending},
    {"wang_tsiatis_bounds", Classical},
    {"group_outcome", Outcome},
    {"group_drift", Drift},
    {"futility_bounds", Futility},
    {"adjust_p_values", Adjust},
    {"adjust_two_stage", TwoStage},
    {"reject_by_evidence", ByEvidence},
    {"interval_error", ErrorOfIntervals},
    {"holm_intervals", HolmRules},
    {"guardrail", Guardrail},
});

}  // namespace

std::span<const StatCall> GroupCalls() { return kCalls; }

}  // namespace assay
