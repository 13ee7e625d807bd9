#include "assay/stats/group_sequential.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"
#include "assay/stats/group_walk.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMaxDrift = 100;

Status CheckFractions(std::span<const double> fractions) {
  constexpr double kLeastStep = 1e-4;  // of the last fraction: the nodes needed grow with the inverse of its root
  if (fractions.empty() || fractions.size() > kMaxLooks) return InvalidArgument("fractions: must be of 1 to 1000 looks");
  double before = 0;
  for (const double fraction : fractions) {
    if (!(fraction < kInfinity)) return InvalidArgument("fractions: must be finite");
    if (!(fraction - before >= kLeastStep * fractions.back())) {
      return InvalidArgument("fractions: must ascend from above 0, each by at least 1e-4 of the last");
    }
    before = fraction;
  }
  return {};
}

Status CheckAlpha(double alpha) {
  constexpr double kLeastAlpha = 1e-300;  // a quarter of it still has a quantile
  if (!(alpha >= kLeastAlpha && alpha < 1)) return InvalidArgument("alpha: must be between 1e-300 and 1");
  return {};
}

// Spending without checks; alpha is that of one side.
double Spent(const Spending& spending, double alpha, double fraction) {
  if (fraction >= 1) return alpha;
  if (fraction <= 0) return 0;
  switch (spending.family) {
    case SpendingFamily::kObrienFleming: return 2 * NormalUpperTail(-*NormalQuantile(alpha / 2) / std::sqrt(fraction));
    case SpendingFamily::kPocock: return alpha * Log1p(0x1.b7e151628aed3p+0 * fraction);  // e - 1
    case SpendingFamily::kHwangShihDeCani:
      return spending.shape == 0 ? alpha * fraction : alpha * (Expm1(-spending.shape * fraction) / Expm1(-spending.shape));
    case SpendingFamily::kPower: return alpha * Exp(spending.shape * Log(fraction));
  }
  return 0;
}

Status CheckSpending(const Spending& spending) {
  if (!(std::fabs(spending.shape) <= 500)) return InvalidArgument("shape: must be at most 500");
  if (spending.family == SpendingFamily::kPower && !(spending.shape > 0))
    return InvalidArgument("shape: of the power family must be above 0");
  return {};
}

double StepAfter(std::span<const double> fractions, std::size_t look) {
  return look + 1 < fractions.size() ? fractions[look + 1] - fractions[look] : fractions[look];
}

// Probability to cross z_k = reach * t_k^(shape - 1/2) on either side, or above alone.
double CrossingOf(std::span<const double> fractions, std::span<const double> shape, double reach, bool two_sided) {
  GroupWalk walk(0);
  double crossed = 0;
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    const double z = reach * shape[i];
    const double above = walk.Above(fractions[i], z);
    crossed += two_sided ? 2 * above : above;
    if (i + 1 < fractions.size()) walk.Keep(fractions[i], two_sided ? -z : -kInfinity, z, StepAfter(fractions, i));
  }
  return crossed;
}

Status CheckBounds(std::span<const double> fractions, std::span<const double> lower, std::span<const double> upper) {
  if (const Status status = CheckFractions(fractions); !status.ok()) return status;
  if (lower.size() != fractions.size() || upper.size() != fractions.size()) return InvalidArgument("bounds: must be one per look");
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (!(lower[i] <= upper[i])) return InvalidArgument("bounds: the lower one must not be above the upper one");
  }
  return {};
}

GroupOutcome Outcome(std::span<const double> fractions, std::span<const double> lower, std::span<const double> upper, double drift) {
  GroupOutcome outcome;
  GroupWalk walk(drift);
  double remaining = 1;
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    const double above = walk.Above(fractions[i], upper[i]);
    const double below = walk.Below(fractions[i], lower[i]);
    outcome.above.push_back(above);
    outcome.below.push_back(below);
    outcome.power += above;
    const bool last = i + 1 == fractions.size();
    outcome.expected_fraction += fractions[i] * (last ? remaining : above + below);
    remaining -= above + below;
    if (!last) walk.Keep(fractions[i], lower[i], upper[i], StepAfter(fractions, i));
  }
  return outcome;
}

// The root of a rising function that is below 0 at `low` >= 0 and not at `high`: false position, halving the value at an end that stays
// (the Illinois method), to 1e-13.
template <typename Function>
double RootBetween(double low, double high, const Function& rising) {
  double at_low = rising(low);
  double at_high = rising(high);
  int kept = 0;  // the side that stayed last time
  double root = high;
  for (int i = 0; i < 100; ++i) {
    const double before = root;
    root = std::isfinite(at_low) && std::isfinite(at_high) ? low - at_low * ((high - low) / (at_high - at_low)) : low + (high - low) / 2;
    if (!(root > low && root < high)) root = low + (high - low) / 2;
    if (std::fabs(root - before) <= 1e-13 * root || high - low <= 1e-13 * high) break;
    const double here = rising(root);
    if (here == 0) break;
    if (here < 0) {
      low = root;
      at_low = here;
      if (kept == 1) at_high /= 2;
      kept = 1;
    } else {
      high = root;
      at_high = here;
      if (kept == -1) at_low /= 2;
      kept = -1;
    }
  }
  return root;
}

// The same from 0 to `last`, first doubling from 1 to where the function is above 0.
template <typename Function>
double RootUpTo(double last, const Function& rising) {
  double low = 0;
  double high = 1;
  while (high < last && rising(high) < 0) {
    low = high;
    high = std::min(2 * high, last);
  }
  return RootBetween(low, high, rising);
}

// Lower bounds that spend 1 - power under `drift`, up to the look before the last; returns what the last would be.
double SpendOnFutility(std::span<const double> fractions, double drift, double beta, const Spending& futility, GroupBounds& bounds) {
  GroupWalk walk(drift);
  double spent = 0;
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    const double now = Spent(futility, beta, fractions[i]);
    const double z = walk.LowerBound(fractions[i], now - spent);
    if (i + 1 == fractions.size()) return z;
    bounds.lower[i] = std::min(z, bounds.upper[i]);
    spent = now;
    walk.Keep(fractions[i], bounds.lower[i], bounds.upper[i], StepAfter(fractions, i));
  }
  return 0;
}

}  // namespace

Result<double> SpentError(const Spending& spending, double alpha, double fraction) {
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (const Status status = CheckSpending(spending); !status.ok()) return status;
  if (!(fraction >= 0)) return InvalidArgument("fraction: must not be negative");
  return Spent(spending, alpha, fraction);
}

Result<GroupBounds> SpendingBounds(std::span<const double> fractions, double alpha, bool two_sided, const Spending& spending) {
  if (const Status status = CheckFractions(fractions); !status.ok()) return status;
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (const Status status = CheckSpending(spending); !status.ok()) return status;
  const double sides = two_sided ? 2 : 1;
  GroupBounds bounds;
  GroupWalk walk(0);
  double spent = 0;
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    const double now = Spent(spending, alpha / sides, fractions[i]);
    const double z = walk.UpperBound(fractions[i], now - spent);
    spent = now;
    bounds.upper.push_back(z);
    bounds.lower.push_back(two_sided ? -z : -kInfinity);
    bounds.spent.push_back(spent * sides);
    if (i + 1 < fractions.size()) walk.Keep(fractions[i], bounds.lower[i], z, StepAfter(fractions, i));
  }
  return bounds;
}

Result<GroupBounds> WangTsiatisBounds(std::span<const double> fractions, double alpha, bool two_sided, double shape) {
  if (const Status status = CheckFractions(fractions); !status.ok()) return status;
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (!(std::fabs(shape) <= 10)) return InvalidArgument("shape: must be at most 10");
  std::vector<double> form;
  for (const double fraction : fractions) form.push_back(Exp((shape - 0.5) * Log(fraction / fractions.back())));
  // One-sided constants may be negative for alpha above 1/2: shifted to start at 0.
  const double least = two_sided ? 0 : -40;
  const auto too_few = [&](double reach) { return alpha - CrossingOf(fractions, form, least + reach, two_sided); };
  const double high = least + RootUpTo(80, too_few);
  GroupBounds bounds;
  for (const double factor : form) {
    bounds.upper.push_back(high * factor);
    bounds.lower.push_back(two_sided ? -high * factor : -kInfinity);
  }
  const GroupOutcome outcome = Outcome(fractions, bounds.lower, bounds.upper, 0);
  double spent = 0;
  for (std::size_t i = 0; i < fractions.size(); ++i) bounds.spent.push_back(spent += outcome.above[i] + outcome.below[i]);
  return bounds;
}

Result<GroupOutcome> SimulateGroups(std::span<const double> fractions, std::span<const double> lower, std::span<const double> upper,
                                    double drift) {
  if (const Status status = CheckBounds(fractions, lower, upper); !status.ok()) return status;
  if (!(std::fabs(drift) <= kMaxDrift)) return InvalidArgument("drift: must be at most 100");
  return Outcome(fractions, lower, upper, drift);
}

Result<double> DriftForPower(std::span<const double> fractions, std::span<const double> lower, std::span<const double> upper,
                             double power) {
  if (const Status status = CheckBounds(fractions, lower, upper); !status.ok()) return status;
  if (!(power > 0 && power < 1)) return InvalidArgument("power: must be between 0 and 1");
  if (Outcome(fractions, lower, upper, 0).power >= power)
    return InvalidArgument("power: must be above what the design has without an effect");
  if (Outcome(fractions, lower, upper, kMaxDrift).power < power) return InvalidArgument("power: no effect reaches it by these bounds");
  return RootUpTo(kMaxDrift, [&](double drift) { return Outcome(fractions, lower, upper, drift).power - power; });
}

Result<FutilityDesign> BoundsWithFutility(std::span<const double> fractions, double alpha, double power, const Spending& efficacy,
                                          const Spending& futility) {
  Result<GroupBounds> bounds = SpendingBounds(fractions, alpha, false, efficacy);
  if (!bounds.ok()) return bounds.status();
  if (const Status status = CheckSpending(futility); !status.ok()) return status;
  if (!(power > alpha && power < 1)) return InvalidArgument("power: must be between alpha and 1");
  if (fractions.back() < 1 || (fractions.size() > 1 && fractions[fractions.size() - 2] >= 1)) {
    return InvalidArgument("fractions: the last alone must be 1 or more");
  }
  FutilityDesign design{*std::move(bounds), 0};
  // The larger the drift, the higher the lower bounds; they meet the last upper one at the design's own.
  design.drift = RootUpTo(kMaxDrift, [&](double drift) {
    return SpendOnFutility(fractions, drift, 1 - power, futility, design.bounds) - design.bounds.upper.back();
  });
  SpendOnFutility(fractions, design.drift, 1 - power, futility, design.bounds);
  design.bounds.lower.back() = design.bounds.upper.back();
  return design;
}

}  // namespace assay
