// What a live funnel costs per 1,000 new events over the behaviour workload's million: taking them in and answering, against answering anew,
// and the same through the engine from bytes to bytes. Answers are compared before they are timed.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

#include "assay/behavior/funnel_live.h"
#include "workload.h"

namespace assay::bench {
namespace {

constexpr std::size_t kNewEvents = 1'000;

// A table that a thousand events at a time are added to: the workload's last ones again, later. Their users and names are as mixed as all.
class Stream {
 public:
  Stream() : ok_(IngestAll(table_)), random_(1) { table_.Seal(1); }

  // False when they were refused.
  bool Grow() {
    const Events& events = TheEvents();
    RowBlock block;
    std::vector<TimestampMs> times;
    std::vector<NameIndex> names;
    std::vector<UserIndex> users;
    std::vector<StringId> countries;
    const auto last = static_cast<TimestampMs>(events.times.back());
    for (std::size_t i = 0; i < kNewEvents; ++i) {
      const std::size_t from = random_() % kEvents;
      times.push_back(last + static_cast<TimestampMs>(++added_));
      names.push_back(*table_.names().Find(kEventNames[events.names[from]]));
      users.push_back(*table_.users().Find(TheUserIds()[events.users[from]]));
      countries.push_back(*table_.strings().Find(kCountries[events.countries[from]]));
    }
    for (std::size_t done = 0; ok_ && done < kNewEvents;) {
      const std::size_t count = std::min(kNewEvents - done, table_.TailRoom());
      ColumnBlock country;
      country.column = *table_.FindColumn("country", PropertyType::kString);
      country.every_row = true;
      country.codes = std::span(countries).subspan(done, count);
      block.first_sequence = kEvents + added_ - kNewEvents + done;
      block.times = std::span(times).subspan(done, count);
      block.names = std::span(names).subspan(done, count);
      block.users = std::span(users).subspan(done, count);
      block.columns = {&country, 1};
      ok_ = table_.Append(block).ok();
      done += count;
    }
    return ok_;
  }

  [[nodiscard]] const Table& table() const { return table_; }

 private:
  Table table_;
  bool ok_;
  std::mt19937_64 random_;
  std::uint64_t added_ = 0;
};

FunnelQuery WatchedFunnel(bool is_rich) {
  FunnelQuery query;
  for (std::size_t step = 0; step < 4; ++step) query.steps.push_back({{EventMatch{kEventNames[step], {}}}});
  query.window_ms = 7 * kDayMs;
  if (is_rich) {
    query.by = {"country"};
    query.samples = 100;
    query.drop_reasons = true;
    query.bucket_ms = kDayMs;
  }
  return query;
}

bool IsSame(const FunnelResult& a, const FunnelResult& b) {
  bool is_same = a.total.entered == b.total.entered && a.events_scanned == b.events_scanned && a.groups.size() == b.groups.size() &&
                 a.total.time_to_convert.mean_ms == b.total.time_to_convert.mean_ms;
  for (std::size_t step = 0; step < a.total.steps.size(); ++step) {
    is_same = is_same && a.total.steps[step].users == b.total.steps[step].users &&
              a.total.steps[step].time_from_previous.median_ms == b.total.steps[step].time_from_previous.median_ms;
  }
  return is_same;
}

void Measure(benchmark::State& state, bool is_rich, bool is_live) {
  Stream stream;
  const FunnelQuery query = WatchedFunnel(is_rich);
  LiveFunnel live(stream.table(), query);
  bool is_right = live.Update().ok() && stream.Grow() && live.Update().ok();
  if (is_right) {
    const Result<FunnelResult> anew = ComputeFunnel(stream.table(), query);
    is_right = anew.ok() && IsSame(live.Answer(), *anew);
  }
  if (!is_right) state.SkipWithError("the live answer is not that of a query");
  for (auto _ : state) {
    state.PauseTiming();
    if (!stream.Grow()) state.SkipWithError("the table refused events");
    state.ResumeTiming();
    if (is_live) {
      if (!live.Update().ok()) state.SkipWithError("the live funnel refused events");
      benchmark::DoNotOptimize(live.Answer());
    } else {
      benchmark::DoNotOptimize(ComputeFunnel(stream.table(), query));
    }
  }
  state.counters["held_bytes"] = static_cast<double>(live.MemoryBytes());
  state.counters["n"] = kNewEvents;
}

// Iterations are counted, so that the table stays at a million events and some.
void BM_LiveFunnel(benchmark::State& state) { Measure(state, false, true); }
BENCHMARK(BM_LiveFunnel)->Name("live-funnel/assay")->Unit(benchmark::kMillisecond)->Iterations(100);

void BM_FunnelAnew(benchmark::State& state) { Measure(state, false, false); }
BENCHMARK(BM_FunnelAnew)->Name("live-funnel/anew")->Unit(benchmark::kMillisecond)->Iterations(30);

void BM_LiveRichFunnel(benchmark::State& state) { Measure(state, true, true); }
BENCHMARK(BM_LiveRichFunnel)->Name("live-funnel-evidence/assay")->Unit(benchmark::kMillisecond)->Iterations(100);

void BM_RichFunnelAnew(benchmark::State& state) { Measure(state, true, false); }
BENCHMARK(BM_RichFunnelAnew)->Name("live-funnel-evidence/anew")->Unit(benchmark::kMillisecond)->Iterations(10);

}  // namespace
}  // namespace assay::bench
