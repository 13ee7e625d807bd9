// Hashing of short ids, the cost of every assignment.

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "assay/assignment/bucketing.h"
#include "assay/assignment/unit_hash.h"
#include "assay/hash/murmur3.h"
#include "assay/hash/xxh.h"

namespace assay::bench {
namespace {

constexpr std::size_t kIds = 1'000'000;
constexpr std::uint32_t kPercent = 100;
constexpr std::uint32_t kControlPercent = 34;

// Ids as products make them: a dozen ASCII bytes.
const std::vector<std::string>& TheIds() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> made;
    for (std::size_t i = 0; i < kIds; ++i) made.push_back("user-" + std::to_string(i * 2'654'435'761U % 4'294'967'296U));
    return made;
  }();
  return ids;
}

std::uint64_t Xxh64All(const std::vector<std::string>& ids) {
  std::uint64_t all = 0;
  for (const std::string& id : ids) all ^= Xxh64(id);
  return all;
}

void BM_Xxh64(benchmark::State& state) {
  const std::vector<std::string>& ids = TheIds();
  // Canonical values of the specification's reference implementation.
  if (Xxh64(std::string_view{}) != 0xef46db3751d8e999 || Xxh64("abc") != 0x44bc2cf5ad770999) state.SkipWithError("not XXH64");
  for (auto _ : state) benchmark::DoNotOptimize(Xxh64All(ids));
  state.counters["n"] = kIds;
}
BENCHMARK(BM_Xxh64)->Name("xxh64-short-ids/assay")->Unit(benchmark::kMillisecond);

std::uint32_t Murmur3All(const std::vector<std::string>& ids) {
  std::uint32_t all = 0;
  for (const std::string& id : ids) all ^= Murmur3X86(id, 0);
  return all;
}

void BM_Murmur3(benchmark::State& state) {
  const std::vector<std::string>& ids = TheIds();
  if (Murmur3X86("test", 0) != 0xba6bd213) state.SkipWithError("not MurmurHash3_x86_32");
  for (auto _ : state) benchmark::DoNotOptimize(Murmur3All(ids));
  state.counters["n"] = kIds;
}
BENCHMARK(BM_Murmur3)->Name("xxh64-short-ids/murmur3-x86-32")->Unit(benchmark::kMillisecond);

std::size_t CountControl() {
  std::size_t control = 0;
  for (const std::string& id : TheIds()) {
    control += Bucket(UnitHash32(kVariantPurpose, "checkout_button", id), kPercent) < kControlPercent ? 1U : 0U;
  }
  return control;
}

void BM_UnitBucket(benchmark::State& state) {
  // Rows of tests/vectors/bucketing.json, and the share that the weights ask for within five standard deviations.
  if (UnitHash32(kVariantPurpose, "s", "0") != 779'202'897 || Bucket(UnitHash32(kLayerPurpose, "s", "user-1"), kPercent) != 79) {
    state.SkipWithError("not the bucketing rule");
  }
  const double expected = kIds * (kControlPercent / 100.0);
  if (std::abs(static_cast<double>(CountControl()) - expected) > 5 * std::sqrt(expected * (1 - kControlPercent / 100.0))) {
    state.SkipWithError("control is not 34 %");
  }
  for (auto _ : state) benchmark::DoNotOptimize(CountControl());
  state.counters["n"] = kIds;
}
BENCHMARK(BM_UnitBucket)->Name("unit-hash-and-bucket/assay")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::bench
