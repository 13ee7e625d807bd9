#include "assay/aggregate/order_statistics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace assay {
namespace {

// Below this a full sort is faster than the passes.
constexpr std::size_t kSortBelow = 512;
constexpr int kIntervalBits = 12;
constexpr std::size_t kIntervals = std::size_t{1} << kIntervalBits;

// An unsigned integer that orders like the double: sign flipped for positive numbers, all bits for negative ones.
std::uint64_t OrderedBits(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t sign = bits >> 63;
  return bits ^ ((~sign + 1) | (std::uint64_t{1} << 63));
}

}  // namespace

std::vector<double> OrderStatistics(std::span<const double> values, std::span<const std::size_t> ranks) {
  std::vector<double> found;
  found.reserve(ranks.size());
  if (ranks.empty()) return found;
  if (values.size() < kSortBelow) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    for (const std::size_t rank : ranks) found.push_back(sorted[rank]);
    return found;
  }

  std::uint64_t least = ~std::uint64_t{0};
  std::uint64_t greatest = 0;
  for (const double value : values) {
    const std::uint64_t bits = OrderedBits(value);
    least = std::min(least, bits);
    greatest = std::max(greatest, bits);
  }
  const int width = static_cast<int>(std::bit_width(greatest - least));
  const int shift = std::max(width - kIntervalBits, 0);
  const auto interval_of = [&](double value) { return static_cast<std::size_t>((OrderedBits(value) - least) >> shift); };

  std::array<std::size_t, kIntervals> counts{};
  for (const double value : values) ++counts[interval_of(value)];

  // The wanted intervals, ascending like the ranks, and how many values lie below each.
  constexpr std::uint16_t kUnwanted = 0xffff;
  std::array<std::uint16_t, kIntervals> wanted;
  wanted.fill(kUnwanted);
  std::vector<std::size_t> below;
  std::vector<std::vector<double>> members;
  std::vector<std::size_t> member_of_rank;
  std::size_t interval = 0;
  std::size_t passed = 0;
  for (const std::size_t rank : ranks) {
    while (passed + counts[interval] <= rank) passed += counts[interval++];
    if (wanted[interval] == kUnwanted) {
      wanted[interval] = static_cast<std::uint16_t>(members.size());
      below.push_back(passed);
      members.emplace_back();
      members.back().reserve(counts[interval]);
    }
    member_of_rank.push_back(wanted[interval]);
  }
  for (const double value : values) {
    const std::uint16_t member = wanted[interval_of(value)];
    if (member != kUnwanted) members[member].push_back(value);
  }
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    std::vector<double>& member = members[member_of_rank[i]];
    const auto nth = member.begin() + static_cast<std::ptrdiff_t>(ranks[i] - below[member_of_rank[i]]);
    std::nth_element(member.begin(), nth, member.end());
    found.push_back(*nth);
  }
  return found;
}

QuantilePlace PlaceOfQuantile(std::size_t size, double probability) {
  const double position = static_cast<double>(size - 1) * probability;
  const auto lower = static_cast<std::size_t>(std::floor(position));
  return {lower, std::min(lower + 1, size - 1), position - std::floor(position)};
}

double Interpolate(double a, double b, double fraction) {
  const double difference = b - a;
  // Opposite huge values differ by more than a double holds; then both ends are weighted apart.
  return std::isfinite(difference) ? a + fraction * difference : a * (1 - fraction) + b * fraction;
}

std::vector<double> Quantiles(std::span<const double> values, std::span<const double> probabilities) {
  std::vector<std::size_t> ranks;
  for (const double p : probabilities) {
    const QuantilePlace place = PlaceOfQuantile(values.size(), p);
    ranks.push_back(place.lower);
    ranks.push_back(place.upper);
  }
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  const std::vector<double> statistics = OrderStatistics(values, ranks);
  const auto at = [&](std::size_t rank) {
    return statistics[static_cast<std::size_t>(std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin())];
  };

  std::vector<double> quantiles;
  for (const double p : probabilities) {
    const QuantilePlace place = PlaceOfQuantile(values.size(), p);
    quantiles.push_back(Interpolate(at(place.lower), at(place.upper), place.fraction));
  }
  return quantiles;
}

}  // namespace assay
