#include "assay/behavior/preset_click_house.h"

namespace assay {
namespace {

using Path = std::array<std::uint32_t, kMaxSteps>;

// Conditions reached so far: by condition the chain that last got there.
class Levels {
 public:
  explicit Levels(std::size_t steps) : steps_(steps), paths_(steps) {}

  [[nodiscard]] bool Has(std::size_t step) const { return (reached_ >> step & 1) != 0; }
  [[nodiscard]] const Path& At(std::size_t step) const { return paths_[step]; }

  void Set(std::size_t step, std::uint32_t event) {
    if (step > 0) {
      for (std::size_t i = 0; i < step; ++i) paths_[step][i] = paths_[step - 1][i];
    }
    paths_[step][step] = event;
    reached_ |= StepMask{1} << step;
  }

  [[nodiscard]] Chain Highest() const {
    for (std::size_t level = steps_; level > 0; --level) {
      if (Has(level - 1)) return Of(level);
    }
    return {};
  }

  [[nodiscard]] Chain FirstGap() const {
    std::size_t level = 0;
    while (level < steps_ && Has(level)) ++level;
    return Of(level);
  }

 private:
  [[nodiscard]] Chain Of(std::size_t level) const {
    Chain chain;
    chain.reached = static_cast<std::uint32_t>(level);
    for (std::size_t step = 0; step < level; ++step) chain.taken[step] = paths_[level - 1][step];
    return chain;
  }

  std::size_t steps_;
  StepMask reached_ = 0;
  std::vector<Path> paths_;
};

}  // namespace

Chain RunWindowFunnel(std::span<const ChainEvent> events, const FunnelRules& rules) {
  const WindowFunnelModes& modes = rules.window_funnel;
  Levels levels(rules.steps);
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < events.size(); begin = end) {
    const TimestampMs now = events[begin].time;
    StepMask any = 0;
    bool has_other = false;
    for (end = begin; end < events.size() && events[end].time == now; ++end) {
      any |= events[end].steps;
      has_other |= events[end].steps == 0;
    }
    if (modes.strict_order && has_other && levels.Has(0)) break;
    for (std::size_t step = 0; step < rules.steps; ++step) {
      if ((any >> step & 1) == 0) continue;
      for (std::size_t i = begin; i < end; ++i) {
        if ((events[i].steps >> step & 1) == 0) continue;
        const auto event = static_cast<std::uint32_t>(i);
        if (step == 0) {
          levels.Set(0, event);
        } else if (modes.strict_deduplication && levels.Has(step)) {
          return levels.Highest();
        } else if (!levels.Has(step - 1)) {
          if (modes.strict_order && levels.Has(0) && !modes.allow_reentry) return levels.FirstGap();
          continue;
        } else {
          const Path& path = levels.At(step - 1);
          if (now - events[path[0]].time > rules.window_ms) continue;
          if (modes.strict_increase && events[path[step - 1]].time == now) continue;
          levels.Set(step, event);
        }
        if (step + 1 == rules.steps && (step > 0 || !modes.strict_order)) return levels.Highest();
      }
    }
  }
  return levels.Highest();
}

}  // namespace assay
