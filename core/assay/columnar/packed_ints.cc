#include "assay/columnar/packed_ints.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace assay {
namespace {

// Little-endian, like every target of this project.
static_assert(std::endian::native == std::endian::little);

std::uint64_t LoadWord(const std::uint8_t* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

constexpr std::uint64_t Mask(unsigned width) { return (std::uint64_t{1} << width) - 1; }

// Values that lie on byte borders, which most times and many ids do, need no shifts.
template <typename Stored, typename T>
void UnpackAligned(const std::uint8_t* bytes, std::size_t count, std::int64_t least, T* values) {
  const auto base = static_cast<T>(least);
  for (std::size_t i = 0; i < count; ++i) {
    Stored stored;
    std::memcpy(&stored, bytes + i * sizeof stored, sizeof stored);
    values[i] = static_cast<T>(base + static_cast<T>(stored));
  }
}

template <typename T>
void UnpackBits(const std::uint8_t* bytes, std::size_t count, unsigned width, std::int64_t least, T* values) {
  const auto base = static_cast<T>(least);
  const std::uint64_t mask = Mask(width);
  std::size_t bit = 0;
  for (std::size_t i = 0; i < count; ++i, bit += width) {
    values[i] = static_cast<T>(base + static_cast<T>((LoadWord(bytes + bit / 8) >> (bit % 8)) & mask));
  }
}

}  // namespace

template <typename T>
void PackedInts::Pack(std::span<const T> values) {
  size_ = values.size();
  blocks_.reserve((size_ + kBlockValues - 1) / kBlockValues);
  std::size_t offset = 0;
  for (std::size_t first = 0; first < size_; first += kBlockValues) {
    const std::span<const T> part = values.subspan(first, std::min(kBlockValues, size_ - first));
    const auto [least, greatest] = std::minmax_element(part.begin(), part.end());
    const auto range = static_cast<std::uint64_t>(*greatest) - static_cast<std::uint64_t>(*least);
    const auto width = static_cast<std::uint8_t>(std::bit_width(range));
    blocks_.push_back({static_cast<std::int64_t>(*least), static_cast<std::uint32_t>(offset), width});
    offset += (part.size() * width + 7) / 8;
  }
  if (offset > 0) bytes_.assign(offset + sizeof(std::uint64_t), 0);
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const Block& block = blocks_[b];
    const std::size_t first = b * kBlockValues;
    std::size_t bit = 0;
    for (std::size_t i = first; i < std::min(first + kBlockValues, size_) && block.width > 0; ++i, bit += block.width) {
      std::uint8_t* at = bytes_.data() + block.offset + bit / 8;
      const std::uint64_t value = static_cast<std::uint64_t>(values[i]) - static_cast<std::uint64_t>(block.least);
      const std::uint64_t word = LoadWord(at) | (value << (bit % 8));
      std::memcpy(at, &word, sizeof word);
    }
  }
}

PackedInts::PackedInts(std::span<const std::int64_t> values) { Pack(values); }
PackedInts::PackedInts(std::span<const std::uint32_t> values) { Pack(values); }

std::int64_t PackedInts::At(std::size_t index) const {
  const Block& block = blocks_[index / kBlockValues];
  if (block.width == 0) return block.least;
  const std::size_t bit = index % kBlockValues * block.width;
  const std::uint64_t word = LoadWord(bytes_.data() + block.offset + bit / 8);
  return block.least + static_cast<std::int64_t>((word >> (bit % 8)) & Mask(block.width));
}

template <typename T>
void PackedInts::UnpackBlocks(T* values) const {
  std::size_t left = size_;
  for (const Block& block : blocks_) {
    const std::size_t count = std::min(left, kBlockValues);
    const std::uint8_t* bytes = bytes_.data() + block.offset;
    switch (block.width) {
      case 0: std::fill_n(values, count, static_cast<T>(block.least)); break;
      case 8: UnpackAligned<std::uint8_t>(bytes, count, block.least, values); break;
      case 16: UnpackAligned<std::uint16_t>(bytes, count, block.least, values); break;
      case 32: UnpackAligned<std::uint32_t>(bytes, count, block.least, values); break;
      default: UnpackBits(bytes, count, block.width, block.least, values);
    }
    values += count;
    left -= count;
  }
}

void PackedInts::Unpack(std::int64_t* values) const { UnpackBlocks(values); }
void PackedInts::Unpack(std::uint32_t* values) const { UnpackBlocks(values); }

}  // namespace assay
