#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "assay/behavior/funnel.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

constexpr std::string_view kLetters[] = {"A", "B", "C", "D"};

EventMatch Match(std::string_view event) { return {event, {}}; }

// A funnel of the first `steps` letters.
FunnelQuery Letters(std::size_t steps) {
  FunnelQuery query;
  for (std::size_t step = 0; step < steps; ++step) query.steps.push_back({{Match(kLetters[step])}});
  query.window_ms = 60'000;
  return query;
}

// One user's events in order, as "name@time".
struct Moment {
  TimestampMs time;
  const char* name;
  const char* value = nullptr;  // of property "v"
  const char* session = nullptr;
};

std::vector<TestEvent> StreamOf(const std::string& user, const std::vector<Moment>& moments) {
  std::vector<TestEvent> events;
  for (const Moment& moment : moments) {
    TestEvent& event = events.emplace_back(TestEvent{moment.time, events.size(), moment.name, user});
    if (moment.value != nullptr) event.properties.emplace_back("v", std::string(moment.value));
    if (moment.session != nullptr) event.session = moment.session;
  }
  return events;
}

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

using Counts = std::vector<std::uint64_t>;

TEST(FunnelQuery, CountsOneUserByEveryOption) {
  const auto hold = [](FunnelQuery& q) { q.hold_property = "v"; };
  const auto sessions = [](FunnelQuery& q) { q.count = FunnelCount::kSessions; };
  const auto totals = [](FunnelQuery& q) { q.count = FunnelCount::kTotals; };
  const auto open = [](FunnelQuery& q) { q.entry = FunnelEntry::kOpen; };
  const auto first_entry = [](FunnelQuery& q) { q.reentry = FunnelReentry::kFirstEntry; };
  const auto exclude_x = [](FunnelQuery& q) { q.exclusions = {{1, 2, {Match("X")}}}; };
  const auto b_optional = [](FunnelQuery& q) { q.optional = 2; };
  const auto open_with_optional = [](FunnelQuery& q) { q.entry = FunnelEntry::kOpen, q.optional = 2; };
  const auto open_without_x = [](FunnelQuery& q) { q.entry = FunnelEntry::kOpen, q.exclusions = {{2, 3, {Match("X")}}}; };
  const auto sessions_held = [](FunnelQuery& q) { q.count = FunnelCount::kSessions, q.hold_property = "v"; };
  struct Case {
    const char* name;
    std::vector<Moment> events;
    void (*change)(FunnelQuery&);
    Counts users;
  };
  const Case cases[] = {
      {"a value held", {{0, "A", "x"}, {1, "B", "y"}, {2, "C", "x"}}, hold, {1, 0, 0}},
      {"each value is a unit", {{0, "A", "x"}, {1, "A", "ü"}, {2, "B", "x"}, {3, "B"}, {4, "C", "x"}}, hold, {2, 1, 1}},
      {"no value, no unit", {{0, "A"}, {1, "B"}}, hold, {0, 0, 0}},
      {"a funnel must stay in its session", {{0, "A", nullptr, "s"}, {1, "B", nullptr, "t"}}, sessions, {1, 0, 0}},
      {"each session counts", {{0, "A", nullptr, "s"}, {1, "A", nullptr, "t"}, {2, "B", nullptr, "s"}}, sessions, {2, 1, 0}},
      {"events without a session are left out", {{0, "A"}, {1, "A", nullptr, "s"}, {2, "B"}}, sessions, {1, 0, 0}},
      {"sessions and values together",
       {{0, "A", "x", "s"}, {1, "A", "y", "s"}, {2, "B", "y", "s"}, {3, "C", "y"}},
       sessions_held,
       {2, 1, 0}},
      {"every attempt", {{0, "A"}, {1, "B"}, {2, "C"}, {3, "A"}, {4, "B"}, {70'000, "A"}}, totals, {3, 2, 1}},
      {"an open entry at the last step", {{0, "C"}}, open, {0, 0, 1}},
      {"an open entry at the second", {{0, "B"}, {1, "C"}}, open, {0, 1, 1}},
      {"an open entry rather early than late", {{0, "A"}, {1, "B"}, {2, "C"}}, open, {1, 1, 1}},
      {"an open entry rather far than early", {{0, "A"}, {70'000, "B"}, {70'001, "C"}}, open, {0, 1, 1}},
      {"no step is left out after an open entry", {{0, "A"}, {1, "C"}}, open, {0, 0, 1}},
      {"but an optional one is", {{0, "A"}, {1, "C"}}, open_with_optional, {1, 0, 1}},
      {"an optional step is a way in", {{0, "B"}, {1, "C"}}, open_with_optional, {0, 1, 1}},
      {"an exclusion of a later gap", {{0, "B"}, {1, "X"}, {2, "C"}}, open_without_x, {0, 0, 1}},
      {"an exclusion before the way in", {{0, "X"}, {1, "B"}, {2, "C"}}, open_without_x, {0, 1, 1}},
      {"a closed funnel counts who goes past an optional step", {{0, "A"}, {1, "C"}}, b_optional, {1, 1, 1}},
      {"the first entry alone", {{0, "A"}, {30'000, "A"}, {45'000, "B"}, {75'000, "C"}}, first_entry, {1, 1, 0}},
      {"an exclusion with its own event", {{0, "A"}, {1, "X"}, {2, "B"}}, exclude_x, {1, 0, 0}},
      {"an exclusion and another chain", {{0, "A"}, {1, "X"}, {2, "A"}, {3, "B"}}, exclude_x, {1, 1, 0}},
      {"nobody", {}, open, {0, 0, 0}},
  };
  for (const Case& c : cases) {
    FunnelQuery query = Letters(3);
    c.change(query);
    const Table table = MakeTable(StreamOf("u", c.events));
    EXPECT_EQ(Users(Compute(table, query).total), c.users) << c.name;
    query.drop_reasons = true;  // looks at every event, and changes no count
    EXPECT_EQ(Users(Compute(table, query).total), c.users) << c.name << ", with reasons";
  }
}

TEST(FunnelQuery, SaysHowManyEventsHaveNoSessionAndHowManyStepsWereSkipped) {
  FunnelQuery query = Letters(3);
  query.count = FunnelCount::kSessions;
  query.optional = 2;
  query.drop_reasons = true;
  const Table table =
      MakeTable(StreamOf("u", {{0, "A", nullptr, "s"}, {1, "B"}, {2, "other"}, {3, "C", nullptr, "s"}, {4, "A", nullptr, "t"}}));
  const FunnelResult result = Compute(table, query);
  EXPECT_EQ(result.events_without_session, 1U) << "the other one is of no step";
  EXPECT_EQ(Users(result.total), (Counts{2, 1, 1}));
  EXPECT_EQ(result.total.steps[1].skipped, 1U);
  EXPECT_EQ(result.total.steps[1].time_from_previous.count, 0U);
  EXPECT_EQ(result.total.steps[2].time_from_previous.mean_ms, 3.0) << "from the step before in the chain";
  EXPECT_EQ(result.total.time_to_convert.mean_ms, 3.0);
}

TEST(FunnelQuery, KeepsThePresetsLevels) {
  struct Case {
    FunnelPreset preset;
    Counts users;
    std::uint64_t excluded;
  };
  const Case cases[] = {
      {FunnelPreset::kAssay, {2, 1}, 0},    {FunnelPreset::kPostHog, {1, 1}, 1},  // who meets an exclusion counts at no step
      {FunnelPreset::kMixpanel, {2, 1}, 0}, {FunnelPreset::kMixpanelOptimised, {2, 1}, 0}, {FunnelPreset::kAmplitude, {2, 1}, 0},
  };
  std::vector<TestEvent> events = StreamOf("ana", {{0, "A"}, {10'000, "X"}, {20'000, "B"}});
  for (const TestEvent& event : StreamOf("bob", {{30'000, "A"}, {40'000, "B"}})) events.push_back(event);
  for (std::size_t i = 0; i < events.size(); ++i) events[i].sequence = i;
  for (const Case& c : cases) {
    FunnelQuery query = Letters(2);
    query.preset = c.preset;
    query.exclusions = {{1, 2, {Match("X")}}};
    const FunnelResult result = Compute(MakeTable(events), query);
    EXPECT_EQ(Users(result.total), c.users) << static_cast<int>(c.preset);
    EXPECT_EQ(result.total.excluded, c.excluded) << static_cast<int>(c.preset);
    EXPECT_EQ(result.total.time_to_convert.mean_ms, 10'000.0) << static_cast<int>(c.preset);
  }
  FunnelQuery query = Letters(2);
  query.steps = {{{Match("A")}}, {{Match("A")}}};
  query.preset = FunnelPreset::kClickHouse;
  EXPECT_EQ(Users(Compute(MakeTable(StreamOf("u", {{0, "A"}})), query).total), (Counts{1, 1})) << "one row, two conditions";
  query.window_funnel.strict_once = true;
  EXPECT_EQ(Users(Compute(MakeTable(StreamOf("u", {{0, "A"}})), query).total), (Counts{1, 0}));
}

TEST(FunnelQuery, AmplitudesOtherOrderWithinASecondTakesNoNegativeTime) {
  FunnelQuery query = Letters(2);
  query.preset = FunnelPreset::kAmplitude;
  query.bucket_ms = 500;
  const FunnelResult result = Compute(MakeTable(StreamOf("u", {{200, "B"}, {900, "A"}})), query);
  EXPECT_EQ(Users(result.total), (Counts{1, 1}));
  EXPECT_EQ(result.total.time_to_convert.mean_ms, 0.0);
  ASSERT_EQ(result.total.trend.size(), 1U);
  EXPECT_EQ(result.total.trend[0].bucket_start, 0) << "of the chain's first event";
}

TEST(FunnelQuery, AnExclusionAmongTiedEventsDoesNotTakeOutAUserOfPostHog) {
  FunnelQuery query = Letters(2);
  query.preset = FunnelPreset::kPostHog;
  query.exclusions = {{1, 2, {Match("X")}}};
  EXPECT_EQ(Users(Compute(MakeTable(StreamOf("u", {{0, "A"}, {5, "X"}, {5, "A"}})), query).total), (Counts{1, 0}));
  EXPECT_EQ(Users(Compute(MakeTable(StreamOf("u", {{0, "A"}, {5, "X"}})), query).total), (Counts{0, 0}));
}

TEST(FunnelQuery, SegmentsAreFunnelsOfTheirOwnEvents) {
  FunnelQuery query = Letters(2);
  query.segments = {{{{"v", PropertyOperator::kEquals, {PropertyValue::String("x")}}}}, {{{"v", PropertyOperator::kExists, {}}}}, {}};
  std::vector<TestEvent> events = StreamOf("ana", {{0, "A", "x"}, {1, "B", "y"}});
  for (const TestEvent& event : StreamOf("bob", {{2, "A", "x"}, {3, "B", "x"}})) events.push_back(event);
  for (const TestEvent& event : StreamOf("cem", {{4, "A"}, {5, "B", "x"}})) events.push_back(event);
  const FunnelResult result = Compute(MakeTable(events), query);
  EXPECT_EQ(Users(result.total), (Counts{3, 3}));
  ASSERT_EQ(result.segments.size(), 3U);
  EXPECT_EQ(Users(result.segments[0].total), (Counts{2, 1}));
  EXPECT_EQ(Users(result.segments[1].total), (Counts{2, 2}));
  EXPECT_EQ(Users(result.segments[2].total), (Counts{3, 3}));
}

TEST(FunnelQuery, RefusesWhatBreaksARule) {
  const Table table = MakeTable(StreamOf("u", {{0, "A"}}));
  struct Case {
    const char* name;
    void (*breaks)(FunnelQuery&);
  };
  const Case cases[] = {
      {"open by a vendor", [](FunnelQuery& q) { q.entry = FunnelEntry::kOpen, q.preset = FunnelPreset::kAmplitude; }},
      {"open in any order", [](FunnelQuery& q) { q.entry = FunnelEntry::kOpen, q.order = FunnelOrder::kAny; }},
      {"open totals", [](FunnelQuery& q) { q.entry = FunnelEntry::kOpen, q.count = FunnelCount::kTotals; }},
      {"open and the first entry", [](FunnelQuery& q) { q.entry = FunnelEntry::kOpen, q.reentry = FunnelReentry::kFirstEntry; }},
      {"first entry of clickhouse", [](FunnelQuery& q) { q.preset = FunnelPreset::kClickHouse, q.reentry = FunnelReentry::kFirstEntry; }},
      {"first entry of amplitude", [](FunnelQuery& q) { q.preset = FunnelPreset::kAmplitude, q.reentry = FunnelReentry::kFirstEntry; }},
      {"a nameless property held", [](FunnelQuery& q) { q.hold_property = ""; }},
      {"a property held in posthog", [](FunnelQuery& q) { q.hold_property = "v", q.preset = FunnelPreset::kPostHog; }},
      {"totals of clickhouse", [](FunnelQuery& q) { q.count = FunnelCount::kTotals, q.preset = FunnelPreset::kClickHouse; }},
      {"the first step optional", [](FunnelQuery& q) { q.optional = 1; }},
      {"step windows of another number", [](FunnelQuery& q) { q.step_windows_ms = {1}; }},
      {"an exclusion without events", [](FunnelQuery& q) { q.exclusions = {{1, 2, {}}}; }},
      {"an exclusion of no gap", [](FunnelQuery& q) { q.exclusions = {{2, 2, {Match("X")}}}; }},
      {"an exclusion with a malformed condition",
       [](FunnelQuery& q) { q.exclusions = {{1, 2, {{"X", {{"v", PropertyOperator::kEquals, {}}}}}}}; }},
      {"a touch of step 0", [](FunnelQuery& q) { q.touch = FunnelTouch::kStep, q.touch_step = 0; }},
      {"a touch of step 4", [](FunnelQuery& q) { q.touch = FunnelTouch::kStep, q.touch_step = 4; }},
      {"all events of assay", [](FunnelQuery& q) { q.touch = FunnelTouch::kAllEvents; }},
      {"nine segments", [](FunnelQuery& q) { q.segments.resize(9); }},
      {"a malformed segment", [](FunnelQuery& q) { q.segments = {{{{"v", PropertyOperator::kEquals, {}}}}}; }},
      {"too many samples", [](FunnelQuery& q) { q.samples = 1001; }},
      {"a bucket of nothing", [](FunnelQuery& q) { q.bucket_ms = 0; }},
      {"a bucket beyond all time", [](FunnelQuery& q) { q.bucket_ms = kMaxTimestampMs + 1; }},
      {"two buckets", [](FunnelQuery& q) { q.bucket_ms = 1, q.bucket_start = [](TimestampMs time) { return time; }; }},
      {"ties of no width", [](FunnelQuery& q) { q.tie_ms = 0; }},
  };
  for (const Case& c : cases) {
    FunnelQuery query = Letters(3);
    ASSERT_TRUE(ComputeFunnel(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputeFunnel(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

}  // namespace
}  // namespace assay
