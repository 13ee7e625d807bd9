#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "assay/aggregate/time_slots.h"
#include "assay/behavior/task.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

TaskResult Compute(const Table& table, const TaskQuery& query) {
  Result<TaskResult> result = ComputeTask(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : TaskResult();
}

EventMatch Named(const char* name) {
  EventMatch match;
  match.event = name;
  return match;
}

// A form of two pages with errors by field.
TaskQuery Form(DurationMs window_ms) {
  TaskQuery query;
  query.start = Named("start");
  query.complete = Named("done");
  query.window_ms = window_ms;
  query.errors = {Named("error")};
  query.error_field = "field";
  query.steps = {Named("one"), Named("two")};
  return query;
}

std::vector<TestEvent> Stream(const std::vector<std::pair<const char*, TimestampMs>>& stream) {
  std::vector<TestEvent> events;
  for (const auto& [name, time] : stream) events.push_back({time, events.size(), name});
  return events;
}

TEST(TaskKpis, ErrorsAndStepsAreThoseInsideTheAttempt) {
  struct Case {
    const char* name;
    std::vector<std::pair<const char*, TimestampMs>> stream;
    std::uint64_t errors;
    std::vector<std::uint64_t> reached;
    std::vector<std::uint64_t> abandoned;
  };
  const Case cases[] = {
      {"nothing", {}, 0, {0, 0, 0}, {0, 0, 0}},
      {"no attempt", {{"error", 1}, {"one", 2}, {"done", 3}}, 0, {0, 0, 0}, {0, 0, 0}},
      {"left at the start", {{"start", 0}}, 0, {1, 0, 0}, {1, 0, 0}},
      {"left at a step", {{"start", 0}, {"one", 1}, {"error", 2}}, 1, {1, 1, 0}, {0, 1, 0}},
      {"the last step alone", {{"start", 0}, {"two", 1}}, 0, {1, 1, 1}, {0, 0, 1}},
      {"going back", {{"start", 0}, {"two", 1}, {"one", 2}}, 0, {1, 1, 1}, {0, 0, 1}},
      {"completed", {{"start", 0}, {"one", 1}, {"done", 2}, {"error", 3}, {"two", 4}}, 0, {1, 1, 0}, {0, 0, 0}},
      {"the window's end is inside", {{"start", 0}, {"error", 60}, {"one", 60}}, 1, {1, 1, 0}, {0, 1, 0}},
      {"after the window", {{"start", 0}, {"error", 61}, {"one", 61}, {"done", 62}}, 0, {1, 0, 0}, {1, 0, 0}},
      {"of the next attempt", {{"start", 0}, {"start", 5}, {"error", 6}, {"error", 7}, {"done", 8}}, 2, {2, 0, 0}, {1, 0, 0}},
      {"ties follow the sequence", {{"error", 5}, {"start", 5}, {"error", 5}, {"done", 5}, {"error", 5}}, 1, {1, 0, 0}, {0, 0, 0}},
  };
  for (const Case& c : cases) {
    std::vector<TestEvent> events = Stream(c.stream);
    for (const bool late : {false, true}) {
      if (late) std::reverse(events.begin(), events.end());
      const TaskCounts total = Compute(MakeTable(events), Form(60)).total;
      EXPECT_EQ(total.errors, c.errors) << c.name << " late " << late;
      ASSERT_EQ(total.steps.size(), 3U) << c.name;
      for (std::size_t step = 0; step < 3; ++step) {
        EXPECT_EQ(total.steps[step].reached, c.reached[step]) << c.name << " step " << step << " late " << late;
        EXPECT_EQ(total.steps[step].abandoned, c.abandoned[step]) << c.name << " step " << step << " late " << late;
      }
    }
  }
}

TEST(TaskKpis, AnEventThatEndsTheAttemptIsNoErrorOfIt) {
  TaskQuery query = Form(60);
  query.errors = {EventMatch()};  // any event
  EXPECT_EQ(Compute(MakeTable(Stream({{"start", 0}, {"view", 1}, {"start", 2}, {"done", 3}})), query).total.errors, 1U);
}

TEST(TaskKpis, TheFirstAttemptMayLieBeforeTheRange) {
  const std::vector<TestEvent> events = {
      {0, 0, "start", "old"}, {10, 1, "start", "old"}, {10, 2, "start", "new"}, {11, 3, "start", "new"}, {99, 4, "start", "late"}};
  TaskQuery query = Form(60);
  query.by_experience = true;
  query.range = {5, 50};
  const TaskResult result = Compute(MakeTable(events), query);
  ASSERT_EQ(result.rows.size(), 2U);
  EXPECT_FALSE(result.rows[0].returning);
  EXPECT_EQ(result.rows[0].counts.attempts, 1U);
  EXPECT_TRUE(result.rows[1].returning);
  EXPECT_EQ(result.rows[1].counts.attempts, 2U);
  EXPECT_EQ(result.events_scanned, 4U);
  query.filter = {{"vip", PropertyOperator::kNotExists, {}}};
  EXPECT_EQ(Compute(MakeTable(events), query).rows.size(), 2U);
}

TEST(TaskKpis, FieldsBeyondTheCapAreCountedTogether) {
  std::vector<TestEvent> events = {{0, 0, "start"}};
  for (const char* const field : {"a", "b", "b", "c", "c", "c", "d"}) {
    events.push_back({1, events.size(), "error", "u", {{"field", std::string(field)}}});
  }
  TaskQuery query = Form(60);
  query.max_error_fields = 2;
  const Table table = MakeTable(events);
  const TaskResult result = Compute(table, query);
  ASSERT_EQ(result.error_values.size(), 2U);
  EXPECT_EQ(result.error_values[0][0]->text, "b");
  EXPECT_EQ(result.error_values[1][0]->text, "c");
  EXPECT_EQ(result.fields_omitted, 2U);
  ASSERT_EQ(result.total.fields.size(), 3U);
  EXPECT_EQ(result.total.fields[2].value, 2U);
  EXPECT_EQ(result.total.fields[2].errors, 2U);
  EXPECT_EQ(result.total.fields[2].attempts, 1U) << "one attempt has both";
}

TEST(TaskKpis, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{1, 1, "start"}});
  struct Case {
    const char* name;
    void (*breaks)(TaskQuery&);
  };
  const Case cases[] = {
      {"too many steps", [](TaskQuery& q) { q.steps.assign(kMaxTaskSteps + 1, Named("one")); }},
      {"a field without errors", [](TaskQuery& q) { q.errors.clear(); }},
      {"no fields", [](TaskQuery& q) { q.max_error_fields = 0; }},
      {"a malformed error", [](TaskQuery& q) { q.errors[0].where = {{"", PropertyOperator::kExists, {}}}; }},
      {"a malformed step", [](TaskQuery& q) { q.steps[1].where = {{"x", PropertyOperator::kEquals, {}}}; }},
  };
  for (const Case& c : cases) {
    TaskQuery query = Form(60);
    query.steps.assign(kMaxTaskSteps, Named("one"));
    ASSERT_TRUE(ComputeTask(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputeTask(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

// What the definition says of one attempt.
struct OracleAttempt {
  std::optional<double> duration;
  std::vector<std::string> fields;  // of its errors; empty: missing
  std::size_t furthest = 0;
};

struct OracleCell {
  std::vector<OracleAttempt> attempts;

  void Check(const TaskResult& result, const TaskCounts& counts, const std::vector<std::string>& kept) const {
    std::vector<double> durations;
    std::uint64_t errors = 0;
    std::uint64_t squares = 0;
    std::uint64_t with_error = 0;
    std::map<std::size_t, std::pair<std::uint64_t, std::uint64_t>> fields;
    std::vector<TaskStepCounts> steps(counts.steps.size());
    for (const OracleAttempt& attempt : attempts) {
      if (attempt.duration.has_value()) durations.push_back(*attempt.duration);
      errors += attempt.fields.size();
      squares += attempt.fields.size() * attempt.fields.size();
      with_error += attempt.fields.empty() ? 0U : 1U;
      std::set<std::size_t> seen;
      for (const std::string& field : attempt.fields) {
        const auto at = static_cast<std::size_t>(std::find(kept.begin(), kept.end(), field) - kept.begin());
        ++fields[at].first;
        if (seen.insert(at).second) ++fields[at].second;
      }
      for (std::size_t step = 0; step <= attempt.furthest; ++step) ++steps[step].reached;
      if (!attempt.duration.has_value()) ++steps[attempt.furthest].abandoned;
    }
    std::sort(durations.begin(), durations.end());
    ASSERT_EQ(counts.attempts, attempts.size());
    ASSERT_EQ(counts.completions, durations.size());
    const std::span<const double> told = result.Durations(counts);
    ASSERT_TRUE(std::equal(told.begin(), told.end(), durations.begin(), durations.end()));
    ASSERT_EQ(counts.time.median_ms, SummarizeTimes(durations).median_ms);
    ASSERT_EQ(counts.errors, errors);
    ASSERT_EQ(counts.error_squares, squares);
    ASSERT_EQ(counts.attempts_with_error, with_error);
    ASSERT_EQ(counts.fields.size(), fields.size());
    auto expected = fields.begin();
    for (const TaskFieldErrors& field : counts.fields) {
      ASSERT_EQ(field.value, expected->first);
      ASSERT_EQ(field.errors, expected->second.first);
      ASSERT_EQ(field.attempts, expected->second.second);
      ++expected;
    }
    for (std::size_t step = 0; step < steps.size(); ++step) {
      ASSERT_EQ(counts.steps[step].reached, steps[step].reached) << "step " << step;
      ASSERT_EQ(counts.steps[step].abandoned, steps[step].abandoned) << "step " << step;
    }
  }
};

using OracleKey = std::tuple<TimestampMs, std::string, bool>;  // bucket, kind, returning

struct Oracle {
  std::map<OracleKey, OracleCell> cells;
  OracleCell total;
  std::map<std::string, std::uint64_t> errors_by_field;
};

const std::string* Text(const TestEvent& event, const char* property) {
  const TestValue* value = FindValue(event, property);
  return value == nullptr ? nullptr : &std::get<std::string>(*value);
}

std::string TextOr(const TestEvent& event, const char* property) {
  const std::string* text = Text(event, property);
  return text == nullptr ? "" : *text;
}

// Every start event is looked at alone. `events` are in total order.
Oracle Explain(const std::vector<TestEvent>& events, const TaskQuery& query) {
  Oracle oracle;
  std::set<std::string> started;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const TestEvent& start = events[i];
    if (start.name != "start" || start.time >= query.range.end) continue;
    const bool returning = !started.insert(start.user).second && query.by_experience;
    if (start.time < query.range.start) continue;
    OracleAttempt attempt;
    for (std::size_t j = i + 1; j < events.size(); ++j) {
      const TestEvent& event = events[j];
      if (event.user != start.user || event.time >= query.range.end) continue;
      const TimestampMs elapsed = event.time - start.time;
      if (event.name == "done" && elapsed <= query.window_ms) attempt.duration = static_cast<double>(elapsed);
      if (event.name == "done" || event.name == "start" || elapsed > query.window_ms) break;
      if (event.name == "error") attempt.fields.push_back(TextOr(event, "field"));
      if (event.name == "one") attempt.furthest = std::max<std::size_t>(attempt.furthest, 1);
      if (event.name == "two") attempt.furthest = 2;
    }
    for (const std::string& field : attempt.fields) ++oracle.errors_by_field[field];
    const TimestampMs bucket = query.bucket_ms.has_value() ? BucketStart(start.time, *query.bucket_ms) : 0;
    oracle.cells[{bucket, query.by.empty() ? "" : TextOr(start, "kind"), returning}].attempts.push_back(attempt);
    oracle.total.attempts.push_back(attempt);
  }
  return oracle;
}

std::vector<TestEvent> RandomStream(std::mt19937_64& random) {
  std::vector<TestEvent> events(1 + random() % 80);
  const std::uint64_t span = 1 + random() % 120;
  for (TestEvent& event : events) {
    const char* const names[] = {"start", "start", "done", "error", "error", "one", "two", "view"};
    event.time = static_cast<TimestampMs>(random() % span) - 20;
    event.name = names[random() % 8];
    event.user = "u" + std::to_string(random() % 4);
    if (random() % 3 != 0) event.properties.emplace_back("kind", std::string(1, static_cast<char>('k' + random() % 3)));
    if (random() % 4 != 0) event.properties.emplace_back("field", std::string(1, static_cast<char>('a' + random() % 5)));
  }
  std::stable_sort(events.begin(), events.end(), [](const TestEvent& a, const TestEvent& b) { return a.time < b.time; });
  for (std::size_t i = 0; i < events.size(); ++i) events[i].sequence = i * 2;
  return events;
}

TEST(TaskKpis, AgreeWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 1905;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 1000; ++round) {
    SCOPED_TRACE(::testing::Message() << "seed " << kSeed << " round " << round);
    std::vector<TestEvent> events = RandomStream(random);
    TaskQuery query = Form(static_cast<DurationMs>(random() % 60));
    query.max_error_fields = 1 + random() % 6;
    query.by_experience = random() % 2 == 0;
    if (random() % 2 == 0) query.by = {"kind"};
    if (random() % 2 == 0) query.bucket_ms = static_cast<DurationMs>(1 + random() % 30);
    if (random() % 2 == 0) query.range = {static_cast<TimestampMs>(random() % 40) - 10, static_cast<TimestampMs>(40 + random() % 60)};

    const Oracle oracle = Explain(events, query);
    std::vector<std::pair<std::string, std::uint64_t>> fields(oracle.errors_by_field.begin(), oracle.errors_by_field.end());
    std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    const std::size_t omitted = fields.size() - std::min(fields.size(), query.max_error_fields);
    fields.resize(fields.size() - omitted);
    std::sort(fields.begin(), fields.end());
    std::vector<std::string> kept;
    for (const auto& [field, errors] : fields) kept.push_back(field);

    for (int order = 0; order < 2; ++order) {
      SCOPED_TRACE(::testing::Message() << "order " << order);
      if (order == 1) std::shuffle(events.begin(), events.end(), random);
      const Table table = MakeTable(events, random() % 3 == 0 ? 0 : 1 + random() % 40);
      const TaskResult result = Compute(table, query);
      ASSERT_EQ(result.fields_omitted, omitted);
      ASSERT_EQ(result.error_values.size(), kept.size());
      for (std::size_t i = 0; i < kept.size(); ++i) {
        ASSERT_EQ(result.error_values[i][0].has_value() ? std::string(result.error_values[i][0]->text) : "", kept[i]);
      }
      ASSERT_NO_FATAL_FAILURE(oracle.total.Check(result, result.total, kept));
      ASSERT_EQ(result.rows.size(), oracle.cells.size());
      auto expected = oracle.cells.begin();
      for (const TaskRow& row : result.rows) {
        const GroupKey& key = result.groups[row.group];
        const std::string kind = !key.empty() && key[0].has_value() ? std::string(key[0]->text) : "";
        ASSERT_EQ(OracleKey(row.bucket_start.value_or(0), kind, row.returning), expected->first);
        ASSERT_NO_FATAL_FAILURE(expected->second.Check(result, row.counts, kept));
        ++expected;
      }
    }
  }
}

}  // namespace
}  // namespace assay
