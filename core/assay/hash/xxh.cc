#include "assay/hash/xxh.h"

#include <cstddef>
#include <cstring>

#define XXH_INLINE_ALL
#define XXH_NO_XXH3  // only XXH64 is used
#include <xxhash.h>

namespace assay {

namespace {

// Joined input up to this size is copied together and hashed in one go: in WebAssembly 55 ns for a usual 66 bytes, where the streaming
// state takes 80 to 130. Holds "coverage", a salt of two UUIDs and the longest e-mail address that one meets.
constexpr std::size_t kStackBytes = 256;

}  // namespace

std::uint64_t Xxh64(std::string_view bytes, std::uint64_t seed) { return XXH64(bytes.data(), bytes.size(), seed); }

std::uint64_t Xxh64(ByteView bytes, std::uint64_t seed) { return XXH64(bytes.data(), bytes.size(), seed); }

std::uint64_t Xxh64Joined(std::span<const std::string_view> parts, std::uint64_t seed) {
  char joined[kStackBytes];
  std::size_t used = 0;
  std::size_t copied = 0;  // parts
  while (copied < parts.size() && parts[copied].size() <= kStackBytes - used) {
    if (!parts[copied].empty()) std::memcpy(joined + used, parts[copied].data(), parts[copied].size());
    used += parts[copied].size();
    ++copied;
  }
  if (copied == parts.size()) return XXH64(joined, used, seed);

  XXH64_state_t state;
  XXH64_reset(&state, seed);
  XXH64_update(&state, joined, used);
  for (const std::string_view part : parts.subspan(copied)) {
    if (!part.empty()) XXH64_update(&state, part.data(), part.size());
  }
  return XXH64_digest(&state);
}

}  // namespace assay
