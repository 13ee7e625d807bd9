#include "assay/stats/quantiles.h"

#include <algorithm>
#include <cmath>

#include "assay/stats/distributions.h"

namespace assay {

QuantileRanks RanksOfQuantile(std::uint64_t n, double q, const Confidence& confidence) {
  const double tail = (1 - confidence.level()) / 2;
  QuantileRanks ranks;
  // How many k there are with P(X <= k) <= tail: they are 0 ... low - 1.
  std::uint64_t from = 0;
  std::uint64_t to = n;
  while (from < to) {
    const std::uint64_t middle = from + (to - from) / 2;
    if (BinomialTails(middle, n, q).lower.p <= tail)
      from = middle + 1;
    else
      to = middle;
  }
  const std::uint64_t low = from;
  if (low > 0) ranks.low = low;
  // The least k >= 1 with P(X > k - 1) <= tail; k = n + 1 always has.
  from = 0;
  to = n;
  while (from < to) {
    const std::uint64_t middle = from + (to - from) / 2;
    if (BinomialTails(middle, n, q).upper.p <= tail)
      to = middle;
    else
      from = middle + 1;
  }
  const std::uint64_t high = from + 1;
  if (high <= n) ranks.high = high;
  const double below = low == 0 ? 0 : BinomialTails(low - 1, n, q).lower.p;
  const double above = high > n ? 0 : BinomialTails(high - 1, n, q).upper.p;
  ranks.coverage = 1 - below - above;
  return ranks;
}

QuantileArm ArmOfQuantile(const QuantileInput& in, const Confidence& confidence) {
  QuantileArm answer;
  answer.arm = {in.n, in.estimate, 0};
  const double odds = std::max(in.q / (1 - in.q), (1 - in.q) / in.q);
  if (!(in.n > 4 * odds)) {
    answer.gap = in.n > 0 ? Gap::kTooFew : Gap::kNoData;
    return answer;
  }
  const double error = (in.high - in.low) / (2 * confidence.z());
  answer.arm.variance = in.n * in.inflation * error * error;
  if (!(answer.arm.variance > 0)) answer.gap = Gap::kNoVariance;
  return answer;
}

std::optional<double> ClusterInflation(const RatioInput& per_cluster) {
  const RatioArm share = RatioOfMeans(per_cluster);
  if (share.gap != Gap::kNone || per_cluster.n < 2) return std::nullopt;
  const double q = share.arm.mean;
  const double observations = per_cluster.n * per_cluster.mean_denominator;
  const double independent = q * (1 - q) / observations;
  if (!(independent > 0)) return std::nullopt;
  return share.arm.variance / share.arm.n / independent;
}

}  // namespace assay
