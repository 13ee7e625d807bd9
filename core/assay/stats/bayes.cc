#include "assay/stats/bayes.h"

#include <cmath>
#include <limits>

#include "assay/stats/beta.h"
#include "assay/stats/distributions.h"
#include "assay/stats/elementary.h"
#include "assay/stats/gamma.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr double kInverseSqrtTwoPi = 0x1.9884533d43651p-2;

// A rate on the scale of its logit u, where x = 1 / (1 + e^-u).
class RateArm {
 public:
  explicit RateArm(const BetaPosterior& posterior) : a_(posterior.a), b_(posterior.b), log_beta_(LogBeta(a_, b_)) {}

  [[nodiscard]] ArmShape Shape() const {
    constexpr double kWidths = 9;
    constexpr double kDecay = 40;  // the tails fall as e^(a u) and e^(-b u)
    const double centre = Log(a_ / b_);
    const double width = std::sqrt(1 / a_ + 1 / b_ + (a_ < 1 ? 1 / (a_ * a_) : 0) + (b_ < 1 ? 1 / (b_ * b_) : 0));
    return {centre, width, centre - kWidths * width - kDecay / a_, centre + kWidths * width + kDecay / b_};
  }
  [[nodiscard]] Tails TailsAt(double u) const { return BetaTails(RateAt(u), a_, b_); }
  [[nodiscard]] double DensityAt(double u) const { return Exp(-a_ * LogOnePlusExp(-u) - b_ * LogOnePlusExp(u) - log_beta_); }
  [[nodiscard]] double StretchAt(double u) const {
    const Share rate = RateAt(u);
    return rate.x * rate.y;
  }

 private:
  static double LogOnePlusExp(double u) { return u > 0 ? u + Log1p(Exp(-u)) : Log1p(Exp(u)); }
  static Share RateAt(double u) { return u < 0 ? ShareOfParts(Exp(u), 1) : ShareOfParts(1, Exp(-u)); }

  double a_;
  double b_;
  double log_beta_;
};

class MeanArm {
 public:
  explicit MeanArm(const NormalPosterior& posterior) : posterior_(posterior) {}

  [[nodiscard]] ArmShape Shape() const {
    constexpr double kWidths = 9.5;
    return {posterior_.mean, posterior_.deviation, posterior_.mean - kWidths * posterior_.deviation,
            posterior_.mean + kWidths * posterior_.deviation};
  }
  [[nodiscard]] Tails TailsAt(double x) const { return NormalTails((x - posterior_.mean) / posterior_.deviation); }
  [[nodiscard]] double DensityAt(double x) const {
    const double z = (x - posterior_.mean) / posterior_.deviation;
    return Exp(-0.5 * z * z) * kInverseSqrtTwoPi / posterior_.deviation;
  }
  [[nodiscard]] static double StretchAt(double) { return 1; }

 private:
  NormalPosterior posterior_;
};

bool IsShape(double value) { return value >= 0.1 && value <= kMaxShape; }

template <typename Arm, typename Posterior>
Result<std::vector<ArmChance>> Compare(std::span<const Posterior> posteriors) {
  if (posteriors.empty() || posteriors.size() > kMaxArms) return InvalidArgument("arms: must be 1 to 100");
  std::vector<Arm> arms;
  std::vector<ArmShape> shapes;
  for (const Posterior& posterior : posteriors) {
    arms.emplace_back(posterior);
    shapes.push_back(arms.back().Shape());
  }
  if (arms.size() == 1) return std::vector<ArmChance>{{1, 0, 0}};
  return CompareArms<Arm>(arms, shapes);
}

// E max(-effect, 0) / deviation for m = mean / deviation.
double UnitLoss(double m) {
  if (m < 3) return Exp(-0.5 * m * m) * kInverseSqrtTwoPi - m * NormalUpperTail(m);
  double fraction = m;
  for (int i = 120; i >= 2; --i) fraction = m + i / fraction;
  return NormalUpperTail(m) / fraction;
}

}  // namespace

BetaPosterior PosteriorOf(const Proportion& proportion, const BetaPosterior& prior) {
  return {prior.a + static_cast<double>(proportion.successes()),
          prior.b + static_cast<double>(proportion.trials() - proportion.successes())};
}

Result<Interval> CredibleInterval(const BetaPosterior& posterior, const Confidence& confidence) {
  if (!IsShape(posterior.a) || !IsShape(posterior.b)) return InvalidArgument("posterior: must have parameters from 0.1 to 1e15");
  const double outside = (1 - confidence.level()) / 2;
  return Interval{BetaQuantile(outside, posterior.a, posterior.b, false)->x, BetaQuantile(outside, posterior.a, posterior.b, true)->x};
}

Result<std::vector<ArmChance>> CompareRates(std::span<const BetaPosterior> arms) {
  for (const BetaPosterior& arm : arms) {
    if (!IsShape(arm.a) || !IsShape(arm.b)) return InvalidArgument("posterior: must have parameters from 0.1 to 1e15");
  }
  return Compare<RateArm>(arms);
}

Result<NormalPosterior> PosteriorOfEffect(double estimate, double standard_error, const std::optional<NormalPrior>& prior) {
  if (!std::isfinite(estimate)) return InvalidArgument("estimate: must be finite");
  if (!(standard_error >= 0 && std::isfinite(standard_error))) return InvalidArgument("standard_error: must be finite and not negative");
  if (!prior) return NormalPosterior{estimate, standard_error};
  if (!(prior->variance > 0 && std::isfinite(prior->variance) && std::isfinite(prior->mean))) {
    return InvalidArgument("prior: must have a finite mean and a variance above 0");
  }
  const double variance = standard_error * standard_error;
  const double sum = variance + prior->variance;
  return NormalPosterior{estimate + (prior->mean - estimate) * (variance / sum), standard_error * std::sqrt(prior->variance / sum)};
}

NormalPrior ScaledPrior(const NormalPrior& prior, double factor) { return {prior.mean * factor, prior.variance * factor * factor}; }

Interval CredibleInterval(const NormalPosterior& posterior, const Confidence& confidence) {
  const double half = confidence.z() * posterior.deviation;
  return {posterior.mean - half, posterior.mean + half};
}

Result<EffectDecision> DecideOnEffect(const NormalPosterior& effect) {
  if (!std::isfinite(effect.mean)) return InvalidArgument("mean: must be finite");
  if (!(effect.deviation >= 0 && std::isfinite(effect.deviation))) return InvalidArgument("deviation: must be finite and not negative");
  EffectDecision decision;
  if (effect.mean == 0 && effect.deviation == 0) {
    decision.chance = decision.other_chance = {0.5, Log(0.5)};
    return decision;
  }
  const double m = effect.mean / effect.deviation;  // infinite without deviation
  const Tails tails = NormalTails(m);
  decision.chance = tails.lower;
  decision.other_chance = tails.upper;
  // The smaller loss directly; the other one is larger by the mean.
  const double smaller = effect.deviation == 0 ? 0 : effect.deviation * UnitLoss(std::fabs(m));
  decision.loss_if_shipped = m > 0 ? smaller : smaller - effect.mean;
  decision.loss_if_kept = m > 0 ? smaller + effect.mean : smaller;
  return decision;
}

Result<std::vector<ArmChance>> CompareMeans(std::span<const NormalPosterior> arms) {
  for (const NormalPosterior& arm : arms) {
    if (!(std::isfinite(arm.mean) && arm.deviation > 0 && std::isfinite(arm.deviation))) {
      return InvalidArgument("posterior: must have a finite mean and a deviation above 0");
    }
  }
  return Compare<MeanArm>(arms);
}

Result<std::vector<double>> ThompsonShares(std::span<const ArmChance> arms, double floor) {
  const double count = static_cast<double>(arms.size());
  if (arms.empty()) return InvalidArgument("arms: must be at least one");
  if (!(floor >= 0 && floor * count <= 1)) return InvalidArgument("floor: must be from 0 to 1 / arms");
  double sum = 0;
  for (const ArmChance& arm : arms) sum += arm.best;
  std::vector<double> shares;
  shares.reserve(arms.size());
  for (const ArmChance& arm : arms) shares.push_back(floor + (1 - count * floor) * (arm.best / sum));
  return shares;
}

}  // namespace assay
