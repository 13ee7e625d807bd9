#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {

Result<WireRetentionQuery> DecodeRetention(const fb::RetentionQuery& source) {
  WireRetentionQuery retention;
  if (Status status = DecodeMatch(source.start(), retention.start, "retention: needs a start event"); !status.ok()) return status;
  if (Status status = DecodeMatch(source.comeback(), retention.comeback, "retention: needs a return event"); !status.ok()) return status;
  if (Status status = DecodePeriod(source.cohort_unit(), retention.cohort_unit); !status.ok()) return status;
  if (Status status = DecodePeriod(source.period_unit(), retention.period_unit); !status.ok()) return status;
  if (source.rolling_ms().has_value()) {
    const Result<DurationMs> rolling = WholeDuration(*source.rolling_ms(), "rolling: must be a positive whole number of ms");
    if (!rolling.ok()) return rolling.status();
    retention.rolling_ms = *rolling;
  }
  if (Status status = DecodeEnum(source.mode(), retention.mode, "mode: unknown to this build"); !status.ok()) return status;
  if (Status status = DecodeEnum(source.entry(), retention.entry, "entry: unknown to this build"); !status.ok()) return status;
  retention.brackets = CopyNumbers(source.brackets());
  if (retention.brackets.size() % 2 != 0) return InvalidArgument("brackets: each has a first and a last period");
  retention.periods = source.periods();
  retention.min_times = source.min_times();
  if (Status status = DecodeInstant(source.as_of_ms(), retention.as_of_ms); !status.ok()) return status;
  return retention;
}

}  // namespace assay
