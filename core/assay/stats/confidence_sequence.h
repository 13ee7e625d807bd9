// assay/stats/confidence_sequence.h
//
// Intervals and p values that stay valid however often one looks and whenever one stops: the asymptotic confidence sequence. The same
// boundary is known as GAVI, as the asymptotic confidence sequence of Waudby-Smith et al., as Howard's two-sided normal mixture and as
// mSPRT with a fixed mixing variance; one function with one tuning covers them. Pure functions, O(1), same bits on every platform.

#ifndef ASSAY_STATS_CONFIDENCE_SEQUENCE_H_
#define ASSAY_STATS_CONFIDENCE_SEQUENCE_H_

#include "assay/base/status.h"
#include "assay/stats/alternative.h"
#include "assay/stats/confidence.h"
#include "assay/stats/p_value.h"

namespace assay {

// How the prior sample of the mixture follows from the sample size at which the intervals should be narrowest.
enum class TuningFormula : std::uint8_t {
  kApproximate = 0,  // what GrowthBook, Eppo and confseq compute: within 4 % of the best one
  kExact = 1,        // the minimiser itself
};

// The mixture: as if `prior_sample` observations had been seen before the first. Chosen before the experiment and kept: recomputed from the
// data, for example from the current sample, the guarantee is lost.
class SequenceTuning {
 public:
  // Narrowest at `best_sample` observations of both arms together, above 0 and finite. `alpha` in (0, 1), one-sided below 1/2.
  //
  // Definition, a = alpha (one-sided 2 alpha): r = N / (-2 ln a + ln(1 - 2 ln a)), exact r = N / (-W(-a^2 / e) - 1), W the lower branch of
  // Lambert's function.
  // Errors: kInvalidArgument for numbers outside of their range.
  // Source: Howard, Ramdas, McAuliffe, Sekhon, Time-uniform, nonparametric, nonasymptotic confidence sequences, 2021,
  // doi:10.1214/20-AOS1991, section 3.5; Waudby-Smith et al., Time-uniform central limit theory, 2024, doi:10.1214/24-AOS2408, appendix B.
  static Result<SequenceTuning> ForSample(double best_sample, double alpha, Alternative alternative = Alternative::kTwoSided,
                                          TuningFormula formula = TuningFormula::kApproximate);

  // mSPRT's mixing variance `tau` of the effect, where one observation has the variance `unit_variance`: r = unit_variance / tau.
  //
  // Errors: kInvalidArgument unless both are finite and above 0.
  // Source: Johari, Koomen, Pekelis, Walsh, Always Valid Inference: Continuous Monitoring of A/B Tests, 2022, doi:10.1287/opre.2021.2135.
  static Result<SequenceTuning> ForMixingVariance(double tau, double unit_variance);

  // Errors: kInvalidArgument unless finite and above 0.
  static Result<SequenceTuning> OfPriorSample(double prior_sample);

  [[nodiscard]] double prior_sample() const { return prior_sample_; }  // r; rho^2 of GrowthBook is 1 / r

 private:
  explicit SequenceTuning(double prior_sample) : prior_sample_(prior_sample) {}

  double prior_sample_;
};

// How many standard errors the sequence reaches at `sample` observations: multiplies the standard error of any estimate that is normal in
// the limit. `sample` above 0 and finite; `alpha` in (0, 1), one-sided below 1/2.
//
// Definition: two-sided sqrt((N + r) / N ln((N + r) / (r a^2))); one-sided sqrt(2 (N + r) / N ln(1 + sqrt((N + r) / r) / (2 a))).
// Errors: kInvalidArgument for numbers outside of their range.
// Source: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, Time-uniform central limit theory, 2024, theorem 2.2 and equation 134.
Result<double> SequenceCriticalValue(const SequenceTuning& tuning, double sample, double alpha,
                                     Alternative alternative = Alternative::kTwoSided);

// ln of the evidence against "no effect" at this look, for z = estimate / standard error: an e-value, at most 1 in expectation under the
// null, at any time. One-sided evidence is that of the boundary above, and 0 (ln: -infinity) towards the wrong side. +infinity for infinite z.
//
// Definition: two-sided z^2 N / (2 (N + r)) - ln((N + r) / r) / 2; one-sided ln(2 (exp(z^2 N / (2 (N + r))) - 1)) - ln((N + r) / r) / 2.
// Errors: kInvalidArgument unless `sample` is finite and above 0; z may be infinite, but not NaN.
Result<double> SequenceLogEvidence(const SequenceTuning& tuning, double sample, double z, Alternative alternative = Alternative::kTwoSided);

// The evidence over all looks: what was seen once stays seen, so that a verdict never flips back. Merging is associative, commutative and
// idempotent: looks may be taken on several devices and arrive twice.
struct AnytimeEvidence {
  double max_log_e = 0;  // the largest ln e so far, at least 0

  void Add(double log_e) {
    if (log_e > max_log_e) max_log_e = log_e;
  }
  void Merge(const AnytimeEvidence& other) { Add(other.max_log_e); }

  // p = 1 / e: below alpha at any time with probability at most alpha under the null.
  [[nodiscard]] PValue AnytimeP() const;
};

struct SequenceLook {
  Interval interval;  // an end that the alternative leaves open is infinite
  double log_e = 0;   // of "no effect", at this look
  PValue p_value;     // of this look alone; AnytimeEvidence keeps the smallest
};

// One look at `estimate` with its `standard_error` after `sample` observations of both arms together. A standard error of 0 is an answer:
// the interval is the estimate, the evidence infinite unless the estimate is 0.
//
// Errors: kInvalidArgument when the estimate is not finite, the standard error negative or not finite, or as above.
Result<SequenceLook> LookAtSequence(const SequenceTuning& tuning, double estimate, double standard_error, double sample, double alpha,
                                    Alternative alternative = Alternative::kTwoSided);

}  // namespace assay

#endif  // ASSAY_STATS_CONFIDENCE_SEQUENCE_H_
