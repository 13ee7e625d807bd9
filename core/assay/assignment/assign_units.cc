#include "assay/assignment/assign_units.h"

#include <cstring>

#include "assay/assignment/unit_hash.h"
#include "assay/hash/xxh.h"

namespace assay {

namespace {

constexpr std::string_view kSeparator(&kUnitSeparator, 1);

// UnitHash32() with everything before the unit written down once.
class UnitHasher {
 public:
  UnitHasher(std::string_view purpose, std::string_view salt) : purpose_(purpose), salt_(salt) {
    if (purpose.size() + salt.size() + 2 > sizeof(text_) / 2) return;
    for (const std::string_view part : {purpose, kSeparator, salt, kSeparator}) {
      std::memcpy(text_ + prefix_, part.data(), part.size());
      prefix_ += part.size();
    }
  }

  std::uint32_t operator()(std::string_view unit) {
    if (prefix_ == 0 || unit.size() > sizeof(text_) - prefix_) return UnitHash32(purpose_, salt_, unit);
    std::memcpy(text_ + prefix_, unit.data(), unit.size());
    return static_cast<std::uint32_t>(Xxh64(std::string_view(text_, prefix_ + unit.size())) >> 32);
  }

 private:
  std::string_view purpose_;
  std::string_view salt_;
  char text_[256];
  std::size_t prefix_ = 0;  // 0: too long for text_
};

Status Validate(const SplitOfUnits& split, const PackedIds& ids, std::size_t room) {
  if (!IsValidSalt(split.salt)) return InvalidArgument("salt: empty or holds a control character");
  if (split.coverage_ppm > kPpm) return InvalidArgument("coverage_ppm: above 1000000");
  if (const Status status = ValidateSlots(split.slots, split.total); !status.ok()) return status;
  for (const Slot& slot : split.slots) {
    if (slot.variant >= kUnassigned) return InvalidArgument("slots: too large a variant");
  }
  std::uint32_t end = 0;
  for (const std::uint32_t next : ids.ends) {
    if (next < end) return InvalidArgument("ids: ends must ascend");
    end = next;
  }
  if (end > ids.bytes.size()) return InvalidArgument("ids: end behind the bytes");
  return room == ids.ends.size() ? Status() : InvalidArgument("variants: not as many as ids");
}

}  // namespace

Status AssignUnits(const SplitOfUnits& split, const PackedIds& ids, std::span<std::uint16_t> variants) {
  if (const Status status = Validate(split, ids, variants.size()); !status.ok()) return status;
  UnitHasher variant_hash(kVariantPurpose, split.salt);
  UnitHasher coverage_hash(kCoveragePurpose, split.salt);
  const char* const bytes = reinterpret_cast<const char*>(ids.bytes.data());
  std::uint32_t start = 0;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const std::string_view unit(bytes + start, ids.ends[i] - start);
    start = ids.ends[i];
    const bool covered = split.coverage_ppm == kPpm || Bucket(coverage_hash(unit), kPpm) < split.coverage_ppm;
    variants[i] = kUnassigned;
    if (unit.empty() || !covered) continue;
    const std::uint32_t bucket = Bucket(variant_hash(unit), split.total);
    for (const Slot& slot : split.slots) {  // few, ascending
      if (bucket >= slot.end) continue;
      if (bucket >= slot.start) variants[i] = static_cast<std::uint16_t>(slot.variant);
      break;
    }
  }
  return {};
}

}  // namespace assay
