#include "assay/hash/fnv1a.h"

#include "assay/base/utf16_units.h"

namespace assay {

std::uint32_t Fnv1a32(std::string_view text) {
  std::uint32_t hash = 0x811C9DC5;
  std::uint32_t unit;
  for (Utf16Units units(text); units.Next(unit);) hash = (hash ^ unit) * 0x01000193;
  return hash;
}

}  // namespace assay
