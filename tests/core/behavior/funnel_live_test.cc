#include "assay/behavior/funnel_live.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "core/behavior/funnel_expected.h"

namespace assay {
namespace {

void ExpectSameTimes(const TimeStats& a, const TimeStats& b) {
  ASSERT_EQ(a.count, b.count);
  ASSERT_EQ(a.mean_ms, b.mean_ms);
  ASSERT_EQ(a.median_ms, b.median_ms);
  ASSERT_EQ(a.p90_ms, b.p90_ms);
  ASSERT_EQ(a.histogram, b.histogram);
}

void ExpectSameSteps(const FunnelStepResult& a, const FunnelStepResult& b) {
  ASSERT_EQ(a.users, b.users);
  ASSERT_EQ(a.skipped, b.skipped);
  ExpectSameTimes(a.time_from_previous, b.time_from_previous);
  ASSERT_EQ(a.dropped_users, b.dropped_users);
  ASSERT_EQ((std::array{a.drops.window, a.drops.exclusion, a.drops.order, a.drops.no_next_event, a.drops.other_next_events}),
            (std::array{b.drops.window, b.drops.exclusion, b.drops.order, b.drops.no_next_event, b.drops.other_next_events}));
  ASSERT_EQ(a.drops.next_events.size(), b.drops.next_events.size());
  for (std::size_t i = 0; i < a.drops.next_events.size(); ++i) {
    ASSERT_EQ(a.drops.next_events[i].name, b.drops.next_events[i].name);
    ASSERT_EQ(a.drops.next_events[i].chains, b.drops.next_events[i].chains);
  }
}

void ExpectSameGroups(const FunnelGroup& a, const FunnelGroup& b) {
  ASSERT_FALSE(GroupKeyLess(a.key, b.key) || GroupKeyLess(b.key, a.key));
  ASSERT_EQ(a.entered, b.entered);
  ASSERT_EQ(a.excluded, b.excluded);
  ASSERT_EQ(a.converted_users, b.converted_users);
  ExpectSameTimes(a.time_to_convert, b.time_to_convert);
  ASSERT_EQ(a.steps.size(), b.steps.size());
  for (std::size_t step = 0; step < a.steps.size(); ++step) {
    SCOPED_TRACE("step " + std::to_string(step + 1));
    ExpectSameSteps(a.steps[step], b.steps[step]);
  }
  ASSERT_EQ(a.trend.size(), b.trend.size());
  for (std::size_t i = 0; i < a.trend.size(); ++i) {
    ASSERT_EQ(a.trend[i].bucket_start, b.trend[i].bucket_start);
    ASSERT_EQ(a.trend[i].entered, b.trend[i].entered);
    ASSERT_EQ(a.trend[i].converted, b.trend[i].converted);
  }
}

void ExpectSameParts(const FunnelPart& a, const FunnelPart& b) {
  ExpectSameGroups(a.total, b.total);
  ASSERT_EQ(a.groups_omitted, b.groups_omitted);
  ASSERT_EQ(a.events_without_session, b.events_without_session);
  ASSERT_EQ(a.groups.size(), b.groups.size());
  for (std::size_t i = 0; i < a.groups.size(); ++i) {
    SCOPED_TRACE("group " + std::to_string(i));
    ExpectSameGroups(a.groups[i], b.groups[i]);
  }
}

// The live answer against that of a query made for it.
void ExpectAnswer(const Table& table, const FunnelQuery& query, LiveFunnel& live) {
  const Status status = live.Update();
  const Result<FunnelResult> expected = ComputeFunnel(table, query);
  ASSERT_EQ(status.ok(), expected.ok()) << status.message() << expected.status().message();
  if (!expected.ok()) return;
  const FunnelResult answer = live.Answer();
  ASSERT_EQ(answer.events_scanned, expected->events_scanned);
  ExpectSameParts(answer, *expected);
  ASSERT_EQ(answer.segments.size(), expected->segments.size());
  for (std::size_t i = 0; i < answer.segments.size(); ++i) {
    SCOPED_TRACE("segment " + std::to_string(i));
    ExpectSameParts(answer.segments[i], expected->segments[i]);
  }
}

// Of any preset, order, count, touch, entry and evidence; most are questions that CheckFunnelQuery() refuses.
FunnelQuery AnyQuery(std::mt19937_64& random) {
  const auto one_in = [&](std::uint64_t many) { return random() % many == 0; };
  FunnelQuery query;
  const std::size_t steps = 1 + random() % 4;
  query.steps = StepsByMask(steps);
  query.window_ms = static_cast<DurationMs>(random() % 12 * (one_in(2) ? 1 : 300));
  query.preset = static_cast<FunnelPreset>(random() % 6);
  query.order = static_cast<FunnelOrder>(random() % 3);
  query.window_funnel = {one_in(4), one_in(4), one_in(4), one_in(4), one_in(8)};
  if (one_in(3) && steps > 2) query.optional = static_cast<StepMask>(random() % (1U << (steps - 2))) << 1;
  for (std::size_t rule = random() % 3; rule > 0 && steps > 1; --rule) {
    const auto from = static_cast<std::uint32_t>(1 + random() % (steps - 1));
    query.exclusions.push_back(
        ExclusionOf(query.exclusions.size(), from, static_cast<std::uint32_t>(from + 1 + random() % (steps - from))));
  }
  if (one_in(5)) query.step_windows_ms.assign(steps, static_cast<DurationMs>(random() % 6));
  query.count = static_cast<FunnelCount>(random() % 3);
  query.entry = one_in(4) ? FunnelEntry::kOpen : FunnelEntry::kClosed;
  query.reentry = one_in(4) ? FunnelReentry::kFirstEntry : FunnelReentry::kEveryEntry;
  if (one_in(3)) query.hold_property = "held";
  if (one_in(2)) query.by.emplace_back("plan");
  if (one_in(4)) query.by.emplace_back("$event");
  if (one_in(4)) query.by.emplace_back("late");
  query.max_groups = one_in(3) ? 1 + random() % 4 : 1000;
  query.touch = static_cast<FunnelTouch>(random() % 4);
  query.touch_step = static_cast<std::uint32_t>(1 + random() % steps);
  if (one_in(4)) query.filter = {{"kept", PropertyOperator::kExists, {}}};
  if (one_in(4)) query.filter.push_back({"plan", PropertyOperator::kNotEquals, {PropertyValue::String("q")}});
  if (one_in(4)) query.segments = {{{{"x", PropertyOperator::kEquals, {PropertyValue::String("x")}}}}, {}};
  if (one_in(4)) query.range = {-10, one_in(2) ? 20 : 3000};
  if (one_in(3))
    query.bucket_ms = 4;
  else if (one_in(3))
    query.bucket_start = [](TimestampMs time) { return time < 0 ? TimestampMs{-100} : time - time % 7; };
  query.samples = random() % 4;
  query.drop_reasons = one_in(2);
  return query;
}

FunnelQuery AllowedQuery(std::mt19937_64& random) {
  while (true) {
    FunnelQuery query = AnyQuery(random);
    if (CheckFunnelQuery(query).ok()) return query;
  }
}

// What comes late or under other types than before.
void Disturb(std::mt19937_64& random, std::vector<TestEvent>& events) {
  for (TestEvent& event : events) {
    if (random() % 4 == 0)
      event.properties.emplace_back("late", static_cast<double>(random() % 2));
    else if (random() % 6 == 0)
      event.properties.emplace_back("late", random() % 2 == 0);
    else if (random() % 6 == 0)
      event.properties.emplace_back("late", std::string("text"));
  }
  for (std::size_t swaps = random() % events.size(); swaps > 0; --swaps) {
    std::swap(events[random() % events.size()], events[random() % events.size()]);
  }
}

// 6,000 tables of 6 users, each answered some ten times while it grows, is sealed and loses events.
TEST(LiveFunnelProperty, AnswersAsIfAskedAnewAfterWhateverCame) {
  constexpr std::uint64_t kSeed = 2'024;
  std::mt19937_64 random(kSeed);
  const std::size_t rounds = TableRounds(6'000);
  std::size_t converted = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + " round " + std::to_string(round));
    const FunnelQuery query = AllowedQuery(random);
    std::vector<TestEvent> events = RandomStreams(random, 6, query.steps.size(), query.exclusions.size(), random() % 2 == 0 ? 1 : 300);
    Disturb(random, events);
    Table table;
    LiveFunnel live(table, query);
    for (const TestEvent& event : events) {
      AppendEvent(table, event);
      if (random() % 5 == 0) ExpectAnswer(table, query, live);
      if (random() % 8 == 0) {
        live.Follow();
        table.Seal(1 + random() % 3);
      }
      if (random() % 40 == 0) table.Expire(event.time - static_cast<TimestampMs>(random() % 10), 1 + random() % 20);
      if (HasFatalFailure()) return;
    }
    ExpectAnswer(table, query, live);
    if (HasFatalFailure()) return;
    converted += live.Answer().total.time_to_convert.count;
  }
  EXPECT_GT(converted, rounds / 2);
}

FunnelQuery SimpleQuery() {
  FunnelQuery query;
  query.steps = {{{{"a", {}}}}, {{{"b", {}}}}};
  query.window_ms = 100;
  return query;
}

TEST(LiveFunnel, CountsAUserByTheChainThatALateEventMakes) {
  Table table;
  const FunnelQuery query = SimpleQuery();
  LiveFunnel live(table, query);
  AppendEvent(table, {50, 7, "b", "ana"});
  ExpectAnswer(table, query, live);
  EXPECT_EQ(live.Answer().total.entered, 0U);
  AppendEvent(table, {20, 9, "a", "ana"});
  ExpectAnswer(table, query, live);
  EXPECT_EQ(live.Answer().total.time_to_convert.median_ms, 30);
  AppendEvent(table, {20, 1, "b", "ana"});  // before it, by its sequence
  ExpectAnswer(table, query, live);
  EXPECT_EQ(live.Answer().total.time_to_convert.median_ms, 30);
  AppendEvent(table, {20, 10, "b", "ana"});  // after it
  ExpectAnswer(table, query, live);
  EXPECT_EQ(live.Answer().total.time_to_convert.median_ms, 0);
}

TEST(LiveFunnel, StartsFromTheBeginningWhenEventsWent) {
  Table table;
  const FunnelQuery query = SimpleQuery();
  LiveFunnel live(table, query);
  for (std::uint64_t i = 0; i < 10; ++i) {
    AppendEvent(table, {static_cast<TimestampMs>(i), 2 * i, "a", "u" + std::to_string(i)});
    AppendEvent(table, {static_cast<TimestampMs>(i) + 5, 2 * i + 1, "b", "u" + std::to_string(i)});
  }
  ExpectAnswer(table, query, live);
  const std::uint64_t epoch = table.epoch();
  EXPECT_EQ(table.Expire(9, 1000), 13U);
  EXPECT_NE(table.epoch(), epoch);
  live.Follow();
  EXPECT_EQ(live.MemoryBytes(), 0U);
  ExpectAnswer(table, query, live);
  EXPECT_EQ(live.Answer().total.entered, 1U);
  EXPECT_GT(live.MemoryBytes(), 0U);
}

TEST(LiveFunnel, StartsFromTheBeginningWhenMostIsNew) {
  Table table;
  const FunnelQuery query = SimpleQuery();
  LiveFunnel live(table, query);
  ExpectAnswer(table, query, live);
  for (std::uint64_t i = 0; i < 6'000; ++i) {
    AppendEvent(table, {static_cast<TimestampMs>(i), i, i % 3 == 0 ? "a" : "b", "u" + std::to_string(i % 700)});
    if (i == 5'500) live.Follow();
  }
  ExpectAnswer(table, query, live);
  EXPECT_EQ(live.Answer().total.entered, 700U);
}

TEST(LiveFunnel, RefusesWhatAQueryRefusesAndAnswersAfterwards) {
  Table table;
  FunnelQuery query = SimpleQuery();
  query.window_ms = -1;
  LiveFunnel live(table, query);
  EXPECT_EQ(live.Update().code(), StatusCode::kInvalidArgument);
  query = SimpleQuery();
  query.filter = {{"", PropertyOperator::kExists, {}}};
  EXPECT_EQ(live.Update().code(), StatusCode::kInvalidArgument);
  query = SimpleQuery();
  ExpectAnswer(table, query, live);
}

}  // namespace
}  // namespace assay
