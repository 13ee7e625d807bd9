#include "assay/behavior/funnel.h"

#include <utility>

#include "assay/behavior/first_touch.h"
#include "assay/behavior/funnel_chains.h"
#include "assay/behavior/funnel_tally.h"
#include "assay/behavior/user_states.h"
#include "assay/behavior/user_timelines.h"

namespace assay {
namespace {

// A streaming pass keeps every user's chains at once, which grows with the square of the steps: 80 bytes for 4 steps, 4.2 kB for 32.
// Beyond this many bytes the by-user path takes over, which keeps one user's chains and 16 bytes per matching event.
constexpr std::size_t kStateBudgetBytes = std::size_t{128} << 20;

Status Check(const FunnelQuery& query) {
  if (query.window_ms < 0) return InvalidArgument("window_ms: must not be negative");
  if (query.max_groups == 0) return InvalidArgument("max_groups: must be above 0");
  if (query.range.start > query.range.end) return InvalidArgument("range: start must not be after end");
  for (const std::string_view property : query.by) {
    if (property.empty()) return InvalidArgument("by: a property name must not be empty");
  }
  return {};
}

class FunnelRun {
 public:
  FunnelRun(const Table& table, const FunnelQuery& query, StepScan steps)
      : table_(table),
        query_(query),
        steps_(std::move(steps)),
        chains_(query.steps.size(), query.window_ms),
        touch_(table, query.by, table.in_order()),
        tally_(query.steps.size()) {}

  FunnelResult Run() {
    const std::size_t state_bytes = chains_.Times() * sizeof(TimestampMs) * table_.users().size();
    if (table_.in_order() && state_bytes <= kStateBudgetBytes) {
      Stream();
    } else {
      ByUser();
    }
    FunnelResult result = tally_.Finish(touch_.keys(), query_.max_groups);
    result.events_scanned = events_scanned_;
    return result;
  }

 private:
  void Stream();
  void ByUser();
  void Tally(UserIndex user, const FunnelProgress& progress, const TimestampMs* chain_times);

  const Table& table_;
  const FunnelQuery& query_;
  StepScan steps_;
  FunnelChains chains_;
  FirstTouch touch_;
  FunnelTally tally_;
  std::uint64_t events_scanned_ = 0;
};

void FunnelRun::Stream() {
  UserStates states(table_.users().size(), chains_.Times());
  std::vector<FunnelProgress> progress(table_.users().size());
  Scan scan(table_, query_.range);
  while (scan.Next()) {
    const StepMatches matches = steps_.Match(scan);
    const std::span<const UserIndex> users = scan.users();
    const std::span<const TimestampMs> times = scan.times();
    for (std::size_t i = 0; i < matches.rows.size(); ++i) {
      const RowInGroup row = matches.rows[i];
      FunnelProgress& user = progress[users[row]];
      if ((user.open & matches.masks[i]) != 0) chains_.Advance(user, states.Of(users[row]), times[row], matches.masks[i]);
    }
    touch_.Add(scan, matches.rows);
  }
  events_scanned_ = scan.rows_in_range();
  states.ForEach([&](UserIndex user, const std::int64_t* chain_times) { Tally(user, progress[user], chain_times); });
}

void FunnelRun::ByUser() {
  UserTimelines<StepMask> timelines(table_);
  Scan counting(table_, query_.range);
  while (counting.Next()) {
    const StepMatches matches = steps_.Match(counting);
    for (const RowInGroup row : matches.rows) timelines.Count(counting.users()[row]);
    touch_.Add(counting, matches.rows);
  }
  timelines.EndCounting();
  Scan placing(table_, query_.range);
  while (placing.Next()) {
    const StepMatches matches = steps_.Match(placing);
    for (std::size_t i = 0; i < matches.rows.size(); ++i) {
      const RowInGroup row = matches.rows[i];
      timelines.Place(placing.users()[row], {placing.times()[row], placing.first_row() + row, matches.masks[i]});
    }
  }
  events_scanned_ = placing.rows_in_range();
  std::vector<TimestampMs> chain_times(chains_.Times());
  timelines.ForEachUser([&](UserIndex user, auto events) {
    FunnelProgress progress;
    for (const auto& event : events) {
      if ((progress.open & event.payload) != 0) chains_.Advance(progress, chain_times.data(), event.time, event.payload);
    }
    Tally(user, progress, chain_times.data());
  });
}

void FunnelRun::Tally(UserIndex user, const FunnelProgress& progress, const TimestampMs* chain_times) {
  if (progress.reached > 0) tally_.Add(touch_.KeyOf(user), chains_.BestTimes(progress, chain_times));
}

}  // namespace

Result<FunnelResult> ComputeFunnel(const Table& table, const FunnelQuery& query) {
  const Status status = Check(query);
  if (!status.ok()) return status;
  Result<StepScan> steps = StepScan::Compile(table, query.steps, query.filter);
  if (!steps.ok()) return steps.status();
  return FunnelRun(table, query, *std::move(steps)).Run();
}

}  // namespace assay
