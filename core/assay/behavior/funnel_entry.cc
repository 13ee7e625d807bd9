#include "assay/behavior/funnel_entry.h"

#include <algorithm>

namespace assay {
namespace {

// The rules of the steps after the first `left_out`. Exclusions keep their place; those of gaps that are no more never apply.
FunnelRules WithoutLeading(const FunnelRules& rules, std::uint32_t left_out) {
  FunnelRules shorter = rules;
  shorter.steps = rules.steps - left_out;
  shorter.optional = rules.optional >> left_out & ~StepMask{1};
  if (!rules.step_windows_ms.empty()) {
    shorter.step_windows_ms.erase(shorter.step_windows_ms.begin(), shorter.step_windows_ms.begin() + static_cast<std::ptrdiff_t>(left_out));
  }
  for (FunnelExclusion& exclusion : shorter.exclusions) {
    exclusion.from_step = std::max(exclusion.from_step, left_out + 1) - left_out;
    exclusion.to_step = std::max(exclusion.to_step, left_out + 1) - left_out;
  }
  return shorter;
}

}  // namespace

FunnelUnitRunner::FunnelUnitRunner(const FunnelRules& rules, FunnelEntry entry)
    : sees_matching_alone_(rules.preset == FunnelPreset::kPostHog && rules.order == FunnelOrder::kOrdered) {
  const std::size_t entries = entry == FunnelEntry::kOpen ? rules.steps : 1;
  for (std::uint32_t left_out = 0; left_out < entries; ++left_out) rules_.push_back(WithoutLeading(rules, left_out));
  runners_.reserve(entries);
  for (const FunnelRules& each : rules_) runners_.emplace_back(each);
}

Result<std::span<const Chain>> FunnelUnitRunner::Run(std::span<const ChainEvent> events) {
  if (rules_.size() > 1) return RunOpen(events);
  if (sees_matching_alone_) return RunMatching(events);
  return runners_[0].Run(events);
}

Result<std::span<const Chain>> FunnelUnitRunner::RunOpen(std::span<const ChainEvent> events) {
  seen_.assign(events.begin(), events.end());
  chains_.clear();
  for (std::size_t left_out = 0; left_out < rules_.size(); ++left_out) {
    const bool can_start = std::any_of(seen_.begin(), seen_.end(), [](const ChainEvent& event) { return (event.steps & 1) != 0; });
    if (can_start) {
      const Result<std::span<const Chain>> found = runners_[left_out].Run(seen_);
      if (!found.ok()) return found.status();
      for (Chain chain : *found) {
        chain.reached += static_cast<std::uint32_t>(left_out);
        if (!chains_.empty() && chain.reached <= chains_[0].reached) continue;
        std::copy_backward(chain.taken.begin(), chain.taken.end() - static_cast<std::ptrdiff_t>(left_out), chain.taken.end());
        std::fill_n(chain.taken.begin(), left_out, kNoEvent);
        chains_.assign(1, chain);
      }
      if (!chains_.empty() && chains_[0].reached == rules_[0].steps) break;
    }
    for (ChainEvent& event : seen_) event.steps >>= 1;
  }
  return std::span<const Chain>(chains_);
}

// PostHog's ordered funnel does not see other events, but why a chain ended and what came next is told of all.
Result<std::span<const Chain>> FunnelUnitRunner::RunMatching(std::span<const ChainEvent> events) {
  seen_.clear();
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    if ((events[i].steps | events[i].exclusions) == 0) continue;
    seen_.push_back(events[i]);
    seen_.back().row = i;
  }
  const Result<std::span<const Chain>> found = runners_[0].Run(seen_);
  if (!found.ok()) return found.status();
  chains_.assign((*found).begin(), (*found).end());
  for (Chain& chain : chains_) {
    for (std::uint32_t& event : chain.taken) {
      if (event != kNoEvent) event = seen_[event].row;
    }
    chain.end = ChainEnd::kNoNextEvent;
    chain.next = kNoEvent;
    ExplainEnd(events, rules_[0], events.size(), chain);
  }
  return std::span<const Chain>(chains_);
}

}  // namespace assay
