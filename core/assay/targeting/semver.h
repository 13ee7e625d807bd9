// assay/targeting/semver.h
//
// Semantic versions, compared by precedence. A version becomes a key once (per datafile for operands, per context for attributes); after
// that a comparison is a comparison of bytes. Numbers of any length compare exactly. Pure functions, O(length).

#ifndef ASSAY_TARGETING_SEMVER_H_
#define ASSAY_TARGETING_SEMVER_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

// Longer texts are not versions. 255, so that the length of a number fits the byte that the key has for it; npm's own limit is 256.
inline constexpr std::size_t kMaxSemverBytes = 255;

// True, with `key` set, when `text` is a version; false, with `key` empty, when it is not. For two versions a and b the bytes of the keys
// compare (unsigned, shorter first) as the versions' precedence does, and keys are equal exactly when precedence is.
//
// A version is <major>[.<minor>[.<patch>]][-<pre-release>][+<build>] as in semver 2.0.0, with two liberties: a leading "v" is skipped, and
// a missing minor or patch counts as 0, so "v2" is 2.0.0. Leading zeros, empty identifiers, spaces and other characters are refused.
// Build metadata is checked and has no precedence.
//
// Example:
//   SemverKey("1.0.0-rc.2", a); SemverKey("1.0.0", b);  // a < b
//
// Source: Semantic Versioning 2.0.0, https://semver.org/spec/v2.0.0.html, sections 2, 9, 10 and 11.
[[nodiscard]] bool SemverKey(std::string_view text, std::string& key);

}  // namespace assay

#endif  // ASSAY_TARGETING_SEMVER_H_
