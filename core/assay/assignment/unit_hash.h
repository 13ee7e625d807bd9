// assay/assignment/unit_hash.h
//
// The one hash that every native decision about a unit (user, device, session, ...) starts from. Frozen: a change would move every unit of
// every running experiment. The reasons are in core/decisions/bucketing.md. Allocation-free, safe from any thread.

#ifndef ASSAY_ASSIGNMENT_UNIT_HASH_H_
#define ASSAY_ASSIGNMENT_UNIT_HASH_H_

#include <cstdint>
#include <string_view>

namespace assay {

// What a hash decides. A purpose is part of what is hashed, so that the decisions of one experiment are independent of each other: with one
// hash for both, the units that a coverage of 10 % lets in would all fall into the same tenth of the variants.
inline constexpr std::string_view kVariantPurpose = "variant";    // which variant; salt of the split
inline constexpr std::string_view kCoveragePurpose = "coverage";  // let in at all; salt of the split
inline constexpr std::string_view kLayerPurpose = "layer";        // which part of a layer; salt of the layer

// U+001F UNIT SEPARATOR stands between purpose, salt and unit.
inline constexpr char kUnitSeparator = '\x1F';

// The upper 32 bits of XXH64, seed 0, over the UTF-8 bytes of: purpose, 1F, salt, 1F, unit. Uniform over [0, 2^32).
//
//   purpose  one of the above
//   salt     IsValidSalt(); two splits with one salt give a unit the same hash
//   unit     the unit id as it is: not trimmed, not normalised, case kept. May contain 1F: it comes last, so the encoding stays
//            unambiguous. Callers refuse the empty id (TARGETING_KEY_MISSING), which would put all unknown units into one bucket.
//
// Example:
//   UnitHash32(kVariantPurpose, "checkout_button", "user-17")
//
// Source: core/decisions/bucketing.md; vectors: tests/vectors/bucketing.json.
[[nodiscard]] std::uint32_t UnitHash32(std::string_view purpose, std::string_view salt, std::string_view unit);

// True when `salt` is not empty and has no byte below 0x20, the separator among them. UTF-8 is the caller's border's business.
[[nodiscard]] bool IsValidSalt(std::string_view salt);

}  // namespace assay

#endif  // ASSAY_ASSIGNMENT_UNIT_HASH_H_
