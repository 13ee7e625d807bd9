#include "assay/stats/multiple_testing.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "assay/stats/elementary.h"

namespace assay {
namespace {

Status Check(std::span<const double> p_values) {
  if (p_values.size() > kMaxHypotheses) return InvalidArgument("p_values: must be at most 10000");
  for (const double p : p_values) {
    if (!(p >= 0 && p <= 1)) return InvalidArgument("p_values: must be between 0 and 1");
  }
  return {};
}

// 1 - (1 - p)^times
double AnyOf(double p, double times) { return p == 1 ? 1 : -Expm1(times * Log1p(-p)); }

double HarmonicSum(std::size_t m) {
  double sum = 0;
  for (std::size_t j = m; j > 0; --j) sum += 1 / static_cast<double>(j);
  return sum;
}

// Ascending; ties stay in the order given.
std::vector<std::size_t> OrderOf(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  return order;
}

// Wright's algorithm, over ascending p values.
std::vector<double> Hommel(const std::vector<double>& p) {
  const std::size_t m = p.size();
  std::vector<double> adjusted(m);
  double least = 1;
  for (std::size_t i = 0; i < m; ++i) least = std::min(least, static_cast<double>(m) * p[i] / static_cast<double>(i + 1));
  std::ranges::fill(adjusted, least);
  std::vector<double> q = adjusted;
  for (std::size_t size = m - 1; size > 1; --size) {
    const double count = static_cast<double>(size);
    double tail = 1;  // of the size - 1 greatest
    for (std::size_t k = 2; k <= size; ++k) tail = std::min(tail, count * p[m - size + k - 1] / static_cast<double>(k));
    for (std::size_t i = 0; i <= m - size; ++i) q[i] = std::min(count * p[i], tail);
    for (std::size_t i = m - size + 1; i < m; ++i) q[i] = q[m - size];
    for (std::size_t i = 0; i < m; ++i) adjusted[i] = std::max(adjusted[i], q[i]);
  }
  for (std::size_t i = 0; i < m; ++i) adjusted[i] = std::max(adjusted[i], p[i]);
  return adjusted;
}

}  // namespace

Result<std::vector<double>> AdjustPValues(std::span<const double> p_values, Correction correction) {
  if (const Status status = Check(p_values); !status.ok()) return status;
  const std::size_t m = p_values.size();
  if (m == 0 || correction == Correction::kNone) return std::vector<double>(p_values.begin(), p_values.end());
  const std::vector<std::size_t> order = OrderOf(p_values);
  std::vector<double> sorted;
  sorted.reserve(m);
  for (const std::size_t i : order) sorted.push_back(p_values[i]);

  const double count = static_cast<double>(m);
  std::vector<double> adjusted(m);
  const auto each = [&](const auto& of) {
    for (std::size_t j = 0; j < m; ++j) adjusted[j] = std::min(1.0, of(sorted[j], static_cast<double>(j)));
  };
  const auto step_down = [&](const auto& of) {
    each(of);
    for (std::size_t j = 1; j < m; ++j) adjusted[j] = std::max(adjusted[j], adjusted[j - 1]);
  };
  const auto step_up = [&](const auto& of) {
    each(of);
    for (std::size_t j = m - 1; j > 0; --j) adjusted[j - 1] = std::min(adjusted[j], adjusted[j - 1]);
  };
  switch (correction) {
    case Correction::kNone: break;
    case Correction::kBonferroni: each([&](double p, double) { return count * p; }); break;
    case Correction::kSidak: each([&](double p, double) { return AnyOf(p, count); }); break;
    case Correction::kHolm: step_down([&](double p, double j) { return (count - j) * p; }); break;
    case Correction::kHolmSidak: step_down([&](double p, double j) { return AnyOf(p, count - j); }); break;
    case Correction::kHochberg: step_up([&](double p, double j) { return (count - j) * p; }); break;
    case Correction::kHommel: adjusted = Hommel(sorted); break;
    case Correction::kBenjaminiHochberg: step_up([&](double p, double j) { return count * p / (j + 1); }); break;
    case Correction::kBenjaminiYekutieli: {
      const double harmonic = HarmonicSum(m);
      step_up([&](double p, double j) { return harmonic * count * p / (j + 1); });
      break;
    }
  }
  std::vector<double> result(m);
  for (std::size_t j = 0; j < m; ++j) result[order[j]] = adjusted[j];
  return result;
}

Result<std::vector<double>> AdjustTwoStage(std::span<const double> p_values, double alpha) {
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  Result<std::vector<double>> adjusted = AdjustPValues(p_values, Correction::kBenjaminiHochberg);
  if (!adjusted.ok()) return adjusted;
  const double first_level = alpha / (1 + alpha);
  const double m = static_cast<double>(p_values.size());
  const double rejected = static_cast<double>(std::ranges::count_if(*adjusted, [&](double p) { return p <= first_level; }));
  for (double& p : *adjusted) p = p * ((m - rejected) / m);
  return adjusted;
}

Result<std::vector<bool>> RejectByEvidence(std::span<const double> log_e, double alpha) {
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  if (log_e.size() > kMaxHypotheses) return InvalidArgument("log_e: must be at most 10000");
  std::vector<double> descending(log_e.begin(), log_e.end());
  if (std::ranges::any_of(descending, [](double value) { return std::isnan(value); })) return InvalidArgument("log_e: must be numbers");
  std::ranges::sort(descending, std::greater<>());
  const double m = static_cast<double>(log_e.size());
  std::size_t rejected = 0;
  for (std::size_t k = 1; k <= descending.size(); ++k) {
    if (descending[k - 1] >= Log(m / (static_cast<double>(k) * alpha))) rejected = k;
  }
  std::vector<bool> result(log_e.size());
  if (rejected == 0) return result;
  for (std::size_t i = 0; i < log_e.size(); ++i) result[i] = log_e[i] >= descending[rejected - 1];
  return result;
}

Result<double> IntervalError(Correction correction, double alpha, std::size_t hypotheses, std::size_t rejected) {
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  if (hypotheses == 0 || hypotheses > kMaxHypotheses) return InvalidArgument("hypotheses: must be 1 to 10000");
  if (rejected > hypotheses) return InvalidArgument("rejected: must be at most the hypotheses");
  const double m = static_cast<double>(hypotheses);
  const double selected = static_cast<double>(std::max<std::size_t>(rejected, 1));
  switch (correction) {
    case Correction::kNone: return alpha;
    case Correction::kSidak:
    case Correction::kHolmSidak: return AnyOf(alpha, 1 / m);
    case Correction::kBonferroni:
    case Correction::kHolm:
    case Correction::kHochberg:
    case Correction::kHommel: return alpha / m;
    case Correction::kBenjaminiHochberg: return alpha * selected / m;
    case Correction::kBenjaminiYekutieli: return alpha * selected / (m * HarmonicSum(hypotheses));
  }
  return alpha;
}

Result<std::vector<HolmIntervalRule>> HolmIntervals(std::span<const double> p_values, double alpha) {
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  const Result<std::vector<double>> adjusted = AdjustPValues(p_values, Correction::kHolm);
  if (!adjusted.ok()) return adjusted.status();
  const std::size_t m = p_values.size();
  const auto rejected = static_cast<std::size_t>(std::ranges::count_if(*adjusted, [&](double p) { return p <= alpha; }));
  std::vector<HolmIntervalRule> rules(m);
  for (std::size_t i = 0; i < m; ++i) {
    const double count = static_cast<double>(rejected == m ? m : m - rejected);
    rules[i] = {alpha / count, (*adjusted)[i] <= alpha};
  }
  return rules;
}

}  // namespace assay
