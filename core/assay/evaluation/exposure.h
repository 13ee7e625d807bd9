// assay/evaluation/exposure.h
//
// What an experiment must log: that a unit saw a variant. Logged once per (unit, experiment, version): analysis counts a unit from its
// first exposure, so later ones only cost bytes.

#ifndef ASSAY_EVALUATION_EXPOSURE_H_
#define ASSAY_EVALUATION_EXPOSURE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace assay {

struct Exposure {
  std::string_view experiment;  // as is `variant`: valid while the datafile is
  std::uint32_t version = 0;
  std::string_view unit;     // valid while the context is
  std::string_view variant;  // the variant's key
};

// The identity of an exposure: XXH64, seed 0, over "exposure" 1F experiment 1F version in decimal 1F unit: the same number wherever it is
// computed; frozen with version 1 of the datafile. The variant is not part of it. What was logged is remembered by one ExposureDedup: another
// tab, or the page after a reload, logs the exposure again, which analysis tolerates.
[[nodiscard]] std::uint64_t ExposureKey(const Exposure& exposure);

// Remembers keys in bounded memory. It always knows the last capacity / 2 different keys, at most `capacity`; when half is full, the older
// half is forgotten at once. A forgotten exposure is logged again, which analysis tolerates, where refusing new ones would lose units.
// O(1) expected. Not thread-safe.
class ExposureDedup {
 public:
  static constexpr std::uint32_t kDefaultCapacity = 4096;  // 2 * 4096 * 8 B = 64 KiB: hundreds of experiments, several users

  // capacity: 2..2^24, clamped; rounded up to a power of two
  explicit ExposureDedup(std::uint32_t capacity = kDefaultCapacity);

  // True when `key` is not remembered: log the exposure. From now on it is.
  [[nodiscard]] bool Insert(std::uint64_t key);

  [[nodiscard]] bool Contains(std::uint64_t key) const;

  // Heap bytes held, constant after construction.
  [[nodiscard]] std::size_t MemoryBytes() const;

 private:
  // Open addressing with linear probing, half full at most; 0 marks a free place.
  using Table = std::vector<std::uint64_t>;

  static bool Has(const Table& table, std::uint64_t key);

  std::uint32_t half_;  // keys per generation
  std::uint32_t young_size_ = 0;
  Table young_;
  Table old_;
};

}  // namespace assay

#endif  // ASSAY_EVALUATION_EXPOSURE_H_
