#include "assay/assignment/bucketing.h"

#include <algorithm>

namespace assay {

Result<std::size_t> ChooseVariation(std::uint32_t hash32, std::span<const std::uint32_t> weights) {
  std::uint64_t total = 0;
  for (const std::uint32_t weight : weights) {
    total += weight;
    if (total > kMaxWeightSum) return ResourceExhausted("weights: sum above 2^31-1");
  }
  if (total == 0) return InvalidArgument("weights: must sum to at least 1");

  const std::uint32_t bucket = Bucket(hash32, static_cast<std::uint32_t>(total));
  std::size_t variation = 0;
  std::uint64_t end = weights[0];
  while (bucket >= end) end += weights[++variation];  // bucket < total, so this stops inside weights
  return variation;
}

std::optional<std::uint32_t> ChooseSlot(std::uint32_t bucket, std::span<const Slot> slots) {
  const auto slot = std::partition_point(slots.begin(), slots.end(), [bucket](const Slot& s) { return s.end <= bucket; });
  if (slot == slots.end() || slot->start > bucket) return std::nullopt;
  return slot->variant;
}

Status ValidateSlots(std::span<const Slot> slots, std::uint32_t total) {
  if (total == 0 || total > kMaxWeightSum) return InvalidArgument("total: must be 1..2^31-1");
  if (slots.empty()) return InvalidArgument("slots: at least one");
  std::uint32_t free_from = 0;
  for (const Slot& slot : slots) {
    if (slot.start >= slot.end) return InvalidArgument("slots: start must be below end");
    if (slot.start < free_from) return InvalidArgument("slots: must be ascending and disjoint");
    if (slot.end > total) return InvalidArgument("slots: end above total");
    free_from = slot.end;
  }
  return {};
}

}  // namespace assay
