#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {

Result<WireLifecycleQuery> DecodeLifecycle(const fb::LifecycleQuery& source) {
  WireLifecycleQuery lifecycle;
  if (source.match() != nullptr) {
    if (Status status = DecodeMatch(source.match(), lifecycle.match, ""); !status.ok()) return status;
  }
  if (Status status = DecodePeriod(source.period(), lifecycle.period); !status.ok()) return status;
  if (Status status = DecodeEnum(source.history(), lifecycle.history, "history: unknown to this build"); !status.ok()) return status;
  if (Status status = DecodeInstant(source.as_of_ms(), lifecycle.as_of_ms); !status.ok()) return status;
  return lifecycle;
}

}  // namespace assay
