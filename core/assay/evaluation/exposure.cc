#include "assay/evaluation/exposure.h"

#include <algorithm>
#include <array>
#include <bit>

#include "assay/evaluation/decimal.h"
#include "assay/hash/xxh.h"

namespace assay {

namespace {

constexpr std::uint32_t kMaxCapacity = 1U << 24;

// 0 marks free places, so the one key in 2^64 that is 0 shares the place of 1.
std::uint64_t Stored(std::uint64_t key) { return key == 0 ? 1 : key; }

// Index of `stored` in the table, or of the free place where it belongs. Keys are hashes already: their low bits are the start.
std::size_t PlaceOf(const std::vector<std::uint64_t>& table, std::uint64_t stored) {
  const std::size_t mask = table.size() - 1;
  std::size_t at = static_cast<std::size_t>(stored) & mask;
  while (table[at] != 0 && table[at] != stored) at = (at + 1) & mask;
  return at;
}

}  // namespace

std::uint64_t ExposureKey(const Exposure& exposure) {
  char version[10];  // 4294967295
  const std::size_t first = WriteDecimal(exposure.version, version);
  constexpr std::string_view kSeparator = "\x1F";
  const std::array<std::string_view, 7> parts = {
      "exposure", kSeparator, exposure.experiment, kSeparator, {version + first, sizeof(version) - first}, kSeparator, exposure.unit};
  return Xxh64Joined(parts);
}

ExposureDedup::ExposureDedup(std::uint32_t capacity)
    : half_(std::bit_ceil(std::clamp(capacity, 2U, kMaxCapacity)) / 2), young_(std::size_t{half_} * 2), old_(std::size_t{half_} * 2) {}

bool ExposureDedup::Has(const Table& table, std::uint64_t key) {
  const std::uint64_t stored = Stored(key);
  return table[PlaceOf(table, stored)] == stored;
}

bool ExposureDedup::Contains(std::uint64_t key) const { return Has(young_, key) || Has(old_, key); }

bool ExposureDedup::Insert(std::uint64_t key) {
  if (Contains(key)) return false;
  if (young_size_ == half_) {
    old_.swap(young_);
    std::fill(young_.begin(), young_.end(), 0);
    young_size_ = 0;
  }
  const std::uint64_t stored = Stored(key);
  young_[PlaceOf(young_, stored)] = stored;
  ++young_size_;
  return true;
}

std::size_t ExposureDedup::MemoryBytes() const { return (young_.capacity() + old_.capacity()) * sizeof(std::uint64_t); }

}  // namespace assay
