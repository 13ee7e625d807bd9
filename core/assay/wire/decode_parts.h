// assay/wire/decode_parts.h
//
// Reading what the kinds of queries have in common, from verified bytes. Every error is kInvalidArgument naming the rule that is broken,
// unless said otherwise. Internal to wire.

#ifndef ASSAY_WIRE_DECODE_PARTS_H_
#define ASSAY_WIRE_DECODE_PARTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/base/status.h"
#include "assay/base/time.h"
#include "assay/wire/generated/query_parts_generated.h"
#include "assay/wire/query_parts.h"

namespace assay {

// Sets `target` to the text, which must be valid UTF-8; an absent one is empty.
Status CopyText(const flatbuffers::String* source, std::string& target);

// `ms` as a whole number in [low, high], else kInvalidArgument with `message`; JavaScript has it as a double.
Result<std::int64_t> WholeMs(double ms, std::int64_t low, std::int64_t high, const char* message);

// `ms` as a whole number from 1 to the distance of any two instants: more would say nothing more.
Result<DurationMs> WholeDuration(double ms, const char* message);

// The duration that the JSON form calls `within`.
Result<DurationMs> DecodeWindow(double ms);

// Sets `target` to an end of a half-open range, which may be the instant after the last one; nothing where `ms` is absent.
Status DecodeInstant(flatbuffers::Optional<double> ms, std::optional<TimestampMs>& target);

// Sets `target` to a unit of the calendar.
Status DecodePeriod(fb::BucketUnit unit, WireBucketUnit& target);

// Sets `target` to the number of `source`, or fails with `unknown` (kUnimplemented) when it is above the last one that this build knows.
template <typename Enum, typename Source>
Status DecodeEnum(Source source, Enum& target, const char* unknown) {
  if (source > Source::MAX) return Unimplemented(unknown);
  target = static_cast<Enum>(source);
  return {};
}

// The numbers of `source`; none where it is absent.
inline std::vector<std::uint32_t> CopyNumbers(const flatbuffers::Vector<std::uint32_t>* source) {
  return source == nullptr ? std::vector<std::uint32_t>() : std::vector<std::uint32_t>(source->begin(), source->end());
}

// Appends the conditions to `target`; none where `source` is absent. kUnimplemented for an operator that is not for event properties.
Status DecodeConditions(const flatbuffers::Vector<flatbuffers::Offset<fb::Condition>>* source, std::vector<WireCondition>& target);

// Sets `target` to what `source` matches, or fails with `missing` where it is absent.
Status DecodeMatch(const fb::EventMatch* source, WireEventMatch& target, const char* missing);

}  // namespace assay

#endif  // ASSAY_WIRE_DECODE_PARTS_H_
