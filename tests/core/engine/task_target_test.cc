#include "assay/engine/task_target.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/columnar/event_table.h"

namespace assay {
namespace {

TaskQuery Form(TimeRange range) {
  TaskQuery query;
  query.start.event = "start";
  query.complete.event = "done";
  query.window_ms = kHourMs;
  query.errors.emplace_back().event = "error";
  query.range = range;
  return query;
}

// From `from` on, one attempt per minute by a user of its own: `completed` of them take `ms`, the first `with_error` have an error.
void AddAttempts(std::vector<TestEvent>& events, TimestampMs from, int attempts, int completed, DurationMs ms, int with_error) {
  for (int i = 0; i < attempts; ++i) {
    const TimestampMs at = from + i * kMinuteMs;
    const std::string user = std::to_string(at);
    events.push_back({at, events.size(), "start", user});
    if (i < with_error) events.push_back({at, events.size(), "error", user});
    if (i < completed) events.push_back({at + ms + i % 3, events.size(), "done", user});
  }
}

WireTaskTargetResult AnswerOf(const Table& table, const TaskQuery& query, const WireTaskTarget& target) {
  const Result<TaskResult> current = ComputeTask(table, query);
  EXPECT_TRUE(current.ok());
  const Result<WireTaskTargetResult> result = AnswerTarget(table, query, *current, target);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *result : WireTaskTargetResult();
}

WireTaskTarget AtLeast(WireTaskMetric metric, double number) { return {metric, number, {}, {}, {}, {}}; }
WireTaskTarget AtMost(WireTaskMetric metric, double number) { return {metric, {}, number, {}, {}, {}}; }
WireTaskTarget Better(WireTaskMetric metric, double by) { return {metric, {}, {}, by, {}, {}}; }

TEST(TaskTarget, IsMetWhenTheWholeIntervalIsOnItsSide) {
  std::vector<TestEvent> events;
  AddAttempts(events, 0, 100, 50, 30'000, 20);
  const Table table = MakeTable(events);
  using enum WireTaskMetric;
  using enum WireTaskStatus;
  struct Case {
    const char* name;
    WireTaskTarget target;
    WireTaskStatus status;
  };
  const Case cases[] = {
      {"completion, easily", AtLeast(kCompletion, 0.4), kMet},
      {"completion, maybe", AtLeast(kCompletion, 0.5), kUndecided},
      {"completion, no", AtLeast(kCompletion, 0.61), kNotMet},
      {"completion at most", AtMost(kCompletion, 0.4), kNotMet},
      {"time", AtMost(kTime, 31'000), kMet},
      {"time, maybe", AtMost(kTime, 30'001), kUndecided},
      {"time, no", AtMost(kTime, 20'000), kNotMet},
      {"errors", AtMost(kErrors, 0.4), kMet},
      {"errors, no", AtMost(kErrors, 0.1), kNotMet},
      {"error rate, maybe", AtMost(kErrorRate, 0.21), kUndecided},
  };
  for (const Case& c : cases) {
    const WireTaskTargetResult result = AnswerOf(table, Form({0, kDayMs}), c.target);
    EXPECT_EQ(result.status, c.status) << c.name;
    EXPECT_FALSE(result.baseline.has_value() || result.change.has_value() || result.baseline_start_ms.has_value()) << c.name;
  }
  EXPECT_EQ(AnswerOf(MakeTable({}), Form({0, kDayMs}), AtMost(kTime, 1)).status, kUndecided) << "no attempts";
}

TEST(TaskTarget, ImprovesOnTheQuarterBefore) {
  constexpr TimestampMs kJanuary = 1'767'225'600'000;  // 2026-01-01
  constexpr TimestampMs kApril = kJanuary + 90 * kDayMs;
  constexpr TimestampMs kJuly = kApril + 91 * kDayMs;
  std::vector<TestEvent> events;
  AddAttempts(events, kJanuary - kDayMs, 100, 100, 1, 0);  // of the quarter before, which is another
  AddAttempts(events, kJanuary, 400, 200, 60'000, 200);
  AddAttempts(events, kApril, 400, 300, 30'000, 40);
  const Table table = MakeTable(events);
  using enum WireTaskMetric;
  using enum WireTaskStatus;
  struct Case {
    const char* name;
    WireTaskTarget target;
    WireTaskStatus status;
    double baseline;
    double goal;
    double change;
  };
  const Case cases[] = {
      {"completion by 15 %", Better(kCompletion, 0.15), kMet, 0.5, 0.575, 0.5},
      {"completion by half", Better(kCompletion, 0.5), kUndecided, 0.5, 0.75, 0.5},
      {"completion by all", Better(kCompletion, 1), kNotMet, 0.5, 1, 0.5},
      {"time by 15 %", Better(kTime, 0.15), kMet, 60'001, 51'000.85, -0.5},
      {"time by two thirds", Better(kTime, 2 / 3.0), kNotMet, 60'001, 20'000.33, -0.5},
      {"errors by half", Better(kErrors, 0.5), kMet, 0.5, 0.25, -0.8},
      {"error rate by 95 %", Better(kErrorRate, 0.95), kNotMet, 0.5, 0.025, -0.8},
  };
  for (const Case& c : cases) {
    const WireTaskTargetResult result = AnswerOf(table, Form({kApril, kJuly}), c.target);
    EXPECT_EQ(result.status, c.status) << c.name;
    EXPECT_EQ(result.baseline_start_ms, kJanuary) << c.name;
    EXPECT_EQ(result.baseline_end_ms, kApril) << c.name;
    ASSERT_TRUE(result.baseline.has_value() && result.change.has_value() && result.target.has_value()) << c.name;
    EXPECT_NEAR(result.baseline->value.value_or(0), c.baseline, 1e-5 * c.baseline) << c.name;
    EXPECT_NEAR(*result.target, c.goal, 2e-5 * c.goal) << c.name;
    EXPECT_NEAR(result.change->value.value_or(0), c.change, 1e-4) << c.name;
    EXPECT_LT(result.change->low, result.change->value) << c.name;
    EXPECT_GT(result.change->high, result.change->value) << c.name;
  }
  WireTaskTarget december = Better(kTime, 0.5);
  december.baseline_start_ms = kJanuary - kDayMs;
  december.baseline_end_ms = kJanuary;
  EXPECT_EQ(AnswerOf(table, Form({kApril, kJuly}), december).status, kNotMet);
}

TEST(TaskTarget, TheRangeBeforeGoesByTheZonesCalendar) {
  // From the end of March 2026 on, Berlin is two hours ahead.
  constexpr TimestampMs kChange = 1'774'746'000'000;
  constexpr TimestampMs kFirstOfMarch = 1'772'319'600'000;  // 2026-03-01 00:00 in Berlin
  constexpr TimestampMs kFirstOfApril = kFirstOfMarch + 31 * kDayMs - kHourMs;
  TaskQuery query = Form({kFirstOfApril, kFirstOfApril + 30 * kDayMs});
  query.zone = {{kMinTimestampMs, kHourMs}, {kChange, 2 * kHourMs}};
  const Table table = MakeTable({{kFirstOfApril, 0, "start"}});
  const WireTaskTargetResult month = AnswerOf(table, query, Better(WireTaskMetric::kCompletion, 0.1));
  EXPECT_EQ(month.baseline_start_ms, kFirstOfMarch);
  EXPECT_EQ(month.baseline_end_ms, kFirstOfApril);
  EXPECT_EQ(month.status, WireTaskStatus::kUndecided) << "nothing to compare with";
  EXPECT_FALSE(month.target.has_value());
  query.range.end -= 1;
  const WireTaskTargetResult as_long = AnswerOf(table, query, Better(WireTaskMetric::kCompletion, 0.1));
  EXPECT_EQ(as_long.baseline_start_ms, kFirstOfApril - (30 * kDayMs - 1));
}

TEST(TaskTarget, RefusesARangeBeforeAllDates) {
  const Table table = MakeTable({{0, 0, "start"}});
  const TaskQuery query = Form({kMinTimestampMs, 0});
  const Result<TaskResult> current = ComputeTask(table, query);
  ASSERT_TRUE(current.ok());
  const Result<WireTaskTargetResult> result = AnswerTarget(table, query, *current, Better(WireTaskMetric::kCompletion, 0.1));
  EXPECT_EQ(result.status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay
