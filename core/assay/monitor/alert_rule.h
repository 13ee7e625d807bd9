// assay/monitor/alert_rule.h
//
// A threshold rule and its state, stepped once per evaluation: ok -> pending -> firing -> resolved -> ok. A pure state machine: no clock,
// no memory but the state passed in and out, so it replays exactly. O(1), safe from any thread.

#ifndef ASSAY_MONITOR_ALERT_RULE_H_
#define ASSAY_MONITOR_ALERT_RULE_H_

#include <cstdint>
#include <optional>

#include "assay/base/status.h"

namespace assay {

enum class AlertComparison : std::uint8_t { kAbove, kBelow };  // strict: a value equal to the threshold is no breach

struct AlertRule {
  AlertComparison comparison = AlertComparison::kAbove;
  double threshold = 0;                 // not NaN; in the unit of the watched value
  std::uint32_t breaches_to_fire = 1;   // consecutive breaches, at least 1
  std::uint32_t clears_to_resolve = 1;  // consecutive values without breach while firing, at least 1
};

// Success when the rule's fields keep to their ranges.
//
// Errors: kInvalidArgument naming the field.
Status ValidateAlertRule(const AlertRule& rule);

enum class AlertPhase : std::uint8_t {
  kOk,        // no breach
  kPending,   // breached, not yet often enough
  kFiring,    // somebody should look
  kResolved,  // the evaluation at which firing ended; the next one is kOk or a new breach
};

struct AlertState {
  AlertPhase phase = AlertPhase::kOk;
  std::uint32_t streak = 0;  // kPending: breaches so far; kFiring: values without breach so far; otherwise 0

  friend bool operator==(const AlertState&, const AlertState&) = default;
};

// The state after one more evaluation of a valid `rule`. A missing `value` (nothing, or NaN) is no evidence either way: everything stays as
// it is, except that kResolved has been told and becomes kOk.
AlertState StepAlert(const AlertRule& rule, const AlertState& state, std::optional<double> value);

}  // namespace assay

#endif  // ASSAY_MONITOR_ALERT_RULE_H_
