#include "assay/hash/xxh.h"

#include <cstddef>
#include <cstring>

#define XXH_INLINE_ALL
#define XXH_NO_XXH3  // not used: a third of the compile time of this file
#include <xxhash.h>

namespace assay {

namespace {

// Joined input up to this size is copied together and hashed in one go, which is about twice as fast as the streaming state. Longest usual
// input: "coverage", a salt of two UUIDs and an e-mail address.
constexpr std::size_t kStackBytes = 256;

}  // namespace

std::uint64_t Xxh64(std::string_view bytes, std::uint64_t seed) { return XXH64(bytes.data(), bytes.size(), seed); }

std::uint64_t Xxh64(ByteView bytes, std::uint64_t seed) { return XXH64(bytes.data(), bytes.size(), seed); }

std::uint64_t Xxh64Joined(std::span<const std::string_view> parts, std::uint64_t seed) {
  char joined[kStackBytes];
  std::size_t used = 0;
  std::size_t fitting = 0;  // parts copied into `joined`
  while (fitting < parts.size() && parts[fitting].size() <= kStackBytes - used) {
    if (!parts[fitting].empty()) std::memcpy(joined + used, parts[fitting].data(), parts[fitting].size());
    used += parts[fitting].size();
    ++fitting;
  }
  if (fitting == parts.size()) return XXH64(joined, used, seed);

  XXH64_state_t state;
  XXH64_reset(&state, seed);
  XXH64_update(&state, joined, used);
  for (const std::string_view part : parts.subspan(fitting)) {
    if (!part.empty()) XXH64_update(&state, part.data(), part.size());
  }
  return XXH64_digest(&state);
}

}  // namespace assay
