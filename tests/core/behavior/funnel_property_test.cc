#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "assay/behavior/funnel.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

std::vector<std::uint64_t> Users(const FunnelGroup& group) {
  std::vector<std::uint64_t> users;
  for (const FunnelStepResult& step : group.steps) users.push_back(step.users);
  return users;
}

// The definition without a state machine. A chain is a list of events of one user, ascending in total order, the i-th matching step i,
// all within the window of the first. All chains are enumerated; the winner is the longest, then the one that ends first, then starts
// last, then takes each further step earliest.
class ChainOracle {
 public:
  ChainOracle(std::vector<std::vector<bool>> matches, std::vector<TimestampMs> times, std::size_t steps, DurationMs window)
      : matches_(std::move(matches)), times_(std::move(times)), steps_(steps), window_(window) {
    std::vector<std::size_t> chain;
    Extend(chain);
  }

  [[nodiscard]] std::vector<TimestampMs> BestTimes() const {
    std::vector<TimestampMs> times;
    for (const std::size_t event : best_) times.push_back(times_[event]);
    return times;
  }

 private:
  void Extend(std::vector<std::size_t>& chain) {
    if (IsBetter(chain)) best_ = chain;
    if (chain.size() == steps_) return;
    for (std::size_t event = chain.empty() ? 0 : chain.back() + 1; event < times_.size(); ++event) {
      if (!matches_[event][chain.size()]) continue;
      if (!chain.empty() && times_[event] - times_[chain.front()] > window_) continue;
      chain.push_back(event);
      Extend(chain);
      chain.pop_back();
    }
  }

  [[nodiscard]] bool IsBetter(const std::vector<std::size_t>& chain) const {
    if (chain.size() != best_.size()) return chain.size() > best_.size();
    if (chain.empty()) return false;
    if (chain.back() != best_.back()) return chain.back() < best_.back();
    if (chain.front() != best_.front()) return chain.front() > best_.front();
    return chain < best_;
  }

  std::vector<std::vector<bool>> matches_;  // [event][step]
  std::vector<TimestampMs> times_;
  std::size_t steps_;
  DurationMs window_;
  std::vector<std::size_t> best_;
};

// 12,000 user streams, 8 in each of 1,500 tables, each table once in order, once in one run, and once shuffled and sealed now and then.
// Times collide often; in half of the tables steps overlap and repeat.
TEST(Funnel, AgreesWithTheEnumerationOfAllChainsForAnyOrderOfArrivalAndAnySealing) {
  constexpr std::uint64_t kSeed = 31'337;
  constexpr std::size_t kUsers = 8;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 1500; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    const std::size_t steps = 1 + random() % 4;
    const bool disjoint = random() % 2 == 0;
    const std::uint64_t names = disjoint ? std::max<std::uint64_t>(steps, 2) : 2 + random() % 3;
    const std::uint64_t span = 1 + random() % 40;  // few milliseconds: many ties
    std::vector<TestEvent> events(kUsers * (3 + random() % 8));
    for (TestEvent& event : events) {
      event.time = static_cast<TimestampMs>(random() % span) - 10;
      event.name = std::string(1, static_cast<char>('a' + random() % names));
      event.user = "u" + std::to_string(random() % kUsers);
      if (random() % 2 == 0) event.properties.emplace_back("x", static_cast<double>(random() % 2));
      if (random() % 2 == 0) event.properties.emplace_back("plan", std::string(1, static_cast<char>('p' + random() % 2)));
    }
    std::stable_sort(events.begin(), events.end(), [](const TestEvent& a, const TestEvent& b) { return a.time < b.time; });
    for (std::size_t i = 0; i < events.size(); ++i) events[i].sequence = i + 5;

    // Each step: one or two alternatives of a name or any event, with or without a condition on x.
    struct Alternative {
      int name;  // -1: any
      int x;     // -1: whatever
    };
    FunnelQuery query;
    query.window_ms = static_cast<DurationMs>(random() % 30);
    query.by = {"plan"};
    const char* const texts[] = {"a", "b", "c", "d"};
    std::vector<std::vector<Alternative>> alternatives(steps);
    for (std::size_t step = 0; step < steps; ++step) {
      query.steps.emplace_back();
      for (std::size_t i = 0; i < 1 + (random() % 4 == 0 ? 1U : 0U); ++i) {
        const bool any = !disjoint && random() % 8 == 0;
        const Alternative alternative{any ? -1 : static_cast<int>(disjoint ? step : random() % names),
                                      random() % 4 == 0 ? static_cast<int>(random() % 2) : -1};
        alternatives[step].push_back(alternative);
        EventMatch match;
        if (alternative.name >= 0) match.event = texts[alternative.name];
        if (alternative.x >= 0) match.where = {{"x", PropertyOperator::kEquals, {PropertyValue::Number(alternative.x)}}};
        query.steps.back().any_of.push_back(match);
      }
    }
    const auto takes = [&](const TestEvent& event, std::size_t step) {
      for (const Alternative& alternative : alternatives[step]) {
        if (alternative.name >= 0 && event.name != texts[alternative.name]) continue;
        const TestValue* x = FindValue(event, "x");
        if (alternative.x >= 0 && (x == nullptr || std::get<double>(*x) != alternative.x)) continue;
        return true;
      }
      return false;
    };

    std::map<std::string, std::vector<std::uint64_t>> users_of_plan;
    std::vector<std::vector<double>> times(steps);
    std::vector<double> conversions;
    for (std::size_t user = 0; user < kUsers; ++user) {
      std::vector<std::vector<bool>> matches;
      std::vector<TimestampMs> stream;
      std::string plan = "-";
      for (const TestEvent& event : events) {
        if (event.user != "u" + std::to_string(user)) continue;
        std::vector<bool> taken(steps);
        bool any = false;
        for (std::size_t step = 0; step < steps; ++step) {
          taken[step] = takes(event, step);
          any |= taken[step];
        }
        const TestValue* value = FindValue(event, "plan");
        if (any && plan == "-" && value != nullptr) plan = std::get<std::string>(*value);
        matches.push_back(taken);
        stream.push_back(event.time);
      }
      const std::vector<TimestampMs> best = ChainOracle(matches, stream, steps, query.window_ms).BestTimes();
      if (best.empty()) continue;
      std::vector<std::uint64_t>& users = users_of_plan[plan];
      users.resize(steps);
      for (std::size_t step = 0; step < best.size(); ++step) {
        ++users[step];
        if (step > 0) times[step].push_back(static_cast<double>(best[step] - best[step - 1]));
      }
      if (best.size() == steps) conversions.push_back(static_cast<double>(best.back() - best.front()));
    }

    for (int order = 0; order < 3; ++order) {
      if (order == 2) {
        for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
      }
      const Table table = MakeTable(events, order == 0 ? 0 : (order == 1 ? events.size() : 1 + random() % 30));
      const Result<FunnelResult> computed = ComputeFunnel(table, query);
      ASSERT_TRUE(computed.ok()) << where() << " " << computed.status().message();
      const FunnelResult& result = *computed;
      ASSERT_EQ(result.groups.size(), users_of_plan.size()) << where() << " order " << order;
      for (const FunnelGroup& group : result.groups) {
        const std::string plan = group.key[0].has_value() ? std::string(group.key[0]->text) : "-";
        ASSERT_EQ(Users(group), users_of_plan[plan]) << where() << " order " << order << " plan " << plan;
      }
      const auto expect_times = [&](const TimeStats& stats, const std::vector<double>& expected) {
        const TimeStats summary = SummarizeTimes(expected);
        ASSERT_EQ(stats.count, summary.count) << where() << " order " << order;
        ASSERT_EQ(stats.mean_ms, summary.mean_ms) << where() << " order " << order;
        ASSERT_EQ(stats.median_ms, summary.median_ms) << where() << " order " << order;
        ASSERT_EQ(stats.p90_ms, summary.p90_ms) << where() << " order " << order;
      };
      for (std::size_t step = 0; step < steps; ++step) expect_times(result.total.steps[step].time_from_previous, times[step]);
      expect_times(result.total.time_to_convert, conversions);
    }
  }
}

}  // namespace
}  // namespace assay
