#include "assay/sketch/hll.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "assay/hash/xxh.h"

namespace assay {
namespace {

// Ertl's sigma: x + sum of x^(2^k) 2^(k-1), k >= 1: what the empty registers stand for. x in [0, 1].
double Sigma(double x) {
  if (x == 1) return std::numeric_limits<double>::infinity();
  double weight = 1;
  double sum = x;
  double before = -1;
  while (sum != before) {
    before = sum;
    x *= x;
    sum += x * weight;
    weight *= 2;
  }
  return sum;
}

// Ertl's tau: (1 - x - sum of (1 - x^(2^-k))^2 2^-k, k >= 1) / 3: what the full registers stand for. x in [0, 1].
double Tau(double x) {
  if (x == 0 || x == 1) return 0;
  double weight = 1;
  double sum = 1 - x;
  double before = -1;
  while (sum != before) {
    before = sum;
    x = std::sqrt(x);
    weight /= 2;
    sum -= (1 - x) * (1 - x) * weight;
  }
  return sum / 3;
}

}  // namespace

Result<HllSketch> HllSketch::Create(std::uint32_t lg_k) {
  if (lg_k < kMinLgK || lg_k > kMaxLgK) return InvalidArgument("lg_k: must be between 4 and 21");
  return HllSketch(lg_k);
}

void HllSketch::Add(std::string_view key) { AddHash(Xxh64(key)); }

void HllSketch::AddHash(std::uint64_t hash) {
  const std::size_t index = static_cast<std::size_t>(hash) & (registers_.size() - 1);
  const auto zeros = std::min(static_cast<std::uint32_t>(std::countl_zero(hash)), 64 - lg_k_);  // the index bits are no part of the run
  registers_[index] = std::max(registers_[index], static_cast<std::uint8_t>(zeros + 1));
}

Status HllSketch::Merge(const HllSketch& other) {
  if (other.lg_k_ != lg_k_) return InvalidArgument("other: must have the same lg_k");
  for (std::size_t i = 0; i < registers_.size(); ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
  return Status();
}

double HllSketch::Estimate() const {
  constexpr double kHalfInverseLn2 = 0x1.71547652b82fep-1;  // 1 / (2 ln 2)
  std::array<std::uint32_t, 66> registers_with{};           // by value, 0..65 - lg_k
  for (const std::uint8_t value : registers_) ++registers_with[value];
  const double m = static_cast<double>(registers_.size());
  const std::size_t longest = 64 - lg_k_;
  double z = m * Tau(1 - registers_with[longest + 1] / m);
  for (std::size_t value = longest; value >= 1; --value) z = (z + registers_with[value]) / 2;
  z += m * Sigma(registers_with[0] / m);
  return kHalfInverseLn2 * m * m / z;
}

double HllSketch::RelativeStandardError() const { return 1.04 / std::sqrt(static_cast<double>(registers_.size())); }

bool HllSketch::empty() const {
  return std::all_of(registers_.begin(), registers_.end(), [](std::uint8_t value) { return value == 0; });
}

}  // namespace assay
