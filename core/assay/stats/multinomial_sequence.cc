#include "assay/stats/multinomial_sequence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"
#include "assay/stats/gamma.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 53;

// x ln(x / m) - (x - m) for x >= 0 and m > 0, never negative; `gap` is x - m, given because the caller knows more of its digits.
double Deviance(double x, double m, double gap) { return x == 0 ? m : -x * Log1pMinus(-gap / x); }

struct Cells {
  double users = 0;
  double total_weight = 0;
  bool impossible = false;
};

Result<Cells> Check(std::span<const std::uint64_t> counts, std::span<const double> weights, double concentration) {
  if (counts.empty() || counts.size() > kMaxCells) return InvalidArgument("counts: must be of 1 to 1000 cells");
  if (counts.size() != weights.size()) return InvalidArgument("weights: must be one per cell");
  if (!(concentration > 0 && concentration <= 0x1p53)) return InvalidArgument("concentration: must be above 0 and at most 2^53");
  Cells cells;
  std::uint64_t users = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!(weights[i] >= 0 && weights[i] < kInfinity)) return InvalidArgument("weights: must be finite and not negative");
    if (counts[i] > kMaxCount - users) return InvalidArgument("counts: must not exceed 2^53 in sum");
    users += counts[i];
    cells.total_weight += weights[i];
    if (weights[i] == 0 && counts[i] > 0) cells.impossible = true;
  }
  if (!(cells.total_weight > 0 && cells.total_weight < kInfinity))
    return InvalidArgument("weights: must have a sum that is finite and not 0");
  for (const double weight : weights) {
    if (weight > 0 && weight / cells.total_weight < 0x1p-53) return InvalidArgument("weights: must be 0 or at least 2^-53 of their sum");
  }
  cells.users = static_cast<double>(users);
  return cells;
}

double LogEvidence(std::span<const std::uint64_t> counts, std::span<const double> weights, const Cells& cells, double concentration) {
  if (cells.impossible) return kInfinity;
  if (cells.users == 0) return 0;
  const double mass = concentration + cells.users;
  double sum = 0.5 * Log1p(cells.users / concentration) - (StirlingError(mass) - StirlingError(concentration));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (weights[i] == 0) continue;
    const double share = weights[i] / cells.total_weight;
    const double prior = concentration * share;
    const double count = static_cast<double>(counts[i]);
    sum += Deviance(prior + count, mass * share, count - cells.users * share);
    sum += (StirlingError(prior + count) - StirlingError(prior)) - 0.5 * Log1p(count / prior);
  }
  return sum;
}

struct Odds {
  double share;  // within [0, 1]
  double logit;  // ln(share / (1 - share)), infinite at the ends
};

// The share of `count` against `others` below (`up` false) or above the observed one where the loss of likelihood reaches `loss`; the end of
// the range when it never does. Newton's method: the loss is convex in the logit, so that the steps come from outside.
Odds Edge(double count, double others, double loss, bool up) {
  if (up ? others == 0 : count == 0) return up ? Odds{1, kInfinity} : Odds{0, -kInfinity};
  if (count == 0) return {-Expm1(-loss / others), Log(Expm1(loss / others))};  // others ln(1 / (1 - share)) = loss
  if (others == 0) return {Exp(-loss / count), -Log(Expm1(loss / count))};
  const double users = count + others;
  double logit = Log(count / others);
  logit += (up ? 1 : -1) * std::sqrt(2 * loss * users / (count * others));
  double share = 0;
  for (int i = 0; i < 60; ++i) {
    share = 1 / (1 + Exp(-logit));
    const double rest = 1 / (1 + Exp(logit));
    const double gap = count - users * share;
    const double lost = Deviance(count, users * share, gap) + Deviance(others, users * rest, -gap);
    const double step = (lost - loss) / gap;  // the derivative by the logit is -gap
    if (!(std::fabs(step) > 1e-15 * (1 + std::fabs(logit)))) break;
    logit += step;
  }
  return {share, logit};
}

// What a ratio of likelihoods may lose before the evidence reaches 1 / alpha.
double AllowedLoss(std::span<const std::uint64_t> counts, std::span<const double> weights, const Cells& cells, double concentration,
                   double alpha) {
  double loss = -Log(alpha) - LogEvidence(counts, weights, cells, concentration);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (weights[i] == 0) continue;
    const double count = static_cast<double>(counts[i]);
    const double expected = cells.users * (weights[i] / cells.total_weight);
    loss += Deviance(count, expected, count - expected);
  }
  return loss;
}

}  // namespace

Result<double> MultinomialLogEvidence(std::span<const std::uint64_t> counts, std::span<const double> weights, double concentration) {
  const Result<Cells> cells = Check(counts, weights, concentration);
  if (!cells.ok()) return cells.status();
  return LogEvidence(counts, weights, *cells, concentration);
}

Result<std::vector<Interval>> MultinomialShares(std::span<const std::uint64_t> counts, std::span<const double> weights,
                                                double concentration, double alpha) {
  const Result<Cells> cells = Check(counts, weights, concentration);
  if (!cells.ok()) return cells.status();
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  if (cells->impossible) return FailedPrecondition("counts: must be 0 where the weight is");

  // Evidence against s = evidence against the weights * product of (weight_i / s_i)^count_i; smallest at the observed shares.
  const double loss = AllowedLoss(counts, weights, *cells, concentration, alpha);
  const auto open_cells = std::ranges::count_if(weights, [](double weight) { return weight > 0; });

  std::vector<Interval> shares;
  shares.reserve(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (weights[i] == 0) {
      shares.push_back({0, 0});
    } else if (open_cells == 1) {
      shares.push_back({1, 1});
    } else {
      const double count = static_cast<double>(counts[i]);
      const double others = cells->users - count;
      shares.push_back({Edge(count, others, loss, false).share, Edge(count, others, loss, true).share});
    }
  }
  return shares;
}

Result<ConversionLook> CompareConversions(std::uint64_t control, std::uint64_t treatment, double control_weight, double treatment_weight,
                                          double concentration, double alpha) {
  if (!(control_weight > 0 && treatment_weight > 0)) return InvalidArgument("weights: must be above 0");
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  const std::uint64_t counts[] = {control, treatment};
  const double weights[] = {control_weight, treatment_weight};
  const Result<Cells> cells = Check(counts, weights, concentration);
  if (!cells.ok()) return cells.status();

  ConversionLook look;
  look.log_e = LogEvidence(counts, weights, *cells, concentration);
  const double loss = AllowedLoss(counts, weights, *cells, concentration, alpha);
  const double odds = control_weight / treatment_weight;
  if (control > 0) look.lift = static_cast<double>(treatment) / static_cast<double>(control) * odds - 1;
  const double log_odds = Log(odds);
  const auto lift_of = [&](bool up) {
    if (cells->users == 0) return up ? kInfinity : -1.0;
    return Expm1(Edge(static_cast<double>(treatment), static_cast<double>(control), loss, up).logit + log_odds);
  };
  look.interval = {lift_of(false), lift_of(true)};
  return look;
}

}  // namespace assay
