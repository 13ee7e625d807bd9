#include "assay/engine/assign_request.h"

#include <cstring>
#include <span>
#include <vector>

#include "assay/assignment/assign_units.h"

namespace assay {

Result<ByteBuffer> AnswerAssignRequest(ByteView request) {
  std::uint32_t head[5];
  if (request.size() < sizeof(head) || reinterpret_cast<std::uintptr_t>(request.data()) % 4 != 0) return DataLoss("assign: truncated");
  std::memcpy(head, request.data(), sizeof(head));
  const auto [coverage_ppm, total, slot_count, id_count, salt_size] = head;
  const std::uint64_t tables = sizeof(head) + std::uint64_t{slot_count} * sizeof(Slot) + std::uint64_t{id_count} * 4;
  if (tables + salt_size > request.size()) return DataLoss("assign: truncated");

  std::vector<Slot> slots(slot_count);
  if (slot_count != 0) std::memcpy(slots.data(), request.data() + sizeof(head), slots.size() * sizeof(Slot));
  const auto* ends = reinterpret_cast<const std::uint32_t*>(request.data() + sizeof(head) + slots.size() * sizeof(Slot));
  const ByteView texts = request.subspan(static_cast<std::size_t>(tables));
  const SplitOfUnits split = {{reinterpret_cast<const char*>(texts.data()), salt_size}, coverage_ppm, total, slots};
  ByteBuffer out(id_count * sizeof(std::uint16_t));  // allocated memory is aligned for more than this
  const std::span<std::uint16_t> variants(reinterpret_cast<std::uint16_t*>(out.data()), id_count);
  const Status status = AssignUnits(split, {texts.subspan(salt_size), {ends, id_count}}, variants);
  if (!status.ok()) return status;
  return out;
}

}  // namespace assay
