#include "assay/behavior/time_stats.h"

#include <algorithm>
#include <bit>

#include "assay/aggregate/order_statistics.h"

namespace assay {
namespace {

constexpr std::size_t kBins = kTimeStatsEdgesMs.size();
constexpr std::array<double, 2> kProbabilities = {0.5, 0.9};

// Durations of the same binary exponent and first two digits after it share a cell: edges are further apart, so a cell lies in one bin or
// across one edge. Cells below the first edge but 0 and above the last are as good as these.
constexpr unsigned kCellShift = 50;
constexpr std::size_t CellOf(double duration_ms) {
  return static_cast<std::size_t>(std::bit_cast<std::uint64_t>(duration_ms) >> kCellShift);
}
constexpr std::size_t kFirstCell = CellOf(static_cast<double>(kTimeStatsEdgesMs[1]));
constexpr std::size_t kLastCell = CellOf(static_cast<double>(kTimeStatsEdgesMs.back()));

// The bin in which each cell begins.
constexpr auto kBinOfCell = [] {
  std::array<std::uint8_t, kLastCell - kFirstCell + 1> bins{};
  for (std::size_t cell = kFirstCell; cell <= kLastCell; ++cell) {
    const double begin = std::bit_cast<double>(std::uint64_t{cell} << kCellShift);
    std::uint8_t bin = 0;
    while (bin + 1U < kBins && static_cast<double>(kTimeStatsEdgesMs[bin + 1U]) <= begin) ++bin;
    bins[cell - kFirstCell] = bin;
  }
  return bins;
}();

constexpr bool IsOneEdgePerCell() {
  for (std::size_t bin = 2; bin < kBins; ++bin) {
    if (CellOf(static_cast<double>(kTimeStatsEdgesMs[bin])) == CellOf(static_cast<double>(kTimeStatsEdgesMs[bin - 1]))) return false;
  }
  return true;
}
static_assert(IsOneEdgePerCell());

// The last bin whose edge is not above the duration. A look-up and a comparison, added: durations are random, so a branch would be
// mispredicted every other time.
std::size_t BinOf(double duration_ms) {
  const std::size_t bin = kBinOfCell[std::clamp(CellOf(duration_ms), kFirstCell, kLastCell) - kFirstCell];
  const std::size_t next = std::min(bin + 1, kBins - 1);
  return bin + static_cast<std::size_t>(next != bin && duration_ms >= static_cast<double>(kTimeStatsEdgesMs[next]));
}

}  // namespace

double DurationSum::Mean(std::uint64_t count) const {
  constexpr double kHighUnit = 4294967296;
  const double sum = static_cast<double>(high_ + (low_ >> 32)) * kHighUnit + static_cast<double>(low_ & 0xffffffff);
  return sum / static_cast<double>(count);
}

TimeStats SummarizeTimes(std::span<const double> durations_ms) {
  TimeStats stats;
  stats.count = durations_ms.size();
  if (durations_ms.empty()) return stats;
  DurationSum sum;
  for (const double duration : durations_ms) {
    sum.Add(duration);
    ++stats.histogram[BinOf(duration)];
  }
  const std::vector<double> quantiles = Quantiles(durations_ms, kProbabilities);
  stats.mean_ms = sum.Mean(stats.count);
  stats.median_ms = quantiles[0];
  stats.p90_ms = quantiles[1];
  return stats;
}

TimeStats SummarizeSortedTimes(std::span<const DurationMs> durations_ms, const DurationSum& sum) {
  TimeStats stats;
  stats.count = durations_ms.size();
  if (durations_ms.empty()) return stats;
  std::size_t below = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const std::size_t begin = below;
    const auto rest = durations_ms.subspan(begin);
    below = bin + 1 == kBins
                ? durations_ms.size()
                : begin + static_cast<std::size_t>(std::lower_bound(rest.begin(), rest.end(), kTimeStatsEdgesMs[bin + 1]) - rest.begin());
    stats.histogram[bin] = below - begin;
  }
  const auto quantile = [&](double probability) {
    const QuantilePlace place = PlaceOfQuantile(durations_ms.size(), probability);
    return Interpolate(static_cast<double>(durations_ms[place.lower]), static_cast<double>(durations_ms[place.upper]), place.fraction);
  };
  stats.mean_ms = sum.Mean(stats.count);
  stats.median_ms = quantile(kProbabilities[0]);
  stats.p90_ms = quantile(kProbabilities[1]);
  return stats;
}

std::vector<std::size_t> GroupedTimes::Arrange(std::uint32_t group_count, std::vector<double>& durations_ms) const {
  std::vector<std::size_t> ends(group_count, 0);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i] < group_count) ++ends[groups_[i]];
  }
  std::size_t total = 0;
  for (std::size_t& end : ends) {
    total += end;
    end = total - end;  // for now the start; filling moves it to the end
  }
  durations_ms.resize(total);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i] < group_count) durations_ms[ends[groups_[i]]++] = durations_ms_[i];
  }
  return ends;
}

std::vector<TimeStats> GroupedTimes::Split(std::uint32_t group_count) const {
  std::vector<double> sorted;
  const std::vector<std::size_t> ends = Arrange(group_count, sorted);
  std::vector<TimeStats> stats;
  stats.reserve(group_count);
  std::size_t start = 0;
  for (const std::size_t end : ends) {
    stats.push_back(SummarizeTimes(std::span<const double>(sorted).subspan(start, end - start)));
    start = end;
  }
  return stats;
}

}  // namespace assay
