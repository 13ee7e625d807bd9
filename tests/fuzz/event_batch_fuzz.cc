// Bytes of an event batch through everything that happens to them on arrival. What is accepted must be counted right, and what is refused
// must leave no trace.

#include "assay/columnar/table.h"
#include "assay/engine/limits.h"
#include "assay/event/event_batch.h"
#include "assay/ingest/ingestor.h"
#include "assay/wire/decode_event_batch.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const FuzzInput input(data, size);
  const Result<EventBatchView> batch = DecodeEventBatch(input.view());
  if (!batch.ok() || !ValidateEventBatch(*batch, kEventBatchLimits).ok()) return 0;

  // Small enough for a batch of a few kilobytes to exceed each limit.
  Table table(TableLimits{.max_rows = 100, .max_memory_bytes = 1U << 20, .max_columns = 8});
  Ingestor ingestor(table);
  const Result<IngestReport> first = ingestor.Ingest(*batch);
  if (!first.ok()) {
    Require(first.status().code() == StatusCode::kResourceExhausted);
    Require(table.rows() == 0);
    return 0;
  }
  Require(first->accepted == batch->rows() && first->duplicates == 0);
  Require(table.rows() == batch->rows());
  const Result<IngestReport> again = ingestor.Ingest(*batch);
  Require(again.ok() && again->accepted == 0 && again->duplicates == batch->rows());
  Require(table.rows() == batch->rows());
  return 0;
}
