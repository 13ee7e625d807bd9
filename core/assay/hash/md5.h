// assay/hash/md5.h
//
// MD5: what Eppo and Datadog bucket by. Ours is XXH64 (xxh.h); this one only reproduces their decisions. Not for
// secrets. One pass, no allocation, the same answer on every platform. Pure function.

#ifndef ASSAY_HASH_MD5_H_
#define ASSAY_HASH_MD5_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace assay {

// Writes the MD5 digest of the bytes, 16 bytes in the order in which it is printed as hexadecimal digits.
//
// Source: R. Rivest, The MD5 Message-Digest Algorithm, https://www.rfc-editor.org/rfc/rfc1321.
void Md5(std::string_view bytes, std::span<std::uint8_t, 16> digest);

}  // namespace assay

#endif  // ASSAY_HASH_MD5_H_
