#include "assay/engine/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "assay/engine/limits.h"
#include "assay/wire/generated/result_generated.h"
#include "core/engine/engine_messages.h"

namespace assay {
namespace {

double Count(Engine& engine) {
  const ByteBuffer answer = Ask(engine, CountQuery());
  return fb::GetResult(answer.data())->kind_as_MetricResult()->values()->Get(0);
}

TEST(Engine, HasNoEventsAtFirst) {
  Engine engine;
  EXPECT_EQ(engine.Stats().events, 0U);
  EXPECT_EQ(engine.Stats().users, 0U);
  EXPECT_EQ(Count(engine), 0);
  const ByteBuffer answer = Ask(engine, FunnelQueryOf({"a", "b"}, 60, {"plan"}));
  EXPECT_EQ(fb::GetResult(answer.data())->kind_as_FunnelResult()->groups()->size(), 0U);
}

TEST(Engine, AnswersAMetricOfWhatItTook) {
  Engine engine;
  const Result<IngestReport> report = engine.Ingest(MessageCopy(BatchOfEvents(1, ShopEvents())).view());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->accepted, 6U);
  EXPECT_EQ(report->duplicates, 0U);
  EXPECT_EQ(engine.Stats().events, 6U);
  EXPECT_EQ(engine.Stats().users, 3U);
  EXPECT_GT(engine.Stats().memory_bytes, 0U);

  const ByteBuffer answer = Ask(engine, CountQuery({"plan"}));
  const fb::Result* result = fb::GetResult(answer.data());
  EXPECT_EQ(result->events_scanned(), 6U);
  const fb::MetricResult& metric = *result->kind_as_MetricResult();
  ASSERT_EQ(metric.groups()->size(), 3U);
  for (std::uint32_t row = 0; row < 3; ++row) EXPECT_EQ(metric.groups()->Get(row), row);
  EXPECT_EQ(metric.keys()->Get(0)->type(), fb::ValueType::Null);
  EXPECT_EQ(metric.values()->Get(0), 3);
  EXPECT_EQ(metric.keys()->Get(1)->text()->string_view(), "free");
  EXPECT_EQ(metric.values()->Get(1), 2);
  EXPECT_EQ(metric.keys()->Get(2)->text()->string_view(), "pro");
  EXPECT_EQ(metric.values()->Get(2), 1);
}

TEST(Engine, AnswersAFunnelWithItsSharesAndLabels) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
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
  const fb::MetricResult& metric = *fb::GetResult(answer.data())->kind_as_MetricResult();
  ASSERT_EQ(metric.groups()->size(), 3U);
  EXPECT_EQ(metric.keys()->Get(2)->text()->string_view(), "x");
  EXPECT_EQ(metric.values()->Get(2), 2);
}

TEST(Engine, GivesTheSameBytesWhateverTheOrderOfArrival) {
  std::vector<ByteBuffer> answers;
  for (const bool reversed : {false, true}) {
    std::vector<ByteBuffer> batches;
    for (std::size_t i = 0; i < ShopEvents().size(); ++i) batches.push_back(BatchOfEvents(i, {ShopEvents()[i]}));
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
  BatchParts not_utf8 = BatchOf(100, ShopEvents());
  not_utf8.string_bytes.back() = '\xFF';
  BatchParts too_long = BatchOf(100, ShopEvents());
  too_long.AddText(std::string(kEventBatchLimits.max_string_bytes + 1, 'a'));
  BatchParts no_user = BatchOf(100, ShopEvents());
  no_user.users.pop_back();
  BatchParts fraction = BatchOf(100, ShopEvents());
  fraction.times[3] = 0.5;
  const ByteBuffer whole = BatchOfEvents(100, ShopEvents());
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
  Take(engine, BatchOfEvents(1, ShopEvents()));
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
  EXPECT_EQ(after->accepted, ShopEvents().size());
}

TEST(Engine, StoresNegativeZeroAsZero) {
  BatchParts batch = BatchOf(1, {{0, "m", "u", ""}, {1, "m", "u", ""}});
  batch.properties = {{.name = batch.AddText("v"), .type = fb::PropertyType::Number, .rows = {}, .numbers = {-0.0, 0.0}}};
  Engine engine;
  Take(engine, BatchBytes(batch));
  const ByteBuffer answer = Ask(engine, CountQuery({"v"}));
  EXPECT_EQ(fb::GetResult(answer.data())->kind_as_MetricResult()->groups()->size(), 1U);
}

TEST(Engine, RefusesMalformedQueries) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  const ByteBuffer query = QueryBytes(CountQuery());
  EXPECT_EQ(engine.Query({}).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(engine.Query(MessageCopy(ByteView(query).first(query.size() / 2)).view()).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(engine.Query(MessageCopy(query, 4).view()).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(engine.Query(BatchOfEvents(1, ShopEvents())).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(Count(engine), 6);
}

TEST(Engine, RefusesWhatTheModulesRefuse) {
  Engine engine;
  WireQuery reversed = CountQuery();
  reversed.start_ms = 1;
  reversed.end_ms = 0;
  EXPECT_EQ(StatusOf(engine, reversed).code(), StatusCode::kInvalidArgument);
  WireQuery wide = CountQuery();
  wide.bucket_ms = kMaxTimestampMs + 1;
  EXPECT_EQ(StatusOf(engine, wide).code(), StatusCode::kInvalidArgument);
  WireQuery repeated = CountQuery();
  repeated.kind = WireExperimentQuery{"e", MatchOf("a"), 1, {"x", "x"}, {}};
  EXPECT_EQ(StatusOf(engine, repeated).code(), StatusCode::kInvalidArgument);
}

// `count` events "e", one ms and one user each, from `first` on.
void TakeMany(Engine& engine, std::uint64_t first, std::uint64_t count) {
  std::vector<EventParts> events;
  for (std::uint64_t i = first; i < first + count; ++i) events.push_back({static_cast<double>(i), "e", "u" + std::to_string(i)});
  Take(engine, BatchOfEvents(first, events));
}

TEST(Engine, ForgetsWhatIsOverItsLimitsOnceItIsAQuarter) {
  Engine engine;
  TakeMany(engine, 0, 120);
  EXPECT_EQ(engine.Retain(kMinTimestampMs, 100), 0U);
  EXPECT_EQ(engine.Stats().events, 120U);
  TakeMany(engine, 120, 30);
  EXPECT_EQ(engine.Retain(kMinTimestampMs, 100), 50U);
  EXPECT_EQ(engine.Stats().events, 100U);
  EXPECT_EQ(engine.Stats().users, 100U);
  EXPECT_EQ(Count(engine), 100);
  EXPECT_EQ(engine.Retain(kMinTimestampMs, 100), 0U);
}

TEST(Engine, NeverShowsEventsBeforeTheCutoffAndRemovesThemOnceTheyAreAQuarter) {
  Engine engine;
  TakeMany(engine, 0, 100);
  EXPECT_EQ(engine.Retain(10, 1'000), 0U);
  EXPECT_EQ(engine.Stats().events, 100U);
  EXPECT_EQ(Count(engine), 90);
  WireQuery early = CountQuery();
  early.start_ms = 0;
  early.end_ms = 5;
  EXPECT_EQ(fb::GetResult(Ask(engine, early).data())->events_scanned(), 0U);
  EXPECT_EQ(engine.Retain(60, 1'000), 60U);
  EXPECT_EQ(engine.Stats().events, 40U);
  EXPECT_EQ(Count(engine), 40);
}

TEST(Engine, DoesNotTakeForgottenEventsAgain) {
  Engine engine;
  TakeMany(engine, 0, 100);
  EXPECT_EQ(engine.Retain(kMinTimestampMs, 0), 100U);
  EXPECT_EQ(engine.Stats().events, 0U);
  const Result<IngestReport> again = engine.Ingest(MessageCopy(BatchOfEvents(0, ShopEvents())).view());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->accepted, 0U);
  EXPECT_EQ(again->duplicates, 6U);
  TakeMany(engine, 100, 3);
  EXPECT_EQ(Count(engine), 3);
}

}  // namespace
}  // namespace assay
