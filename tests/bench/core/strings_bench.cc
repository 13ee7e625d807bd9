// The border check of texts, and text -> id.

#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <unordered_map>
#include <vector>

#include "assay/strings/interner.h"
#include "assay/strings/utf8.h"
#include "workload.h"

namespace assay::bench {
namespace {

// A megabyte of names as events carry them: mostly ASCII, every eighth one not.
const std::string& TheText() {
  static const std::string text = [] {
    std::string made;
    for (std::size_t i = 0; made.size() < 1'000'000; ++i) made += i % 8 == 7 ? "größe 実験 🧪 " : "shipment_creation_started ";
    return made;
  }();
  return text;
}

void BM_IsValidUtf8(benchmark::State& state) {
  std::string cut = TheText();
  cut.back() = '\xF0';
  if (!IsValidUtf8(TheText()) || IsValidUtf8(cut)) state.SkipWithError("wrong about what is UTF-8");
  for (auto _ : state) benchmark::DoNotOptimize(IsValidUtf8(TheText()));
  state.counters["n"] = static_cast<double>(TheText().size());
}
BENCHMARK(BM_IsValidUtf8)->Name("utf8-validation/assay")->Unit(benchmark::kMillisecond);

void BM_CopyText(benchmark::State& state) {
  std::string copy(TheText().size(), '\0');
  for (auto _ : state) {
    std::memcpy(copy.data(), TheText().data(), copy.size());
    benchmark::DoNotOptimize(copy.data());
    benchmark::ClobberMemory();
  }
  if (copy != TheText()) state.SkipWithError("not a copy");
  state.counters["n"] = static_cast<double>(TheText().size());
}
BENCHMARK(BM_CopyText)->Name("utf8-validation/memcpy")->Unit(benchmark::kMillisecond);

// The ids of every event's user, in order of the events, with the sum of ids that first sight gives.
template <typename Intern>
std::uint64_t InternUsers(Intern intern) {
  std::uint64_t sum = 0;
  for (const std::uint32_t user : TheEvents().users) sum += intern(TheUserIds()[user]);
  return sum;
}

std::uint64_t ExpectedSum() {
  std::vector<std::uint32_t> ids(kUsers, 0);
  std::uint32_t known = 0;
  std::uint64_t sum = 0;
  for (const std::uint32_t user : TheEvents().users) {
    if (ids[user] == 0) ids[user] = ++known;
    sum += ids[user] - 1;
  }
  return sum;
}

std::uint64_t InternWithInterner() {
  Interner interner;
  return InternUsers([&](const std::string& text) {
    const Result<StringId> id = interner.Intern(text);
    return id.ok() ? *id : 0;
  });
}

std::uint64_t InternWithMap() {
  std::unordered_map<std::string, StringId> ids;
  return InternUsers([&](const std::string& text) { return ids.try_emplace(text, static_cast<StringId>(ids.size())).first->second; });
}

void BM_Interner(benchmark::State& state) {
  if (InternWithInterner() != ExpectedSum()) state.SkipWithError("ids are not in order of first sight");
  for (auto _ : state) benchmark::DoNotOptimize(InternWithInterner());
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_Interner)->Name("intern-50k-texts/assay")->Unit(benchmark::kMillisecond);

void BM_UnorderedMap(benchmark::State& state) {
  if (InternWithMap() != ExpectedSum()) state.SkipWithError("ids are not in order of first sight");
  for (auto _ : state) benchmark::DoNotOptimize(InternWithMap());
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_UnorderedMap)->Name("intern-50k-texts/std-unordered-map")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::bench
