#include "assay/stats/two_proportions.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/distributions.h"
#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

// Above so many trials the conditional odds ratio is the sample's to five digits and more, and would take long to find.
constexpr double kConditionalTrials = 100'000;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Arm {
  explicit Arm(const Proportion& p) : x(static_cast<double>(p.successes())), n(static_cast<double>(p.trials())), rate(n > 0 ? x / n : 0) {}
  double x;
  double n;
  double rate;
};

bool AnyEmpty(const Proportion& control, const Proportion& treatment) { return control.trials() == 0 || treatment.trials() == 0; }

double RateChange(const Proportion& control, const Proportion& treatment) {
  const ExactProduct plus = MultiplyExactly(static_cast<double>(treatment.successes()), static_cast<double>(control.trials()));
  const ExactProduct minus = MultiplyExactly(static_cast<double>(control.successes()), static_cast<double>(treatment.trials()));
  return ((plus.high - minus.high) + (plus.low - minus.low)) /
         (static_cast<double>(control.trials()) * static_cast<double>(treatment.trials()));
}

// Where the increasing function changes its sign, between `low` and `high`.
template <typename Function>
double Bisect(double low, double high, const Function& f) {
  for (int i = 0; i < 120; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle == low || middle == high) break;
    (f(middle) < 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// A score statistic is difference / sqrt(variance); without variance it is as far as can be, unless there is no difference either.
double Score(double difference, double variance) {
  if (variance > 0) return difference / std::sqrt(variance);
  return difference == 0 ? 0 : difference > 0 ? kInfinity : -kInfinity;
}

// z of "the difference is `delta`" with the rates that fit that best.
double DifferenceScore(const Arm& control, const Arm& treatment, double difference, double delta) {
  const double low = std::max(0.0, -delta);
  const double high = std::min(1.0, 1 - delta);
  // The likelihood's slope falls with the control's rate; written without poles for what did not happen.
  const auto minus_slope = [&](double p) {
    const double q = p + delta;
    double slope = 0;
    if (control.x > 0) slope += control.x / p;
    if (control.x < control.n) slope -= (control.n - control.x) / (1 - p);
    if (treatment.x > 0) slope += treatment.x / q;
    if (treatment.x < treatment.n) slope -= (treatment.n - treatment.x) / (1 - q);
    return -slope;
  };
  const double p = Bisect(low, high, minus_slope);
  const double q = std::clamp(p + delta, 0.0, 1.0);
  const double n = control.n + treatment.n;
  const double variance = (p * (1 - p) / control.n + q * (1 - q) / treatment.n) * (n / (n - 1));
  return Score(difference - delta, variance);
}

double RatioScore(const Arm& control, const Arm& treatment, double ratio) {
  const double a = (control.n + treatment.n) * ratio;
  const double b = ratio * (treatment.n + control.x) + treatment.x + control.n;
  const double c = control.x + treatment.x;
  const double p = 2 * c / (b + std::sqrt(std::max(0.0, b * b - 4 * a * c)));  // the smaller root, without cancelling
  const double q = std::min(1.0, ratio * p);
  const double variance = q * (1 - q) / treatment.n + ratio * ratio * p * (1 - p) / control.n;
  return Score(treatment.rate - ratio * control.rate, variance);
}

double OddsRatioScore(const Arm& control, const Arm& treatment, double log_odds_ratio) {
  const auto rate_of = [](double logit) { return logit < 0 ? Exp(logit) / (1 + Exp(logit)) : 1 / (1 + Exp(-logit)); };
  const double all = control.x + treatment.x;
  const double logit =
      Bisect(-800, 800, [&](double w) { return control.n * rate_of(w) + treatment.n * rate_of(w + log_odds_ratio) - all; });
  const double p = rate_of(logit);
  const double q = rate_of(logit + log_odds_ratio);
  const double information = 1 / (1 / (control.n * p * rate_of(-logit)) + 1 / (treatment.n * q * rate_of(-logit - log_odds_ratio)));
  const double n = control.n + treatment.n;
  return Score(treatment.x - treatment.n * q, information * (n / (n - 1)));
}

// The logs of ratios whose falling score is within z, outwards from 0.
template <typename Function>
Interval LogScoreInterval(double z, bool from_zero, bool to_infinity, const Function& score) {
  constexpr double kFarOut = 60;
  const double low = from_zero ? 0 : Exp(Bisect(-kFarOut, kFarOut, [&](double w) { return z - score(w); }));
  const double high = to_infinity ? kInfinity : Exp(Bisect(-kFarOut, kFarOut, [&](double w) { return -z - score(w); }));
  return {low, high};
}

// Counts of the treatment's successes given all margins.
class Hypergeometric {
 public:
  Hypergeometric(const Arm& control, const Arm& treatment) : control_(control.n), treatment_(treatment.n), all_(control.x + treatment.x) {}

  [[nodiscard]] double lowest() const { return std::max(0.0, all_ - control_); }
  [[nodiscard]] double highest() const { return std::min(all_, treatment_); }
  [[nodiscard]] double mode() const { return std::floor((all_ + 1) * (treatment_ + 1) / (control_ + treatment_ + 2)); }

  // ln P(k).
  [[nodiscard]] double LogMass(double k) const {
    if (all_ == 0 || all_ == control_ + treatment_) return 0;
    // The chance of both arms' successes at any common rate, over that of all of them; at the observed rate nothing cancels.
    const Share rate = ShareOfParts(all_, control_ + treatment_ - all_);
    return LogBinomialMass(k, treatment_, rate) + LogBinomialMass(all_ - k, control_, rate) -
           LogBinomialMass(all_, control_ + treatment_, rate);
  }

  // P(k + 1) / P(k).
  [[nodiscard]] double Ratio(double k) const { return (treatment_ - k) / (k + 1) * ((all_ - k) / (control_ - all_ + k + 1)); }

  // ln of the sum of the masses from k outwards over that of k, k at the mode or beyond.
  [[nodiscard]] double LogBeyond(double k, bool upwards) const {
    double term = 1;
    double sum = 1;
    for (; term > sum * 0x1p-60 && (upwards ? k < highest() : k > lowest()); k += upwards ? 1 : -1) {
      term *= upwards ? Ratio(k) : 1 / Ratio(k - 1);
      sum += term;
    }
    return Log(sum);
  }

 private:
  double control_;
  double treatment_;
  double all_;
};

// ln(e^a + e^b).
double LogSum(double a, double b) {
  const double high = std::max(a, b);
  return std::isinf(high) ? high : high + Log1p(Exp(std::min(a, b) - high));
}

PValue FromLog(double log_p) { return ProbabilityOf(std::min(log_p, 0.0), 1); }

// P(X >= k), or P(X <= k).
PValue TailOf(const Hypergeometric& h, double k, bool upwards) {
  const double mode = h.mode();
  const bool beyond = upwards ? k > mode : k < mode;
  if (beyond) return FromLog(h.LogMass(k) + h.LogBeyond(k, upwards));
  const double next = upwards ? k - 1 : k + 1;  // the first of the other tail, which is the smaller one
  if (upwards ? next < h.lowest() : next > h.highest()) return kCertain;
  return ComplementOf(FromLog(h.LogMass(next) + h.LogBeyond(next, !upwards)));
}

// The odds ratio under which the mean of the treatment's successes is the observed one.
double ConditionalOddsRatio(const Hypergeometric& h, double observed) {
  if (h.lowest() == h.highest()) return std::numeric_limits<double>::quiet_NaN();
  if (observed == h.lowest()) return 0;
  if (observed == h.highest()) return kInfinity;
  const auto excess = [&](double log_odds) {
    const double odds = Exp(log_odds);
    double sum = 1;
    double moment = 0;
    double term = 1;
    for (double k = observed; k < h.highest(); k += 1) {
      term *= h.Ratio(k) * odds;
      sum += term;
      moment += term * (k + 1 - observed);
      if (term < sum * 0x1p-60 && h.Ratio(k) * odds < 1) break;
      if (sum > 0x1p900) return 1.0;
    }
    term = 1;
    for (double k = observed; k > h.lowest(); k -= 1) {
      term /= h.Ratio(k - 1) * odds;
      sum += term;
      moment += term * (k - 1 - observed);
      if (term < sum * 0x1p-60 && h.Ratio(k - 1) * odds > 1) break;
      if (sum > 0x1p900) return -1.0;
    }
    return moment;
  };
  return Exp(Bisect(-60, 60, excess));
}

}  // namespace

WaldDifference UnpooledDifference(const Proportion& control, const Proportion& treatment, const Confidence& confidence) {
  WaldDifference answer;
  if (AnyEmpty(control, treatment)) {
    answer.gap = Gap::kNoData;
    return answer;
  }
  const Arm before(control);
  const Arm after(treatment);
  answer.estimate = RateChange(control, treatment);
  const double variance =
      before.rate * ((before.n - before.x) / before.n) / before.n + after.rate * ((after.n - after.x) / after.n) / after.n;
  if (!(variance > 0)) {
    answer.gap = Gap::kNoVariance;
    return answer;
  }
  const double error = std::sqrt(variance);
  answer.z = answer.estimate / error;
  answer.p_value = NormalTwoSided(answer.z);
  answer.interval = {answer.estimate - confidence.z() * error, answer.estimate + confidence.z() * error};
  return answer;
}

std::optional<Interval> AgrestiCaffo(const Proportion& control, const Proportion& treatment, const Confidence& confidence) {
  if (AnyEmpty(control, treatment)) return std::nullopt;
  const auto added = [](const Proportion& p) {
    return std::pair(static_cast<double>(p.successes()) + 1, static_cast<double>(p.trials()) + 2);
  };
  const auto [x1, n1] = added(control);
  const auto [x2, n2] = added(treatment);
  const double estimate = x2 / n2 - x1 / n1;
  const double margin = confidence.z() * std::sqrt(x1 / n1 * ((n1 - x1) / n1) / n1 + x2 / n2 * ((n2 - x2) / n2) / n2);
  return Interval{estimate - margin, estimate + margin};
}

std::optional<Interval> DifferenceScoreInterval(const Proportion& control, const Proportion& treatment, const Confidence& confidence) {
  if (AnyEmpty(control, treatment)) return std::nullopt;
  const Arm before(control);
  const Arm after(treatment);
  const double difference = RateChange(control, treatment);
  const double z = confidence.z();
  const double low = Bisect(-1, difference, [&](double delta) { return z - DifferenceScore(before, after, difference, delta); });
  const double high = Bisect(difference, 1, [&](double delta) { return -z - DifferenceScore(before, after, difference, delta); });
  return Interval{low, high};
}

std::optional<Interval> RatioScoreInterval(const Proportion& control, const Proportion& treatment, const Confidence& confidence) {
  if (AnyEmpty(control, treatment) || control.successes() + treatment.successes() == 0) return std::nullopt;
  const Arm before(control);
  const Arm after(treatment);
  return LogScoreInterval(confidence.z(), after.x == 0, before.x == 0, [&](double w) { return RatioScore(before, after, Exp(w)); });
}

std::optional<Interval> OddsRatioScoreInterval(const Proportion& control, const Proportion& treatment, const Confidence& confidence) {
  if (AnyEmpty(control, treatment)) return std::nullopt;
  const Arm before(control);
  const Arm after(treatment);
  const double all = before.x + after.x;
  if (all == 0 || all == before.n + after.n) return std::nullopt;
  const bool zero = after.x == 0 || before.x == before.n;
  const bool infinite = before.x == 0 || after.x == after.n;
  return LogScoreInterval(confidence.z(), zero, infinite, [&](double w) { return OddsRatioScore(before, after, w); });
}

std::optional<FisherTest> FisherExact(const Proportion& control, const Proportion& treatment) {
  if (AnyEmpty(control, treatment)) return std::nullopt;
  const Arm before(control);
  const Arm after(treatment);
  const Hypergeometric h(before, after);
  FisherTest test;
  test.treatment_lower = TailOf(h, after.x, false);
  test.treatment_higher = TailOf(h, after.x, true);
  const bool many = before.n + after.n > kConditionalTrials;
  test.odds_ratio = many ? after.x * (before.n - before.x) / ((after.n - after.x) * before.x) : ConditionalOddsRatio(h, after.x);
  constexpr double kSame = 1e-7;
  const double bar = h.LogMass(after.x) + kSame;
  const double mode = h.mode();
  if (h.LogMass(mode) <= bar) {
    test.two_sided = kCertain;
    return test;
  }
  const bool high = after.x > mode;
  // The first table on the other side that is as unlikely.
  double inside = mode;
  double outside = high ? h.lowest() - 1 : h.highest() + 1;
  while (std::fabs(outside - inside) > 1) {
    const double middle = std::floor((inside + outside) / 2) == std::min(inside, outside) ? std::min(inside, outside) + 1
                                                                                          : std::floor((inside + outside) / 2);
    (h.LogMass(middle) > bar ? inside : outside) = middle;
  }
  const PValue near = high ? test.treatment_higher : test.treatment_lower;
  const bool none = high ? outside < h.lowest() : outside > h.highest();
  test.two_sided = none ? near : FromLog(LogSum(near.log_p, TailOf(h, outside, !high).log_p));
  return test;
}

std::optional<HomogeneityTest> TestHomogeneity(std::span<const Proportion> arms) {
  double successes = 0;
  double trials = 0;
  std::uint32_t filled = 0;
  for (const Proportion& arm : arms) {
    successes += static_cast<double>(arm.successes());
    trials += static_cast<double>(arm.trials());
    filled += arm.trials() > 0 ? 1 : 0;
  }
  if (filled < 2 || successes == 0 || successes == trials) return std::nullopt;
  const double rate = successes / trials;
  const double rest = (trials - successes) / trials;
  double chi_squared = 0;
  for (const Proportion& arm : arms) {
    if (arm.trials() == 0) continue;
    const Arm a(arm);
    const double excess = a.x - a.n * rate;
    chi_squared += excess * excess / (a.n * rate * rest);
  }
  return HomogeneityTest{chi_squared, filled - 1, ChiSquaredTails(chi_squared, filled - 1).upper};
}

std::optional<StratifiedTest> MantelHaenszel(std::span<const Stratum> strata, const Confidence& confidence) {
  double excess = 0;
  double variance = 0;
  double same = 0;   // of the products of the table's diagonal, over the trials
  double cross = 0;  // of the other diagonal
  double same_same = 0;
  double mixed = 0;
  double cross_cross = 0;
  for (const Stratum& stratum : strata) {
    const Arm control(stratum.control);
    const Arm treatment(stratum.treatment);
    if (control.n == 0 || treatment.n == 0) continue;
    const double n = control.n + treatment.n;
    const double all = control.x + treatment.x;
    excess += treatment.x - treatment.n * (all / n);
    variance += treatment.n / n * control.n * (all / n) * ((n - all) / (n - 1));
    const double p = (treatment.x + control.n - control.x) / n;
    const double q = (control.x + treatment.n - treatment.x) / n;
    const double r = treatment.x * (control.n - control.x) / n;
    const double s = control.x * (treatment.n - treatment.x) / n;
    same += r, cross += s;
    same_same += p * r, mixed += p * s + q * r, cross_cross += q * s;
  }
  if (!(variance > 0)) return std::nullopt;
  StratifiedTest test;
  const double corrected = std::fabs(excess) - std::fmin(0.5, std::fabs(excess));
  test.chi_squared = corrected * corrected / variance;
  test.p_value = ChiSquaredTails(test.chi_squared, 1).upper;
  test.odds_ratio = same / cross;  // infinite where no stratum has a control's success and a treatment's failure
  test.interval = {0, kInfinity};
  if (same > 0 && cross > 0) {
    const double log_variance = same_same / (2 * same * same) + mixed / (2 * same * cross) + cross_cross / (2 * cross * cross);
    const double margin = confidence.z() * std::sqrt(log_variance);
    test.interval = {test.odds_ratio * Exp(-margin), test.odds_ratio * Exp(margin)};
  }
  return test;
}

}  // namespace assay
