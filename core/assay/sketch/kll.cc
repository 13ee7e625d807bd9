#include "assay/sketch/kll.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay {
namespace {

constexpr std::uint32_t kMinLevelCapacity = 8;  // "m": DataSketches never changes it

// round(k (2/3)^depth) in integers, for depth up to 30: 3^30 is below 2^48.
std::uint32_t TwoThirds(std::uint32_t k, std::size_t depth) {
  std::uint64_t power = 1;
  for (std::size_t i = 0; i < depth; ++i) power *= 3;
  return static_cast<std::uint32_t>(((std::uint64_t{k} * 2 << depth) / power + 1) / 2);
}

}  // namespace

Result<KllSketch> KllSketch::Create(KllItem item, std::uint32_t k, std::uint64_t seed) {
  if (k < kMinK || k > kMaxK) return InvalidArgument("k: must be between 8 and 65535");
  return KllSketch(item, k, seed);
}

// Rounded in two steps for deep levels, as the readers of the bytes do: the capacity is not written.
std::uint32_t KllSketch::LevelCapacity(std::uint32_t k, std::size_t levels, std::size_t level) {
  const std::size_t depth = levels - level - 1;
  const std::size_t half = depth <= 30 ? 0 : depth / 2;
  return std::max(kMinLevelCapacity, TwoThirds(half == 0 ? k : TwoThirds(k, half), depth - half));
}

std::uint32_t KllSketch::Capacity(std::uint32_t k, std::size_t levels) {
  std::uint32_t sum = 0;
  for (std::size_t level = 0; level < levels; ++level) sum += LevelCapacity(k, levels, level);
  return sum;
}

void KllSketch::Add(double value) {
  if (std::isnan(value)) return;
  if (item_ == KllItem::kFloat) value = static_cast<double>(static_cast<float>(value));
  min_ = n_ == 0 ? value : std::min(min_, value);
  max_ = n_ == 0 ? value : std::max(max_, value);
  ++n_;
  if (room_ == 0) CompactLowestFullLevel();
  items_.push_back(value);
  ++sizes_[0];
  --room_;
}

void KllSketch::CountRoom() {
  const std::size_t capacity = Capacity(k_, levels_);
  room_ = capacity - std::min(capacity, items_.size());
}

// Halves the lowest level that is full into the one above, which lies before it. There is one whenever the sketch is full.
void KllSketch::CompactLowestFullLevel() {
  std::size_t level = 0;
  std::size_t end = items_.size();
  for (; sizes_[level] < LevelCapacity(k_, levels_, level); ++level) end -= sizes_[level];
  if (level + 1 == levels_) ++levels_;
  const std::uint32_t keep = sizes_[level] % 2;  // the last stays, so that weights add up
  const auto half = static_cast<std::ptrdiff_t>(sizes_[level] / 2);
  const auto begin = items_.begin() + static_cast<std::ptrdiff_t>(end - sizes_[level]);
  if (level == 0) std::sort(begin, begin + half * 2);
  const std::ptrdiff_t first = RandomBit() ? 1 : 0;
  for (std::ptrdiff_t i = 0; i < half; ++i) begin[i] = begin[i * 2 + first];
  std::sort(begin - static_cast<std::ptrdiff_t>(sizes_[level + 1]), begin + half);
  items_.erase(begin + half, begin + half * 2);
  sizes_[level + 1] += static_cast<std::uint32_t>(half);
  sizes_[level] = keep;
  CountRoom();
}

// Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014 (SplitMix64).
bool KllSketch::RandomBit() {
  random_ += 0x9e3779b97f4a7c15U;
  std::uint64_t bits = (random_ ^ (random_ >> 30)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
  return ((bits ^ (bits >> 31)) & 1) != 0;
}

Status KllSketch::Merge(const KllSketch& other) {
  if (other.item_ != item_) return InvalidArgument("other: must have the same type of items");
  if (other.n_ > kMaxN - std::min(n_, kMaxN)) return ResourceExhausted("other: more than 2^53 numbers together");
  if (other.n_ == 0) return Status();
  min_ = n_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = n_ == 0 ? other.max_ : std::max(max_, other.max_);
  n_ += other.n_;
  if (other.levels_ > 1) min_k_ = std::min(min_k_, other.min_k_);
  std::vector<double> items;  // other may be this: sizes change only behind what is still to be read
  items.reserve(items_.size() + other.items_.size());
  levels_ = std::max(levels_, other.levels_);
  auto from = items_.cbegin();
  auto other_from = other.items_.cbegin();
  for (std::size_t level = levels_; level-- > 0;) {
    const auto begin = static_cast<std::ptrdiff_t>(items.size());
    const auto own = static_cast<std::ptrdiff_t>(sizes_[level]);
    items.insert(items.end(), from, from + own);
    from += own;
    if (level < other.levels_) {
      const auto others = static_cast<std::ptrdiff_t>(other.sizes_[level]);
      items.insert(items.end(), other_from, other_from + others);
      other_from += others;
      sizes_[level] += other.sizes_[level];
    }
    if (level > 0) std::sort(items.begin() + begin, items.end());
  }
  items_.swap(items);
  while (items_.size() > Capacity(k_, levels_)) CompactLowestFullLevel();
  CountRoom();
  return Status();
}

SortedView KllSketch::View() const {
  std::vector<WeightedValue> items(items_.size());
  std::size_t at = 0;
  for (std::size_t level = levels_; level-- > 0;) {
    for (std::uint32_t i = 0; i < sizes_[level]; ++i, ++at) items[at] = {items_[at], std::uint64_t{1} << level};
  }
  return SortedView(std::move(items));
}

Result<std::optional<double>> KllSketch::Quantile(double rank, bool inclusive) const {
  if (!(rank >= 0 && rank <= 1)) return InvalidArgument("rank: must be between 0 and 1");
  if (n_ == 0) return std::optional<double>();
  if (rank == 0) return min();
  if (rank == 1) return max();
  return std::optional(View().Quantile(rank, inclusive));
}

Result<std::optional<double>> KllSketch::Rank(double value, bool inclusive) const {
  if (std::isnan(value)) return InvalidArgument("value: must be a number");
  if (n_ == 0) return std::optional<double>();
  return std::optional(View().Rank(value, inclusive));
}

Result<std::vector<double>> KllSketch::Cdf(std::span<const double> split_points, bool inclusive) const {
  for (std::size_t i = 0; i < split_points.size(); ++i) {
    if (std::isnan(split_points[i]) || (i > 0 && !(split_points[i - 1] < split_points[i]))) {
      return InvalidArgument("split_points: must be numbers that increase");
    }
  }
  std::vector<double> ranks;
  if (n_ == 0) return ranks;
  const SortedView view = View();
  for (const double point : split_points) ranks.push_back(view.Rank(point, inclusive));
  ranks.push_back(1);
  return ranks;
}

Result<std::vector<double>> KllSketch::Pmf(std::span<const double> split_points, bool inclusive) const {
  Result<std::vector<double>> shares = Cdf(split_points, inclusive);
  if (!shares.ok()) return shares.status();
  for (std::size_t i = shares->size(); i-- > 1;) (*shares)[i] -= (*shares)[i - 1];
  return shares;
}

double KllSketch::NormalizedRankError(bool pmf) const {
  if (levels_ == 1) return 0;
  return pmf ? 2.446 / Power(min_k_, 0.9433) : 2.296 / Power(min_k_, 0.9723);
}

}  // namespace assay
