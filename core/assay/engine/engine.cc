#include "assay/engine/engine.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "assay/engine/answer.h"
#include "assay/engine/limits.h"
#include "assay/event/event_batch.h"
#include "assay/wire/decode_event_batch.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {
namespace {

// Open rows take about 50 bytes each, sealed ones 15: beyond these, or a quarter of the store, they are sealed while loading.
constexpr std::uint64_t kMaxOpenRows = 1U << 20;
constexpr std::uint64_t kLoadRatio = 4;

// A query may leave this share of the rows open: sorting them would cost more than it saves. So may the first query that finds more:
// sorting takes as long as about four queries over open rows, and who loads a file for one answer asks no second.
constexpr std::uint64_t kQueryRatio = 16;

// An expiry rewrites everything: it waits until a quarter of the events would go.
constexpr std::uint64_t kRetainSlack = 4;

}  // namespace

Engine::Engine() : table_(kTableLimits), live_(table_), ingestor_(table_) {}

Result<IngestReport> Engine::Ingest(ByteView batch) {
  const Result<EventBatchView> decoded = DecodeEventBatch(batch);
  if (!decoded.ok()) return decoded.status();
  if (Status status = ValidateEventBatch(*decoded, kEventBatchLimits); !status.ok()) return status;
  Result<IngestReport> report = ingestor_.Ingest(*decoded);
  if (table_.open_rows() > std::max(kMaxOpenRows, table_.rows() / kLoadRatio)) Seal(kLoadRatio);
  return report;
}

void Engine::Seal(std::uint64_t ratio) {
  live_.Update();
  table_.Seal(ratio);
}

Result<WireQuery> Engine::Decode(ByteView query) const {
  Result<WireQuery> decoded = DecodeQuery(query);
  if (decoded.ok() && cutoff_ > kMinTimestampMs) {
    decoded->start_ms = std::max(decoded->start_ms.value_or(cutoff_), cutoff_);
    if (decoded->end_ms.has_value()) decoded->end_ms = std::max(*decoded->end_ms, *decoded->start_ms);
  }
  return decoded;
}

Result<ByteBuffer> Engine::Query(ByteView query) {
  const Result<WireQuery> decoded = Decode(query);
  if (!decoded.ok()) return decoded.status();
  SealForQuery();
  const Result<WireResult> answer = Answer(table_, *decoded);
  if (!answer.ok()) return answer.status();
  return EncodeResult(*answer);
}

void Engine::SealForQuery() {
  const bool many = table_.rows() > kRowGroupRows && table_.open_rows() > table_.rows() / kQueryRatio;
  const bool again = many && queried_many_open_;
  if (again) Seal(kQueryRatio);
  queried_many_open_ = many && !again;
}

Result<ByteBuffer> Engine::Watch(ByteView query) {
  Result<WireQuery> decoded = Decode(query);
  if (!decoded.ok()) return decoded.status();
  if (const std::optional<WireResult> answer = live_.Answer(query, *std::move(decoded))) return EncodeResult(*answer);
  return Query(query);
}

void Engine::Unwatch(ByteView query) { live_.Forget(query); }

std::uint64_t Engine::Retain(TimestampMs cutoff, std::uint64_t max_events) {
  cutoff_ = cutoff;
  const std::uint64_t slack = table_.rows() / kRetainSlack;
  const bool too_many = table_.rows() > max_events && table_.rows() - max_events > std::min(slack, max_events / kRetainSlack);
  if (!too_many && table_.RowsBefore(cutoff) <= slack) return 0;
  return table_.Expire(cutoff, max_events);
}

EngineStats Engine::Stats() const { return {table_.rows(), table_.person_count(), table_.MemoryBytes(), table_.identity().ignored()}; }

}  // namespace assay
