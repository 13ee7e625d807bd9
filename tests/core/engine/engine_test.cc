#include "assay/engine/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "assay/engine/limits.h"
#include "assay/wire/generated/result_generated.h"
#include "core/engine/engine_messages.h"

namespace assay {
namespace {

const std::vector<EventParts> kShop = {
    {0, "view", "ana", "pro"},    {10, "cart", "ana", "free"}, {20, "pay", "ana", ""},
    {5, "view", "жанна", "free"}, {6, "cart", "жанна", ""},    {7, "view", "bob", ""},
};

void Take(Engine& engine, const ByteBuffer& batch) {
  const Result<IngestReport> report = engine.Ingest(MessageCopy(batch).view());
  ASSERT_TRUE(report.ok()) << report.status().message();
}

ByteBuffer Ask(const Engine& engine, const WireQuery& query) {
  Result<ByteBuffer> answer = engine.Query(MessageCopy(QueryBytes(query)).view());
  EXPECT_TRUE(answer.ok()) << answer.status().message();
  return answer.ok() ? *std::move(answer) : ByteBuffer();
}

Status AskInVain(const Engine& engine, const WireQuery& query) { return engine.Query(QueryBytes(query)).status(); }

double Count(const Engine& engine) {
  const ByteBuffer answer = Ask(engine, CountQuery());
  return fb::GetResult(answer.data())->kind_as_MetricResult()->rows()->Get(0)->values()->Get(0);
}

TEST(Engine, HasNoEventsAtFirst) {
  const Engine engine;
  EXPECT_EQ(engine.Stats().events, 0U);
  EXPECT_EQ(engine.Stats().users, 0U);
  EXPECT_EQ(Count(engine), 0);
  const ByteBuffer answer = Ask(engine, FunnelQueryOf({"a", "b"}, 60, {"plan"}));
  EXPECT_EQ(fb::GetResult(answer.data())->kind_as_FunnelResult()->groups()->size(), 0U);
}

TEST(Engine, AnswersAMetricOfWhatItTook) {
  Engine engine;
  const Result<IngestReport> report = engine.Ingest(MessageCopy(BatchOfEvents(1, kShop)).view());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->accepted, 6U);
  EXPECT_EQ(report->duplicates, 0U);
  EXPECT_EQ(engine.Stats().events, 6U);
  EXPECT_EQ(engine.Stats().users, 3U);
  EXPECT_GT(engine.Stats().memory_bytes, 0U);

  const ByteBuffer answer = Ask(engine, CountQuery({"plan"}));
  const fb::Result* result = fb::GetResult(answer.data());
  EXPECT_EQ(result->events_scanned(), 6U);
  const auto& rows = *result->kind_as_MetricResult()->rows();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]->key()->Get(0)->type(), fb::ValueType::Null);
  EXPECT_EQ(rows[0]->values()->Get(0), 3);
  EXPECT_EQ(rows[1]->key()->Get(0)->text()->string_view(), "free");
  EXPECT_EQ(rows[1]->values()->Get(0), 2);
  EXPECT_EQ(rows[2]->key()->Get(0)->text()->string_view(), "pro");
  EXPECT_EQ(rows[2]->values()->Get(0), 1);
}

TEST(Engine, AnswersAFunnelWithItsSharesAndLabels) {
  Engine engine;
  Take(engine, BatchOfEvents(1, kShop));
  const ByteBuffer answer = Ask(engine, FunnelQueryOf({"view", "cart", "pay"}, 60));
  const auto& steps = *fb::GetResult(answer.data())->kind_as_FunnelResult()->total()->steps();
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[2]->label()->string_view(), "pay");
  EXPECT_EQ(steps[0]->count(), 3U);
  EXPECT_EQ(steps[1]->count(), 2U);
  EXPECT_EQ(steps[2]->count(), 1U);
  EXPECT_EQ(steps[2]->from_start()->trials(), 3U);
  EXPECT_EQ(steps[2]->from_previous()->trials(), 2U);
  EXPECT_EQ(*steps[2]->from_previous()->rate(), 0.5);
  EXPECT_EQ(*steps[1]->time_from_previous()->mean_ms(), 5.5);
}

TEST(Engine, TakesASequenceNumberOnce) {
  Engine engine;
  Take(engine, BatchOfEvents(3, {{0, "a", "u", ""}, {1, "b", "u", ""}}));
  const Result<IngestReport> report =
      engine.Ingest(BatchOfEvents(2, {{0, "x", "u", ""}, {0, "x", "v", ""}, {0, "x", "w", ""}, {0, "x", "w", ""}}));
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->accepted, 2U);
  EXPECT_EQ(report->duplicates, 2U);
  EXPECT_EQ(engine.Stats().events, 4U);
  const ByteBuffer answer = Ask(engine, CountQuery({"$event"}));
  const auto& rows = *fb::GetResult(answer.data())->kind_as_MetricResult()->rows();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[2]->key()->Get(0)->text()->string_view(), "x");
  EXPECT_EQ(rows[2]->values()->Get(0), 2);
}

TEST(Engine, GivesTheSameBytesWhateverTheOrderOfArrival) {
  std::vector<ByteBuffer> answers;
  for (const bool reversed : {false, true}) {
    std::vector<ByteBuffer> batches;
    for (std::size_t i = 0; i < kShop.size(); ++i) batches.push_back(BatchOfEvents(i, {kShop[i]}));
    if (reversed) std::reverse(batches.begin(), batches.end());
    Engine engine;
    for (const ByteBuffer& batch : batches) Take(engine, batch);
    for (const WireQuery& query : {CountQuery({"plan", "$event"}), FunnelQueryOf({"view", "cart"}, 60, {"plan"})})
      answers.push_back(Ask(engine, query));
  }
  EXPECT_EQ(answers[0], answers[2]);
  EXPECT_EQ(answers[1], answers[3]);
}

TEST(Engine, ABatchItRefusesChangesNothing) {
  struct Case {
    const char* name;
    ByteBuffer bytes;
    StatusCode code;
  };
  BatchParts not_utf8 = BatchOf(100, kShop);
  not_utf8.string_bytes.back() = '\xFF';
  BatchParts too_long = BatchOf(100, kShop);
  too_long.AddText(std::string(kEventBatchLimits.max_string_bytes + 1, 'a'));
  BatchParts no_user = BatchOf(100, kShop);
  no_user.users.pop_back();
  BatchParts fraction = BatchOf(100, kShop);
  fraction.times[3] = 0.5;
  const ByteBuffer whole = BatchOfEvents(100, kShop);
  const Case cases[] = {
      {"no bytes", {}, StatusCode::kDataLoss},
      {"half of the bytes", {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2)}, StatusCode::kDataLoss},
      {"a query", QueryBytes(CountQuery()), StatusCode::kDataLoss},
      {"a text that is not UTF-8", BatchBytes(not_utf8), StatusCode::kInvalidArgument},
      {"a text that is too long", BatchBytes(too_long), StatusCode::kResourceExhausted},
      {"a row without a user", BatchBytes(no_user), StatusCode::kInvalidArgument},
      {"a time with a fraction", BatchBytes(fraction), StatusCode::kInvalidArgument},
  };
  Engine engine;
  Take(engine, BatchOfEvents(1, kShop));
  const EngineStats before = engine.Stats();
  const ByteBuffer answer_before = Ask(engine, CountQuery({"plan"}));
  for (const Case& c : cases) {
    EXPECT_EQ(engine.Ingest(MessageCopy(c.bytes).view()).status().code(), c.code) << c.name;
    EXPECT_EQ(engine.Stats().events, before.events) << c.name;
    EXPECT_EQ(engine.Stats().users, before.users) << c.name;
    EXPECT_EQ(engine.Stats().memory_bytes, before.memory_bytes) << c.name;
    EXPECT_EQ(Ask(engine, CountQuery({"plan"})), answer_before) << c.name;
  }
  const Result<IngestReport> after = engine.Ingest(whole);  // the sequence numbers stayed free
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->accepted, kShop.size());
}

TEST(Engine, RefusesABatchOfTooManyRows) {
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

TEST(Engine, StoresNegativeZeroAsZero) {
  BatchParts batch = BatchOf(1, {{0, "m", "u", ""}, {1, "m", "u", ""}});
  batch.properties = {{.name = batch.AddText("v"), .type = fb::PropertyType::Number, .rows = {}, .numbers = {-0.0, 0.0}}};
  Engine engine;
  Take(engine, BatchBytes(batch));
  const ByteBuffer answer = Ask(engine, CountQuery({"v"}));
  EXPECT_EQ(fb::GetResult(answer.data())->kind_as_MetricResult()->rows()->size(), 1U);
}

TEST(Engine, RefusesMalformedQueries) {
  Engine engine;
  Take(engine, BatchOfEvents(1, kShop));
  const ByteBuffer query = QueryBytes(CountQuery());
  EXPECT_EQ(engine.Query({}).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(engine.Query(MessageCopy(ByteView(query).first(query.size() / 2)).view()).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(engine.Query(MessageCopy(query, 4).view()).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(engine.Query(BatchOfEvents(1, kShop)).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(Count(engine), 6);
}

TEST(Engine, RefusesQueriesBeyondItsLimits) {
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
  Take(engine, BatchOfEvents(1, kShop));
  for (const Case& c : cases) {
    const Status largest = AskInVain(engine, c.query(c.largest));
    EXPECT_TRUE(largest.ok()) << c.name << ": " << largest.message();
    EXPECT_EQ(AskInVain(engine, c.query(c.largest + 1)).code(), c.code) << c.name;
  }
}

TEST(Engine, RefusesWhatTheModulesRefuse) {
  Engine engine;
  WireQuery reversed = CountQuery();
  reversed.start_ms = 1;
  reversed.end_ms = 0;
  EXPECT_EQ(AskInVain(engine, reversed).code(), StatusCode::kInvalidArgument);
  WireQuery wide = CountQuery();
  wide.bucket_ms = kMaxTimestampMs + 1;
  EXPECT_EQ(AskInVain(engine, wide).code(), StatusCode::kInvalidArgument);
  WireQuery repeated = CountQuery();
  repeated.kind = WireExperimentQuery{"e", MatchOf("a"), 1, {"x", "x"}, {}};
  EXPECT_EQ(AskInVain(engine, repeated).code(), StatusCode::kInvalidArgument);
}

TEST(Engine, KeepsTheNumberOfGroupsInBounds) {
  std::vector<EventParts> events;
  for (int i = 0; i < 5; ++i) events.push_back({0, "view", "u" + std::to_string(i), "plan " + std::to_string(i)});
  Engine engine;
  Take(engine, BatchOfEvents(1, events));
  for (const auto& [max_groups, shown] :
       std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 1}, {1, 1}, {3, 3}, {5, 5}, {0xFFFFFFFF, 5}}) {
    WireQuery metric = CountQuery({"plan"});
    metric.max_groups = max_groups;
    const ByteBuffer rows = Ask(engine, metric);
    EXPECT_EQ(fb::GetResult(rows.data())->kind_as_MetricResult()->rows()->size(), shown) << max_groups;
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

TEST(Engine, RefusesAnAnswerOfTooManyRows) {
  Engine engine;
  Take(engine, ManyEvents(0, kMaxResultRows + 1));
  WireQuery metric = CountQuery();
  metric.bucket_ms = 1;
  WireQuery task = metric;
  task.kind = WireTaskQuery{MatchOf("a"), MatchOf("b"), 1};
  EXPECT_EQ(AskInVain(engine, metric).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(AskInVain(engine, task).code(), StatusCode::kResourceExhausted);
  metric.bucket_ms = 1000;
  task.bucket_ms = 1000;
  EXPECT_TRUE(AskInVain(engine, metric).ok());
  EXPECT_TRUE(AskInVain(engine, task).ok());
}

TEST(Engine, CountsTheGroupsOfALongFunnelThatItCannotShow) {
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
