#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "assay/engine/engine.h"
#include "assay/engine/limits.h"
#include "assay/wire/generated/result_generated.h"
#include "core/engine/engine_messages.h"

namespace assay {
namespace {

WireQuery Of(WireQueryKind kind) {
  WireQuery query;
  query.kind = std::move(kind);
  query.max_groups = 1000;
  return query;
}

WireCohortNode Did(const char* event, WireCohortCount count = WireCohortCount::kAtLeast, std::uint32_t times = 1) {
  WireCohortNode node;
  node.match = MatchOf(event);
  node.count = count;
  node.times = times;
  return node;
}

WireQuery Sequence() {
  return Of(WireSequenceQuery{.conditions = {MatchOf("view"), MatchOf("cart")}, .pattern = "(?1)(?2)", .samples = 5});
}

WireQuery Retention() {
  WireRetentionQuery retention;
  retention.start = MatchOf("view");
  retention.comeback = MatchOf("cart");
  return Of(std::move(retention));
}

WireQuery Paths() {
  WirePathsQuery paths;
  paths.node = "$event";
  paths.unit = WirePathUnit::kUser;
  return Of(std::move(paths));
}

WireQuery Stickiness() {
  WireStickinessQuery stickiness;
  stickiness.windows = {7};
  return Of(std::move(stickiness));
}

std::vector<WireQuery> EveryKind() {
  return {Retention(),  Paths(),    Of(WireLifecycleQuery{}),
          Stickiness(), Sequence(), Of(WireCohortQuery{.nodes = {Did("cart")}, .max_ids = 10})};
}

TEST(BehaviorQuery, EveryKindGivesTheSameBytesWhateverTheOrderOfArrival) {
  std::vector<std::vector<ByteBuffer>> answers;
  for (const bool reversed : {false, true}) {
    std::vector<ByteBuffer> batches;
    for (std::size_t i = 0; i < ShopEvents().size(); ++i) batches.push_back(BatchOfEvents(i, {ShopEvents()[i]}));
    if (reversed) std::reverse(batches.begin(), batches.end());
    Engine engine;
    for (const ByteBuffer& batch : batches) Take(engine, batch);
    std::vector<ByteBuffer>& told = answers.emplace_back();
    for (const WireQuery& query : EveryKind()) told.push_back(Ask(engine, query));
  }
  EXPECT_EQ(answers[0], answers[1]);
}

TEST(BehaviorQuery, EveryKindAnswersWithoutEvents) {
  Engine engine;
  for (const WireQuery& query : EveryKind()) EXPECT_FALSE(Ask(engine, query).empty()) << query.kind.index();
}

TEST(BehaviorQuery, ARetentionHasRatesOfItsCompleteCells) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  WireQuery query = Retention();
  std::get<WireRetentionQuery>(query.kind).as_of_ms = 30 * kDayMs;
  query.by = {"plan"};
  const ByteBuffer answer = Ask(engine, query);
  const fb::RetentionResult* retention = fb::GetResult(answer.data())->kind_as_RetentionResult();
  EXPECT_EQ(retention->columns(), 8U);
  EXPECT_EQ(retention->total_users(), 3U);
  EXPECT_EQ(retention->total_cells()->returned()->Get(0), 2U);
  EXPECT_EQ(retention->total_cells()->complete()->trials()->Get(0), 3U);
  EXPECT_GT(retention->total_cells()->complete()->low()->Get(0), 0.2);
  ASSERT_EQ(retention->group_users()->size(), 3U);
  EXPECT_EQ(retention->keys()->Get(0)->type(), fb::ValueType::Null);
  EXPECT_EQ(retention->keys()->Get(2)->text()->string_view(), "pro");
}

TEST(BehaviorQuery, ACohortNarrowsAQueryAndIsFoundInTheWholeStore) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  WireQuery query = Sequence();
  query.cohort = {Did("pay")};
  query.end_ms = 15;  // the cohort's event comes later
  const ByteBuffer answer = Ask(engine, query);
  const fb::SequenceResult* sequence = fb::GetResult(answer.data())->kind_as_SequenceResult();
  EXPECT_EQ(sequence->matched()->successes(), 1U);
  EXPECT_EQ(sequence->matched()->trials(), 1U);
  ASSERT_EQ(sequence->samples()->size(), 1U);
  EXPECT_EQ(sequence->samples()->Get(0)->user()->string_view(), "ana");
  EXPECT_EQ(sequence->samples()->Get(0)->times_ms()->Get(1), 10);
  for (WireQuery& other : std::vector<WireQuery>{CountQuery(), FunnelQueryOf({"view"}, 60)}) {
    other.cohort = {Did("pay", WireCohortCount::kExactly, 0)};
    const ByteBuffer told = Ask(engine, other);
    const fb::Result* result = fb::GetResult(told.data());
    if (const fb::MetricResult* metric = result->kind_as_MetricResult()) {
      EXPECT_EQ(metric->values()->Get(0), 3);
    } else {
      EXPECT_EQ(result->kind_as_FunnelResult()->total()->steps()->Get(0)->count(), 2U);
    }
  }
}

TEST(BehaviorQuery, ListsTheFirstIdsOfACohort) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  const ByteBuffer answer = Ask(engine, Of(WireCohortQuery{.nodes = {Did("view")}, .max_ids = 2}));
  const fb::CohortResult* cohort = fb::GetResult(answer.data())->kind_as_CohortResult();
  EXPECT_EQ(cohort->size()->successes(), 3U);
  EXPECT_EQ(cohort->size()->trials(), 3U);
  ASSERT_EQ(cohort->ids()->size(), 2U);
  EXPECT_EQ(cohort->ids()->Get(0)->string_view(), "ana");
  EXPECT_EQ(cohort->ids()->Get(1)->string_view(), "bob");
}

TEST(BehaviorQuery, RefusesWhatBreaksARuleOrACap) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  struct Case {
    const char* name;
    WireQuery query;
    StatusCode code;
  };
  WireQuery periods = Retention();
  std::get<WireRetentionQuery>(periods.kind).periods = 0;
  WireQuery pattern = Sequence();
  std::get<WireSequenceQuery>(pattern.kind).pattern = "(?3)";
  WireQuery samples = Sequence();
  std::get<WireSequenceQuery>(samples.kind).samples = 1001;
  WireQuery parts = Sequence();
  parts.cohort.assign(kMaxQueryParts, Did("view"));
  WireQuery nested = Of(WireCohortQuery{.nodes = {Did("view")}});
  nested.cohort = {Did("view")};
  WireQuery childless = Sequence();
  childless.cohort.resize(1);
  childless.cohort[0].kind = WireCohortKind::kAnd;
  const Case cases[] = {
      {"no periods", periods, StatusCode::kInvalidArgument},
      {"a pattern with a condition too many", pattern, StatusCode::kInvalidArgument},
      {"too many samples", samples, StatusCode::kInvalidArgument},
      {"too many parts of a cohort", parts, StatusCode::kResourceExhausted},
      {"a cohort of a cohort", nested, StatusCode::kInvalidArgument},
      {"an intersection of nothing", childless, StatusCode::kInvalidArgument},
  };
  for (const Case& c : cases) EXPECT_EQ(StatusOf(engine, c.query).code(), c.code) << c.name;
}

}  // namespace
}  // namespace assay
