#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "assay/behavior/preset.h"
#include "core/behavior/chain_oracle.h"

namespace assay {
namespace {

std::string Describe(const std::vector<ChainEvent>& events, const FunnelRules& rules) {
  std::string text = "order " + std::to_string(static_cast<int>(rules.order)) + " steps " + std::to_string(rules.steps) + " window " +
                     std::to_string(rules.window_ms) + " optional " + std::to_string(rules.optional) + (rules.totals ? " totals" : "") +
                     (rules.hold_constant ? " hold" : "") + " step windows";
  for (const DurationMs window : rules.step_windows_ms) text += " " + std::to_string(window);
  for (const auto& [from, to] : rules.exclusions) text += " exclude " + std::to_string(from) + ".." + std::to_string(to);
  for (const ChainEvent& event : events) {
    text += "\n  t " + std::to_string(event.time) + " steps " + std::to_string(event.steps) + " excludes " +
            std::to_string(event.exclusions) + " held " + std::to_string(event.held);
  }
  return text;
}

std::vector<ChainEvent> RandomEvents(std::mt19937_64& random, const FunnelRules& rules, std::size_t count) {
  std::vector<ChainEvent> events(count);
  const std::uint64_t pace = 1 + random() % 6;
  TimestampMs now = -20;
  for (ChainEvent& event : events) {
    now += static_cast<TimestampMs>(random() % pace);  // pace 1: all at one time
    event.time = now;
    if (random() % 8 != 0) event.steps = StepMask{1} << random() % rules.steps;
    while (random() % 3 == 0) event.steps |= StepMask{1} << random() % rules.steps;
    if (!rules.exclusions.empty() && random() % 4 == 0)
      event.exclusions = static_cast<StepMask>(random() % (1U << rules.exclusions.size()));
    event.held = static_cast<std::uint32_t>(random() % 3);
  }
  return events;
}

FunnelRules RandomRules(std::mt19937_64& random, FunnelOrder order, unsigned features) {
  FunnelRules rules;
  rules.order = order;
  rules.steps = 1 + random() % 5;
  rules.window_ms = static_cast<DurationMs>(random() % 25);
  const bool has_optional = (features & 1) != 0;
  if (has_optional && rules.steps > 2) rules.optional = static_cast<StepMask>(random() % (1U << (rules.steps - 2))) << 1;
  if ((features & 2) != 0 && rules.steps > 1) {
    for (std::size_t i = 0; i < 1 + random() % 2; ++i) {
      const auto from = static_cast<std::uint32_t>(1 + random() % (rules.steps - 1));
      rules.exclusions.push_back({from, static_cast<std::uint32_t>(from + 1 + random() % (rules.steps - from))});
    }
  }
  if ((features & 4) != 0 && order != FunnelOrder::kAny) {
    for (std::size_t i = 0; i < rules.steps; ++i) rules.step_windows_ms.push_back(static_cast<DurationMs>(random() % 10));
  }
  rules.hold_constant = (features & 8) != 0;
  rules.totals = (features & 16) != 0;
  return rules;
}

std::vector<Chain> Expected(const std::vector<ChainEvent>& events, const FunnelRules& rules) {
  if (!rules.hold_constant) return ChainOracle(events, rules).Run();
  std::vector<Chain> chains;
  for (std::uint32_t value = 1; value <= 2; ++value) {
    std::vector<ChainEvent> own;
    std::vector<std::uint32_t> index;
    for (std::uint32_t i = 0; i < events.size(); ++i) {
      if (events[i].held != value) continue;
      own.push_back(events[i]);
      index.push_back(i);
    }
    for (Chain chain : ChainOracle(own, rules).Run()) {
      for (std::uint32_t& event : chain.taken) event = event == kNoEvent ? event : index[event];
      chains.push_back(chain);
    }
  }
  if (rules.totals || chains.size() < 2) return chains;
  const auto end = [](const Chain& chain) {
    std::uint32_t last = 0;
    for (const std::uint32_t event : chain.taken) last = event == kNoEvent ? last : std::max(last, event);
    return last;
  };
  const bool second = chains[1].reached != chains[0].reached ? chains[1].reached > chains[0].reached : end(chains[1]) < end(chains[0]);
  return {chains[second ? 1 : 0]};
}

TEST(FunnelChains, AgreeWithTheEnumerationOfAllChainsForEveryCombinationOfRules) {
  constexpr std::uint64_t kSeed = 20'261;
  std::mt19937_64 random(kSeed);
  const std::size_t rounds = Rounds(38'400);
  for (std::size_t round = 0; round < rounds; ++round) {
    const FunnelRules rules = RandomRules(random, static_cast<FunnelOrder>(round % 3), static_cast<unsigned>(round / 3 % 32));
    ASSERT_TRUE(ValidateFunnelRules(rules).ok()) << ValidateFunnelRules(rules).message();
    const std::vector<ChainEvent> events = RandomEvents(random, rules, random() % 10);
    FunnelPresetRunner runner(rules);
    const auto result = runner.Run(events);
    ASSERT_TRUE(result.ok());
    const std::span<const Chain> chains = *result;
    const std::vector<Chain> expected = Expected(events, rules);
    const std::string where = "seed " + std::to_string(kSeed) + " round " + std::to_string(round) + " " + Describe(events, rules);
    ASSERT_EQ(chains.size(), expected.size()) << where;
    for (std::size_t i = 0; i < chains.size(); ++i) {
      ASSERT_EQ(chains[i].reached, expected[i].reached) << where << "\n chain " << i;
      ASSERT_EQ(chains[i].taken, expected[i].taken) << where << "\n chain " << i;
    }
  }
}

// Amplitude's order within a second by trying all: each event once, seconds never descending.
std::size_t LongestByPermutation(const std::vector<ChainEvent>& events, const FunnelRules& rules, std::vector<bool>& used, std::size_t step,
                                 TimestampMs start, TimestampMs last) {
  const auto second = [&](std::size_t i) { return events[i].time - ((events[i].time % rules.tie_ms) + rules.tie_ms) % rules.tie_ms; };
  std::size_t longest = step;
  for (std::size_t i = 0; step < rules.steps && i < events.size(); ++i) {
    if (used[i] || (events[i].steps >> step & 1) == 0) continue;
    if (step > 0 && (second(i) < last || second(i) - start > rules.window_ms)) continue;
    if (step > 0 && rules.order == FunnelOrder::kStrict) {
      bool is_broken = false;
      for (std::size_t x = 0; x < events.size(); ++x) is_broken |= second(x) > last && second(x) < second(i);
      if (is_broken) continue;
    }
    bool is_again = false;  // the same event twice within a second counts once
    for (std::size_t x = 0; x < i; ++x) is_again |= second(x) == second(i) && events[x].steps == events[i].steps;
    if (is_again) continue;
    used[i] = true;
    longest = std::max(longest, LongestByPermutation(events, rules, used, step + 1, step == 0 ? second(i) : start, second(i)));
    used[i] = false;
  }
  return longest;
}

TEST(FunnelChains, AmplitudeAgreesWithTryingEveryOrderWithinASecond) {
  std::mt19937_64 random(7);
  const std::size_t rounds = Rounds(10'000);
  for (std::size_t round = 0; round < rounds; ++round) {
    FunnelRules rules = RandomRules(random, static_cast<FunnelOrder>(round % 2), 0);
    rules.preset = FunnelPreset::kAmplitude;
    rules.tie_ms = static_cast<DurationMs>(1 + random() % 6);
    const std::vector<ChainEvent> events = RandomEvents(random, rules, random() % 9);
    std::vector<bool> used(events.size());
    const std::size_t longest = LongestByPermutation(events, rules, used, 0, 0, 0);
    FunnelPresetRunner runner(rules);
    const auto result = runner.Run(events);
    ASSERT_EQ((*result).empty() ? 0 : (*result)[0].reached, longest)
        << "round " << round << " tie " << rules.tie_ms << " " << Describe(events, rules);
  }
}

// windowFunnel with strict_once as a list of every path, as its documentation tells it: exponential.
class EveryPath {
 public:
  static std::size_t Level(const std::vector<ChainEvent>& events, const FunnelRules& rules) {
    const WindowFunnelModes& modes = rules.window_funnel;
    struct Entry {
      TimestampMs time;
      std::size_t step;  // 1-based; 0: none
      std::size_t row;
    };
    std::vector<Entry> entries;
    for (std::size_t row = 0; row < events.size(); ++row) {
      if (events[row].steps == 0 && modes.strict_order) entries.push_back({events[row].time, 0, row});
      for (std::size_t step = 1; step <= rules.steps; ++step) {
        if ((events[row].steps >> (step - 1) & 1) != 0) entries.push_back({events[row].time, step, row});
      }
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.time != b.time ? a.time < b.time : a.step < b.step; });
    std::vector<std::vector<std::vector<std::size_t>>> paths(rules.steps + 1);  // by level
    const auto highest = [&] {
      std::size_t level = rules.steps;
      while (level > 0 && paths[level].empty()) --level;
      return level;
    };
    for (const Entry& entry : entries) {
      if (entry.step == 0) {
        if (!paths[1].empty()) break;
        continue;
      }
      if (entry.step == 1) {
        paths[1].push_back({entry.row});
        continue;
      }
      if (modes.strict_deduplication && !paths[entry.step].empty()) break;
      if (modes.strict_order && !paths[1].empty() && paths[entry.step - 1].empty()) {
        if (modes.allow_reentry) continue;
        std::size_t gap = 1;
        while (!paths[gap].empty()) ++gap;
        return gap - 1;
      }
      for (const std::vector<std::size_t>& path : paths[entry.step - 1]) {
        if (entry.time - events[path.front()].time > rules.window_ms) continue;
        if (modes.strict_increase && events[path.back()].time == entry.time) continue;
        if (std::find(path.begin(), path.end(), entry.row) != path.end()) continue;
        std::vector<std::size_t> longer = path;
        longer.push_back(entry.row);
        paths[entry.step].push_back(longer);
      }
      if (!paths[rules.steps].empty()) break;
    }
    return highest();
  }
};

TEST(FunnelChains, StrictOnceAgreesWithTheListOfEveryPathInAllItsModes) {
  std::mt19937_64 random(11);
  const std::size_t rounds = Rounds(20'000);
  for (std::size_t round = 0; round < rounds; ++round) {
    FunnelRules rules = RandomRules(random, FunnelOrder::kOrdered, 0);
    rules.preset = FunnelPreset::kClickHouse;
    rules.window_funnel = {.strict_deduplication = (round & 1) != 0,
                           .strict_order = (round & 2) != 0,
                           .strict_increase = (round & 4) != 0,
                           .strict_once = true,
                           .allow_reentry = (round & 10) == 10};
    const std::vector<ChainEvent> events = RandomEvents(random, rules, random() % 12);
    FunnelPresetRunner runner(rules);
    const auto result = runner.Run(events);
    ASSERT_EQ((*result).empty() ? 0 : (*result)[0].reached, EveryPath::Level(events, rules))
        << "round " << round << " " << Describe(events, rules);
    if ((*result).empty()) continue;
    std::vector<std::uint32_t> taken((*result)[0].taken.begin(), (*result)[0].taken.begin() + (*result)[0].reached);
    for (std::size_t step = 0; step < taken.size(); ++step) ASSERT_TRUE(events[taken[step]].steps >> step & 1) << round;
    std::sort(taken.begin(), taken.end());
    ASSERT_EQ(std::adjacent_find(taken.begin(), taken.end()), taken.end()) << "an event taken twice, round " << round;
  }
}

}  // namespace
}  // namespace assay
