// Writes random streams of events with queries and what the native engine answers: assay_streams SEED FIRST COUNT > STREAMS. FIRST is a
// multiple of kBlock; stream i is the same whatever FIRST and COUNT are. tests/js/streams asks the same of WebAssembly and compares bytes.
//
// Every answer is also compared with that of a new engine that got each event once and in order: late events, duplicates, that the question
// was watched while they came and what an engine held before must not change a byte. Ends with 1, naming the stream, when one does.
//
// STREAMS: for each stream uint32 the number of calls; a call is uint8 what (Call), uint32 size and input, uint32 status, uint32 size and
// output (of a failure its message). Numbers are little-endian. Every kBlock streams, aligned to that number, have an engine of their own,
// which is emptied after each stream.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <vector>

#include "assay/engine/engine.h"
#include "byte_output.h"
#include "core/wire/query_bytes.h"
#include "streams/dice.h"
#include "streams/random_batches.h"
#include "streams/random_queries.h"

namespace assay {
namespace {

constexpr std::uint64_t kBlock = 500;

// A stream of so many has more events than the engine leaves open, so that queries seal.
constexpr std::uint64_t kLongStream = 4999;
constexpr std::size_t kLongEvents = 17'000;

enum class Call : std::uint8_t { kIngest = 1, kQuery = 2, kRetain = 3, kWatch = 4, kUnwatch = 5 };

class Recorder {
 public:
  void Begin() { calls_ = 0, bytes_.Clear(); }

  void Add(Call call, ByteView input, const Status& status, ByteView output) {
    ++calls_;
    bytes_.Number(static_cast<std::uint8_t>(call));
    bytes_.Bytes(input);
    bytes_.Number(static_cast<std::uint32_t>(status.code()));
    if (status.ok()) {
      bytes_.Bytes(output);
    } else {
      bytes_.Bytes(status.message());
    }
  }

  [[nodiscard]] bool Write(std::FILE* file) const {
    const ByteView bytes = bytes_.bytes();
    return std::fwrite(&calls_, sizeof(calls_), 1, file) == 1 && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  }

 private:
  std::uint32_t calls_ = 0;
  ByteOutput bytes_;
};

// As wasm/engine_bindings.cc puts numbers out.
ByteBuffer Doubles(std::initializer_list<double> numbers) {
  ByteBuffer bytes(numbers.size() * sizeof(double));
  std::memcpy(bytes.data(), std::data(numbers), bytes.size());
  return bytes;
}

void Ingest(Engine& engine, const ByteBuffer& batch, Recorder& recorder) {
  const Result<IngestReport> report = engine.Ingest(batch);
  const bool ok = report.ok();
  recorder.Add(Call::kIngest, batch, report.status(),
               ok ? Doubles({static_cast<double>(report->accepted), static_cast<double>(report->duplicates)}) : ByteBuffer());
}

Result<ByteBuffer> Ask(Engine& engine, const ByteBuffer& query, Recorder& recorder) {
  Result<ByteBuffer> answer = engine.Query(query);
  recorder.Add(Call::kQuery, query, answer.status(), answer.ok() ? *answer : ByteBuffer());
  return answer;
}

Result<ByteBuffer> Watch(Engine& engine, const ByteBuffer& query, Recorder& recorder) {
  Result<ByteBuffer> answer = engine.Watch(query);
  recorder.Add(Call::kWatch, query, answer.status(), answer.ok() ? *answer : ByteBuffer());
  return answer;
}

void Unwatch(Engine& engine, const ByteBuffer& query, Recorder& recorder) {
  engine.Unwatch(query);
  recorder.Add(Call::kUnwatch, query, Status(), {});
}

void Retain(Engine& engine, TimestampMs cutoff, std::uint64_t max_events, Recorder& recorder) {
  const ByteBuffer input = Doubles({static_cast<double>(cutoff), static_cast<double>(max_events)});
  recorder.Add(Call::kRetain, input, Status(), Doubles({static_cast<double>(engine.Retain(cutoff, max_events))}));
}

// Of stream `index` that `engine` shall see: batches, a query or two, and perhaps the first again once old events are removed.
// Returns the next sequence number, or nothing when a new engine answers differently.
std::optional<std::uint64_t> Run(std::uint64_t seed, std::uint64_t index, std::uint64_t first_sequence, Engine& engine,
                                 Recorder& recorder) {
  Dice dice(seed * 0x9e3779b97f4a7c15 + index);
  const StreamTimes times = RandomTimes(dice);
  const std::size_t events = index % kLongStream == kLongStream - 1 ? kLongEvents : dice.Below(41);
  const StreamBatches batches = RandomBatches(dice, times, events, first_sequence);
  RandomQueries queries(dice, times);
  std::vector<ByteBuffer> asked = {QueryBytes(queries.Make(index % RandomQueries::kKinds))};
  if (dice.OneIn(4)) asked.push_back(QueryBytes(queries.Make(dice.Below(RandomQueries::kKinds))));
  Engine orderly;
  for (const ByteBuffer& batch : batches.orderly) {
    if (!orderly.Ingest(batch).ok()) return std::nullopt;
  }
  const bool watched = dice.OneIn(2);
  const std::size_t watched_from = dice.Below(batches.arriving.size() + 1);
  for (std::size_t i = 0; i < batches.arriving.size(); ++i) {
    if (watched && i == watched_from) {
      for (const ByteBuffer& query : asked) static_cast<void>(Watch(engine, query, recorder).ok());
    }
    Ingest(engine, batches.arriving[i], recorder);
  }
  for (const ByteBuffer& query : asked) {
    const Result<ByteBuffer> answer = watched ? Watch(engine, query, recorder) : Ask(engine, query, recorder);
    const Result<ByteBuffer> expected = orderly.Query(query);
    if (answer.ok() != expected.ok()) return std::nullopt;
    if (answer.ok() ? *answer != *expected : answer.status().message() != expected.status().message()) return std::nullopt;
  }
  if (dice.OneIn(4)) {
    Retain(engine, times.start + dice.Below<TimestampMs>(times.grains) * times.grain_ms, dice.Below<std::uint64_t>(40), recorder);
    static_cast<void>((watched ? Watch : Ask)(engine, asked[0], recorder).ok());
  }
  for (std::size_t i = 0; watched && i < asked.size(); ++i) Unwatch(engine, asked[i], recorder);
  Retain(engine, kMinTimestampMs, 0, recorder);
  return batches.next_sequence;
}

bool RunAll(std::uint64_t seed, std::uint64_t first, std::uint64_t count) {
  std::optional<Engine> engine;
  std::uint64_t next_sequence = 0;
  Recorder recorder;
  for (std::uint64_t index = first; index < first + count; ++index) {
    if (index % kBlock == 0 || !engine) engine.emplace(), next_sequence = 1;
    recorder.Begin();
    const std::optional<std::uint64_t> after = Run(seed, index, next_sequence, *engine, recorder);
    if (!after) {
      std::fprintf(stderr, "stream %llu of seed %llu: a new engine answers differently\n", static_cast<unsigned long long>(index),
                   static_cast<unsigned long long>(seed));
      return false;
    }
    next_sequence = *after;
    if (!recorder.Write(stdout)) return false;
  }
  return std::fflush(stdout) == 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: assay_streams SEED FIRST COUNT > STREAMS\n", stderr);
    return 2;
  }
  const auto number = [&](int i) { return std::strtoull(argv[i], nullptr, 10); };
  return assay::RunAll(number(1), number(2), number(3)) ? 0 : 1;
}
