// assay/stats/lift_sequence.h
//
// A relative lift that may be looked at any time, and the hybrid that adds a last fixed look. Pure functions, O(1), same bits on every
// platform.

#ifndef ASSAY_STATS_LIFT_SEQUENCE_H_
#define ASSAY_STATS_LIFT_SEQUENCE_H_

#include <optional>

#include "assay/base/status.h"
#include "assay/stats/confidence.h"
#include "assay/stats/confidence_sequence.h"
#include "assay/stats/p_value.h"

namespace assay {

// The mean of an arm with its standard error (at least 0).
struct MeanWithError {
  double mean = 0;
  double standard_error = 0;
};

struct LiftLook {
  std::optional<double> estimate;    // treatment / control - 1; absent while the control's mean is 0
  std::optional<Interval> interval;  // absent while the data do not rule out a control of 0: no finite interval holds the ratio then
  double log_e = 0;                  // of "no difference"
  PValue p_value;                    // of this look
};

// The test is that of the absolute difference, whose null hypothesis is the same and whose standard error does not depend on the estimate:
// dividing by the control's mean and taking the quotient's standard error makes false positives of 10 to 20 % out of 5. The interval holds 0
// exactly as long as that test does not reject.
//
// Definition: exp(ln(m2 / m1) -+ c sqrt(s1^2 / m1^2 + s2^2 / m2^2)) - 1 with the sequence's critical value c, where both means have one sign,
// are more than c standard errors from 0 and the interval agrees with the test; else Fieller's with c, which always agrees.
// Errors: kInvalidArgument when a number is out of its range.
// Source: Fieller, Some Problems in Interval Estimation, 1954, doi:10.1111/j.2517-6161.1954.tb00159.x.
Result<LiftLook> LookAtLift(const SequenceTuning& tuning, const MeanWithError& control, const MeanWithError& treatment, double sample,
                            double alpha);

// Sequential while the experiment runs, fixed at its planned end: the error probability is shared between the two, so that stopping early
// on the one or deciding at the end on the other errs at most `alpha` in sum.
struct HybridLook {
  Interval interval;
  PValue p_value;       // reject while at or below `error`
  double error = 0;     // the part of alpha that this look may use
  bool is_end = false;  // the fixed look: `sample` has reached `planned_sample`
};

// `sequential_share` in (0, 1): of alpha, for all looks before the end. `planned_sample` above 0.
//
// Errors: kInvalidArgument when a number is out of its range.
// Source: the hybrid analysis of Eppo (docs, Analysis methods); valid by Bonferroni's inequality.
Result<HybridLook> LookAtHybrid(const SequenceTuning& tuning, double estimate, double standard_error, double sample, double planned_sample,
                                double alpha, double sequential_share);

}  // namespace assay

#endif  // ASSAY_STATS_LIFT_SEQUENCE_H_
