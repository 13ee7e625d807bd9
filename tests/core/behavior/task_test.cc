#include "assay/behavior/task.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "assay/aggregate/time_slots.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

TaskResult Compute(const Table& table, const TaskQuery& query) {
  Result<TaskResult> result = ComputeTask(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : TaskResult();
}

TaskQuery Query(DurationMs window_ms) {
  TaskQuery query;
  query.start.event = "start";
  query.complete.event = "done";
  query.window_ms = window_ms;
  return query;
}

TEST(Task, OneUserByTheRules) {
  struct Case {
    const char* name;
    std::vector<std::pair<const char*, TimestampMs>> stream;
    std::uint64_t attempts;
    std::vector<double> times;
  };
  const Case cases[] = {
      {"nothing", {}, 0, {}},
      {"done without a start", {{"done", 1}}, 0, {}},
      {"completed", {{"start", 0}, {"done", 7}}, 1, {7}},
      {"abandoned", {{"start", 0}}, 1, {}},
      {"the window's end is inside", {{"start", 0}, {"done", 60}}, 1, {60}},
      {"one millisecond late", {{"start", 0}, {"done", 61}}, 1, {}},
      {"a new start abandons the open attempt", {{"start", 0}, {"start", 10}, {"done", 12}}, 2, {2}},
      {"one completion per attempt", {{"start", 0}, {"done", 5}, {"done", 6}}, 1, {5}},
      {"a late completion ends the attempt", {{"start", 0}, {"done", 61}, {"done", 62}}, 1, {}},
      {"twice", {{"start", 0}, {"done", 5}, {"start", 6}, {"done", 16}}, 2, {5, 10}},
      {"a tie follows the sequence", {{"start", 5}, {"done", 5}}, 1, {0}},
      {"a tie against the sequence", {{"done", 5}, {"start", 5}}, 1, {}},
      {"other events between", {{"start", 0}, {"view", 1}, {"done", 2}}, 1, {2}},
  };
  for (const Case& c : cases) {
    std::vector<TestEvent> events;
    for (const auto& [name, time] : c.stream) events.push_back({time, events.size(), name});
    for (const bool late : {false, true}) {
      if (late) std::reverse(events.begin(), events.end());
      const TaskResult result = Compute(MakeTable(events), Query(60));
      EXPECT_EQ(result.total.attempts, c.attempts) << c.name << " late " << late;
      EXPECT_EQ(result.total.completions, c.times.size()) << c.name << " late " << late;
      EXPECT_EQ(result.total.time.mean_ms, SummarizeTimes(c.times).mean_ms) << c.name << " late " << late;
    }
  }
}

TEST(Task, AnEventThatIsBothCompletesAndThenStarts) {
  TaskQuery query = Query(60);
  query.complete.event = "start";
  const TaskResult result = Compute(MakeTable({{0, 0, "start"}, {10, 1, "start"}, {30, 2, "start"}}), query);
  EXPECT_EQ(result.total.attempts, 3U);
  EXPECT_EQ(result.total.completions, 2U);
  EXPECT_EQ(result.total.time.mean_ms, 15.0);
}

TEST(Task, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{1, 1, "start"}});
  struct Case {
    const char* name;
    void (*breaks)(TaskQuery&);
  };
  const Case cases[] = {
      {"a negative window", [](TaskQuery& q) { q.window_ms = -1; }},
      {"no groups", [](TaskQuery& q) { q.max_groups = 0; }},
      {"no bucket width", [](TaskQuery& q) { q.bucket_ms = 0; }},
      {"a bucket wider than time", [](TaskQuery& q) { q.bucket_ms = INT64_MAX; }},
      {"a nameless property", [](TaskQuery& q) { q.by = {""}; }},
      {"a range that ends before it starts", [](TaskQuery& q) { q.range = {2, 1}; }},
      {"a malformed start", [](TaskQuery& q) { q.start.where = {{"x", PropertyOperator::kEquals, {}}}; }},
      {"a malformed filter", [](TaskQuery& q) { q.filter = {{"", PropertyOperator::kExists, {}}}; }},
  };
  for (const Case& c : cases) {
    TaskQuery query = Query(60);
    ASSERT_TRUE(ComputeTask(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputeTask(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

struct OracleCell {
  std::uint64_t attempts = 0;
  std::vector<double> times;
};

// Each start event is looked at alone: the first later event of the user that is a start or a completion decides.
TEST(Task, AgreesWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 4711;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 6000; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    std::vector<TestEvent> events(1 + random() % 60);
    const std::uint64_t span = 1 + random() % 100;
    for (TestEvent& event : events) {
      const char* const names[] = {"start", "done", "view"};
      event.time = static_cast<TimestampMs>(random() % span) - 20;
      event.name = names[random() % 3];
      event.user = "u" + std::to_string(random() % 4);
      if (random() % 3 != 0) event.properties.emplace_back("kind", std::string(1, static_cast<char>('k' + random() % 3)));
    }
    std::stable_sort(events.begin(), events.end(), [](const TestEvent& a, const TestEvent& b) { return a.time < b.time; });
    for (std::size_t i = 0; i < events.size(); ++i) events[i].sequence = i * 2;
    TaskQuery query = Query(static_cast<DurationMs>(random() % 40));
    if (random() % 2 == 0) query.by = {"kind"};
    if (random() % 2 == 0) query.bucket_ms = static_cast<DurationMs>(1 + random() % 30);

    std::map<std::pair<TimestampMs, std::string>, OracleCell> oracle;
    OracleCell total;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (events[i].name != "start") continue;
      const TestValue* kind = query.by.empty() ? nullptr : FindValue(events[i], "kind");
      OracleCell& cell = oracle[{query.bucket_ms.has_value() ? BucketStart(events[i].time, *query.bucket_ms) : 0,
                                 kind == nullptr ? "" : std::get<std::string>(*kind)}];
      ++cell.attempts;
      ++total.attempts;
      for (std::size_t j = i + 1; j < events.size(); ++j) {
        if (events[j].user != events[i].user || events[j].name == "view") continue;
        const TimestampMs time = events[j].time - events[i].time;
        if (events[j].name == "done" && time <= query.window_ms) {
          cell.times.push_back(static_cast<double>(time));
          total.times.push_back(static_cast<double>(time));
        }
        break;
      }
    }
    for (int order = 0; order < 2; ++order) {
      if (order == 1) {
        for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
      }
      const Table table = MakeTable(events, random() % 3 == 0 ? 0 : 1 + random() % 40);
      const TaskResult result = Compute(table, query);
      ASSERT_EQ(result.total.attempts, total.attempts) << where() << " order " << order;
      ASSERT_EQ(result.total.completions, total.times.size()) << where() << " order " << order;
      ASSERT_EQ(result.total.time.median_ms, SummarizeTimes(total.times).median_ms) << where() << " order " << order;
      ASSERT_EQ(result.rows.size(), oracle.size()) << where() << " order " << order;
      auto expected = oracle.begin();  // both are by bucket, then missing first, then texts ascending
      for (const TaskRow& row : result.rows) {
        const GroupKey& key = result.groups[row.group];
        const bool has_kind = !key.empty() && key[0].has_value();
        ASSERT_EQ(row.bucket_start.value_or(0), expected->first.first) << where() << " order " << order;
        ASSERT_EQ(has_kind ? std::string(key[0]->text) : "", expected->first.second) << where() << " order " << order;
        ASSERT_EQ(row.counts.attempts, expected->second.attempts) << where() << " order " << order;
        ASSERT_EQ(row.counts.completions, expected->second.times.size()) << where() << " order " << order;
        ASSERT_EQ(row.counts.time.mean_ms, SummarizeTimes(expected->second.times).mean_ms) << where() << " order " << order;
        ++expected;
      }
    }
  }
}

}  // namespace
}  // namespace assay
