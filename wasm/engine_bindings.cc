// The exports of engine.wasm: see ABI.md. No logic here: bytes in, Engine, bytes out.

#include <emscripten/bind.h>

#include <cstring>
#include <initializer_list>

#include "assay/engine/assign_request.h"
#include "assay/engine/engine.h"
#include "byte_exchange.h"

namespace assay {
namespace {

// One instance of the module is one engine; JavaScript drops both together.
ByteExchange exchange;
Engine engine;

void PutNumbersOut(std::initializer_list<std::uint64_t> numbers) {
  ByteBuffer out(numbers.size() * sizeof(double));
  std::uint8_t* place = out.data();
  for (const std::uint64_t number : numbers) {
    const double exact = static_cast<double>(number);  // counts and sizes stay below 2^53
    std::memcpy(place, &exact, sizeof(exact));
    place += sizeof(exact);
  }
  exchange.SetOutput(std::move(out));
}

int AbiVersion() { return kAbiVersion; }
std::uintptr_t ReserveInput(std::size_t size) { return exchange.ReserveInput(size); }
std::uintptr_t OutputOffset() { return exchange.OutputOffset(); }
std::size_t OutputSize() { return exchange.OutputSize(); }

int Ingest(std::size_t size) {
  const Result<IngestReport> report = engine.Ingest(exchange.Input(size));
  exchange.ReleaseInput();
  if (report.ok()) PutNumbersOut({report->accepted, report->duplicates});
  return exchange.Report(report.status());
}

int Query(std::size_t size) {
  Result<ByteBuffer> answer = engine.Query(exchange.Input(size));
  if (answer.ok()) exchange.SetOutput(*std::move(answer));
  return exchange.Report(answer.status());
}

int Watch(std::size_t size) {
  Result<ByteBuffer> answer = engine.Watch(exchange.Input(size));
  if (answer.ok()) exchange.SetOutput(*std::move(answer));
  return exchange.Report(answer.status());
}

int Unwatch(std::size_t size) {
  engine.Unwatch(exchange.Input(size));
  return exchange.Report(Status());
}

// Two doubles: the cutoff in ms, and the number of events.
int Retain(std::size_t size) {
  const ByteView input = exchange.Input(size);
  double limits[2] = {};
  if (input.size() != sizeof(limits)) return exchange.Report(InvalidArgument("retain: needs two numbers"));
  std::memcpy(limits, input.data(), sizeof(limits));
  const bool in_range = limits[0] >= static_cast<double>(kMinTimestampMs) && limits[0] <= static_cast<double>(kMaxTimestampMs) + 1 &&
                        limits[1] >= 0 && limits[1] <= 9007199254740991.0;
  if (!in_range) return exchange.Report(InvalidArgument("retain: the cutoff must be a date, the number of events 0 to 2^53 - 1"));
  PutNumbersOut({engine.Retain(static_cast<TimestampMs>(limits[0]), static_cast<std::uint64_t>(limits[1]))});
  return exchange.Report(Status());
}

int Assign(std::size_t size) {
  Result<ByteBuffer> answer = AnswerAssignRequest(exchange.Input(size));
  exchange.ReleaseInput();
  if (answer.ok()) exchange.SetOutput(*std::move(answer));
  return exchange.Report(answer.status());
}

void PutStatsOut() {
  const EngineStats stats = engine.Stats();
  PutNumbersOut({stats.events, stats.users, stats.memory_bytes, stats.ignored_links});
}

}  // namespace
}  // namespace assay

EMSCRIPTEN_BINDINGS(assay_engine) {
  emscripten::function("abiVersion", &assay::AbiVersion);
  emscripten::function("reserveInput", &assay::ReserveInput);
  emscripten::function("outputOffset", &assay::OutputOffset);
  emscripten::function("outputSize", &assay::OutputSize);
  emscripten::function("ingest", &assay::Ingest);
  emscripten::function("query", &assay::Query);
  emscripten::function("watch", &assay::Watch);
  emscripten::function("unwatch", &assay::Unwatch);
  emscripten::function("retain", &assay::Retain);
  emscripten::function("assign", &assay::Assign);
  emscripten::function("putStatsOut", &assay::PutStatsOut);
}
