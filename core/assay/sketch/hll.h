// assay/sketch/hll.h
//
// HyperLogLog: how many distinct keys were seen, from at most 2^lg_k bytes however many there were. It is the HLL sketch of Apache
// DataSketches: keys are hashed as theirs, and its bytes go to and come from Java, C++, Spark, Druid, BigQuery and PostgreSQL. The first
// keys are kept as 32-bit coupons, exactly but for 1 in 2^27 collisions; later there is one register per slot. Adding is O(1), merging and
// estimating O(2^lg_k). Sketches of parts merge into the sketch of the whole in any order. Not thread-safe.

#ifndef ASSAY_SKETCH_HLL_H_
#define ASSAY_SKETCH_HLL_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

// How registers are packed in bytes. Both hold the same registers; which one a reader gets makes no difference to its answers.
enum class HllPacking : std::uint8_t { kHll4 = 0, kHll8 = 2 };  // 4 bits and exceptions; one byte

class HllSketch {
 public:
  static constexpr std::uint32_t kMinLgK = 4;       // below, the error's constant no longer holds
  static constexpr std::uint32_t kMaxLgK = 21;      // 2 MB; 0.07 %
  static constexpr std::uint32_t kDefaultLgK = 12;  // 4 kB; 1.6 %

  // An empty sketch of 2^lg_k registers.
  //
  // Errors: kInvalidArgument when lg_k is outside [kMinLgK, kMaxLgK].
  static Result<HllSketch> Create(std::uint32_t lg_k = kDefaultLgK);

  // The sketch of these bytes: serial version 1, any packing (HLL_4, HLL_6, HLL_8), any mode (list, set, registers), compact or updatable.
  // Bytes behind an updatable one are ignored: it may lie in a larger buffer. The estimate is the writer's own when it kept one.
  //
  // Errors: kDataLoss when the bytes are truncated, of another family, or contradict themselves.
  //
  // Source: https://datasketches.apache.org/docs/HLL/Hll.html; datasketches-java, org.apache.datasketches.hll.PreambleUtil.
  static Result<HllSketch> Deserialize(ByteView bytes);

  // Compact bytes that DataSketches reads. Equal sketches with equal histories (see Estimate) give equal bytes.
  [[nodiscard]] ByteBuffer Serialize(HllPacking packing = HllPacking::kHll8) const;

  // Takes in a key, hashed as update(String) of DataSketches hashes its UTF-8 bytes. A key that was seen before changes nothing, and so
  // does the empty text, which DataSketches ignores.
  void Add(std::string_view key) { AddCoupon(CouponOf(key)); }

  // What Add(), AddInteger() and AddDouble() make of a key, for who adds the same keys to many sketches: AddCoupon() of it is the same. 0 for
  // the empty text.
  [[nodiscard]] static std::uint32_t CouponOf(std::string_view key);
  [[nodiscard]] static std::uint32_t CouponOfInteger(std::uint64_t key);
  [[nodiscard]] static std::uint32_t CouponOfDouble(double key);
  void AddCoupon(std::uint32_t coupon);

  // From now on no estimate depends on the order of the keys: Estimate() errs by a quarter more than that of one stream.
  void ForgetOrder() {
    is_stream_ = false;
    stream_estimate_ = 0;
  }

  // As update(long): the same key whether it is signed or not, and another than its decimal digits.
  void AddInteger(std::uint64_t key) { AddCoupon(CouponOfInteger(key)); }

  // As update(double): -0 is 0, and every NaN is one key.
  void AddDouble(double key) { AddCoupon(CouponOfDouble(key)); }

  // Becomes the sketch of all keys that either sketch saw. Commutative, associative and idempotent, coupon by coupon and register by
  // register.
  //
  // Errors: kInvalidArgument when the sketches differ in lg_k; nothing is changed.
  Status Merge(const HllSketch& other);

  // The estimated number of distinct keys; 0 for an empty sketch, infinite only when every register is full (beyond 2^62 keys). The same
  // bits on every platform. While there are only coupons: their number, corrected for expected collisions. Then, of one stream, the
  // martingale (HIP) estimate, which depends on the order of the keys and errs by a fifth less; and once two sketches were merged, Ertl's
  // of the registers alone, without its bias of 1.079 / 2^lg_k.
  //
  // Source: Cohen, All-distances sketches revisited, 2015, doi:10.1109/TKDE.2015.2411606, section 6 (HIP); Ertl, New cardinality estimation
  // algorithms for HyperLogLog sketches, 2017, arXiv:1702.01284, algorithm 6.
  [[nodiscard]] double Estimate() const;

  // Two thirds of all estimates are within this, relatively, 95 % within twice this. Of registers 1.04 / sqrt(2^lg_k), or
  // sqrt(ln 2 / 2^lg_k) for one stream; 5e-5 of coupons, where it is dominated by the collisions that were expected but did not happen.
  //
  // Source: Flajolet, Fusy, Gandouet, Meunier, HyperLogLog, 2007, theorem 1; Cohen, as above.
  [[nodiscard]] double RelativeStandardError() const;

  // Coupons or registers in use: the number of distinct keys cannot be lower.
  [[nodiscard]] std::uint32_t Retained() const;

  [[nodiscard]] std::uint32_t lg_k() const { return lg_k_; }
  [[nodiscard]] bool empty() const { return Retained() == 0; }
  [[nodiscard]] std::size_t MemoryBytes() const { return registers_.capacity() + coupons_.capacity() * sizeof(std::uint32_t); }

  // Equal coupons or registers: the same keys, as far as can be told.
  friend bool operator==(const HllSketch& a, const HllSketch& b);

 private:
  explicit HllSketch(std::uint32_t lg_k) : lg_k_(lg_k) {}

  Status Read(ByteView bytes);
  Status ReadCoupons(ByteView bytes, bool is_set);
  Status ReadRegisters(ByteView bytes);
  ByteBuffer WriteCoupons(HllPacking packing) const;
  ByteBuffer WriteRegisters(HllPacking packing) const;

  [[nodiscard]] bool has_registers() const { return !registers_.empty(); }
  [[nodiscard]] std::uint32_t MaxCoupons() const;
  [[nodiscard]] std::vector<std::uint32_t> SortedCoupons() const;
  void InsertCoupon(std::uint32_t coupon);
  void Promote();
  void RaiseRegister(std::size_t slot, std::uint32_t value);
  void CountRegisters();

  std::uint32_t lg_k_;
  std::uint32_t coupon_count_ = 0;
  // 1 + leading zeros of the hash in the high 6 bits, its slot in the low 26, 0 = free. A power of two, at most 3/4 full.
  std::vector<std::uint32_t> coupons_;
  std::vector<std::uint8_t> registers_;  // by slot: the highest value of a coupon, 0 = none. No element while there are coupons.
  double inverse_powers_ = 0;            // sum of 2^-value over the registers with values below 32: exact
  double small_inverse_powers_ = 0;      // over the others: exact too
  double stream_estimate_ = 0;           // HIP, while is_stream_
  bool is_stream_ = true;                // registers of one stream of keys, not merged
};

}  // namespace assay

#endif  // ASSAY_SKETCH_HLL_H_
