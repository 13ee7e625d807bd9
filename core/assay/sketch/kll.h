// assay/sketch/kll.h
//
// KLL: ranks and quantiles of a stream of numbers from a few thousand of them (k = 200: about 500, 1.3 % of rank), as Apache DataSketches
// keeps them, with its bytes. Adding is amortised O(log k), merging O(k), a question O(k log k). Which items stay is drawn from a seed: the
// same stream and the same seed give the same sketch on every platform. Not thread-safe.

#ifndef ASSAY_SKETCH_KLL_H_
#define ASSAY_SKETCH_KLL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/sketch/byte_cursor.h"
#include "assay/sketch/sorted_view.h"

namespace assay {

// What an item is in bytes, and its size. In memory all items are doubles; a float sketch rounds what is added.
enum class KllItem : std::uint8_t { kFloat = 4, kDouble = 8 };

class KllSketch {
 public:
  static constexpr std::uint32_t kMinK = 8;
  static constexpr std::uint32_t kMaxK = 65'535;
  static constexpr std::uint32_t kDefaultK = 200;
  static constexpr std::uint64_t kMaxN = std::uint64_t{1} << 53;  // beyond, ranks are no longer exact in a double

  // An empty sketch.
  //
  // Errors: kInvalidArgument when k is outside [kMinK, kMaxK].
  static Result<KllSketch> Create(KllItem item = KllItem::kDouble, std::uint32_t k = kDefaultK, std::uint64_t seed = 0);

  // The sketch of these bytes: serial versions 1 and 2, empty, of one item or of many. The bytes do not say whether items are floats or
  // doubles; their length does, except for an empty sketch, which is taken for one of doubles. So half the items of a sketch of doubles may
  // pass for a sketch of floats. `seed` is for what is added later.
  //
  // Errors: kDataLoss when the bytes are truncated, too long, of another family, or contradict themselves; kUnimplemented for the
  // updatable bytes of Java (serial version 3).
  //
  // Source: https://datasketches.apache.org/docs/KLL/KLLSketch.html; datasketches-java, org.apache.datasketches.kll.KllPreambleUtil.
  static Result<KllSketch> Deserialize(ByteView bytes, std::uint64_t seed = 0);

  // Compact bytes that DataSketches reads.
  [[nodiscard]] ByteBuffer Serialize() const;

  // Takes in a number. NaN has no rank and is not counted.
  void Add(double value);

  // Becomes a sketch of all numbers of both. The error is that of the smaller k. Not bit by bit commutative: which items stay is random.
  //
  // Errors: kInvalidArgument when one has floats and the other doubles; kResourceExhausted when there would be more than kMaxN numbers.
  // Nothing is changed.
  Status Merge(const KllSketch& other);

  // The number at this rank, itself one of the stream; nothing for an empty sketch. 0 gives the exact minimum, 1 the exact maximum.
  // `inclusive`: the lowest whose share of numbers at or below it is at least `rank`; else the lowest whose share below exceeds it.
  //
  // Errors: kInvalidArgument when rank is outside [0, 1].
  [[nodiscard]] Result<std::optional<double>> Quantile(double rank, bool inclusive = true) const;

  // The share of numbers at or below `value` (`inclusive`), or below it; nothing for an empty sketch.
  //
  // Errors: kInvalidArgument when value is NaN.
  [[nodiscard]] Result<std::optional<double>> Rank(double value, bool inclusive = true) const;

  // The ranks of the split points and 1 behind them: one share more than there are points. Empty for an empty sketch.
  //
  // Errors: kInvalidArgument when the points do not increase, or are NaN.
  [[nodiscard]] Result<std::vector<double>> Cdf(std::span<const double> split_points, bool inclusive = true) const;

  // The shares of numbers between neighbouring split points, and of those outside. As Cdf otherwise.
  [[nodiscard]] Result<std::vector<double>> Pmf(std::span<const double> split_points, bool inclusive = true) const;

  // The error of Rank, Quantile and Cdf with 99 % confidence, in rank; of Pmf when `pmf`. 0 while every number is kept.
  //
  // Source: datasketches-cpp, kll_sketch::get_normalized_rank_error: a fit to measured errors. Karnin, Lang, Liberty, Optimal quantile
  // approximation in streams, 2016, arXiv:1603.05346, for the bound behind it.
  [[nodiscard]] double NormalizedRankError(bool pmf = false) const;

  [[nodiscard]] std::optional<double> min() const { return n_ == 0 ? std::nullopt : std::optional(min_); }
  [[nodiscard]] std::optional<double> max() const { return n_ == 0 ? std::nullopt : std::optional(max_); }
  [[nodiscard]] std::uint64_t n() const { return n_; }
  [[nodiscard]] std::uint32_t k() const { return k_; }
  [[nodiscard]] KllItem item() const { return item_; }
  [[nodiscard]] std::size_t Retained() const { return items_.size(); }

  // The retained items in order. The sketch must not be empty.
  [[nodiscard]] SortedView View() const;

 private:
  // A level is only added above one with 8 items or more, so kMaxN is reached before.
  static constexpr std::size_t kMaxLevels = 54;

  KllSketch(KllItem item, std::uint32_t k, std::uint64_t seed) : item_(item), k_(k), min_k_(k), random_(seed) { CountRoom(); }

  static std::uint32_t LevelCapacity(std::uint32_t k, std::size_t levels, std::size_t level);
  static std::uint32_t Capacity(std::uint32_t k, std::size_t levels);
  Status Read(ByteView bytes);
  Status ReadLevelSizes(ByteReader& reader);
  Status ReadItems(ByteReader& reader);
  void CompactLowestFullLevel();
  void CountRoom();
  bool RandomBit();

  KllItem item_;
  std::uint32_t k_;
  std::uint32_t min_k_;  // of all sketches that were merged in with more than one level
  std::uint64_t random_;
  std::uint64_t n_ = 0;
  double min_ = 0;
  double max_ = 0;
  std::vector<double> items_;                      // of the highest level first; sorted in all levels but 0
  std::array<std::uint32_t, kMaxLevels> sizes_{};  // of the levels; an item of level i stands for 2^i numbers
  std::size_t levels_ = 1;
  std::size_t room_ = 0;  // items that fit before a level is compacted
};

}  // namespace assay

#endif  // ASSAY_SKETCH_KLL_H_
