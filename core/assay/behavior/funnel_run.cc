#include "assay/behavior/funnel_run.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "assay/behavior/funnel_entry.h"
#include "assay/behavior/funnel_evidence.h"
#include "assay/behavior/funnel_rules.h"
#include "assay/behavior/funnel_source.h"
#include "assay/behavior/funnel_tally.h"
#include "assay/behavior/funnel_touch.h"
#include "assay/behavior/funnel_units.h"

namespace assay {
namespace {

// The key of a funnel that is not broken down.
constexpr std::uint32_t kTotal = 0;

FunnelOutcome OutcomeOf(UserIndex user, FunnelUserEvents user_events, std::span<const ChainEvent> unit, const Chain& chain) {
  FunnelOutcome outcome;
  outcome.user = user;
  outcome.reached = chain.reached;
  outcome.end = chain.end;
  for (std::size_t step = 0; step < chain.reached; ++step) {
    if (chain.taken[step] == kNoEvent) continue;
    const TimestampMs time = unit[chain.taken[step]].time;
    outcome.entered_at = outcome.taken == 0 ? time : std::min(outcome.entered_at, time);
    outcome.taken |= StepMask{1} << step;
    outcome.times[step] = time;
  }
  if (chain.next != kNoEvent) outcome.next = user_events[unit[chain.next].row].payload.name;
  return outcome;
}

// Counts, and what stands behind them, for all units together or by group.
struct Counts {
  Counts(const Table& table, const FunnelQuery& query)
      : tally(query.steps.size(), query.entry == FunnelEntry::kOpen), evidence(table, query) {}

  void Add(std::uint32_t key, const FunnelOutcome& outcome, bool is_excluded) {
    if (is_excluded) {
      evidence.AddExcluded(key);
    } else {
      tally.Add(key, outcome);
      evidence.Add(key, outcome);
    }
  }

  FunnelTally tally;
  FunnelEvidence evidence;
};

// What a segment, or all events, come to.
struct PartCounts {
  std::optional<std::size_t> segment;
  Counts total;
  Counts groups;
  std::uint64_t events_without_session = 0;
};

class FunnelRun {
 public:
  FunnelRun(const Table& table, const FunnelQuery& query, const FunnelRules& rules)
      : query_(query),
        is_posthog_(rules.preset == FunnelPreset::kPostHog),
        in_any_order_(rules.order == FunnelOrder::kAny),
        runner_(rules, query.entry),
        touch_(table, query.by),
        no_keys_(table, {}),
        units_(query) {
    for (std::size_t part = 0; part <= query.segments.size(); ++part) {
      const std::optional<std::size_t> segment = part == 0 ? std::nullopt : std::optional(part - 1);
      parts_.push_back({segment, Counts(table, query), Counts(table, query)});
    }
  }

  Result<FunnelResult> Run(FunnelSource& source) {
    Status status;
    source.ForEachUser(touch_, [&](UserIndex user, FunnelUserEvents events) {
      for (PartCounts& part : parts_) {
        if (status.ok()) status = Visit(part, user, events);
      }
    });
    if (!status.ok()) return status;
    FunnelResult result;
    static_cast<FunnelPart&>(result) = Finish(parts_[0]);
    for (std::size_t part = 1; part < parts_.size(); ++part) result.segments.push_back(Finish(parts_[part]));
    result.events_scanned = source.events_scanned();
    return result;
  }

 private:
  Status Visit(PartCounts& part, UserIndex user, FunnelUserEvents events) {
    part.events_without_session += units_.Split(events, part.segment);
    for (std::size_t unit = 0; unit < units_.size(); ++unit) {
      const std::span<const ChainEvent> own = units_[unit];
      const auto add_total = [&](std::span<const ChainEvent> unit_events, const Chain& chain) {
        const FunnelOutcome outcome = OutcomeOf(user, events, unit_events, chain);
        part.total.Add(kTotal, outcome, IsExcluded(chain));
        if (!query_.by.empty() && !GroupsOverlap()) part.groups.Add(GroupOf(own, chain), outcome, IsExcluded(chain));
      };
      if (const Status status = ForEachChain(own, add_total); !status.ok()) return status;
      if (query_.by.empty() || !GroupsOverlap()) continue;
      const auto add_group = [&](std::uint32_t key, std::span<const ChainEvent> unit_events, const Chain& chain) {
        part.groups.Add(key, OutcomeOf(user, events, unit_events, chain), IsExcluded(chain));
      };
      const Status status = query_.touch == FunnelTouch::kStep ? ByStep(own, add_group) : ByEvents(own, add_group);
      if (!status.ok()) return status;
    }
    return {};
  }

  [[nodiscard]] bool IsExcluded(const Chain& chain) const { return is_posthog_ && chain.excluded; }

  // PostHog runs the funnel once per value.
  [[nodiscard]] bool GroupsOverlap() const {
    return query_.touch == FunnelTouch::kAllEvents || (is_posthog_ && query_.touch == FunnelTouch::kStep);
  }

  template <typename Add>
  Status ForEachChain(std::span<const ChainEvent> events, Add add) {
    const Result<std::span<const Chain>> chains = runner_.Run(events);
    if (!chains.ok()) return chains.status();
    for (const Chain& chain : *chains) {
      if (chain.reached > 0) add(events, chain);
    }
    return {};
  }

  // Of a unit's chain, where groups do not overlap.
  std::uint32_t GroupOf(std::span<const ChainEvent> unit, const Chain& chain) {
    if (query_.touch == FunnelTouch::kFirst) return touch_.First(unit);
    if (query_.touch == FunnelTouch::kLast) return touch_.Last(unit);
    const std::uint32_t taker = chain.taken[query_.touch_step - 1];
    return taker == kNoEvent ? 0 : unit[taker].held;
  }

  // Once per value of the step's events, which takes the step; without any, the group where all is missing.
  template <typename Add>
  Status ByStep(std::span<const ChainEvent> unit, Add add) {
    const StepMask mask = in_any_order_ ? ~StepMask{0} : StepMask{1} << (query_.touch_step - 1);
    touch_.Distinct(unit, mask, values_);
    const bool has_values = !values_.empty();
    if (!has_values) values_.push_back(0);
    Status status;
    for (const std::uint32_t value : values_) {
      if (has_values) runner_.Attribute(StepAttribution{query_.touch_step, value});
      status = ForEachChain(unit, [&](auto events, const Chain& chain) { add(value, events, chain); });
      if (!status.ok()) break;
    }
    runner_.Attribute(std::nullopt);
    return status;
  }

  // Once per combination of values, over the events that have it.
  template <typename Add>
  Status ByEvents(std::span<const ChainEvent> unit, Add add) {
    by_value_.assign(unit.begin(), unit.end());
    std::stable_sort(by_value_.begin(), by_value_.end(), [](const ChainEvent& a, const ChainEvent& b) { return a.held < b.held; });
    std::size_t end = 0;
    for (std::size_t begin = 0; begin < by_value_.size(); begin = end) {
      const std::uint32_t value = by_value_[begin].held;
      for (end = begin; end < by_value_.size() && by_value_[end].held == value;) ++end;
      const std::span<const ChainEvent> own(by_value_.data() + begin, end - begin);
      const Status status = ForEachChain(own, [&](auto events, const Chain& chain) { add(value, events, chain); });
      if (!status.ok()) return status;
    }
    return {};
  }

  FunnelPart Finish(PartCounts& part) {
    FunnelPart answer = part.total.tally.Finish(no_keys_, 1, nullptr);
    constexpr std::uint32_t kTotals[] = {kTotal};
    part.total.evidence.Fill(kTotals, {&answer.total, 1});
    answer.events_without_session = part.events_without_session;
    if (query_.by.empty()) return answer;
    std::vector<std::uint32_t> key_of_group;
    FunnelPart by = part.groups.tally.Finish(touch_.keys(), query_.max_groups, &key_of_group);
    part.groups.evidence.Fill(key_of_group, by.groups);
    answer.groups = std::move(by.groups);
    answer.groups_omitted = by.groups_omitted;
    return answer;
  }

  const FunnelQuery& query_;
  bool is_posthog_;
  bool in_any_order_;
  FunnelUnitRunner runner_;
  FunnelTouches touch_;
  GroupKeys no_keys_;
  FunnelUnits units_;
  std::vector<PartCounts> parts_;  // all events, then the segments
  std::vector<std::uint32_t> values_;
  std::vector<ChainEvent> by_value_;
};

}  // namespace

Result<FunnelResult> RunFunnel(const Table& table, const FunnelQuery& query) {
  const FunnelRules rules = RulesOf(query);
  Result<FunnelSource> source = FunnelSource::Compile(table, query, query.drop_reasons || SeesEveryEvent(rules));
  if (!source.ok()) return source.status();
  return FunnelRun(table, query, rules).Run(*source);
}

}  // namespace assay
