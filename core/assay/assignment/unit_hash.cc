#include "assay/assignment/unit_hash.h"

#include <algorithm>
#include <array>

#include "assay/hash/xxh.h"

namespace assay {

std::uint32_t UnitHash32(std::string_view purpose, std::string_view salt, std::string_view unit) {
  constexpr std::string_view kSeparator(&kUnitSeparator, 1);
  const std::array<std::string_view, 5> parts = {purpose, kSeparator, salt, kSeparator, unit};
  return static_cast<std::uint32_t>(Xxh64Joined(parts) >> 32);
}

bool IsValidSalt(std::string_view salt) {
  return !salt.empty() && std::all_of(salt.begin(), salt.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
}

}  // namespace assay
