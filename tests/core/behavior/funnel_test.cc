#include "assay/behavior/funnel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/columnar/event_table.h"

namespace assay {
namespace {

FunnelStep Step(std::string_view event) { return {{EventMatch{event, {}}}}; }

FunnelResult Compute(const Table& table, const FunnelQuery& query) {
  Result<FunnelResult> result = ComputeFunnel(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : FunnelResult();
}

std::vector<std::uint64_t> Users(const FunnelGroup& group) {
  std::vector<std::uint64_t> users;
  for (const FunnelStepResult& step : group.steps) users.push_back(step.users);
  return users;
}

// One user's stream as "name@time" in order of sequence; steps as names.
struct StreamCase {
  const char* name;
  std::vector<std::pair<const char*, TimestampMs>> stream;
  std::vector<const char*> steps;
  std::size_t reached;
  std::vector<double> from_previous;  // of the winning chain
};

TEST(Funnel, OneUserByTheRules) {
  const StreamCase cases[] = {
      {"no event", {}, {"a", "b"}, 0, {}},
      {"only a later step", {{"b", 1}}, {"a", "b"}, 0, {}},
      {"in order", {{"a", 0}, {"b", 5}, {"c", 7}}, {"a", "b", "c"}, 3, {5, 2}},
      {"other events between", {{"a", 0}, {"x", 1}, {"b", 5}}, {"a", "b"}, 2, {5}},
      {"wrong order", {{"b", 0}, {"a", 5}}, {"a", "b"}, 1, {}},
      {"the window's end is inside", {{"a", 0}, {"b", 60}}, {"a", "b"}, 2, {60}},
      {"one millisecond late", {{"a", 0}, {"b", 61}}, {"a", "b"}, 1, {}},
      {"the window counts from step 1", {{"a", 0}, {"b", 40}, {"c", 80}}, {"a", "b", "c"}, 2, {40}},
      {"a later start is not lost", {{"a", 0}, {"a", 30}, {"b", 45}, {"c", 75}}, {"a", "b", "c"}, 3, {15, 30}},
      {"an earlier chain is not lost either", {{"a", 0}, {"b", 10}, {"a", 50}, {"c", 60}}, {"a", "b", "c"}, 3, {10, 50}},
      {"a tie follows the sequence", {{"a", 5}, {"b", 5}}, {"a", "b"}, 2, {0}},
      {"a tie against the sequence", {{"b", 5}, {"a", 5}}, {"a", "b"}, 1, {}},
      {"one event is not two steps", {{"a", 0}}, {"a", "a"}, 1, {}},
      {"a repeated step needs two events", {{"a", 0}, {"a", 3}}, {"a", "a"}, 2, {3}},
      {"a repeated step in a tie", {{"a", 0}, {"a", 0}}, {"a", "a"}, 2, {0}},
      {"step one again inside the chain", {{"a", 0}, {"b", 1}, {"a", 2}}, {"a", "b", "a"}, 3, {1, 1}},
      {"a tie of valid chains is not lost", {{"a", 0}, {"a", 1}, {"b", 1}}, {"a", "b"}, 2, {0}},
      {"the first conversion counts", {{"a", 0}, {"b", 9}, {"a", 20}, {"b", 21}}, {"a", "b"}, 2, {9}},
      {"the chain that first reached the highest step", {{"a", 0}, {"b", 5}, {"a", 10}, {"b", 11}}, {"a", "b", "c"}, 2, {5}},
      {"of one start the earliest next step", {{"a", 0}, {"b", 5}, {"b", 6}, {"c", 7}}, {"a", "b", "c"}, 3, {5, 2}},
      {"a single step", {{"a", 0}, {"a", 1}}, {"a"}, 1, {}},
      {"before 1970", {{"a", -100}, {"b", -50}}, {"a", "b"}, 2, {50}},
  };
  for (const StreamCase& c : cases) {
    std::vector<TestEvent> events;
    for (const auto& [name, time] : c.stream) events.push_back({time, events.size(), name});
    for (const bool late : {false, true}) {  // in order of arrival, and the other way round
      if (late) std::reverse(events.begin(), events.end());
      FunnelQuery query;
      query.window_ms = 60;
      for (const char* step : c.steps) query.steps.push_back(Step(step));
      const FunnelResult result = Compute(MakeTable(events), query);
      for (std::size_t step = 0; step < c.steps.size(); ++step) {
        EXPECT_EQ(result.total.steps[step].users, step < c.reached ? 1U : 0U) << c.name << " step " << step << " late " << late;
        const TimeStats& time = result.total.steps[step].time_from_previous;
        const bool is_timed = step > 0 && step < c.reached;
        EXPECT_EQ(time.count, is_timed ? 1U : 0U) << c.name << " step " << step << " late " << late;
        const std::optional<double> expected = is_timed ? std::optional(c.from_previous[step - 1]) : std::nullopt;
        EXPECT_EQ(time.mean_ms, expected) << c.name << " step " << step << " late " << late;
      }
    }
  }
}

TEST(Funnel, AWindowOfZeroHoldsTies) {
  FunnelQuery query;
  query.steps = {Step("a"), Step("b")};
  EXPECT_EQ(Users(Compute(MakeTable({{5, 1, "a"}, {5, 2, "b"}, {6, 3, "b"}}), query).total), (std::vector<std::uint64_t>{1, 1}));
  EXPECT_EQ(Users(Compute(MakeTable({{5, 1, "a"}, {6, 2, "b"}}), query).total), (std::vector<std::uint64_t>{1, 0}));
}

TEST(Funnel, AStepMayHaveAlternativesWithConditions) {
  const Table table = MakeTable({{1, 1, "open", "ana"},
                                 {2, 2, "pay", "ana", {{"by", "card"}}},
                                 {3, 3, "open", "bob"},
                                 {4, 4, "pay", "bob", {{"by", "cash"}}},
                                 {5, 5, "open", "cem"},
                                 {6, 6, "gift", "cem"},
                                 {7, 7, "open", "dan"},
                                 {8, 8, "wave", "dan", {{"vip", true}}}});
  FunnelQuery query;
  query.window_ms = 100;
  query.steps = {Step("open"),
                 {{{"pay", {{"by", PropertyOperator::kEquals, {PropertyValue::String("card")}}}},
                   {"gift", {}},
                   {std::nullopt, {{"vip", PropertyOperator::kEquals, {PropertyValue::Bool(true)}}}}}}};
  EXPECT_EQ(Users(Compute(table, query).total), (std::vector<std::uint64_t>{4, 3}));
  query.filter = {{"vip", PropertyOperator::kNotExists, {}}};
  EXPECT_EQ(Users(Compute(table, query).total), (std::vector<std::uint64_t>{4, 2}));
  query.range = {1, 5};
  const FunnelResult ranged = Compute(table, query);
  EXPECT_EQ(Users(ranged.total), (std::vector<std::uint64_t>{2, 1}));
  EXPECT_EQ(ranged.events_scanned, 4U);
}

TEST(Funnel, AUserBelongsToTheGroupOfTheFirstTouch) {
  // ana's first event without a plan does not decide; bob never has one; cem's step-2 event before step 1 decides.
  const std::vector<TestEvent> events = {{1, 1, "a", "ana"},
                                         {2, 2, "b", "ana", {{"plan", "pro"}}},
                                         {3, 3, "a", "ana", {{"plan", "free"}}},
                                         {1, 4, "a", "bob"},
                                         {1, 5, "b", "cem", {{"plan", "free"}}},
                                         {2, 6, "a", "cem", {{"plan", "pro"}}},
                                         {3, 7, "b", "cem", {{"plan", "pro"}}},
                                         {1, 8, "x", "dan", {{"plan", "other"}}},
                                         {2, 9, "a", "dan", {{"plan", 3.0}}},
                                         {1, 10, "b", "eve", {{"plan", "none of step 1"}}}};
  for (const bool late : {false, true}) {
    std::vector<TestEvent> arrival = events;
    if (late) std::reverse(arrival.begin(), arrival.end());
    FunnelQuery query;
    query.window_ms = 100;
    query.steps = {Step("a"), Step("b")};
    query.by = {"plan"};
    const Table table = MakeTable(arrival);
    const FunnelResult result = Compute(table, query);
    ASSERT_EQ(result.groups.size(), 4U) << late;
    EXPECT_EQ(Users(result.total), (std::vector<std::uint64_t>{4, 2})) << late;
    EXPECT_FALSE(result.groups[0].key[0].has_value()) << late;  // ties by users: missing, number, texts
    EXPECT_EQ(result.groups[1].key[0]->number, 3.0) << late;
    EXPECT_EQ(result.groups[2].key[0]->text, "free") << late;
    EXPECT_EQ(Users(result.groups[2]), (std::vector<std::uint64_t>{1, 1})) << late;
    EXPECT_EQ(result.groups[3].key[0]->text, "pro") << late;
    EXPECT_EQ(result.groups[3].time_to_convert.median_ms, 1.0) << late;
  }
}

TEST(Funnel, TheLargestGroupsAreKeptAndTheOthersCounted) {
  std::vector<TestEvent> events;
  for (const char* plan : {"p1", "p2", "p2", "p3", "p3", "p3"}) {
    events.push_back({1, events.size(), "a", "u" + std::to_string(events.size()), {{"plan", plan}}});
  }
  FunnelQuery query;
  query.steps = {Step("a")};
  query.by = {"plan"};
  query.max_groups = 2;
  const Table table = MakeTable(events);
  const FunnelResult result = Compute(table, query);
  ASSERT_EQ(result.groups.size(), 2U);
  EXPECT_EQ(result.groups[0].key[0]->text, "p3");
  EXPECT_EQ(result.groups[1].key[0]->text, "p2");
  EXPECT_EQ(result.groups_omitted, 1U);
  EXPECT_EQ(result.total.steps[0].users, 6U);
}

TEST(Funnel, ThirtyTwoStepsAreAnsweredBothWays) {
  std::vector<TestEvent> events;
  for (int i = 0; i < 33; ++i) events.push_back({i, static_cast<std::uint64_t>(i), "e"});
  for (const bool late : {false, true}) {
    if (late) std::reverse(events.begin(), events.end());
    FunnelQuery query;
    query.window_ms = 31;
    query.steps.assign(32, Step("e"));
    const FunnelResult result = Compute(MakeTable(events), query);
    EXPECT_EQ(result.total.steps[31].users, 1U) << late;
    EXPECT_EQ(result.total.time_to_convert.mean_ms, 31.0) << late;
    query.window_ms = 30;
    EXPECT_EQ(Compute(MakeTable(events), query).total.steps[31].users, 0U) << late;
    EXPECT_EQ(Compute(MakeTable(events), query).total.steps[30].users, 1U) << late;
  }
}

TEST(Funnel, AnEmptyTableHasNoUsers) {
  FunnelQuery query;
  query.steps = {Step("a"), Step("b")};
  query.by = {"plan"};
  const FunnelResult result = Compute(Table(), query);
  EXPECT_EQ(Users(result.total), (std::vector<std::uint64_t>{0, 0}));
  EXPECT_TRUE(result.groups.empty());
}

TEST(Funnel, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{1, 1, "a"}});
  struct Case {
    const char* name;
    void (*breaks)(FunnelQuery&);
  };
  const Case cases[] = {
      {"no step", [](FunnelQuery& q) { q.steps.clear(); }},
      {"33 steps", [](FunnelQuery& q) { q.steps.assign(33, Step("a")); }},
      {"a step without alternatives", [](FunnelQuery& q) { q.steps[0].any_of.clear(); }},
      {"a negative window", [](FunnelQuery& q) { q.window_ms = -1; }},
      {"no groups", [](FunnelQuery& q) { q.max_groups = 0; }},
      {"a nameless property", [](FunnelQuery& q) { q.by = {""}; }},
      {"a range that ends before it starts", [](FunnelQuery& q) { q.range = {2, 1}; }},
      {"a malformed filter", [](FunnelQuery& q) { q.filter = {{"x", PropertyOperator::kEquals, {}}}; }},
      {"a malformed step", [](FunnelQuery& q) { q.steps[0].any_of[0].where = {{"x", PropertyOperator::kEquals, {}}}; }},
  };
  for (const Case& c : cases) {
    FunnelQuery query;
    query.steps = {Step("a")};
    ASSERT_TRUE(ComputeFunnel(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputeFunnel(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

}  // namespace
}  // namespace assay
