// The behaviour workload's questions to the C++ core: no query bytes, no result bytes, no WebAssembly. Answers: behavior/answers.mjs.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/aggregate/metric.h"
#include "assay/behavior/funnel.h"
#include "workload.h"

namespace assay::bench {
namespace {

FunnelQuery SignupFunnel() {
  FunnelQuery query;
  for (std::size_t step = 0; step < 4; ++step) query.steps.push_back({{EventMatch{kEventNames[step], {}}}});
  query.window_ms = 7 * kDayMs;
  return query;
}

bool IsAnswer(const FunnelGroup& group, const std::array<std::uint64_t, 4>& users, double median_ms) {
  for (std::size_t step = 0; step < users.size(); ++step) {
    if (group.steps[step].users != users[step]) return false;
  }
  return group.time_to_convert.median_ms == median_ms;
}

void RunFunnel(benchmark::State& state, const FunnelQuery& query) {
  const Result<FunnelResult> result = ComputeFunnel(TheTable(), query);
  if (!result.ok() || !IsAnswer(result->total, {49'726, 35'324, 14'850, 5'105}, 427'587'408)) state.SkipWithError("not the known funnel");
  if (result.ok() && !query.by.empty()) {
    const auto us = std::find_if(result->groups.begin(), result->groups.end(),
                                 [](const FunnelGroup& group) { return group.key[0].has_value() && group.key[0]->text == "US"; });
    if (us == result->groups.end() || !IsAnswer(*us, {2'551, 1'809, 744, 261}, 409'089'736)) state.SkipWithError("not the known breakdown");
  }
  for (auto _ : state) benchmark::DoNotOptimize(ComputeFunnel(TheTable(), query));
  state.counters["n"] = kEvents;
}

void BM_Funnel(benchmark::State& state) { RunFunnel(state, SignupFunnel()); }
BENCHMARK(BM_Funnel)->Name("funnel/assay")->Unit(benchmark::kMillisecond);

void BM_FunnelBreakdown(benchmark::State& state) {
  FunnelQuery query = SignupFunnel();
  query.by = {"country"};
  RunFunnel(state, query);
}
BENCHMARK(BM_FunnelBreakdown)->Name("funnel-breakdown/assay")->Unit(benchmark::kMillisecond);

void BM_EventByHour(benchmark::State& state) {
  MetricQuery query;
  query.aggregates = {{Aggregate::kCount, {}, 0}, {Aggregate::kUsers, {}, 0}};
  query.by = {"$event"};
  query.bucket_ms = kHourMs;
  const Result<MetricResult> result = ComputeMetric(TheTable(), query);
  double events = 0;
  double users = 0;
  for (std::size_t i = 0; result.ok() && i < result->rows.size(); ++i) {
    events += result->values[2 * i].value_or(0);
    users += result->values[2 * i + 1].value_or(0);
  }
  if (!result.ok() || result->rows.size() != 14'361 || events != 1'000'000 || users != 998'291) state.SkipWithError("not the known counts");
  for (auto _ : state) benchmark::DoNotOptimize(ComputeMetric(TheTable(), query));
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_EventByHour)->Name("event-by-hour/assay")->Unit(benchmark::kMillisecond);

// Page views are event 4.
constexpr std::uint32_t kPageView = 4;

bool IsPageView(double p50, double p95) { return std::abs(p50 - 180.967) < 1e-6 && std::abs(p95 - 799.13255) < 1e-6; }

void BM_Quantiles(benchmark::State& state) {
  MetricQuery query;
  query.aggregates = {{Aggregate::kQuantile, "duration_ms", 0.5}, {Aggregate::kQuantile, "duration_ms", 0.95}};
  query.by = {"$event"};
  const Result<MetricResult> result = ComputeMetric(TheTable(), query);
  bool found = false;
  for (std::size_t i = 0; result.ok() && i < result->rows.size(); ++i) {
    const GroupKey& key = result->groups[result->rows[i].group];
    found |= key[0]->text == kEventNames[kPageView] && IsPageView(*result->values[2 * i], *result->values[2 * i + 1]);
  }
  if (!found) state.SkipWithError("not the known quantiles");
  for (auto _ : state) benchmark::DoNotOptimize(ComputeMetric(TheTable(), query));
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_Quantiles)->Name("quantiles/assay")->Unit(benchmark::kMillisecond);

// Durations grouped by event and every group sorted.
std::array<std::vector<double>, kEventNames.size()> SortedDurations() {
  std::array<std::vector<double>, kEventNames.size()> groups;
  const Events& events = TheEvents();
  for (std::size_t i = 0; i < kEvents; ++i) groups[events.names[i]].push_back(events.durations_ms[i]);
  for (std::vector<double>& group : groups) std::sort(group.begin(), group.end());
  return groups;
}

double Interpolate(const std::vector<double>& sorted, double p) {
  const double position = static_cast<double>(sorted.size() - 1) * p;
  const auto lower = static_cast<std::size_t>(position);
  return sorted[lower] + (position - std::floor(position)) * (sorted[lower + 1] - sorted[lower]);
}

void BM_SortedQuantiles(benchmark::State& state) {
  const std::vector<double> page_views = SortedDurations()[kPageView];
  if (!IsPageView(Interpolate(page_views, 0.5), Interpolate(page_views, 0.95))) state.SkipWithError("not the known quantiles");
  for (auto _ : state) benchmark::DoNotOptimize(SortedDurations());
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_SortedQuantiles)->Name("quantiles/std-sort")->Unit(benchmark::kMillisecond);

constexpr double kSlowMs = 200;

// Slow events in two countries, written as a loop over arrays.
std::size_t CountSlow() {
  const Events& events = TheEvents();
  std::size_t count = 0;
  for (std::size_t i = 0; i < kEvents; ++i) count += events.countries[i] < 2 && events.durations_ms[i] > kSlowMs ? 1U : 0U;
  return count;
}

void BM_FilterScan(benchmark::State& state) {
  const std::vector<PropertyCondition> conditions = {
      {"country", PropertyOperator::kIn, {PropertyValue::String(kCountries[0]), PropertyValue::String(kCountries[1])}},
      {"duration_ms", PropertyOperator::kGt, {PropertyValue::Number(kSlowMs)}}};
  const auto count = [&] {
    Result<Filter> filter = Filter::Compile(TheTable(), conditions);
    std::size_t rows = 0;
    Scan scan(TheTable(), TimeRange{});
    while (filter.ok() && scan.Next()) {
      (*filter).Retain(scan, scan.selection());
      rows += scan.selection().size();
    }
    return rows;
  };
  if (count() != CountSlow()) state.SkipWithError("not the rows that a plain loop finds");
  for (auto _ : state) benchmark::DoNotOptimize(count());
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_FilterScan)->Name("filter-scan/assay")->Unit(benchmark::kMillisecond);

void BM_PlainLoop(benchmark::State& state) {
  if (CountSlow() == 0) state.SkipWithError("the filter keeps nothing");
  for (auto _ : state) benchmark::DoNotOptimize(CountSlow());
  state.counters["n"] = kEvents;
}
BENCHMARK(BM_PlainLoop)->Name("filter-scan/plain-loop")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::bench
