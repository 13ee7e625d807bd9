#include "assay/behavior/preset_posthog.h"

#include <algorithm>

namespace assay {
namespace {

// A chain that waits at a step.
struct Entered {
  bool is_set = false;
  bool is_excluded = false;
  TimestampMs start = 0;
  std::array<std::uint32_t, kMaxSteps> path;

  Entered() { path.fill(kNoEvent); }
};

class OrderedState {
 public:
  OrderedState(std::span<const ChainEvent> events, const FunnelRules& rules)
      : events_(events), rules_(rules), excluding_(rules.steps + 1), entered_(rules.steps + 1) {
    for (std::size_t rule = 0; rule < rules.exclusions.size(); ++rule) {
      for (std::size_t step = rules.exclusions[rule].from_step; step < rules.exclusions[rule].to_step; ++step) {
        excluding_[step] |= StepMask{1} << rule;
      }
    }
  }

  // Events of one time from here on may start.
  void StartAt(TimestampMs now) {
    entered_[0].is_set = true;
    entered_[0].start = now;
  }

  void TakeEvent(std::uint32_t event) {
    for (std::size_t step = rules_.steps; step > 1; --step) {
      if ((events_[event].exclusions & excluding_[step - 1]) != 0) Exclude(event, step);
    }
    for (std::size_t step = rules_.steps; step > 0; --step) {
      if ((events_[event].steps >> (step - 1) & 1) != 0) Take(event, step, false);
    }
    if (rules_.order != FunnelOrder::kStrict) return;
    for (std::size_t step = 1; step <= rules_.steps; ++step) {
      if ((events_[event].steps >> (step - 1) & 1) == 0) entered_[step].is_set = false;
    }
  }

  // Takes `step` (1-based), as one of several events of one time or alone.
  void Take(std::uint32_t event, std::size_t step, bool is_tied) {
    const std::size_t from = Predecessor(event, step);
    if (from == kNone) return;
    const Entered& previous = entered_[from];
    if (rules_.attribution.has_value() && from + 1 == rules_.attribution->step && events_[event].held != rules_.attribution->value) return;
    if (is_tied && IsUsed(previous, event)) return;
    Entered next = previous;
    next.path[step - 1] = event;
    if (!previous.is_excluded) entered_[step] = next;
    if (step > furthest_step_ || (step == furthest_step_ && furthest_.is_excluded)) {
      furthest_step_ = step;
      furthest_ = next;
    }
  }

  [[nodiscard]] bool IsComplete() const { return entered_[rules_.steps].is_set; }

  [[nodiscard]] Chain Furthest() const {
    Chain chain;
    chain.reached = static_cast<std::uint32_t>(furthest_step_);
    chain.taken = furthest_.path;
    chain.excluded = furthest_step_ > 0 && furthest_.is_excluded;
    return chain;
  }

 private:
  static constexpr std::size_t kNone = kMaxSteps + 1;

  // The step that a chain waits at which the event could move to `step`; an optional step is passed over when none waits there.
  [[nodiscard]] std::size_t Predecessor(std::uint32_t event, std::size_t step) const {
    std::size_t from = step - 1;
    const auto is_open = [&] { return entered_[from].is_set && events_[event].time - entered_[from].start <= rules_.window_ms; };
    while (from > 0 && !is_open() && (rules_.optional >> (from - 1) & 1) != 0) --from;
    if (!is_open() || (entered_[step].is_set && entered_[step].start == entered_[from].start)) return kNone;
    return from;
  }

  void Exclude(std::uint32_t event, std::size_t step) {
    const std::size_t from = Predecessor(event, step);
    if (from == kNone || entered_[from].is_excluded) return;
    entered_[from].is_excluded = true;
    if (furthest_step_ == from && events_[event].time - furthest_.start <= rules_.window_ms) furthest_.is_excluded = true;
  }

  [[nodiscard]] bool IsUsed(const Entered& chain, std::uint32_t event) const {
    for (std::size_t step = 0; step < rules_.steps; ++step) {
      if (chain.path[step] == event && (rules_.optional >> step & 1) == 0) return true;
    }
    return false;
  }

  std::span<const ChainEvent> events_;
  const FunnelRules& rules_;
  std::vector<StepMask> excluding_;  // by step (1-based) that chains wait at
  std::vector<Entered> entered_;     // by step, 1-based; 0: about to start
  std::size_t furthest_step_ = 0;
  Entered furthest_;
};

}  // namespace

Chain RunPostHog(std::span<const ChainEvent> events, const FunnelRules& rules) {
  OrderedState state(events, rules);
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < events.size() && !state.IsComplete(); begin = end) {
    bool are_equal = true;
    for (end = begin; end < events.size() && events[end].time == events[begin].time; ++end) {
      are_equal = are_equal && events[end].steps == events[begin].steps && events[end].exclusions == events[begin].exclusions;
    }
    state.StartAt(events[begin].time);
    if (are_equal) {
      for (std::size_t i = begin; i < end; ++i) state.TakeEvent(static_cast<std::uint32_t>(i));
      continue;
    }
    for (std::size_t step = 1; step <= rules.steps; ++step) {
      for (std::size_t i = begin; i < end; ++i) {
        if ((events[i].steps >> (step - 1) & 1) != 0) state.Take(static_cast<std::uint32_t>(i), step, true);
      }
    }
  }
  return state.Furthest();
}

Chain RunPostHogUnordered(std::span<const ChainEvent> events, const FunnelRules& rules) {
  std::vector<std::uint32_t> after(events.size(), kNoEvent);  // the next event of the same step
  std::array<std::uint32_t, kMaxSteps> oldest;
  std::array<std::uint32_t, kMaxSteps> newest;
  oldest.fill(kNoEvent);
  std::size_t completed = 0;
  Chain best;
  const auto record = [&] {
    if (completed <= best.reached) return;
    best = Chain();
    for (const std::uint32_t event : oldest) {
      if (event != kNoEvent) best.TakeInOrder(event);
    }
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ChainEvent& event = events[i];
    if (event.steps == 0 && event.exclusions == 0) continue;
    for (;;) {
      const auto first = std::min_element(oldest.begin(), oldest.end());  // kNoEvent is the greatest
      if (*first == kNoEvent || (completed < rules.steps && event.time - events[*first].time <= rules.window_ms)) break;
      record();
      *first = after[*first];
      if (*first == kNoEvent) --completed;
    }
    if (best.reached == rules.steps) break;
    if (event.steps == 0) {
      oldest.fill(kNoEvent);
      completed = 0;
      continue;
    }
    // Of the steps that it matches, the one whose newest event is furthest back.
    std::size_t chosen = kMaxSteps;
    for (std::size_t step = 0; step < rules.steps; ++step) {
      if ((event.steps >> step & 1) == 0) continue;
      const bool is_empty = oldest[step] == kNoEvent;
      if (chosen == kMaxSteps || (oldest[chosen] != kNoEvent && (is_empty || events[newest[step]].time < events[newest[chosen]].time))) {
        chosen = step;
      }
    }
    if (rules.attribution.has_value() && completed + 1 == rules.attribution->step && event.held != rules.attribution->value) continue;
    const auto index = static_cast<std::uint32_t>(i);
    if (oldest[chosen] == kNoEvent) {
      ++completed;
      oldest[chosen] = index;
    } else {
      after[newest[chosen]] = index;
    }
    newest[chosen] = index;
  }
  record();
  return best;
}

}  // namespace assay
