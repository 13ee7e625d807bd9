#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "assay/behavior/funnel.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

FunnelQuery Query(FunnelTouch touch, std::uint32_t step = 1) {
  FunnelQuery query;
  query.steps = {{{{"A", {}}}}, {{{"B", {}}}}};
  query.window_ms = 60'000;
  query.by = {"v"};
  query.touch = touch;
  query.touch_step = step;
  return query;
}

TestEvent Event(TimestampMs time, const std::string& name, const std::string& user, const std::string& value = {}) {
  TestEvent event{time, static_cast<std::uint64_t>(time), name, user};
  if (!value.empty()) event.properties.emplace_back("v", value);
  return event;
}

using ByValue = std::map<std::string, std::vector<std::uint64_t>>;

ByValue GroupsOf(const FunnelResult& result) {
  ByValue groups;
  for (const FunnelGroup& group : result.groups) {
    std::vector<std::uint64_t>& users = groups[group.key[0].has_value() ? std::string(group.key[0]->text) : "-"];
    for (const FunnelStepResult& step : group.steps) users.push_back(step.users);
  }
  return groups;
}

// ana carries p, then r; bob nothing, then q; cem q, but on another event than the steps'.
const std::vector<TestEvent>& Streams() {
  static const std::vector<TestEvent> events = {Event(0, "A", "ana", "p"), Event(1, "B", "ana", "r"), Event(2, "A", "bob"),
                                                Event(3, "B", "bob", "q"), Event(4, "A", "cem"),      Event(5, "X", "cem", "q")};
  return events;
}

TEST(FunnelBreakdown, TakesTheValueOfTheTouch) {
  struct Case {
    const char* name;
    FunnelPreset preset;
    FunnelQuery query;
    ByValue groups;
  };
  using enum FunnelPreset;
  const Case cases[] = {
      {"first", kAssay, Query(FunnelTouch::kFirst), {{"p", {1, 1}}, {"q", {1, 1}}, {"-", {1, 0}}}},
      {"last", kAssay, Query(FunnelTouch::kLast), {{"r", {1, 1}}, {"q", {1, 1}}, {"-", {1, 0}}}},
      {"step 1", kAssay, Query(FunnelTouch::kStep, 1), {{"p", {1, 1}}, {"-", {2, 1}}}},
      {"step 2", kAssay, Query(FunnelTouch::kStep, 2), {{"r", {1, 1}}, {"q", {1, 1}}, {"-", {1, 0}}}},
      {"first, posthog", kPostHog, Query(FunnelTouch::kFirst), {{"p", {1, 1}}, {"q", {1, 1}}, {"-", {1, 0}}}},
      {"step 1, posthog", kPostHog, Query(FunnelTouch::kStep, 1), {{"p", {1, 1}}, {"-", {2, 1}}}},
      {"step 2, posthog", kPostHog, Query(FunnelTouch::kStep, 2), {{"r", {1, 1}}, {"q", {1, 1}}, {"-", {1, 0}}}},
      {"all events, posthog", kPostHog, Query(FunnelTouch::kAllEvents), {{"p", {1, 0}}, {"-", {2, 0}}}},
  };
  for (const Case& c : cases) {
    FunnelQuery query = c.query;
    query.preset = c.preset;
    const Table table = MakeTable(Streams());
    for (const bool drop_reasons : {false, true}) {
      query.drop_reasons = drop_reasons;
      const Result<FunnelResult> result = ComputeFunnel(table, query);
      ASSERT_TRUE(result.ok()) << c.name << " " << result.status().message();
      EXPECT_EQ(GroupsOf(*result), c.groups) << c.name << " " << drop_reasons;
      EXPECT_EQ(result->total.entered, 3U) << c.name;
      EXPECT_EQ(result->total.time_to_convert.count, 2U) << c.name;
    }
  }
}

TEST(FunnelBreakdown, PutsAUserOfPostHogIntoTheGroupOfEachValueOfTheStep) {
  const Table table = MakeTable({Event(0, "A", "u", "p"), Event(1, "A", "u", "q"), Event(2, "B", "u", "q")});
  FunnelQuery query = Query(FunnelTouch::kStep, 1);
  query.preset = FunnelPreset::kPostHog;
  const Result<FunnelResult> by_step = ComputeFunnel(table, query);
  ASSERT_TRUE(by_step.ok());
  EXPECT_EQ(GroupsOf(*by_step), (ByValue{{"p", {1, 1}}, {"q", {1, 1}}}));
  EXPECT_EQ(by_step->total.entered, 1U) << "once in total";
  query.touch = FunnelTouch::kAllEvents;
  const Result<FunnelResult> by_events = ComputeFunnel(table, query);
  ASSERT_TRUE(by_events.ok());
  EXPECT_EQ(GroupsOf(*by_events), (ByValue{{"p", {1, 0}}, {"q", {1, 1}}}));
}

TEST(FunnelBreakdown, CountsTheExcludedOfPostHogByGroup) {
  FunnelQuery query = Query(FunnelTouch::kFirst);
  query.preset = FunnelPreset::kPostHog;
  query.exclusions = {{1, 2, {{"X", {}}}}};
  const Table table = MakeTable({Event(0, "A", "ana", "p"), Event(1, "X", "ana"), Event(2, "A", "bob", "p")});
  const Result<FunnelResult> result = ComputeFunnel(table, query);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(GroupsOf(*result), (ByValue{{"p", {1, 0}}}));
  EXPECT_EQ(result->groups[0].excluded, 1U);
  EXPECT_EQ(result->total.excluded, 1U);
}

TEST(FunnelBreakdown, TouchesEachPropertyByItself) {
  FunnelQuery query = Query(FunnelTouch::kLast);
  query.by = {"v", "w", "$event"};
  std::vector<TestEvent> events = {Event(0, "A", "u", "p"), Event(1, "B", "u")};
  events[0].properties.emplace_back("w", 1.0);
  events[1].properties.emplace_back("w", true);
  const Table table = MakeTable(events);
  const Result<FunnelResult> result = ComputeFunnel(table, query);
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->groups.size(), 1U);
  const GroupKey& key = result->groups[0].key;
  EXPECT_EQ(key[0]->text, "p");
  EXPECT_TRUE(key[1]->boolean);
  EXPECT_EQ(key[2]->text, "B");
}

TEST(FunnelEvidence, ListsTheMostFrequentNextEventsAndCountsTheOthers) {
  FunnelQuery query = Query(FunnelTouch::kFirst);
  query.drop_reasons = true;
  std::vector<TestEvent> events;
  const auto leave = [&](const std::string& next, TimestampMs after) {
    const std::string user = "u" + std::to_string(events.size());
    const auto time = static_cast<TimestampMs>(events.size() * 100'000);
    events.push_back(Event(time, "A", user));
    if (!next.empty()) events.push_back(Event(time + after, next, user));
  };
  for (char name = 'a'; name <= 'l'; ++name) leave(std::string(1, name), 1);
  leave("ö", 1);
  leave("ö", 1);
  leave("ö", 60'001);
  leave("", 0);
  const Table table = MakeTable(events);
  const Result<FunnelResult> result = ComputeFunnel(table, query);
  ASSERT_TRUE(result.ok());
  const FunnelDrops& drops = result->total.steps[0].drops;
  EXPECT_EQ(drops.window, 1U);
  EXPECT_EQ(drops.no_next_event, 15U);
  EXPECT_EQ(drops.exclusion + drops.order, 0U);
  ASSERT_EQ(drops.next_events.size(), kMaxFunnelNextEvents);
  EXPECT_EQ(table.names().Text(drops.next_events[0].name), "ö");
  EXPECT_EQ(drops.next_events[0].chains, 3U);
  EXPECT_EQ(table.names().Text(drops.next_events[1].name), "a") << "ties by name";
  EXPECT_EQ(table.names().Text(drops.next_events[9].name), "i");
  EXPECT_EQ(drops.other_next_events, 3U);
}

TEST(FunnelEvidence, TellsTheTrendByAnyCalendarAndTheUsersBehindTheCounts) {
  FunnelQuery query = Query(FunnelTouch::kFirst);
  query.by.clear();
  query.count = FunnelCount::kTotals;
  query.samples = 2;
  query.bucket_start = [](TimestampMs time) { return time < 1'000'000 ? TimestampMs{-7} : TimestampMs{1'000'000}; };
  const Table table = MakeTable({Event(0, "A", "ana"), Event(1, "B", "ana"), Event(2, "A", "ana"), Event(3, "B", "ana"),
                                 Event(4, "A", "bob"), Event(5, "A", "cem"), Event(1'000'000, "A", "bob"), Event(1'000'001, "A", "dan")});
  const Result<FunnelResult> result = ComputeFunnel(table, query);
  ASSERT_TRUE(result.ok());
  const FunnelGroup& total = result->total;
  ASSERT_EQ(total.trend.size(), 2U);
  EXPECT_EQ(total.trend[0].bucket_start, -7);
  EXPECT_EQ(total.trend[0].entered, 4U);
  EXPECT_EQ(total.trend[0].converted, 2U);
  EXPECT_EQ(total.trend[1].entered, 2U);
  EXPECT_EQ(total.converted_users, std::vector<UserIndex>{*table.users().Find("ana")}) << "once, though twice converted";
  EXPECT_EQ(total.steps[0].dropped_users, (std::vector<UserIndex>{*table.users().Find("bob"), *table.users().Find("cem")}));
}

}  // namespace
}  // namespace assay
