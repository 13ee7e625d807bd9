#include "assay/behavior/preset.h"

#include <algorithm>

#include "assay/behavior/preset_click_house.h"
#include "assay/behavior/preset_posthog.h"

namespace assay {
namespace {

TimestampMs FloorTo(TimestampMs time, DurationMs unit) {
  const TimestampMs rest = time % unit;
  return time - (rest < 0 ? rest + unit : rest);
}

std::uint32_t LastTaken(const Chain& chain) {
  std::uint32_t last = 0;
  for (const std::uint32_t event : chain.taken) {
    if (event != kNoEvent) last = std::max(last, event);
  }
  return last;
}

// The longer; of those the one that ends first; of those the one that starts last.
bool IsBetter(const Chain& a, const Chain& b) {
  if (a.reached != b.reached) return a.reached > b.reached;
  if (LastTaken(a) != LastTaken(b)) return LastTaken(a) < LastTaken(b);
  return a.taken[0] > b.taken[0];
}

}  // namespace

FunnelPresetRunner::FunnelPresetRunner(const FunnelRules& rules)
    : rules_(rules),
      ordered_(rules, rules.preset == FunnelPreset::kMixpanel),
      any_(rules, rules.preset == FunnelPreset::kMixpanel),
      ties_(rules) {}

Status FunnelPresetRunner::RunUnit(std::span<const ChainEvent> events) {
  const bool is_posthog = rules_.preset == FunnelPreset::kPostHog;
  const bool is_window_funnel = rules_.preset == FunnelPreset::kClickHouse;
  if (is_posthog || (is_window_funnel && !rules_.window_funnel.strict_once)) {
    Chain chain = is_window_funnel                    ? RunWindowFunnel(events, rules_)
                  : rules_.order == FunnelOrder::kAny ? RunPostHogUnordered(events, rules_)
                                                      : RunPostHog(events, rules_);
    CloseAttempt(events, rules_, events.size(), chain, chains_);
  } else if (rules_.order == FunnelOrder::kAny) {
    any_.Run(events, chains_);
  } else if (is_window_funnel || rules_.preset == FunnelPreset::kAmplitude) {
    ties_.Run(events, chains_);
  } else {
    return ordered_.Run(events, chains_);
  }
  return {};
}

// Units of one held value, or events of one of Amplitude's seconds, brought together.
Status FunnelPresetRunner::RunRearranged(std::span<const ChainEvent> events) {
  const bool is_rounded = rules_.preset == FunnelPreset::kAmplitude;
  rearranged_.clear();
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    if (rules_.hold_constant && events[i].held == 0) continue;
    ChainEvent& event = rearranged_.emplace_back(events[i]);
    event.row = i;
    if (!rules_.hold_constant) event.held = 0;
    if (is_rounded) event.time = FloorTo(event.time, rules_.tie_ms);
  }
  const auto is_same = [](const ChainEvent& a, const ChainEvent& b) {
    return a.held == b.held && a.time == b.time && a.steps == b.steps && a.exclusions == b.exclusions;
  };
  const auto before = [is_rounded](const ChainEvent& a, const ChainEvent& b) {
    if (a.held != b.held) return a.held < b.held;
    if (is_rounded) {
      if (a.time != b.time) return a.time < b.time;
      if (a.steps != b.steps) return a.steps < b.steps;
      if (a.exclusions != b.exclusions) return a.exclusions < b.exclusions;
    }
    return a.row < b.row;
  };
  std::make_heap(rearranged_.begin(), rearranged_.end(), before);  // a third of the code of std::sort
  std::sort_heap(rearranged_.begin(), rearranged_.end(), before);
  // The same event twice within a second counts once.
  if (is_rounded) rearranged_.erase(std::unique(rearranged_.begin(), rearranged_.end(), is_same), rearranged_.end());
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < rearranged_.size(); begin = end) {
    for (end = begin; end < rearranged_.size() && rearranged_[end].held == rearranged_[begin].held;) ++end;
    const std::size_t found = chains_.size();
    if (const Status status = RunUnit({rearranged_.data() + begin, end - begin}); !status.ok()) return status;
    for (std::size_t i = found; i < chains_.size(); ++i) {
      Chain& chain = chains_[i];
      for (std::uint32_t& event : chain.taken) {
        if (event != kNoEvent) event = rearranged_[begin + event].row;
      }
      if (chain.next != kNoEvent) chain.next = rearranged_[begin + chain.next].row;
    }
    if (!rules_.totals && chains_.size() == 2) {
      if (IsBetter(chains_[1], chains_[0])) chains_[0] = chains_[1];
      chains_.pop_back();
    }
  }
  return {};
}

Result<std::span<const Chain>> FunnelPresetRunner::Run(std::span<const ChainEvent> events) {
  if (events.size() >= kNoEvent) return ResourceExhausted("events: too many of one user");
  chains_.clear();
  const bool is_rearranged = rules_.hold_constant || rules_.preset == FunnelPreset::kAmplitude;
  if (const Status status = is_rearranged ? RunRearranged(events) : RunUnit(events); !status.ok()) return status;
  return std::span<const Chain>(chains_);
}

}  // namespace assay
