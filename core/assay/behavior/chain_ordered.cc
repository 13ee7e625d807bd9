#include "assay/behavior/chain_ordered.h"

#include <algorithm>

namespace assay {

OrderedChains::OrderedChains(const FunnelRules& rules, bool is_greedy)
    : rules_(rules), is_greedy_(is_greedy), reach_(StepReach(rules)), waiting_(rules.steps) {}

void OrderedChains::Expire(std::span<const ChainEvent> events, TimestampMs now) {
  for (std::size_t step = 0; step < rules_.steps; ++step) {
    Waiting& waiting = waiting_[step];
    while (!waiting.empty() && now - events[taken_[waiting.chains[waiting.head]].event].time > reach_[step]) ++waiting.head;
    while (!waiting.empty() && now - events[taken_[waiting.chains.back()].start].time > rules_.window_ms) waiting.chains.pop_back();
    if (waiting.empty()) waiting.clear();
  }
}

bool OrderedChains::IsIdle() const {
  return std::all_of(waiting_.begin(), waiting_.end(), [](const Waiting& waiting) { return waiting.empty(); });
}

void OrderedChains::Reset() {
  for (Waiting& waiting : waiting_) waiting.clear();
  taken_.clear();
}

std::uint32_t OrderedChains::Predecessor(std::span<const ChainEvent> events, std::size_t step, TimestampMs now) const {
  std::uint32_t best = kNoEvent;
  for (std::size_t before = step; before-- > 0;) {
    const Waiting& waiting = waiting_[before];
    auto found = waiting.chains.begin() + static_cast<std::ptrdiff_t>(waiting.head);
    if (!rules_.step_windows_ms.empty()) {
      const TimestampMs oldest = now - rules_.step_windows_ms[step];
      found = std::partition_point(found, waiting.chains.end(), [&](std::uint32_t i) { return events[taken_[i].event].time < oldest; });
    }
    // The first in time to take it has the latest start of all; of several steps, the later start, then the higher step.
    if (found != waiting.chains.end() && (best == kNoEvent || taken_[*found].start > taken_[best].start)) best = *found;
    if ((rules_.optional >> before & 1) == 0) break;
  }
  return best;
}

void OrderedChains::Add(std::size_t step, std::uint32_t event, std::uint32_t before) {
  const std::uint32_t start = before == kNoEvent ? event : taken_[before].start;
  const auto index = static_cast<std::uint32_t>(taken_.size());
  taken_.push_back({event, start, before, static_cast<std::uint32_t>(step)});
  if (is_greedy_) {
    for (Waiting& waiting : waiting_) waiting.clear();
  }
  Waiting& waiting = waiting_[step];
  // Whoever starts earlier, and was there earlier, can do nothing that this chain cannot.
  while (!waiting.empty() && taken_[waiting.chains.back()].start < start) waiting.chains.pop_back();
  // Without step windows, being there later is of no use.
  if (waiting.empty() || !rules_.step_windows_ms.empty()) waiting.chains.push_back(index);
  if (step < best_.reached) return;
  best_ = Chain();
  best_.reached = static_cast<std::uint32_t>(step + 1);
  for (std::uint32_t i = index; i != kNoEvent; i = taken_[i].before) best_.taken[taken_[i].step] = taken_[i].event;
}

Status OrderedChains::Run(std::span<const ChainEvent> events, std::vector<Chain>& chains) {
  Reset();
  best_ = Chain();
  const auto close = [&](std::size_t last) { CloseAttempt(events, rules_, last, best_, chains); };
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ChainEvent& event = events[i];
    Expire(events, event.time);
    if (IsIdle() && best_.reached > 0) {
      taken_.clear();
      if (rules_.totals)
        close(i);
      else if (is_greedy_)
        break;
    }
    if (taken_.size() > kMaxTaken) return ResourceExhausted("events: one user may take at most 16,777,216 steps in an attempt");
    // From high to low, so that an event never takes two steps of a chain, and an exclusion is met by who does not leave its gap.
    for (std::size_t step = rules_.steps; step-- > 0;) {
      for (std::size_t rule = 0; rule < rules_.exclusions.size() && event.exclusions != 0; ++rule) {
        if ((event.exclusions >> rule & 1) == 0 || rules_.exclusions[rule].to_step != step + 2) continue;
        for (std::size_t gap = rules_.exclusions[rule].from_step - 1; gap <= step; ++gap) waiting_[gap].clear();
      }
      const bool matches = (event.steps >> step & 1) != 0;
      std::uint32_t before = kNoEvent;
      if (matches && step > 0) before = Predecessor(events, step, event.time);
      if (rules_.order == FunnelOrder::kStrict) waiting_[step].clear();
      if (!matches || (step > 0 ? before == kNoEvent : is_greedy_ && best_.reached > 0)) continue;
      Add(step, static_cast<std::uint32_t>(i), before);
      if (step + 1 < rules_.steps) continue;
      if (!rules_.totals) {
        close(i);
        return {};
      }
      Reset();
      close(i);
      break;
    }
  }
  close(events.size());
  return {};
}

}  // namespace assay
