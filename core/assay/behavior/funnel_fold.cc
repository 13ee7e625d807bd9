#include "assay/behavior/funnel_fold.h"

#include <algorithm>
#include <utility>

#include "assay/behavior/funnel_rules.h"

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

}  // namespace

FunnelFold::FunnelFold(const Table& table, const FunnelQuery& query, bool is_live) : FunnelFold(table, query, is_live, RulesOf(query)) {}

FunnelFold::FunnelFold(const Table& table, const FunnelQuery& query, bool is_live, const FunnelRules& rules)
    : query_(query),
      is_posthog_(rules.preset == FunnelPreset::kPostHog),
      in_any_order_(rules.order == FunnelOrder::kAny),
      wants_every_event_(query.drop_reasons || SeesEveryEvent(rules)),
      runner_(rules, query.entry),
      touch_(table, query.by),
      no_keys_(table, {}),
      units_(query) {
  for (std::size_t part = 0; part <= query.segments.size(); ++part) {
    const std::optional<std::size_t> segment = part == 0 ? std::nullopt : std::optional(part - 1);
    parts_.push_back({segment, FunnelCounts(table, query, is_live), FunnelCounts(table, query, is_live)});
  }
}

Status FunnelFold::Change(FunnelChange change, UserIndex user, FunnelUserEvents events) {
  for (Part& part : parts_) {
    if (Status status = Visit(part, change, user, events); !status.ok()) return status;
  }
  return {};
}

Status FunnelFold::Visit(Part& part, FunnelChange change, UserIndex user, FunnelUserEvents events) {
  const std::uint64_t without_session = units_.Split(events, part.segment);
  part.events_without_session += change == FunnelChange::kAdd ? without_session : ~without_session + 1;
  for (std::size_t unit = 0; unit < units_.size(); ++unit) {
    const std::span<const ChainEvent> own = units_[unit];
    const auto change_total = [&](std::span<const ChainEvent> unit_events, const Chain& chain) {
      const FunnelOutcome outcome = OutcomeOf(user, events, unit_events, chain);
      part.total.Change(change, kTotal, outcome, IsExcluded(chain));
      if (!query_.by.empty() && !GroupsOverlap()) part.groups.Change(change, GroupOf(own, chain), outcome, IsExcluded(chain));
    };
    if (Status status = ForEachChain(own, change_total); !status.ok()) return status;
    if (query_.by.empty() || !GroupsOverlap()) continue;
    const auto change_group = [&](std::uint32_t key, std::span<const ChainEvent> unit_events, const Chain& chain) {
      part.groups.Change(change, key, OutcomeOf(user, events, unit_events, chain), IsExcluded(chain));
    };
    Status status = query_.touch == FunnelTouch::kStep ? ByStep(own, change_group) : ByEvents(own, change_group);
    if (!status.ok()) return status;
  }
  return {};
}

template <typename Add>
Status FunnelFold::ForEachChain(std::span<const ChainEvent> events, Add add) {
  const Result<std::span<const Chain>> chains = runner_.Run(events);
  if (!chains.ok()) return chains.status();
  for (const Chain& chain : *chains) {
    if (chain.reached > 0) add(events, chain);
  }
  return {};
}

// Of a unit's chain, where groups do not overlap.
std::uint32_t FunnelFold::GroupOf(std::span<const ChainEvent> unit, const Chain& chain) {
  if (query_.touch == FunnelTouch::kFirst) return touch_.First(unit);
  if (query_.touch == FunnelTouch::kLast) return touch_.Last(unit);
  const std::uint32_t taker = chain.taken[query_.touch_step - 1];
  return taker == kNoEvent ? 0 : unit[taker].held;
}

// Once per value of the step's events, which takes the step; without any, the group where all is missing.
template <typename Add>
Status FunnelFold::ByStep(std::span<const ChainEvent> unit, Add add) {
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
Status FunnelFold::ByEvents(std::span<const ChainEvent> unit, Add add) {
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

FunnelPart FunnelFold::FinishPart(Part& part) {
  FunnelPart answer = part.total.Finish(no_keys_, 1);
  answer.events_without_session = part.events_without_session;
  if (query_.by.empty()) return answer;
  FunnelPart by = part.groups.Finish(touch_.keys(), query_.max_groups);
  answer.groups = std::move(by.groups);
  answer.groups_omitted = by.groups_omitted;
  return answer;
}

FunnelResult FunnelFold::Finish() {
  FunnelResult result;
  static_cast<FunnelPart&>(result) = FinishPart(parts_[0]);
  for (std::size_t part = 1; part < parts_.size(); ++part) result.segments.push_back(FinishPart(parts_[part]));
  return result;
}

std::size_t FunnelFold::MemoryBytes() const {
  std::size_t bytes = 0;
  for (const Part& part : parts_) bytes += part.total.MemoryBytes() + part.groups.MemoryBytes();
  return bytes;
}

}  // namespace assay
