#include "assay/engine/limits.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "assay/engine/engine.h"
#include "assay/wire/generated/result_generated.h"
#include "core/engine/engine_messages.h"

namespace assay {
namespace {

TEST(EngineLimits, RefusesABatchOfTooManyRows) {
  BatchParts batch;
  const std::size_t rows = kEventBatchLimits.max_rows + 1;
  const std::uint32_t text = batch.AddText("a");
  batch.times.assign(rows, 0);
  batch.names.assign(rows, text);
  batch.users.assign(rows, text);
  Engine engine;
  EXPECT_EQ(engine.Ingest(BatchBytes(batch)).status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(engine.Stats().events, 0U);
}

TEST(EngineLimits, RefusesQueriesBeyondItsLimits) {
  struct Case {
    const char* name;
    WireQuery (*query)(std::size_t size);
    std::size_t largest;
    StatusCode code;
  };
  const Case cases[] = {
      {"steps", [](std::size_t size) { return FunnelQueryOf(std::vector<std::string>(size, "view"), 60); }, kMaxFunnelSteps,
       StatusCode::kInvalidArgument},
      {"properties to group by", [](std::size_t size) { return CountQuery(std::vector<std::string>(size, "plan")); }, kMaxGroupBy,
       StatusCode::kResourceExhausted},
      {"operands",
       [](std::size_t size) {
         WireQuery query = CountQuery();  // its aggregate and the condition are two parts
         query.filter = {{"plan", WireOperator::kNotIn, std::vector<WireValue>(size - 2, WireValue(1.0))}};
         return query;
       },
       kMaxQueryParts, StatusCode::kResourceExhausted},
      {"alternatives",
       [](std::size_t size) {
         WireQuery query = FunnelQueryOf({"view"}, 60);
         std::get<WireFunnelQuery>(query.kind).steps[0].any_of.assign(size, MatchOf("view"));
         return query;
       },
       kMaxQueryParts, StatusCode::kResourceExhausted},
      {"aggregates",
       [](std::size_t size) {
         WireQuery query = CountQuery();
         std::get<WireMetricQuery>(query.kind).aggregates.resize(size);
         return query;
       },
       kMaxQueryParts, StatusCode::kResourceExhausted},
      {"conditions of a task",
       [](std::size_t size) {
         WireTaskQuery task{MatchOf("a"), MatchOf("b"), 1};
         task.start.where.assign(size - 24, {"x", WireOperator::kExists, {}});
         task.complete.where.assign(24, {"x", WireOperator::kExists, {}});
         WireQuery query = CountQuery();
         query.kind = task;
         return query;
       },
       kMaxQueryParts, StatusCode::kResourceExhausted},
      {"arms and weights",
       [](std::size_t size) {
         WireExperimentQuery experiment{"e", MatchOf("a"), 1, {}, {}};
         for (std::size_t i = 0; i < 250; ++i) experiment.arms.push_back(std::to_string(i));
         experiment.weights.assign(250, 1);
         experiment.conversion.where.assign(size - 500, {"x", WireOperator::kExists, {}});
         WireQuery query = CountQuery();
         query.kind = experiment;
         return query;
       },
       kMaxQueryParts, StatusCode::kResourceExhausted},
  };
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  for (const Case& c : cases) {
    const Status largest = StatusOf(engine, c.query(c.largest));
    EXPECT_TRUE(largest.ok()) << c.name << ": " << largest.message();
    EXPECT_EQ(StatusOf(engine, c.query(c.largest + 1)).code(), c.code) << c.name;
  }
}

TEST(EngineLimits, KeepsTheNumberOfGroupsInBounds) {
  std::vector<EventParts> events;
  for (int i = 0; i < 5; ++i) events.push_back({0, "view", "u" + std::to_string(i), "plan " + std::to_string(i)});
  Engine engine;
  Take(engine, BatchOfEvents(1, events));
  for (const auto& [max_groups, shown] :
       std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 1}, {1, 1}, {3, 3}, {5, 5}, {0xFFFFFFFF, 5}}) {
    WireQuery metric = CountQuery({"plan"});
    metric.max_groups = max_groups;
    const ByteBuffer rows = Ask(engine, metric);
    EXPECT_EQ(fb::GetResult(rows.data())->kind_as_MetricResult()->groups()->size(), shown) << max_groups;
    EXPECT_EQ(fb::GetResult(rows.data())->groups_omitted(), 5 - shown) << max_groups;
    WireQuery funnel = FunnelQueryOf({"view"}, 60, {"plan"});
    funnel.max_groups = max_groups;
    const ByteBuffer groups = Ask(engine, funnel);
    EXPECT_EQ(fb::GetResult(groups.data())->kind_as_FunnelResult()->groups()->size(), shown) << max_groups;
    EXPECT_EQ(fb::GetResult(groups.data())->groups_omitted(), 5 - shown) << max_groups;
  }
}

// `count` events of one user, a millisecond and a plan of its own each.
ByteBuffer ManyEvents(std::uint64_t first, std::size_t count) {
  BatchParts batch;
  batch.first_sequence = first;
  const std::uint32_t text = batch.AddText("a");
  PropertyParts plan{.name = batch.AddText("plan"), .type = fb::PropertyType::Number, .rows = {}};
  for (std::size_t i = 0; i < count; ++i) {
    batch.times.push_back(static_cast<double>(first + i));
    plan.numbers.push_back(static_cast<double>(first + i));
  }
  batch.names.assign(count, text);
  batch.users.assign(count, text);
  batch.properties = {plan};
  return BatchBytes(batch);
}

TEST(EngineLimits, RefusesAnAnswerOfTooManyRows) {
  Engine engine;
  Take(engine, ManyEvents(0, kMaxResultRows + 1));
  WireQuery metric = CountQuery();
  metric.bucket_ms = 1;
  WireQuery task = metric;
  task.kind = WireTaskQuery{MatchOf("a"), MatchOf("b"), 1};
  EXPECT_EQ(StatusOf(engine, metric).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(StatusOf(engine, task).code(), StatusCode::kResourceExhausted);
  metric.bucket_ms = 1000;
  task.bucket_ms = 1000;
  EXPECT_TRUE(StatusOf(engine, metric).ok());
  EXPECT_TRUE(StatusOf(engine, task).ok());
}

TEST(EngineLimits, CountsTheGroupsOfALongFunnelThatItCannotShow) {
  constexpr std::size_t kUsers = 10'000;
  constexpr std::size_t kShown = kMaxFunnelCells / kMaxFunnelSteps;
  static_assert(kShown < kUsers);
  BatchParts batch;
  const std::uint32_t name = batch.AddText("a");
  PropertyParts plan{.name = batch.AddText("plan"), .type = fb::PropertyType::Number, .rows = {}};
  for (std::size_t i = 0; i < kUsers; ++i) {
    batch.times.push_back(0);
    batch.names.push_back(name);
    batch.users.push_back(batch.AddText("user " + std::to_string(i)));
    plan.numbers.push_back(static_cast<double>(i));
  }
  batch.properties = {plan};
  Engine engine;
  Take(engine, BatchBytes(batch));
  WireQuery query = FunnelQueryOf(std::vector<std::string>(kMaxFunnelSteps, "a"), 60, {"plan"});
  query.max_groups = kUsers;
  const ByteBuffer answer = Ask(engine, query);
  EXPECT_EQ(fb::GetResult(answer.data())->kind_as_FunnelResult()->groups()->size(), kShown);
  EXPECT_EQ(fb::GetResult(answer.data())->groups_omitted(), kUsers - kShown);
}

}  // namespace
}  // namespace assay
