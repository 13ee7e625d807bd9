// assay/hash/sha1.h
//
// SHA-1: what LaunchDarkly, PostHog and ConfigCat bucket by. Ours is XXH64 (xxh.h); this one only reproduces their decisions. Not for
// secrets. One pass, no allocation, the same answer on every platform. Pure function.

#ifndef ASSAY_HASH_SHA1_H_
#define ASSAY_HASH_SHA1_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace assay {

// Writes the SHA-1 digest of the bytes, 20 bytes in the order in which it is printed as hexadecimal digits.
//
// Source: FIPS 180-4, section 6.1, https://doi.org/10.6028/NIST.FIPS.180-4.
void Sha1(std::string_view bytes, std::span<std::uint8_t, 20> digest);

}  // namespace assay

#endif  // ASSAY_HASH_SHA1_H_
