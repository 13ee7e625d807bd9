#include "assay/wire/encode_parts.h"

#include <string>
#include <variant>

namespace assay {
namespace {

flatbuffers::Offset<fb::Value> EncodeValue(flatbuffers::FlatBufferBuilder& fbb, const WireValue& value) {
  if (const std::string* text = std::get_if<std::string>(&value)) {
    return fb::CreateValue(fbb, fb::ValueType::String, fbb.CreateSharedString(*text));
  }
  if (const double* number = std::get_if<double>(&value)) return fb::CreateValue(fbb, fb::ValueType::Number, 0, *number);
  if (const bool* boolean = std::get_if<bool>(&value)) return fb::CreateValue(fbb, fb::ValueType::Bool, 0, 0, *boolean);
  return fb::CreateValue(fbb, fb::ValueType::Null);
}

}  // namespace

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fb::Value>>> EncodeKey(flatbuffers::FlatBufferBuilder& fbb,
                                                                                   const std::vector<WireValue>& key) {
  return EncodeEach<fb::Value>(fbb, key, EncodeValue);
}

flatbuffers::Offset<fb::TimeStats> EncodeTimeStats(flatbuffers::FlatBufferBuilder& fbb, const WireTimeStats& stats) {
  const auto edges = EncodeColumn(fbb, stats.histogram_edges_ms);
  const auto counts = EncodeColumn(fbb, stats.histogram_counts);
  return fb::CreateTimeStats(fbb, stats.count, OptionalNumber(stats.mean_ms), OptionalNumber(stats.median_ms), OptionalNumber(stats.p90_ms),
                             edges, counts);
}

flatbuffers::Offset<fb::Proportion> EncodeProportion(flatbuffers::FlatBufferBuilder& fbb, const WireProportion& proportion) {
  return fb::CreateProportion(fbb, proportion.successes, proportion.trials, OptionalNumber(proportion.rate), OptionalNumber(proportion.low),
                              OptionalNumber(proportion.high));
}

flatbuffers::Offset<fb::Proportions> EncodeProportions(flatbuffers::FlatBufferBuilder& fbb, const WireProportions& proportions) {
  const auto successes = EncodeColumn(fbb, proportions.successes);
  const auto trials = EncodeColumn(fbb, proportions.trials);
  const auto low = EncodeColumn(fbb, proportions.low);
  const auto high = EncodeColumn(fbb, proportions.high);
  return fb::CreateProportions(fbb, successes, trials, low, high);
}

}  // namespace assay
