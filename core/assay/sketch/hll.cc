#include "assay/sketch/hll.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "assay/sketch/murmur3_x64.h"

namespace assay {
namespace {

constexpr std::uint32_t kSlotBits = 26;
constexpr std::uint32_t kMaxValue = 63;

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

double InversePower(std::uint32_t value) { return std::bit_cast<double>(std::uint64_t{1023 - value} << 52); }

// The estimate that does without the order of the keys. Ertl's constant is that of infinitely many registers; the last factor is the bias
// of m of them, as Flajolet et al. give it, which matters below a few hundred.
double RegisterEstimate(const std::vector<std::uint8_t>& registers) {
  constexpr double kHalfInverseLn2 = 0x1.71547652b82fep-1;  // 1 / (2 ln 2)
  std::array<std::uint32_t, kMaxValue + 1> registers_with{};
  for (const std::uint8_t value : registers) ++registers_with[value];
  const double m = static_cast<double>(registers.size());
  double z = m * Tau(1 - registers_with[kMaxValue] / m);
  for (std::size_t value = kMaxValue - 1; value >= 1; --value) z = (z + registers_with[value]) / 2;
  z += m * Sigma(registers_with[0] / m);
  return kHalfInverseLn2 * m * m / z / (1 + 1.079 / m);
}

}  // namespace

Result<HllSketch> HllSketch::Create(std::uint32_t lg_k) {
  if (lg_k < kMinLgK || lg_k > kMaxLgK) return InvalidArgument("lg_k: must be between 4 and 21");
  return HllSketch(lg_k);
}

std::uint32_t HllSketch::CouponOf(std::string_view key) {
  if (key.empty()) return 0;
  const Hash128 hash = Murmur3X64(key, kSketchSeed);
  const std::uint32_t value = std::min(static_cast<std::uint32_t>(std::countl_zero(hash.high)) + 1, kMaxValue);
  return value << kSlotBits | (static_cast<std::uint32_t>(hash.low) & ((1U << kSlotBits) - 1));
}

std::uint32_t HllSketch::CouponOfInteger(std::uint64_t key) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(key >> (8 * i));
  return CouponOf({bytes.data(), bytes.size()});
}

std::uint32_t HllSketch::CouponOfDouble(double key) {
  if (key == 0) key = 0;  // also of -0
  return CouponOfInteger(std::isnan(key) ? 0x7ff8000000000000U : std::bit_cast<std::uint64_t>(key));
}

// Where DataSketches goes over to registers: a full list of 8 up to lg_k 7, above a table of 2^(lg_k - 3) that is more than 3/4 full.
std::uint32_t HllSketch::MaxCoupons() const { return lg_k_ < 8 ? 7 : 3U << (lg_k_ - 5); }

void HllSketch::AddCoupon(std::uint32_t coupon) {
  if (coupon == 0) return;
  if (has_registers()) {
    RaiseRegister(coupon & (registers_.size() - 1), coupon >> kSlotBits);
    return;
  }
  InsertCoupon(coupon);
  if (coupon_count_ > MaxCoupons()) Promote();
}

void HllSketch::InsertCoupon(std::uint32_t coupon) {
  if (std::size_t{coupon_count_} * 4 >= coupons_.size() * 3) {
    std::vector<std::uint32_t> smaller(std::max<std::size_t>(8, coupons_.size() * 2));
    smaller.swap(coupons_);
    coupon_count_ = 0;
    for (const std::uint32_t old : smaller) {
      if (old != 0) InsertCoupon(old);
    }
  }
  std::size_t at = coupon & (coupons_.size() - 1);
  while (coupons_[at] != 0 && coupons_[at] != coupon) at = (at + 1) & (coupons_.size() - 1);
  coupon_count_ += coupons_[at] == 0;
  coupons_[at] = coupon;
}

void HllSketch::Promote() {
  const double estimate = Estimate();
  registers_.resize(std::size_t{1} << lg_k_);
  inverse_powers_ = static_cast<double>(registers_.size());
  for (const std::uint32_t coupon : coupons_) RaiseRegister(coupon & (registers_.size() - 1), coupon >> kSlotBits);
  stream_estimate_ = is_stream_ ? estimate : 0;
  coupons_ = {};
  coupon_count_ = 0;
}

void HllSketch::RaiseRegister(std::size_t slot, std::uint32_t value) {
  const std::uint8_t before = registers_[slot];
  if (value <= before) return;
  if (is_stream_) stream_estimate_ += static_cast<double>(registers_.size()) / (inverse_powers_ + small_inverse_powers_);
  (before < 32 ? inverse_powers_ : small_inverse_powers_) -= InversePower(before);
  (value < 32 ? inverse_powers_ : small_inverse_powers_) += InversePower(value);
  registers_[slot] = static_cast<std::uint8_t>(value);
}

void HllSketch::CountRegisters() {
  inverse_powers_ = 0;
  small_inverse_powers_ = 0;
  for (const std::uint8_t value : registers_) (value < 32 ? inverse_powers_ : small_inverse_powers_) += InversePower(value);
}

Status HllSketch::Merge(const HllSketch& other) {
  if (other.lg_k_ != lg_k_) return InvalidArgument("other: must have the same lg_k");
  if (other.empty() || this == &other) return Status();
  if (empty()) {
    *this = other;
    return Status();
  }
  for (const std::uint32_t coupon : other.coupons_) AddCoupon(coupon);
  if (other.has_registers()) {
    if (!has_registers()) Promote();
    for (std::size_t i = 0; i < registers_.size(); ++i) RaiseRegister(i, other.registers_[i]);
  }
  // Coupons that became registers only now have no order that (a + b) + c and a + (b + c) share.
  if (has_registers()) ForgetOrder();
  return Status();
}

double HllSketch::Estimate() const {
  if (has_registers()) return is_stream_ ? stream_estimate_ : RegisterEstimate(registers_);
  // Two keys share a coupon with probability 2^-26 for the slot times 1/3 for the value.
  const double count = coupon_count_;
  return count + count * (count - 1) / 2 / (3.0 * (1U << kSlotBits));
}

double HllSketch::RelativeStandardError() const {
  if (!has_registers()) return 0.409 / 8192;  // what DataSketches states
  return (is_stream_ ? 0.8325546111576977 : 1.04) / std::sqrt(static_cast<double>(registers_.size()));
}

std::uint32_t HllSketch::Retained() const {
  const auto zeros = std::count(registers_.begin(), registers_.end(), std::uint8_t{0});
  return coupon_count_ + static_cast<std::uint32_t>(registers_.size() - static_cast<std::size_t>(zeros));
}

std::vector<std::uint32_t> HllSketch::SortedCoupons() const {
  std::vector<std::uint32_t> sorted(coupon_count_);
  std::copy_if(coupons_.begin(), coupons_.end(), sorted.begin(), [](std::uint32_t coupon) { return coupon != 0; });
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

bool operator==(const HllSketch& a, const HllSketch& b) {
  return a.lg_k_ == b.lg_k_ && a.registers_ == b.registers_ && a.SortedCoupons() == b.SortedCoupons();
}

}  // namespace assay
