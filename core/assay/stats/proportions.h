// assay/stats/proportions.h
//
// One conversion rate, and two of them compared: score intervals that stay honest at 0 %, 100 % and one trial, and the fixed-horizon z
// test. Takes counts only. Pure functions, O(1), same bits on every platform.
//
// Everything here is meant for one look at a sample whose size was fixed before; looking repeatedly and stopping at the first small p
// inflates the error rate.

#ifndef ASSAY_STATS_PROPORTIONS_H_
#define ASSAY_STATS_PROPORTIONS_H_

#include <cstdint>
#include <optional>

#include "assay/base/status.h"
#include "assay/stats/confidence.h"
#include "assay/stats/p_value.h"

namespace assay {

// `successes` of `trials`. Valid by construction, so that the functions below cannot fail.
class Proportion {
 public:
  static constexpr std::uint64_t kMaxTrials = std::uint64_t{1} << 53;  // exact in a double

  Proportion() = default;  // 0 of 0: no observation

  // Errors: kInvalidArgument when successes > trials or trials > kMaxTrials.
  static Result<Proportion> Of(std::uint64_t successes, std::uint64_t trials);

  [[nodiscard]] std::uint64_t successes() const { return successes_; }
  [[nodiscard]] std::uint64_t trials() const { return trials_; }

  // successes / trials in [0, 1], or nothing without trials.
  [[nodiscard]] std::optional<double> Rate() const;

 private:
  Proportion(std::uint64_t successes, std::uint64_t trials) : successes_(successes), trials_(trials) {}

  std::uint64_t successes_ = 0;
  std::uint64_t trials_ = 0;
};

// Wilson's score interval of the rate, or nothing without trials. Inside [0, 1]; low is exactly 0 without a success and high exactly 1
// without a failure, the other end being a proper bound (0 of 1 at 95 %: [0, 0.79]).
//
// Definition: the rates r with |rate - r| <= z sqrt(r (1 - r) / n), computed from the roots so that neither end cancels.
// Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927, doi:10.1080/01621459.1927.10502953.
std::optional<Interval> WilsonInterval(const Proportion& proportion, const Confidence& confidence);

struct Difference {
  double estimate = 0;  // treatment rate - control rate, in [-1, 1]
  Interval interval;    // Newcombe's hybrid score interval, inside [-1, 1]
};

// The absolute difference of two rates, or nothing when an arm has no trials. The interval combines both arms' Wilson intervals, so it
// never collapses to a point at 0 % or 100 %.
//
// Source: Newcombe, Interval estimation for the difference between independent proportions (method 10), 1998,
// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
std::optional<Difference> RateDifference(const Proportion& control, const Proportion& treatment, const Confidence& confidence);

struct ZTest {
  double z = 0;  // positive when the treatment's rate is the higher one
  PValue p_value;
};

// The two-sided z test of "both arms have the same rate", or nothing when an arm has no trials. When nobody or everybody converted the
// arms cannot be told apart: z = 0 and p = 1, which is Fisher's exact answer too.
//
// Definition: z = difference / sqrt(r (1 - r) (1/n1 + 1/n2)) with r the rate of both arms together. Pooled because p is computed as if
// the null hypothesis held, and under it one common rate is what the data estimate; estimating each arm's variance on its own claims too
// much when an arm has few successes. The interval above describes the difference there is, so it must not pool.
// The difference comes from the exact integer x2 n1 - x1 n2, so a billion trials cost no digits.
std::optional<ZTest> PooledZTest(const Proportion& control, const Proportion& treatment);

struct Lift {
  double estimate = 0;               // treatment rate / control rate - 1, at least -1
  std::optional<Interval> interval;  // absent where the method has no answer, see below
};

// The relative difference, or nothing when an arm has no trials or the control no success (the ratio does not exist). The interval is
// Katz's: normal on the logarithm of the ratio. It is absent when the treatment has no success (its logarithm does not exist) and when both
// arms are at 100 % (its variance estimate is 0, and a point would claim certainty).
//
// Definition: exp(ln(r2/r1) -+ z sqrt((1 - r1)/x1 + (1 - r2)/x2)) - 1. The test of "lift = 0" is PooledZTest: the null is the same.
// Source: Katz, Baptista, Azen, Pike, Obtaining Confidence Intervals for the Risk Ratio in Cohort Studies, 1978, doi:10.2307/2530610.
std::optional<Lift> RelativeLift(const Proportion& control, const Proportion& treatment, const Confidence& confidence);

}  // namespace assay

#endif  // ASSAY_STATS_PROPORTIONS_H_
