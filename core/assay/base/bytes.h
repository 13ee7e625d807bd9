// assay/base/bytes.h
//
// Bytes as they cross borders: a view that owns nothing, and a buffer that owns.

#ifndef ASSAY_BASE_BYTES_H_
#define ASSAY_BASE_BYTES_H_

#include <cstdint>
#include <span>
#include <vector>

namespace assay {

using ByteView = std::span<const std::uint8_t>;
using ByteBuffer = std::vector<std::uint8_t>;

}  // namespace assay

#endif  // ASSAY_BASE_BYTES_H_
