#include "assay/stats/confidence_sequence.h"

#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLn2 = 0x1.62e42fefa39efp-1;

bool IsAmount(double value) { return value > 0 && value < kInfinity; }

bool IsAlpha(double alpha, Alternative alternative) { return alpha > 0 && alpha < (alternative == Alternative::kTwoSided ? 1 : 0.5); }

// x = -W(-exp(-c)) - ln-free: the root above 1 of x - ln x = c, for c > 1. Newton's method on a convex function, from above.
double UpperRootOfXMinusLog(double c) {
  double x = c + Log(c + Log(c + 1)) + 1;
  for (int i = 0; i < 64; ++i) {
    const double next = x - (x - Log(x) - c) / (1 - 1 / x);
    if (!(next < x)) break;
    x = next;
  }
  return x;
}

}  // namespace

Result<SequenceTuning> SequenceTuning::ForSample(double best_sample, double alpha, Alternative alternative, TuningFormula formula) {
  if (!IsAmount(best_sample)) return InvalidArgument("best_sample: must be finite and above 0");
  if (!IsAlpha(alpha, alternative)) return InvalidArgument("alpha: must be between 0 and 1, one-sided below 1/2");
  const double minus_log_square = -2 * (Log(alpha) + (alternative == Alternative::kTwoSided ? 0 : kLn2));
  const double cost =
      formula == TuningFormula::kExact ? UpperRootOfXMinusLog(minus_log_square + 1) - 1 : minus_log_square + Log1p(minus_log_square);
  const double prior_sample = best_sample / cost;
  if (!IsAmount(prior_sample)) return InvalidArgument("best_sample: must be within what a double holds after division");
  return SequenceTuning(prior_sample);
}

Result<SequenceTuning> SequenceTuning::ForMixingVariance(double tau, double unit_variance) {
  if (!IsAmount(tau)) return InvalidArgument("tau: must be finite and above 0");
  if (!IsAmount(unit_variance)) return InvalidArgument("unit_variance: must be finite and above 0");
  return OfPriorSample(unit_variance / tau);
}

Result<SequenceTuning> SequenceTuning::OfPriorSample(double prior_sample) {
  if (!IsAmount(prior_sample)) return InvalidArgument("prior_sample: must be finite and above 0");
  return SequenceTuning(prior_sample);
}

Result<double> SequenceCriticalValue(const SequenceTuning& tuning, double sample, double alpha, Alternative alternative) {
  if (!IsAmount(sample)) return InvalidArgument("sample: must be finite and above 0");
  if (!IsAlpha(alpha, alternative)) return InvalidArgument("alpha: must be between 0 and 1, one-sided below 1/2");
  const double prior = tuning.prior_sample();
  const double spread = 1 + prior / sample;         // (N + r) / N
  const double log_growth = Log1p(sample / prior);  // ln((N + r) / r)
  if (alternative == Alternative::kTwoSided) return std::sqrt(spread * (log_growth - 2 * Log(alpha)));
  const double log_ratio = log_growth / 2 - Log(alpha) - kLn2;  // above 0, as alpha < 1/2
  return std::sqrt(2 * spread * (log_ratio + Log1p(Exp(-log_ratio))));
}

Result<double> SequenceLogEvidence(const SequenceTuning& tuning, double sample, double z, Alternative alternative) {
  if (!IsAmount(sample)) return InvalidArgument("sample: must be finite and above 0");
  if (std::isnan(z)) return InvalidArgument("z: must be a number");
  const double prior = tuning.prior_sample();
  const double log_growth = Log1p(sample / prior);
  const double quadratic = z * z / (2 * (1 + prior / sample));
  if (alternative == Alternative::kTwoSided) return quadratic - log_growth / 2;
  const double towards = alternative == Alternative::kGreater ? z : -z;
  if (!(towards > 0)) return -kInfinity;
  const double log_expm1 = quadratic < 1 ? Log(Expm1(quadratic)) : quadratic + Log1p(-Exp(-quadratic));
  return log_expm1 + kLn2 - log_growth / 2;
}

PValue AnytimeEvidence::AnytimeP() const { return {Exp(-max_log_e), max_log_e == 0 ? 0 : -max_log_e}; }

Result<SequenceLook> LookAtSequence(const SequenceTuning& tuning, double estimate, double standard_error, double sample, double alpha,
                                    Alternative alternative) {
  if (!std::isfinite(estimate)) return InvalidArgument("estimate: must be finite");
  if (!(standard_error >= 0 && standard_error < kInfinity)) return InvalidArgument("standard_error: must be finite and not negative");
  const Result<double> reach = SequenceCriticalValue(tuning, sample, alpha, alternative);
  if (!reach.ok()) return reach.status();
  const double z = estimate == 0 ? 0 : estimate / standard_error;
  const Result<double> log_e = SequenceLogEvidence(tuning, sample, z, alternative);
  if (!log_e.ok()) return log_e.status();
  AnytimeEvidence evidence;
  evidence.Add(*log_e);
  const double half = *reach * standard_error;
  return SequenceLook{{alternative == Alternative::kLess ? -kInfinity : estimate - half,
                       alternative == Alternative::kGreater ? kInfinity : estimate + half},
                      *log_e,
                      evidence.AnytimeP()};
}

}  // namespace assay
