#include "assay/monitor/alert_rule.h"

#include <cmath>

namespace assay {
namespace {

AlertState AfterBreach(const AlertRule& rule, const AlertState& state) {
  if (state.phase == AlertPhase::kFiring) return {AlertPhase::kFiring, 0};
  const std::uint32_t breaches = state.streak + 1;
  if (breaches >= rule.breaches_to_fire) return {AlertPhase::kFiring, 0};
  return {AlertPhase::kPending, breaches};
}

AlertState AfterClear(const AlertRule& rule, const AlertState& state) {
  if (state.phase != AlertPhase::kFiring) return {};
  const std::uint32_t clears = state.streak + 1;
  if (clears >= rule.clears_to_resolve) return {AlertPhase::kResolved, 0};
  return {AlertPhase::kFiring, clears};
}

}  // namespace

Status ValidateAlertRule(const AlertRule& rule) {
  if (std::isnan(rule.threshold)) return InvalidArgument("threshold: must be a number");
  if (rule.breaches_to_fire == 0) return InvalidArgument("breaches_to_fire: must be at least 1");
  if (rule.clears_to_resolve == 0) return InvalidArgument("clears_to_resolve: must be at least 1");
  return Status();
}

AlertState StepAlert(const AlertRule& rule, const AlertState& state, std::optional<double> value) {
  if (!value.has_value() || std::isnan(*value)) return state.phase == AlertPhase::kResolved ? AlertState{} : state;
  const bool breach = rule.comparison == AlertComparison::kAbove ? *value > rule.threshold : *value < rule.threshold;
  return breach ? AfterBreach(rule, state) : AfterClear(rule, state);
}

}  // namespace assay
