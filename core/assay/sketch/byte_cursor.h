// assay/sketch/byte_cursor.h
//
// Reading and writing the numbers of a sketch's bytes one after the other. A read behind the end gives 0 and is remembered, so a reader
// takes a whole header and asks once. Nothing is allocated by reading. Not thread-safe. For the files of this folder.

#ifndef ASSAY_SKETCH_BYTE_CURSOR_H_
#define ASSAY_SKETCH_BYTE_CURSOR_H_

#include <cstddef>
#include <cstdint>

#include "assay/base/bytes.h"

namespace assay {

class ByteReader {
 public:
  // Reads `bytes`, which must outlive the reader: little-endian, or big-endian as java.nio writes.
  explicit ByteReader(ByteView bytes, bool big_endian = false) : bytes_(bytes), big_endian_(big_endian) {}

  // The next `width` bytes, 1 to 8, as an unsigned number.
  std::uint64_t Unsigned(std::size_t width);

  // The next `width` bytes, 4 or 8, as an IEEE 754 number.
  double Float(std::size_t width);

  void Skip(std::size_t count);

  // Whether `count` items of `width` bytes are left. No product overflows.
  [[nodiscard]] bool Has(std::uint64_t count, std::size_t width) const { return ok_ && count <= (bytes_.size() - at_) / width; }

  [[nodiscard]] ByteView Rest() const { return bytes_.subspan(at_); }
  [[nodiscard]] bool ok() const { return ok_; }  // no read went behind the end
  [[nodiscard]] bool done() const { return ok_ && at_ == bytes_.size(); }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  bool big_endian_;
  bool ok_ = true;
};

// Appends the low `width` bytes of `value`, 1 to 8, little-endian.
void AppendUnsigned(ByteBuffer& bytes, std::uint64_t value, std::size_t width);

// Appends an IEEE 754 number of `width` bytes, 4 or 8, little-endian.
void AppendFloat(ByteBuffer& bytes, double value, std::size_t width);

}  // namespace assay

#endif  // ASSAY_SKETCH_BYTE_CURSOR_H_
