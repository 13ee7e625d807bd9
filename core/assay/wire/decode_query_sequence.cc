#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {

Result<WireSequenceQuery> DecodeSequence(const fb::SequenceQuery& source) {
  WireSequenceQuery sequence;
  if (source.conditions() == nullptr || source.conditions()->size() == 0)
    return InvalidArgument("conditions: a sequence needs at least one");
  for (const fb::EventMatch* match : *source.conditions()) {
    if (Status status = DecodeMatch(match, sequence.conditions.emplace_back(), ""); !status.ok()) return status;
  }
  if (source.pattern() != nullptr) {
    if (Status status = CopyText(source.pattern(), sequence.pattern.emplace()); !status.ok()) return status;
  }
  const Result<DurationMs> unit = WholeDuration(source.unit_ms(), "unit: must be a positive whole number of ms");
  if (!unit.ok()) return unit.status();
  sequence.unit_ms = *unit;
  sequence.samples = source.samples();
  return sequence;
}

}  // namespace assay
