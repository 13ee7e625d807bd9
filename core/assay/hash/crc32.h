// assay/hash/crc32.h
//
// CRC-32, which Flipt buckets by. Ours is XXH64 (xxh.h); this one only reproduces their decisions. Bit by bit: a table would be 1 kB for
// texts of a few dozen bytes. No allocation, the same answer on every platform. Pure function.

#ifndef ASSAY_HASH_CRC32_H_
#define ASSAY_HASH_CRC32_H_

#include <cstdint>
#include <string_view>

namespace assay {

// The CRC-32 of the bytes with the polynomial of IEEE 802.3, as zlib and gzip compute it. 0 for no bytes.
//
// Source: ISO 3309 / ITU-T V.42, 8.1.1.6.2; RFC 1952, section 8.
[[nodiscard]] std::uint32_t Crc32(std::string_view bytes);

}  // namespace assay

#endif  // ASSAY_HASH_CRC32_H_
