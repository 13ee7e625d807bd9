#include "assay/engine/engine.h"

#include <variant>

#include "assay/engine/answer.h"
#include "assay/engine/limits.h"
#include "assay/event/event_batch.h"
#include "assay/wire/decode_event_batch.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {

Engine::Engine() : table_(kTableLimits), ingestor_(table_) {}

Result<IngestReport> Engine::Ingest(ByteView batch) {
  const Result<EventBatchView> decoded = DecodeEventBatch(batch);
  if (!decoded.ok()) return decoded.status();
  if (Status status = ValidateEventBatch(*decoded, kEventBatchLimits); !status.ok()) return status;
  return ingestor_.Ingest(*decoded);
}

Result<ByteBuffer> Engine::Query(ByteView query) const {
  const Result<WireQuery> decoded = DecodeQuery(query);
  if (!decoded.ok()) return decoded.status();
  const Result<WireResult> answer = Answer(table_, *decoded);
  if (!answer.ok()) return answer.status();
  return EncodeResult(*answer);
}

EngineStats Engine::Stats() const { return {table_.rows(), table_.users().size(), table_.MemoryBytes()}; }

}  // namespace assay
