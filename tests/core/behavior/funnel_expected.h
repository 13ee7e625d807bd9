// tests/core/behavior/funnel_expected.h
//
// What a funnel query of preset `assay` has to answer, from ChainOracle's chains, and the random tables and queries to ask of. For tests.

#ifndef TESTS_CORE_BEHAVIOR_FUNNEL_EXPECTED_H_
#define TESTS_CORE_BEHAVIOR_FUNNEL_EXPECTED_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_rules.h"
#include "core/behavior/chain_oracle.h"
#include "core/columnar/event_table.h"

namespace assay {

// Tables to try: under AddressSanitizer, where each costs ten times as much, a quarter.
inline std::size_t TableRounds(std::size_t usual) {
#ifdef __SANITIZE_ADDRESS__
  usual /= 4;
#endif
  return Rounds(usual);
}

// Event "e<mask>" takes the steps of the mask; property "ex<r>" makes it an exclusion of rule r. "held", "plan" and "x" are texts, "kept"
// is what the filter asks for.
inline std::string NameOf(StepMask mask) { return "e" + std::to_string(mask); }

inline std::string TextOf(const TestEvent& event, const std::string& property) {
  const TestValue* value = FindValue(event, property);
  return value == nullptr ? "-" : std::get<std::string>(*value);
}

inline ChainEvent ChainEventOf(const TestEvent& event, std::size_t exclusions) {
  ChainEvent chain_event;
  chain_event.time = event.time;
  chain_event.steps = static_cast<StepMask>(std::stoul(event.name.substr(1)));
  for (std::size_t rule = 0; rule < exclusions; ++rule) {
    if (FindValue(event, "ex" + std::to_string(rule)) != nullptr) chain_event.exclusions |= StepMask{1} << rule;
  }
  return chain_event;
}

struct ExpectedGroup {
  std::uint64_t entered = 0;
  std::map<std::size_t, std::uint64_t> users, skipped;  // by step
  std::map<std::size_t, std::vector<double>> times;     // by step
  std::vector<double> conversions;
  std::map<std::size_t, std::array<std::uint64_t, 5>> ends;          // by step, by ChainEnd
  std::map<std::size_t, std::map<std::string, std::uint64_t>> next;  // by step, by name
  std::map<std::size_t, std::set<std::string>> dropped;              // by step
  std::set<std::string> converted;
  std::map<TimestampMs, std::pair<std::uint64_t, std::uint64_t>> trend;
};

class ExpectedFunnel {
 public:
  // `events` in total order, of all users; those that the query's filter and segment keep.
  ExpectedFunnel(const std::vector<TestEvent>& events, const FunnelQuery& query) : query_(query), rules_(RulesOf(query)) {
    std::map<std::array<std::string, 3>, std::vector<TestEvent>> units;
    for (const TestEvent& event : events) {
      const bool by_session = query.count == FunnelCount::kSessions;
      if (by_session && !event.session.has_value()) {
        const ChainEvent masks = ChainEventOf(event, rules_.exclusions.size());
        events_without_session += (masks.steps | masks.exclusions) != 0 ? 1U : 0U;
        continue;
      }
      if (query.hold_property.has_value() && FindValue(event, "held") == nullptr) continue;
      units[{event.user, by_session ? *event.session : "", query.hold_property.has_value() ? TextOf(event, "held") : ""}].push_back(event);
    }
    for (const auto& [unit, own] : units) AddUnit(own);
  }

  ExpectedGroup total;
  std::map<std::string, ExpectedGroup> groups;  // by plan
  std::uint64_t events_without_session = 0;

 private:
  void AddUnit(const std::vector<TestEvent>& events) {
    std::vector<ChainEvent> chain_events;
    for (const TestEvent& event : events) chain_events.push_back(ChainEventOf(event, rules_.exclusions.size()));
    for (const Chain& chain : ChainOracle(chain_events, rules_, query_.entry == FunnelEntry::kOpen).Run()) {
      AddChain(events, chain_events, chain, total);
      if (!query_.by.empty()) AddChain(events, chain_events, chain, groups[PlanOf(events, chain_events, chain)]);
    }
  }

  [[nodiscard]] std::string PlanOf(const std::vector<TestEvent>& events, const std::vector<ChainEvent>& masks, const Chain& chain) const {
    if (query_.touch == FunnelTouch::kStep) {
      const std::uint32_t taker = chain.taken[query_.touch_step - 1];
      return taker == kNoEvent ? "-" : TextOf(events[taker], "plan");
    }
    std::string plan = "-";
    for (std::size_t i = 0; i < events.size(); ++i) {
      const std::string own = TextOf(events[i], "plan");
      if (masks[i].steps == 0 || own == "-") continue;
      if (plan == "-" || query_.touch == FunnelTouch::kLast) plan = own;
    }
    return plan;
  }

  // Straight from the words: what came first after the last event of a chain that did not convert.
  [[nodiscard]] ChainEnd EndOf(const std::vector<ChainEvent>& events, const Chain& chain, std::uint32_t first, std::uint32_t last) const {
    const bool in_any_order = rules_.order == FunnelOrder::kAny;
    const std::size_t optional = in_any_order ? static_cast<std::size_t>(std::popcount(rules_.optional)) : 0;
    if (chain.reached == rules_.steps - optional) return ChainEnd::kConverted;
    for (std::size_t i = last + 1; i < events.size(); ++i) {
      bool is_late = events[i].time - events[first].time > rules_.window_ms;
      if (!rules_.step_windows_ms.empty()) {
        bool fits = false;
        for (std::size_t step = chain.reached; step < rules_.steps; ++step) {
          fits = fits || events[i].time - events[last].time <= rules_.step_windows_ms[step];
          if ((rules_.optional >> step & 1) == 0) break;
        }
        is_late = is_late || !fits;
      }
      if (is_late) return ChainEnd::kWindow;
      for (std::size_t rule = 0; rule < rules_.exclusions.size(); ++rule) {
        const auto [from, to] = rules_.exclusions[rule];
        const bool applies = in_any_order || (from <= chain.reached && chain.reached < to);
        if (applies && (events[i].exclusions >> rule & 1) != 0) return ChainEnd::kExclusion;
      }
      if (rules_.order == FunnelOrder::kStrict) return ChainEnd::kOrder;
    }
    return ChainEnd::kNoNextEvent;
  }

  void AddChain(const std::vector<TestEvent>& events, const std::vector<ChainEvent>& masks, const Chain& chain, ExpectedGroup& group) {
    const bool is_open = query_.entry == FunnelEntry::kOpen;
    std::uint32_t first = kNoEvent;
    std::uint32_t last = kNoEvent;
    ++group.entered;
    for (std::size_t step = 0; step < chain.reached; ++step) {
      const std::uint32_t event = chain.taken[step];
      if (event == kNoEvent) {
        if (first != kNoEvent) ++group.skipped[step];
        if (!is_open) ++group.users[step];
        continue;
      }
      ++group.users[step];
      if (last != kNoEvent) group.times[step].push_back(static_cast<double>(events[event].time - events[last].time));
      if (first == kNoEvent) first = event;
      last = event;
    }
    const ChainEnd end = EndOf(masks, chain, first, last);
    const bool is_converted = end == ChainEnd::kConverted;
    if (query_.bucket_ms.has_value()) {
      TimestampMs start = events[first].time;
      while (start % *query_.bucket_ms != 0) --start;
      auto& [entered, converted] = group.trend[start];
      ++entered;
      converted += is_converted ? 1U : 0U;
    }
    const std::string& user = events[first].user;
    if (is_converted) {
      group.conversions.push_back(static_cast<double>(events[last].time - events[first].time));
      group.converted.insert(user);
      return;
    }
    const std::size_t step = chain.reached - 1;
    group.dropped[step].insert(user);
    ++group.ends[step][static_cast<std::size_t>(end)];
    if (last + 1 < events.size()) ++group.next[step][events[last + 1].name];
  }

  const FunnelQuery& query_;
  FunnelRules rules_;
};

// A few users' events in total order: ties, multiple steps, missing properties, sessions.
inline std::vector<TestEvent> RandomStreams(std::mt19937_64& random, std::size_t users, std::size_t steps, std::size_t exclusions,
                                            DurationMs unit_ms) {
  std::vector<TestEvent> events(users * (1 + random() % 8));
  const std::uint64_t pace = 1 + random() % 3;
  TimestampMs now = -15;
  for (std::size_t i = 0; i < events.size(); ++i) {
    TestEvent& event = events[i];
    now += static_cast<TimestampMs>(random() % pace);  // pace 1: all at one time
    event.time = now * unit_ms;
    event.sequence = i + 3;
    event.user = "u" + std::to_string(random() % users);
    StepMask mask = random() % 8 == 0 ? 0 : StepMask{1} << random() % steps;
    while (random() % 3 == 0) mask |= StepMask{1} << random() % steps;
    event.name = NameOf(mask);
    for (std::size_t rule = 0; rule < exclusions; ++rule) {
      if (random() % 6 == 0) event.properties.emplace_back("ex" + std::to_string(rule), true);
    }
    if (random() % 5 != 0) event.properties.emplace_back("held", std::string(1, static_cast<char>('h' + random() % 2)));
    if (random() % 2 == 0) event.properties.emplace_back("plan", std::string(1, static_cast<char>('p' + random() % 3)));
    if (random() % 2 == 0) event.properties.emplace_back("x", std::string(1, static_cast<char>('x' + random() % 2)));
    if (random() % 5 != 0) event.properties.emplace_back("kept", 1.0);
    if (random() % 6 != 0) event.session = event.user + "/" + std::to_string(random() % 2);
  }
  return events;
}

// Texts that queries point to.
inline constexpr std::string_view kExclusionNames[] = {"ex0", "ex1", "ex2"};
inline const std::vector<std::string>& StepNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (StepMask mask = 0; mask < 32; ++mask) all.push_back(NameOf(mask));
    return all;
  }();
  return names;
}

inline std::vector<FunnelStep> StepsByMask(std::size_t count) {
  std::vector<FunnelStep> steps(count);
  for (StepMask mask = 0; mask < StepMask{1} << count; ++mask) {
    for (std::size_t step = 0; step < count; ++step) {
      if ((mask >> step & 1) != 0) steps[step].any_of.push_back({StepNames()[mask], {}});
    }
  }
  return steps;
}

inline FunnelExcludedEvents ExclusionOf(std::size_t rule, std::uint32_t from, std::uint32_t to) {
  return {from, to, {{std::nullopt, {{kExclusionNames[rule], PropertyOperator::kExists, {}}}}}};
}

}  // namespace assay

#endif  // TESTS_CORE_BEHAVIOR_FUNNEL_EXPECTED_H_
