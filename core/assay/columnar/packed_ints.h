// assay/columnar/packed_ints.h
//
// An immutable list of integers in as few bits as their range needs: blocks of 1,024, each with its least value and a bit width ("frame of
// reference"). Sorted or clustered values pack tightly because blocks are short. Reading a block costs a load, a shift and a mask per
// value; reading one value the same. Not thread-safe.
//
// Source: D. Lemire, L. Boytsov, "Decoding billions of integers per second through vectorization", Software: Practice and Experience 45
// (2015), the frame-of-reference baseline.

#ifndef ASSAY_COLUMNAR_PACKED_INTS_H_
#define ASSAY_COLUMNAR_PACKED_INTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

class PackedInts {
 public:
  static constexpr std::size_t kBlockValues = 1024;

  PackedInts() = default;

  // `values`, of which no two of a block differ by 2^57 or more: times, sequence numbers, ids and exact decimals all do.
  explicit PackedInts(std::span<const std::int64_t> values);
  explicit PackedInts(std::span<const std::uint32_t> values);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  // The value at `index`, below size().
  [[nodiscard]] std::int64_t At(std::size_t index) const;

  // All values, into `values`, which is size() long. Values of 32 bits must have been ids.
  void Unpack(std::int64_t* values) const;
  void Unpack(std::uint32_t* values) const;

  // Heap bytes held.
  [[nodiscard]] std::size_t MemoryBytes() const { return bytes_.capacity() + blocks_.capacity() * sizeof(Block); }

 private:
  struct Block {
    std::int64_t least;
    std::uint32_t offset;  // of the first bit, in bytes
    std::uint8_t width;    // bits per value
  };

  template <typename T>
  void Pack(std::span<const T> values);
  template <typename T>
  void UnpackBlocks(T* values) const;

  std::vector<Block> blocks_;
  std::vector<std::uint8_t> bytes_;  // and eight more, so that any value can be loaded as a word
  std::size_t size_ = 0;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_PACKED_INTS_H_
