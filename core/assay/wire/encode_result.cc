#include <utility>
#include <variant>

#include "assay/wire/encode_kinds.h"
#include "assay/wire/generated/result_generated.h"
#include "assay/wire/result.h"
#include "assay/wire/verify.h"

namespace assay {
namespace {

// A kind's table with the number of its kind.
template <typename T>
std::pair<fb::ResultKind, flatbuffers::Offset<void>> Tagged(flatbuffers::Offset<T> body) {
  constexpr fb::ResultKind kKind = fb::ResultKindTraits<T>::enum_value;  // copied: the trait is declared, defined nowhere
  return {kKind, body.Union()};
}

}  // namespace

ByteBuffer EncodeResult(const WireResult& result) {
  flatbuffers::FlatBufferBuilder fbb(1024);
  const auto [kind, body] = std::visit([&fbb](const auto& answered) { return Tagged(EncodeKind(fbb, answered)); }, result.kind);
  fb::FinishResultBuffer(fbb, fb::CreateResult(fbb, kWireFormat, kind, body, result.events_scanned, result.groups_omitted));
  return ByteBuffer(fbb.GetBufferPointer(), fbb.GetBufferPointer() + fbb.GetSize());
}

}  // namespace assay
