#include "assay/behavior/funnel_plain.h"

#include <optional>
#include <utility>

#include "assay/behavior/first_touch.h"
#include "assay/behavior/funnel_chains.h"
#include "assay/behavior/funnel_links.h"
#include "assay/behavior/funnel_tally.h"
#include "assay/behavior/step_lists.h"
#include "assay/behavior/timeline_keys.h"
#include "assay/behavior/user_timelines.h"

namespace assay {
namespace {

class PlainFunnel {
 public:
  PlainFunnel(const Table& table, const FunnelQuery& query, StepScan steps)
      : table_(table), query_(query), steps_(std::move(steps)), tally_(query.steps.size()) {}

  FunnelResult Run() {
    const std::optional<TimelineKeys> timeline = TimelineKeys::For(table_, query_.range, query_.window_ms);
    if (!timeline.has_value() || table_.identity().merged() > 0) return RunByUser();
    GroupKeys keys(table_, query_.by);
    const StepLists lists(table_, query_.range, steps_, query_.steps.size(), *timeline, keys);
    if (!lists.disjoint()) return RunByUser();
    const FunnelLinks links(table_, lists, query_.steps.size());
    std::vector<std::vector<std::uint32_t>> touches;  // by property and user
    touches.reserve(keys.properties());
    for (std::size_t property = 0; property < keys.properties(); ++property) touches.push_back(links.FirstTouch(property));
    std::vector<std::uint32_t> codes(touches.size());
    links.ForEachUser([&](UserIndex user, std::span<const TimestampMs> times) {
      for (std::size_t property = 0; property < codes.size(); ++property) codes[property] = touches[property][user];
      tally_.Add(codes.empty() ? 0 : keys.Combine(codes), times);
    });
    return Finish(keys, lists.events_scanned());
  }

 private:
  // For events that match several steps, users who are one person, and more users and times than a word holds: each user's events one after the other.
  FunnelResult RunByUser() {
    FunnelChains chains(query_.steps.size(), query_.window_ms);
    FirstTouch touch(table_, query_.by);
    UserTimelines<StepMask> timelines(table_);
    Scan scan(table_, query_.range);
    while (scan.Next()) {
      const StepMatches matches = steps_.Match(scan);
      for (std::size_t i = 0; i < matches.rows.size(); ++i) {
        const RowInGroup row = matches.rows[i];
        timelines.Add(scan.users()[row], {scan.times()[row], scan.first_row() + row, matches.StepsOf(i)});
      }
      touch.Add(scan, matches.rows);
    }
    std::vector<TimestampMs> times(chains.Times());
    timelines.ForEachUser([&](UserIndex user, auto events) {
      FunnelProgress progress;
      for (const auto& event : events) {
        if ((progress.open & event.payload) != 0) chains.Advance(progress, times.data(), event.time, event.payload);
      }
      if (progress.reached > 0) tally_.Add(touch.KeyOf(user), chains.BestTimes(progress, times.data()));
    });
    return Finish(touch.keys(), scan.rows_in_range());
  }

  FunnelResult Finish(const GroupKeys& keys, std::uint64_t events_scanned) {
    FunnelResult result;
    static_cast<FunnelPart&>(result) = tally_.Finish(keys, query_.max_groups);
    result.events_scanned = events_scanned;
    return result;
  }

  const Table& table_;
  const FunnelQuery& query_;
  StepScan steps_;
  FunnelTally tally_;
};

}  // namespace

Result<FunnelResult> RunPlainFunnel(const Table& table, const FunnelQuery& query) {
  Result<StepScan> steps = StepScan::Compile(table, query.steps, query.filter);
  if (!steps.ok()) return steps.status();
  return PlainFunnel(table, query, *std::move(steps)).Run();
}

}  // namespace assay
