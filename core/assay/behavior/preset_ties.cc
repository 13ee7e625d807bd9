#include "assay/behavior/preset_ties.h"

#include <algorithm>

namespace assay {

// Finds an event of the group for `step`, moving those of the steps from matching_.first on; `only` restricts it to one event.
bool TieChains::Augment(std::size_t step, std::size_t until, std::uint32_t only) {
  std::array<std::uint8_t, kMaxSteps> from;  // the step that would get this one's event
  std::array<std::uint8_t, kMaxSteps> queue;
  std::size_t queued = 0;
  StepMask seen = StepMask{1} << step;
  queue[queued++] = static_cast<std::uint8_t>(step);
  for (std::size_t next = 0; next < queued; ++next) {
    std::size_t at = queue[next];
    for (std::uint32_t event = 0; event < group_.size(); ++event) {
      if ((group_[event].steps >> at & 1) == 0 || (at == until && only != kNoEvent && only != event)) continue;
      const std::size_t other = step_of_[event];
      if (other == kMaxSteps) {
        std::uint32_t free = event;
        for (;;) {
          const std::uint32_t old = matching_.event[at];
          matching_.event[at] = free;
          step_of_[free] = static_cast<std::uint8_t>(at);
          if (at == step) return true;
          free = old;
          at = from[at];
        }
      }
      if ((seen >> other & 1) != 0) continue;
      seen |= StepMask{1} << other;
      from[other] = static_cast<std::uint8_t>(at);
      queue[queued++] = static_cast<std::uint8_t>(other);
    }
  }
  return false;
}

// Frees the events of the steps matching_.first .. until - 1.
void TieChains::Release(std::size_t until) {
  for (std::size_t step = matching_.first; step < until; ++step) step_of_[matching_.event[step]] = kMaxSteps;
}

// Reaches `step` with an event of the group, if a chain leads there.
bool TieChains::Extend(std::span<const ChainEvent> events, std::size_t step, std::uint32_t only) {
  if (rules_.window_funnel.strict_increase) {
    Release(step);
    matching_.first = step;
  }
  while (!Augment(step, step, only)) {
    step_of_[matching_.event[matching_.first]] = kMaxSteps;
    ++matching_.first;
  }
  const TimestampMs now = group_.front().time;
  std::size_t base = kMaxSteps;
  for (std::size_t from = matching_.first; from <= step; ++from) {  // a chain that starts in the group is the latest
    if (from > 0 && (!Before(from - 1).is_reached || now - events[Before(from - 1).path[0]].time > rules_.window_ms)) continue;
    if (base == kMaxSteps || Before(from - 1).path[0] > Before(base - 1).path[0]) base = from;
    if (base == 0) break;
  }
  if (base == kMaxSteps) return false;
  before_[step] = levels_[step];
  touched_ |= StepMask{1} << step;
  Level& level = levels_[step];
  level.is_reached = true;
  for (std::size_t i = 0; i < base; ++i) level.path[i] = Before(base - 1).path[i];
  for (std::size_t i = base; i <= step; ++i) level.path[i] = static_cast<std::uint32_t>(group_begin_) + matching_.event[i];
  return true;
}

void TieChains::Record(std::size_t level) {
  if (level <= best_.reached) return;
  best_ = Chain();
  best_.reached = static_cast<std::uint32_t>(level);
  std::copy_n(levels_[level - 1].path.begin(), level, best_.taken.begin());
}

void TieChains::Clear() {
  for (Level& level : levels_) level.is_reached = false;
}

bool TieChains::TakeGroup(std::span<const ChainEvent> events, std::size_t begin, std::size_t end) {
  const WindowFunnelModes& modes = rules_.window_funnel;
  group_ = events.subspan(begin, end - begin);
  group_begin_ = begin;
  touched_ = 0;
  matching_.first = 0;
  step_of_.assign(group_.size(), kMaxSteps);
  StepMask any = 0;
  StepMask exclusions = 0;
  for (const ChainEvent& event : group_) {
    any |= event.steps;
    exclusions |= event.exclusions;
    if (modes.strict_order && event.steps == 0 && levels_[0].is_reached) return false;
  }
  for (std::size_t step = 0; step < rules_.steps; ++step) {
    bool is_open = (any >> step & 1) != 0;
    if (is_open && step > 0) {
      if (modes.strict_deduplication && levels_[step].is_reached) return false;
      if (modes.strict_order && levels_[0].is_reached && !levels_[step - 1].is_reached) {
        if (!modes.allow_reentry) {
          std::size_t gap = 0;
          while (levels_[gap].is_reached) ++gap;
          best_ = Chain();
          Record(gap);
          return false;
        }
        is_open = false;
      }
    }
    if (!is_open) {
      Release(step);
      matching_.first = step + 1;
      continue;
    }
    if (!modes.strict_deduplication || step == 0) {
      if (Extend(events, step, kNoEvent)) Record(step + 1);
    } else {
      // A second event for a step that has been reached ends the scan, so events are tried one by one.
      for (std::uint32_t event = 0; event < group_.size(); ++event) {
        if ((group_[event].steps >> step & 1) == 0) continue;
        if (levels_[step].is_reached) return false;
        const Matching saved = matching_;
        if (Extend(events, step, event)) {
          Record(step + 1);
          if (step + 1 == rules_.steps) return false;
          continue;
        }
        Release(step + 1);
        matching_ = saved;
        for (std::size_t i = matching_.first; i < step; ++i) step_of_[matching_.event[i]] = static_cast<std::uint8_t>(i);
      }
      if (!levels_[step].is_reached) {
        Release(step);
        matching_.first = step + 1;
      }
    }
  }
  for (std::size_t step = 0; step < rules_.steps; ++step) {
    if ((touched_ >> step & 1) != 0) continue;
    if (rules_.order == FunnelOrder::kStrict) levels_[step].is_reached = false;
    for (std::size_t rule = 0; rule < rules_.exclusions.size(); ++rule) {
      const auto [from, to] = rules_.exclusions[rule];
      if ((exclusions >> rule & 1) != 0 && from <= step + 1 && step + 1 < to) levels_[step].is_reached = false;
    }
  }
  return true;
}

void TieChains::Run(std::span<const ChainEvent> events, std::vector<Chain>& chains) {
  Clear();
  best_ = Chain();
  const auto close = [&](std::size_t last) { CloseAttempt(events, rules_, last, best_, chains); };
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < events.size(); begin = end) {
    const TimestampMs now = events[begin].time;
    for (end = begin; end < events.size() && events[end].time == now;) ++end;
    if (rules_.totals && best_.reached > 0) {
      const bool is_alive = std::any_of(levels_.begin(), levels_.end(), [&](const Level& level) {
        return level.is_reached && now - events[level.path[0]].time <= rules_.window_ms;
      });
      if (!is_alive) {
        Clear();
        close(begin);
      }
    }
    if (!TakeGroup(events, begin, end)) break;
    if (best_.reached < rules_.steps) continue;
    if (!rules_.totals) break;
    Clear();
    close(end - 1);
  }
  close(events.size());
}

}  // namespace assay
