#include <algorithm>
#include <bit>
#include <cmath>

#include "assay/sketch/byte_cursor.h"
#include "assay/sketch/hll.h"

// Byte 0 preamble in ints, 1 serial version, 2 family, 3 lg_k, 4 log2 of a table's size, 5 flags, 6 coupons of a list or lowest register,
// 7 mode in bits 0-1 and packing in bits 2-3. Then, for a set, the number of coupons; for registers the stream's estimate, the two sums of
// inverse powers, the number of registers at the lowest value and that of the exceptions.

namespace assay {
namespace {

constexpr std::uint8_t kFamily = 7;
constexpr std::uint32_t kSlotMask = (1U << 26) - 1;
constexpr std::uint32_t kMaxValue = 63;
constexpr std::uint32_t kException = 15;  // of 4 bits: look among the exceptions
constexpr std::size_t kHeaderBytes = 8;
constexpr std::size_t kRegistersAt = 40;

enum Mode : std::uint8_t { kList = 0, kSet = 1, kRegisters = 2 };
enum Packing : std::uint8_t { kFourBits = 0, kSixBits = 1, kEightBits = 2 };
enum Flag : std::uint8_t { kEmpty = 4, kCompact = 8, kOutOfOrder = 16 };

// log2 of the table that DataSketches keeps `count` entries in, at most 3/4 full.
std::uint32_t LgTable(std::uint32_t count, std::uint32_t lowest) {
  auto lg = static_cast<std::uint32_t>(std::bit_width(std::max(count, 1U) - 1));
  if (std::uint64_t{count} * 4 > (std::uint64_t{3} << lg)) ++lg;
  return std::max(lg, lowest);
}

// log2 of the smallest table for exceptions.
std::uint32_t LgExceptions(std::uint32_t lg_k) {
  if (lg_k <= 9) return lg_k <= 6 ? 2 : 3;
  return lg_k <= 13 ? (lg_k - 2) / 2 : lg_k - 8;
}

void AppendHeader(ByteBuffer& bytes, std::uint32_t ints, std::uint32_t lg_k, std::uint32_t lg_table, std::uint32_t flags,
                  std::uint32_t count, std::uint32_t mode) {
  for (const std::uint32_t value : {ints, 1U, std::uint32_t{kFamily}, lg_k, lg_table, flags, count, mode}) AppendUnsigned(bytes, value, 1);
}

std::uint32_t SixBits(ByteView packed, std::size_t index) {
  const std::size_t bit = index * 6;
  return (packed[bit / 8] | static_cast<std::uint32_t>(packed[bit / 8 + 1]) << 8) >> (bit % 8) & 63;
}

}  // namespace

Result<HllSketch> HllSketch::Deserialize(ByteView bytes) {
  HllSketch sketch(kMinLgK);
  const Status read = sketch.Read(bytes);
  if (!read.ok()) return read;
  return sketch;
}

// Into an empty sketch.
Status HllSketch::Read(ByteView bytes) {
  if (bytes.size() < kHeaderBytes) return DataLoss("bytes: truncated");
  if (bytes[2] != kFamily) return DataLoss("bytes: not an HLL sketch");
  if (bytes[1] != 1) return DataLoss("bytes: serial version of an HLL sketch must be 1");
  lg_k_ = bytes[3];
  if (lg_k_ < kMinLgK || lg_k_ > kMaxLgK) return DataLoss("lg_k: must be between 4 and 21");
  const std::uint32_t mode = bytes[7] & 3;
  if (mode > kRegisters || bytes[0] != (mode == kList ? 2 : mode == kSet ? 3 : 10)) return DataLoss("mode: does not fit the preamble");
  if (mode == kRegisters) return ReadRegisters(bytes);
  return ReadCoupons(bytes, mode == kSet);
}

Status HllSketch::ReadCoupons(ByteView bytes, bool is_set) {
  if (is_set && lg_k_ < 8) return DataLoss("lg_k: below 8 there is no set");
  const bool compact = (bytes[5] & kCompact) != 0;
  ByteReader reader(bytes);
  reader.Skip(kHeaderBytes);
  const std::uint64_t count = is_set ? reader.Unsigned(4) : bytes[6];
  if (((bytes[5] & kEmpty) != 0) != (count == 0) || (!is_set && count > 8)) return DataLoss("coupons: impossible number");
  // Lists keep their coupons in front.
  std::uint64_t places = count;
  if (is_set && !compact) {
    if (bytes[4] < 5 || bytes[4] > kMaxLgK) return DataLoss("coupons: impossible table");
    places = std::uint64_t{1} << bytes[4];
  }
  if (!reader.Has(places, 4)) return DataLoss("bytes: truncated");
  std::uint64_t found = 0;
  for (std::uint64_t i = 0; i < places; ++i) {
    const auto coupon = static_cast<std::uint32_t>(reader.Unsigned(4));
    if (coupon == 0 && places != count) continue;
    if (coupon <= kSlotMask) return DataLoss("coupons: without a value");
    ++found;
    AddCoupon(coupon);
  }
  const bool distinct = has_registers() || coupon_count_ == count;
  if (found != count || !distinct) return DataLoss("coupons: not as many as stated");
  if (compact && !reader.done()) return DataLoss("bytes: longer than the sketch");
  return Status();
}

Status HllSketch::ReadRegisters(ByteView bytes) {
  const std::uint32_t packing = bytes[7] >> 2 & 3;
  if (packing > kEightBits) return DataLoss("packing: must be 4, 6 or 8 bits");
  const std::uint32_t lowest = packing == kFourBits ? bytes[6] : 0;
  const bool compact = (bytes[5] & kCompact) != 0;
  ByteReader reader(bytes);
  reader.Skip(kHeaderBytes);
  stream_estimate_ = reader.Float(8);
  is_stream_ = (bytes[5] & kOutOfOrder) == 0;
  if (!is_stream_) stream_estimate_ = 0;
  reader.Skip(8 + 8 + 4);  // follow from the registers
  const std::uint64_t exceptions = reader.Unsigned(4);

  const std::size_t slots = std::size_t{1} << lg_k_;
  const std::size_t packed_bytes = packing == kFourBits ? slots / 2 : packing == kSixBits ? slots / 4 * 3 + 1 : slots;
  if (!reader.Has(packed_bytes, 1)) return DataLoss("bytes: truncated");
  if (!std::isfinite(stream_estimate_) || stream_estimate_ < 0) return DataLoss("estimate: must be a finite number");
  if (exceptions > (packing == kFourBits ? slots : 0)) return DataLoss("exceptions: impossible number");
  const ByteView packed = reader.Rest();
  reader.Skip(packed_bytes);

  registers_.resize(slots);
  std::size_t awaited = 0;
  for (std::size_t i = 0; i < slots; ++i) {
    std::uint32_t value = packing == kEightBits ? packed[i] : packing == kSixBits ? SixBits(packed, i) : packed[i / 2] >> (i % 2 * 4) & 15;
    if (packing == kFourBits) {
      if (value == kException) {
        ++awaited;
        continue;  // 0 until its exception is read, which is never 0
      }
      value += lowest;
    }
    if (value > kMaxValue) return DataLoss("registers: value above 63");
    registers_[i] = static_cast<std::uint8_t>(value);
  }

  if (awaited != exceptions) return DataLoss("exceptions: not as many as stated");
  if (exceptions != 0) {
    const std::uint32_t lg_table = std::max<std::uint32_t>(bytes[4], 2);
    if (!compact && lg_table > kMaxLgK) return DataLoss("exceptions: impossible table");
    const std::uint64_t places = compact ? exceptions : std::uint64_t{1} << lg_table;
    if (!reader.Has(places, 4)) return DataLoss("bytes: truncated");
    for (std::uint64_t i = 0; i < places; ++i) {
      const auto coupon = static_cast<std::uint32_t>(reader.Unsigned(4));
      if (coupon == 0) continue;
      const std::size_t slot = coupon & (slots - 1);
      const std::uint32_t value = coupon >> 26;
      if ((packed[slot / 2] >> (slot % 2 * 4) & 15) != kException || registers_[slot] != 0 || value < lowest + kException) {
        return DataLoss("exceptions: not of a register that awaits one");
      }
      registers_[slot] = static_cast<std::uint8_t>(value);
      --awaited;
    }
    if (awaited != 0) return DataLoss("exceptions: not as many as stated");
  }
  if (compact && !reader.done()) return DataLoss("bytes: longer than the sketch");
  CountRegisters();
  return Status();
}

ByteBuffer HllSketch::Serialize(HllPacking packing) const { return has_registers() ? WriteRegisters(packing) : WriteCoupons(packing); }

ByteBuffer HllSketch::WriteCoupons(HllPacking packing) const {
  const std::vector<std::uint32_t> coupons = SortedCoupons();
  const bool is_set = coupons.size() >= 8;
  const std::uint32_t mode = (is_set ? kSet : kList) | static_cast<std::uint32_t>(packing) << 2;
  ByteBuffer bytes;
  bytes.reserve(12 + coupons.size() * 4);
  AppendHeader(bytes, is_set ? 3 : 2, lg_k_, is_set ? LgTable(coupon_count_, 5) : 3, kCompact | (coupons.empty() ? kEmpty : 0),
               is_set ? 0 : coupon_count_, mode);
  if (is_set) AppendUnsigned(bytes, coupon_count_, 4);
  for (const std::uint32_t coupon : coupons) AppendUnsigned(bytes, coupon, 4);
  return bytes;
}

ByteBuffer HllSketch::WriteRegisters(HllPacking packing) const {
  const bool four_bits = packing == HllPacking::kHll4;
  const std::uint32_t lowest = four_bits ? *std::min_element(registers_.begin(), registers_.end()) : 0;
  const auto is_exception = [&](std::uint8_t value) { return four_bits && value >= lowest + kException; };
  const auto exceptions = static_cast<std::uint32_t>(std::count_if(registers_.begin(), registers_.end(), is_exception));
  const auto at_lowest = std::count(registers_.begin(), registers_.end(), static_cast<std::uint8_t>(lowest));
  ByteBuffer bytes;
  bytes.reserve(kRegistersAt + registers_.size());
  const std::uint32_t flags = kCompact | (is_stream_ ? 0 : kOutOfOrder) | (empty() ? kEmpty : 0);
  AppendHeader(bytes, 10, lg_k_, exceptions == 0 ? 0 : LgTable(exceptions, LgExceptions(lg_k_)), flags, lowest,
               kRegisters | static_cast<std::uint32_t>(packing) << 2);
  for (const double value : {stream_estimate_, inverse_powers_, small_inverse_powers_}) AppendFloat(bytes, value, 8);
  AppendUnsigned(bytes, static_cast<std::uint64_t>(at_lowest), 4);
  AppendUnsigned(bytes, exceptions, 4);
  if (!four_bits) {
    bytes.resize(kRegistersAt + registers_.size());
    std::copy(registers_.begin(), registers_.end(), bytes.begin() + kRegistersAt);
    return bytes;
  }
  for (std::size_t i = 0; i < registers_.size(); i += 2) {
    const std::uint32_t even = std::min(registers_[i] - lowest, kException);
    const std::uint32_t odd = std::min(registers_[i + 1] - lowest, kException);
    AppendUnsigned(bytes, even | odd << 4, 1);
  }
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    if (is_exception(registers_[i])) AppendUnsigned(bytes, std::uint32_t{registers_[i]} << 26 | static_cast<std::uint32_t>(i), 4);
  }
  return bytes;
}

}  // namespace assay
