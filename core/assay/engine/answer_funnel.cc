#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/aggregate/dense_ids.h"
#include "assay/behavior/funnel.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/engine/bind_funnel.h"
#include "assay/engine/limits.h"

namespace assay {
namespace {

// Puts parts of an answer into the words of wire, until it would get too long.
class FunnelTeller {
 public:
  FunnelTeller(const Table& table, const WireFunnelQuery& asked) : table_(table), asked_(asked) {}

  WireFunnelPart Tell(const FunnelPart& part) {
    WireFunnelPart wire;
    wire.total = Tell(part.total);
    wire.groups.reserve(part.groups.size());
    for (const FunnelGroup& group : part.groups) {
      wire.groups.push_back(Tell(group));
      if (!status_.ok()) break;
    }
    wire.groups_omitted = part.groups_omitted;
    wire.events_without_session = part.events_without_session;
    return wire;
  }

  // kResourceExhausted once there were too many rows of trends, or samples of too many bytes; what was told is not the whole then.
  [[nodiscard]] const Status& status() const { return status_; }

  // The texts of the samples' users.
  [[nodiscard]] std::vector<std::string> TakeUsers() && { return std::move(users_); }

 private:
  WireFunnelGroup Tell(const FunnelGroup& group) {
    WireFunnelGroup wire;
    wire.key = ToWire(group.key);
    wire.steps.reserve(group.steps.size());
    for (std::size_t i = 0; i < group.steps.size(); ++i) wire.steps.push_back(TellStep(group, i));
    wire.time_to_convert = ToWire(group.time_to_convert);
    wire.conversion = ToWireProportion(group.time_to_convert.count, group.entered);
    wire.excluded = group.excluded;
    wire.trend = TellTrend(group.trend);
    wire.converted_users = TellUsers(group.converted_users);
    return wire;
  }

  WireFunnelStepResult TellStep(const FunnelGroup& group, std::size_t i) {
    const FunnelStepResult& step = group.steps[i];
    WireFunnelStepResult wire;
    wire.label = asked_.steps[i].label;
    wire.count = step.users;
    wire.from_start = ToWireProportion(step.users, group.entered);
    // A step of an open funnel may have others than the one before.
    if (asked_.entry == WireFunnelEntry::kClosed) wire.from_previous = ToWireProportion(step.users, group.steps[i == 0 ? 0 : i - 1].users);
    wire.time_from_previous = ToWire(step.time_from_previous);
    wire.skipped = step.skipped;
    if (asked_.reasons) wire.drops = TellDrops(step.drops);
    wire.dropped_users = TellUsers(step.dropped_users);
    return wire;
  }

  [[nodiscard]] WireFunnelDrops TellDrops(const FunnelDrops& drops) const {
    WireFunnelDrops wire{drops.window, drops.exclusion, drops.order, drops.no_next_event, {}, drops.other_next_events};
    for (const FunnelNextEvent& next : drops.next_events) {
      wire.next_events.push_back({std::string(table_.names().Text(next.name)), next.chains});
    }
    return wire;
  }

  std::vector<WireFunnelTrendRow> TellTrend(const std::vector<FunnelTrendRow>& trend) {
    trend_rows_ += trend.size();
    if (trend_rows_ > kMaxResultRows) {
      status_ = ResourceExhausted("trend: the answer has more than 524,288 rows; use wider buckets, fewer groups or fewer segments");
      return {};
    }
    std::vector<WireFunnelTrendRow> wire;
    wire.reserve(trend.size());
    for (const FunnelTrendRow& row : trend) wire.push_back({row.bucket_start, ToWireProportion(row.converted, row.entered)});
    return wire;
  }

  std::vector<std::uint32_t> TellUsers(const std::vector<UserIndex>& users) {
    std::vector<std::uint32_t> places;
    places.reserve(users.size());
    for (const UserIndex user : users) {
      places.push_back(places_.Insert(user));
      sample_bytes_ += sizeof(std::uint32_t);
      if (places_.size() > users_.size()) {
        users_.emplace_back(table_.users().Text(user));
        sample_bytes_ += users_.back().size();
      }
      if (sample_bytes_ <= kMaxSampleBytes) continue;
      status_ = ResourceExhausted("samples: the answer has more than 64 MiB of them; ask for fewer, or for fewer groups or segments");
      return {};
    }
    return places;
  }

  const Table& table_;
  const WireFunnelQuery& asked_;
  std::size_t trend_rows_ = 0;
  std::size_t sample_bytes_ = 0;
  std::vector<std::string> users_;
  DenseIds places_;  // of users, in users_
  Status status_;
};

Status BindTrend(const WireQuery& source, BoundFunnel& bound) {
  if (source.bucket_unit == WireBucketUnit::kFixed) {
    bound.query.bucket_ms = source.bucket_ms;
    return {};
  }
  CalendarSpec spec;
  spec.unit = static_cast<CalendarUnit>(source.bucket_unit);
  for (const WireZoneTransition& transition : source.zone) spec.zone.push_back({transition.from_ms, transition.offset_ms});
  Result<Calendar> calendar = Calendar::Make(spec);
  if (!calendar.ok()) return calendar.status();
  bound.calendar = *std::move(calendar);
  bound.query.bucket_start = [&bound](TimestampMs time) { return bound.calendar->BucketStart(time); };
  return {};
}

}  // namespace

std::size_t CountParts(const WireFunnelQuery& funnel) { return CountFunnelParts(funnel); }

Status BindFunnelQuery(const QuerySource& source, const WireFunnelQuery& asked, BoundFunnel& bound) {
  Result<FunnelQuery> query = BindFunnel(asked);
  if (!query.ok()) return query.status();
  bound.query = *std::move(query);
  BindScope(source, bound.query);
  BindGrouping(source, bound.query);
  bound.query.max_groups =
      std::min(bound.query.max_groups, std::max<std::size_t>(1, kMaxFunnelCells / (asked.steps.size() * (1 + asked.segments.size()))));
  return BindTrend(source.query, bound);
}

Result<WireResult> AnswerFunnel(const Table& table, const QuerySource& source, const WireFunnelQuery& asked) {
  BoundFunnel bound;
  if (Status status = BindFunnelQuery(source, asked, bound); !status.ok()) return status;
  const Result<FunnelResult> funnel = ComputeFunnel(table, bound.query);
  if (!funnel.ok()) return funnel.status();
  return TellFunnel(table, asked, *funnel);
}

Result<WireResult> TellFunnel(const Table& table, const WireFunnelQuery& asked, const FunnelResult& funnel) {
  FunnelTeller teller(table, asked);
  WireFunnelResult wire;
  wire.all = teller.Tell(funnel);
  for (const FunnelPart& segment : funnel.segments) {
    if (teller.status().ok()) wire.segments.push_back(teller.Tell(segment));
  }
  if (!teller.status().ok()) return teller.status();
  wire.users = std::move(teller).TakeUsers();
  return WireResult{std::move(wire), funnel.events_scanned, funnel.groups_omitted};
}

}  // namespace assay
