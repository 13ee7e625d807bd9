// Batches -> rows of a table, the border check included.

#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "assay/engine/limits.h"
#include "workload.h"

namespace assay::bench {
namespace {

bool IsWhole(const Table& table) {
  return table.rows() == kEvents && table.names().size() == kEventNames.size() && table.users().size() <= kUsers && table.times_in_order();
}

void BM_Ingest(benchmark::State& state) {
  Table checked(kTableLimits);
  if (!IngestAll(checked) || !IsWhole(checked)) state.SkipWithError("rows are missing or out of order");
  for (auto _ : state) {
    Table table(kTableLimits);
    const bool done = IngestAll(table);
    if (!done || table.rows() != kEvents) state.SkipWithError("a batch was refused");
  }
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_Ingest)->Name("ingest/assay")->Unit(benchmark::kMillisecond);

// The least that anything that keeps the rows must do.
void BM_CopyColumns(benchmark::State& state) {
  const auto copy = [](const auto& column, std::size_t first, std::size_t rows, auto& to) {
    to.resize(first + rows);
    std::memcpy(to.data() + first, column.data(), rows * sizeof(column[0]));
  };
  for (auto _ : state) {
    Events kept;
    const Events& events = TheEvents();
    for (const Batch& batch : TheBatches()) {
      const std::size_t rows = batch.names.size();
      copy(std::span(events.times).subspan(batch.first_row, rows), batch.first_row, rows, kept.times);
      copy(std::span(events.durations_ms).subspan(batch.first_row, rows), batch.first_row, rows, kept.durations_ms);
      copy(batch.names, batch.first_row, rows, kept.names);
      copy(batch.users, batch.first_row, rows, kept.users);
      copy(batch.countries, batch.first_row, rows, kept.countries);
    }
    if (kept.times != events.times) state.SkipWithError("not a copy");
    benchmark::DoNotOptimize(kept.users.data());
  }
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_CopyColumns)->Name("ingest/memcpy")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::bench
