// tests/core/behavior/chain_oracle.h
//
// The chains of preset `assay` by their definition, for tests: exponential, no shortcut.

#ifndef TESTS_CORE_BEHAVIOR_CHAIN_ORACLE_H_
#define TESTS_CORE_BEHAVIOR_CHAIN_ORACLE_H_

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <utility>
#include <vector>

#include "assay/behavior/chain.h"

namespace assay {

// ASSAY_FUNNEL_ROUNDS=200000 in the environment runs that many streams.
inline std::size_t Rounds(std::size_t usual) {
  const char* const rounds = std::getenv("ASSAY_FUNNEL_ROUNDS");
  return rounds == nullptr ? usual : static_cast<std::size_t>(std::strtoull(rounds, nullptr, 10));
}

// The definition of preset `assay` in core/decisions/funnel-presets.md, by enumeration of every chain; no state, no shortcut.
class ChainOracle {
 public:
  struct Link {
    std::size_t event;
    std::size_t step;  // 0-based
  };
  using Links = std::vector<Link>;

  // is_open: a chain may start with any step; of the furthest the one that starts with the lowest counts.
  ChainOracle(std::vector<ChainEvent> events, const FunnelRules& rules, bool is_open = false)
      : events_(std::move(events)), rules_(rules), is_open_(is_open) {}

  // What the chain must hold: per step its event, in any order the events by time.
  std::vector<Chain> Run() {
    std::vector<Chain> chains;
    std::size_t begin = 0;
    if (!rules_.totals) {
      Attempt(0, events_.size());
      if (!best_.empty()) chains.push_back(ToChain());
      return chains;
    }
    for (std::size_t end = 0; end <= events_.size(); ++end) {
      Attempt(begin, end);
      if (end > begin && IsComplete(best_)) {
        chains.push_back(ToChain());
        begin = end;
      } else if (!best_.empty() && (end == events_.size() || !CanGoOn(end))) {
        chains.push_back(ToChain());
        begin = end;
      }
    }
    return chains;
  }

 private:
  [[nodiscard]] bool IsAny() const { return rules_.order == FunnelOrder::kAny; }
  [[nodiscard]] std::size_t Wanted() const {
    return rules_.steps - (IsAny() ? static_cast<std::size_t>(std::popcount(rules_.optional)) : 0);
  }
  [[nodiscard]] std::size_t Reached(const Links& links) const { return IsAny() ? links.size() : links.empty() ? 0 : links.back().step + 1; }
  [[nodiscard]] bool IsComplete(const Links& links) const { return Reached(links) == Wanted(); }
  [[nodiscard]] bool IsOptional(std::size_t step) const { return (rules_.optional >> step & 1) != 0; }

  // Whether `links` may go on with `step` at the time of `event`, which itself excludes when `is_taker`.
  [[nodiscard]] bool MayTake(const Links& links, std::size_t event, std::size_t step, bool is_taker) const {
    if (IsAny()) {
      if (IsOptional(step)) return false;
      if (links.empty()) return true;
      for (const Link& link : links) {
        if (link.step == step) return false;
      }
      if (events_[event].time - events_[links.front().event].time > rules_.window_ms) return false;
      for (std::size_t x = links.front().event + 1; x < event; ++x) {
        if (events_[x].exclusions != 0) return false;
      }
      return true;
    }
    if (links.empty()) return step == 0 || is_open_;
    const Link& last = links.back();
    if (step <= last.step) return false;
    for (std::size_t skipped = last.step + 1; skipped < step; ++skipped) {
      if (!IsOptional(skipped)) return false;
    }
    if (rules_.order == FunnelOrder::kStrict && event != last.event + 1) return false;
    if (events_[event].time - events_[links.front().event].time > rules_.window_ms) return false;
    if (!rules_.step_windows_ms.empty() && events_[event].time - events_[last.event].time > rules_.step_windows_ms[step]) return false;
    for (std::size_t rule = 0; rule < rules_.exclusions.size(); ++rule) {
      const auto [from, to] = rules_.exclusions[rule];
      if (last.step + 1 < from || last.step + 1 >= to) continue;
      for (std::size_t x = last.event + 1; x < event; ++x) {
        if ((events_[x].exclusions >> rule & 1) != 0) return false;
      }
      if (is_taker && (events_[event].exclusions >> rule & 1) != 0 && step + 1 < to) return false;
    }
    return true;
  }

  void Attempt(std::size_t begin, std::size_t end) {
    all_.clear();
    best_.clear();
    Links links;
    Extend(links, begin, end);
  }

  void Extend(Links& links, std::size_t begin, std::size_t end) {
    if (!links.empty()) all_.push_back(links);
    if (IsBetter(links)) best_ = links;
    for (std::size_t event = begin; event < end; ++event) {
      for (std::size_t step = 0; step < rules_.steps; ++step) {
        if ((events_[event].steps >> step & 1) == 0 || !MayTake(links, event, step, true)) continue;
        links.push_back({event, step});
        Extend(links, event + 1, end);
        links.pop_back();
      }
    }
  }

  [[nodiscard]] bool CanGoOn(std::size_t event) const {
    for (const Links& links : all_) {
      for (std::size_t step = 0; step < rules_.steps; ++step) {
        if (MayTake(links, event, step, false)) return true;
        if (IsAny() && links.size() == 1 && MayTake({{links[0].event, kMaxSteps}}, event, step, false)) return true;
      }
    }
    return false;
  }

  [[nodiscard]] std::vector<std::size_t> EventsOf(const Links& links) const {
    std::vector<std::size_t> events(IsAny() ? 0 : rules_.steps, kNoEvent);
    for (const Link& link : links) {
      if (IsAny())
        events.push_back(link.event);
      else
        events[link.step] = link.event;
    }
    return events;
  }

  [[nodiscard]] bool IsBetter(const Links& links) const {
    if (links.empty() || best_.empty()) return !links.empty();
    if (Reached(links) != Reached(best_)) return Reached(links) > Reached(best_);
    if (is_open_ && links.front().step != best_.front().step) return links.front().step < best_.front().step;
    if (links.back().event != best_.back().event) return links.back().event < best_.back().event;
    if (links.front().event != best_.front().event) return links.front().event > best_.front().event;
    std::vector<std::size_t> a = EventsOf(links);
    std::vector<std::size_t> b = EventsOf(best_);
    if (IsAny()) return a > b;  // later events
    std::reverse(a.begin(), a.end());
    std::reverse(b.begin(), b.end());
    return a < b;  // from the last step back: earlier events, and any rather than none
  }

  [[nodiscard]] Chain ToChain() const {
    Chain chain;
    chain.reached = static_cast<std::uint32_t>(Reached(best_));
    const std::vector<std::size_t> events = EventsOf(best_);
    for (std::size_t i = 0; i < events.size(); ++i) chain.taken[i] = static_cast<std::uint32_t>(events[i]);
    return chain;
  }

  std::vector<ChainEvent> events_;
  const FunnelRules& rules_;
  bool is_open_;
  std::vector<Links> all_;
  Links best_;
};

}  // namespace assay

#endif  // TESTS_CORE_BEHAVIOR_CHAIN_ORACLE_H_
