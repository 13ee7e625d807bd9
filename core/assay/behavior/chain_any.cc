#include "assay/behavior/chain_any.h"

#include <bit>

namespace assay {

AnyOrderChains::AnyOrderChains(const FunnelRules& rules, bool is_greedy)
    : rules_(rules), is_greedy_(is_greedy), mandatory_((~StepMask{0} >> (kMaxSteps - rules.steps)) & ~rules.optional) {}

void AnyOrderChains::Insert(std::span<const ChainEvent> events, std::uint32_t event) {
  constexpr std::size_t kNone = kMaxSteps;
  std::array<std::size_t, kMaxSteps> from;  // the step whose holder would move to this one; kNone: the event itself would take it
  from.fill(kNone);
  StepMask pending = events[event].steps & mandatory_;
  StepMask seen = pending;
  std::size_t target = kNone;
  std::size_t oldest = kNone;
  while (pending != 0 && target == kNone) {
    const auto step = static_cast<std::size_t>(std::countr_zero(pending));
    pending &= pending - 1;
    if ((held_ >> step & 1) == 0) {
      target = step;
      break;
    }
    if (oldest == kNone || holder_[step] < holder_[oldest]) oldest = step;
    const StepMask more = events[holder_[step]].steps & mandatory_ & ~seen;
    for (StepMask left = more; left != 0; left &= left - 1) from[static_cast<std::size_t>(std::countr_zero(left))] = step;
    seen |= more;
    pending |= more;
  }
  if (target == kNone) {
    if (is_greedy_ || oldest == kNone) return;
    target = oldest;  // every step in reach is held: the oldest of those events makes room
  }
  held_ |= StepMask{1} << target;
  for (; from[target] != kNone; target = from[target]) holder_[target] = holder_[from[target]];
  holder_[target] = event;
}

void AnyOrderChains::Record() {
  const auto held = static_cast<std::uint32_t>(std::popcount(held_));
  if (held <= best_.reached) return;
  best_ = Chain();
  for (StepMask left = held_; left != 0; left &= left - 1) best_.TakeInOrder(holder_[static_cast<std::size_t>(std::countr_zero(left))]);
}

void AnyOrderChains::Run(std::span<const ChainEvent> events, std::vector<Chain>& chains) {
  held_ = 0;
  best_ = Chain();
  const auto close = [&](std::size_t last) { CloseAttempt(events, rules_, last, best_, chains); };
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ChainEvent& event = events[i];
    for (StepMask left = held_; left != 0; left &= left - 1) {
      if (event.time - events[holder_[static_cast<std::size_t>(std::countr_zero(left))]].time <= rules_.window_ms) continue;
      held_ = is_greedy_ ? 0 : held_ & ~(left & (~left + 1));
      if (is_greedy_) break;
    }
    if (held_ == 0 && best_.reached > 0) {
      if (rules_.totals)
        close(i);
      else if (is_greedy_)
        break;
    }
    Insert(events, static_cast<std::uint32_t>(i));
    Record();
    if (best_.reached == static_cast<std::uint32_t>(std::popcount(mandatory_))) {
      if (!rules_.totals) break;
      held_ = 0;
      close(i);
      continue;
    }
    if (event.exclusions == 0) continue;
    // Whatever started before may end with this event, but not go on after it.
    held_ = 0;
    if (!is_greedy_) Insert(events, static_cast<std::uint32_t>(i));
  }
  close(events.size());
}

}  // namespace assay
