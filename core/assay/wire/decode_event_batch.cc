#include "assay/wire/decode_event_batch.h"

#include <string_view>
#include <utility>

#include "assay/wire/generated/event_batch_generated.h"
#include "assay/wire/verify.h"

namespace assay {
namespace {

template <typename T>
std::span<const T> View(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr || vector->size() == 0 ? std::span<const T>() : std::span<const T>(vector->data(), vector->size());
}

constexpr Status kMisaligned = DataLoss("bytes: a vector of numbers is not aligned");

Status DecodeDictionary(const fb::EventBatch& source, std::vector<std::string_view>& strings) {
  const std::span<const std::uint8_t> bytes = View(source.string_bytes());
  const std::span<const std::uint32_t> ends = View(source.string_ends());
  const char* text = reinterpret_cast<const char*>(bytes.data());
  std::uint32_t start = 0;
  strings.reserve(ends.size());
  for (const std::uint32_t end : ends) {
    if (end < start || end > bytes.size()) return DataLoss("string_ends: must ascend and stay inside string_bytes");
    strings.emplace_back(text + start, end - start);
    start = end;
  }
  if (start != bytes.size()) return DataLoss("string_ends: must cover string_bytes");
  return {};
}

}  // namespace

Result<EventBatchView> DecodeEventBatch(ByteView bytes) {
  const Result<const fb::EventBatch*> root = VerifiedRoot<fb::EventBatch>(bytes, fb::EventBatchIdentifier());
  if (!root.ok()) return root.status();
  const fb::EventBatch& source = **root;

  EventBatchView batch;
  batch.first_sequence = source.first_sequence();
  if (Status status = DecodeDictionary(source, batch.strings); !status.ok()) return status;
  if (!HasAlignedElements(source.times())) return kMisaligned;
  batch.times = View(source.times());
  batch.names = View(source.names());
  batch.users = View(source.users());
  batch.sessions = View(source.sessions());
  if (source.properties() != nullptr) {
    batch.properties.reserve(source.properties()->size());
    for (const fb::PropertyColumn* column : *source.properties()) {
      PropertyColumnView view;
      view.name = column->name();
      view.type = static_cast<PropertyType>(column->type());
      view.every_row = column->rows() == nullptr;
      view.rows = View(column->rows());
      view.codes = View(column->codes());
      if (!HasAlignedElements(column->numbers())) return kMisaligned;
      view.numbers = View(column->numbers());
      view.bools = View(column->bools());
      batch.properties.push_back(view);
    }
  }
  return batch;
}

}  // namespace assay
