#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {

Result<WireStickinessQuery> DecodeStickiness(const fb::StickinessQuery& source) {
  WireStickinessQuery stickiness;
  if (source.match() != nullptr) {
    if (Status status = DecodeMatch(source.match(), stickiness.match, ""); !status.ok()) return status;
  }
  if (Status status = DecodePeriod(source.period(), stickiness.period); !status.ok()) return status;
  stickiness.windows = CopyNumbers(source.windows());
  if (Status status = DecodeInstant(source.as_of_ms(), stickiness.as_of_ms); !status.ok()) return status;
  return stickiness;
}

}  // namespace assay
