// assay/engine/engine.h
//
// The façade of engine.wasm: batches of events in, answers to queries out, both as bytes. One table, one thread. Every call is all or
// nothing.

#ifndef ASSAY_ENGINE_ENGINE_H_
#define ASSAY_ENGINE_ENGINE_H_

#include <cstdint>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/columnar/table.h"
#include "assay/engine/live_funnels.h"
#include "assay/ingest/ingestor.h"
#include "assay/wire/query.h"

namespace assay {

struct EngineStats {
  std::uint64_t events = 0;
  std::uint64_t users = 0;          // persons
  std::uint64_t memory_bytes = 0;   // heap held by the table
  std::uint64_t ignored_links = 0;  // that said a second time, of someone else, whose an id is
};

class Engine {
 public:
  Engine();
  Engine(const Engine&) = delete;  // live_ and ingestor_ point at table_
  Engine& operator=(const Engine&) = delete;

  // Adds the events of one EventBatch (wire/event_batch.fbs, aligned to 8) whose sequence numbers are new.
  //
  // Errors: as DecodeEventBatch(), ValidateEventBatch() and Ingestor::Ingest(); nothing is added.
  Result<IngestReport> Ingest(ByteView batch);

  // The answer (wire/result.fbs) to a query (wire/query.fbs, aligned to 8). Same events and query, same bytes, on every platform.
  //
  // Errors: as DecodeQuery(), and kInvalidArgument or kResourceExhausted naming the rule or the limit that the query breaks.
  // Sorts what was added when it is much and an earlier query met it unsorted.
  Result<ByteBuffer> Query(ByteView query);

  // The same bytes as Query() gives, for who will ask the same again: of a funnel that is not narrowed to a cohort, what it takes to answer
  // without starting from the beginning is kept until Unwatch(). Answering then costs what came since, not what is stored. Of other queries,
  // and of funnels beyond engine/limits.h or whose range moves with Retain(), nothing is kept.
  //
  // Errors: as Query().
  Result<ByteBuffer> Watch(ByteView query);

  // Lets go of what is kept for the query of these bytes.
  void Unwatch(ByteView query);

  // From now on queries see no event before `cutoff`; such events, and all but the latest max_events, are removed. Rewriting the store for
  // a few events would cost more than it frees, so up to a quarter of the events may stay over either limit until more have gathered.
  // Removed events count as stored: their sequence numbers are not taken again. Returns the number removed.
  std::uint64_t Retain(TimestampMs cutoff, std::uint64_t max_events);

  [[nodiscard]] EngineStats Stats() const;

 private:
  // The query as asked, but not further back than cutoff_.
  [[nodiscard]] Result<WireQuery> Decode(ByteView query) const;
  // Sealing renumbers the rows that live funnels have not taken in yet.
  void Seal(std::uint64_t ratio);
  void SealForQuery();

  Table table_;
  LiveFunnels live_;
  TimestampMs cutoff_ = kMinTimestampMs;
  Ingestor ingestor_;
  bool queried_many_open_ = false;  // the last query met many open rows
};

}  // namespace assay

#endif  // ASSAY_ENGINE_ENGINE_H_
