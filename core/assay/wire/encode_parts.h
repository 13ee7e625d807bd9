// assay/wire/encode_parts.h
//
// Writing what the kinds of results have in common. Internal to wire.

#ifndef ASSAY_WIRE_ENCODE_PARTS_H_
#define ASSAY_WIRE_ENCODE_PARTS_H_

#include <optional>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/generated/result_parts_generated.h"
#include "assay/wire/query_parts.h"
#include "assay/wire/result_parts.h"

namespace assay {

// FlatBuffers' optional is the standard one where there is one.
inline flatbuffers::Optional<double> OptionalNumber(std::optional<double> value) { return value; }

inline flatbuffers::Optional<double> OptionalNumber(std::optional<TimestampMs> value) {
  return value ? flatbuffers::Optional<double>(static_cast<double>(*value)) : flatbuffers::nullopt;
}

// A vector of what `encode` writes for each item, an Out.
template <typename Out, typename In, typename Encode>
flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<Out>>> EncodeEach(flatbuffers::FlatBufferBuilder& fbb,
                                                                              const std::vector<In>& items, Encode encode) {
  std::vector<flatbuffers::Offset<Out>> offsets;
  offsets.reserve(items.size());
  for (const In& item : items) offsets.push_back(encode(fbb, item));
  return fbb.CreateVector(offsets);
}

// An empty vector is left out: its absent first element need not be aligned, which JavaScript's typed arrays do not forgive.
template <typename T>
flatbuffers::Offset<flatbuffers::Vector<T>> EncodeColumn(flatbuffers::FlatBufferBuilder& fbb, const std::vector<T>& column) {
  return column.empty() ? 0 : fbb.CreateVector(column);
}

// The groups of a result whose groups are such results, too.
template <typename Out, typename In>
auto EncodeGroups(flatbuffers::FlatBufferBuilder& fbb, const std::vector<In>& groups) {
  return EncodeEach<Out>(fbb, groups, [](auto& builder, const In& group) { return EncodeKind(builder, group); });
}

// The values of a group, one per property that the query groups by.
flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fb::Value>>> EncodeKey(flatbuffers::FlatBufferBuilder& fbb,
                                                                                   const std::vector<WireValue>& key);

flatbuffers::Offset<fb::TimeStats> EncodeTimeStats(flatbuffers::FlatBufferBuilder& fbb, const WireTimeStats& stats);

flatbuffers::Offset<fb::Proportion> EncodeProportion(flatbuffers::FlatBufferBuilder& fbb, const WireProportion& proportion);

flatbuffers::Offset<fb::Proportions> EncodeProportions(flatbuffers::FlatBufferBuilder& fbb, const WireProportions& proportions);

}  // namespace assay

#endif  // ASSAY_WIRE_ENCODE_PARTS_H_
