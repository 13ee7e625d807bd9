// assay/targeting/semver.h
//
// Semantic versions, compared by precedence. A version becomes a key once (per datafile for operands, per context for attributes); after
// that a comparison is a comparison of bytes. Numbers of any length compare exactly. Pure functions, O(length).

#ifndef ASSAY_TARGETING_SEMVER_H_
#define ASSAY_TARGETING_SEMVER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace assay {

// Longer texts are not versions. 255, so that the length of a number fits the byte that the key has for it; npm's own limit is 256.
inline constexpr std::size_t kMaxSemverBytes = 255;

// Room for every key: an identifier takes at most one byte more than its characters and the '.' before it, missing numbers and ends a few.
inline constexpr std::size_t kMaxSemverKeyBytes = 2 * kMaxSemverBytes + 8;

// What a dialect allows beyond semver 2.0.0: bits to add up, 0 for nothing. The numbers are in compiled datafiles: append only.
inline constexpr std::uint32_t kSemverPrefix = 1;  // a leading "v", as npm does
inline constexpr std::uint32_t kSemverShort = 2;   // a missing minor or patch, which counts as 0, as LaunchDarkly does

// Writes the key of the version `text` to the start of `key` and returns its size, which is 0 when `text` is no version. For two versions a
// and b the bytes of the keys compare (unsigned, shorter first) as the versions' precedence does, and keys are equal exactly when
// precedence is.
//
// A version is <major>.<minor>.<patch>[-<pre-release>][+<build>] as in semver 2.0.0, with the liberties of the dialect: with both, "v2" is
// 2.0.0. Leading zeros, empty identifiers, spaces and other characters are refused. Build metadata is checked and has no precedence. Keys
// of different dialects compare with each other.
//
// Example:
//   char rc[kMaxSemverKeyBytes], release[kMaxSemverKeyBytes];
//   std::string_view(rc, SemverKey("1.0.0-rc.2", rc)) < std::string_view(release, SemverKey("1.0.0", release))
//
// Source: Semantic Versioning 2.0.0, https://semver.org/spec/v2.0.0.html, sections 2, 9, 10 and 11.
[[nodiscard]] std::size_t SemverKey(std::string_view text, std::span<char, kMaxSemverKeyBytes> key,
                                    std::uint32_t dialect = kSemverPrefix | kSemverShort);

}  // namespace assay

#endif  // ASSAY_TARGETING_SEMVER_H_
