// How far the query kernels are from what memory gives: the time to read once, from memory, the bytes that a question is about, were every
// column a plain array of the narrowest whole type. No scan of such columns can be faster on one core.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <numeric>
#include <vector>

#include "workload.h"

namespace assay::bench {
namespace {

// Larger than any cache, so that every read comes from memory.
constexpr std::size_t kBufferWords = std::size_t{32} << 20;

const std::vector<std::uint64_t>& Buffer() {
  static const std::vector<std::uint64_t> ones(kBufferWords, 1);
  return ones;
}

void ReadBytes(benchmark::State& state, std::size_t bytes) {
  const std::size_t words = bytes / sizeof(std::uint64_t);
  std::size_t from = 0;
  for (auto _ : state) {
    if (from + words > kBufferWords) from = 0;
    const auto first = Buffer().begin() + static_cast<std::ptrdiff_t>(from);
    const std::uint64_t sum = std::accumulate(first, first + static_cast<std::ptrdiff_t>(words), std::uint64_t{0});
    if (sum != words) state.SkipWithError("not all words were read");
    from += words;
  }
  state.counters["n"] = kEvents;
}

constexpr std::size_t kName = 1;
constexpr std::size_t kUser = 4;
constexpr std::size_t kTime = 8;
constexpr std::size_t kNumber = 8;
constexpr std::size_t kText = 1;  // of 20

std::size_t StepEvents() {
  std::size_t count = 0;
  for (const std::uint32_t name : TheEvents().names) count += name < 4 ? 1U : 0U;
  return count;
}

void BM_Funnel(benchmark::State& state) { ReadBytes(state, kEvents * kName + StepEvents() * (kUser + kTime)); }
BENCHMARK(BM_Funnel)->Name("funnel/memory-read")->Unit(benchmark::kMillisecond);

void BM_FunnelBreakdown(benchmark::State& state) { ReadBytes(state, kEvents * kName + StepEvents() * (kUser + kTime + kText)); }
BENCHMARK(BM_FunnelBreakdown)->Name("funnel-breakdown/memory-read")->Unit(benchmark::kMillisecond);

void BM_EventByHour(benchmark::State& state) { ReadBytes(state, kEvents * (kName + kUser + kTime)); }
BENCHMARK(BM_EventByHour)->Name("event-by-hour/memory-read")->Unit(benchmark::kMillisecond);

void BM_Quantiles(benchmark::State& state) { ReadBytes(state, kEvents * (kName + kNumber)); }
BENCHMARK(BM_Quantiles)->Name("quantiles/memory-read")->Unit(benchmark::kMillisecond);

void BM_FilterScan(benchmark::State& state) { ReadBytes(state, kEvents * (kText + kNumber)); }
BENCHMARK(BM_FilterScan)->Name("filter-scan/memory-read")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::bench
