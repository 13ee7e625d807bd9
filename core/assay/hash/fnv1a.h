// assay/hash/fnv1a.h
//
// FNV-1a of 32 bits as GrowthBook buckets by it. Ours is XXH64 (xxh.h); this one only reproduces their decisions. One pass, no allocation,
// the same answer on every platform. Pure function.

#ifndef ASSAY_HASH_FNV1A_H_
#define ASSAY_HASH_FNV1A_H_

#include <cstdint>
#include <string_view>

namespace assay {

// FNV-1a over the UTF-16 code units of `text`, which is UTF-8: each unit is xor-ed in whole, as JavaScript's charCodeAt gives it. For ASCII
// texts this is FNV-1a of the bytes; for others it is not, neither of the UTF-8 nor of the UTF-16 bytes.
//
// Source: Fowler, Noll, Vo, Eastlake, The FNV Non-Cryptographic Hash Algorithm, https://www.rfc-editor.org/rfc/rfc9923; the units are
// those of GrowthBook's JavaScript SDK, function hashFnv32a.
[[nodiscard]] std::uint32_t Fnv1a32(std::string_view text);

}  // namespace assay

#endif  // ASSAY_HASH_FNV1A_H_
