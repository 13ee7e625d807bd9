#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "assay/engine/limits.h"
#include "core/engine/engine_messages.h"

namespace assay {
namespace {

ByteBuffer WatchBytes(Engine& engine, const ByteBuffer& query) {
  Result<ByteBuffer> answer = engine.Watch(MessageCopy(query).view());
  EXPECT_TRUE(answer.ok()) << answer.status().message();
  return answer.ok() ? *std::move(answer) : ByteBuffer();
}

// The watched answer must be, byte for byte, what the question alone gets.
void ExpectSame(Engine& engine, const WireQuery& query) {
  const ByteBuffer bytes = QueryBytes(query);
  const ByteBuffer watched = WatchBytes(engine, bytes);
  ASSERT_EQ(watched, Ask(engine, query));
}

WireQuery RichFunnel(std::vector<std::string> by = {"plan"}) {
  WireQuery query = FunnelQueryOf({"view", "cart", "pay"}, 60, std::move(by));
  auto& funnel = std::get<WireFunnelQuery>(query.kind);
  funnel.samples = 3;
  funnel.reasons = true;
  funnel.segments = {{"pro", {{.name = "plan", .op = WireOperator::kEquals, .values = {std::string("pro")}}}}};
  query.bucket_unit = WireBucketUnit::kDay;
  query.zone = {{0, kHourMs}};
  return query;
}

// Every kind of query that there is to watch: funnels, plain and not, one of a calendar, one of a cohort, and no funnel at all.
std::vector<WireQuery> Watched() {
  std::vector<WireQuery> queries = {FunnelQueryOf({"view", "cart"}, 60), FunnelQueryOf({"view", "pay"}, 30, {"plan", "$event"}),
                                    RichFunnel(), RichFunnel({}), CountQuery({"plan"})};
  queries.push_back(FunnelQueryOf({"view", "cart"}, 60));
  WireCohortNode paid;
  paid.match = MatchOf("pay");
  queries.back().cohort = {paid};
  queries.push_back(RichFunnel());
  queries.back().start_ms = 40;
  queries.back().end_ms = 500;
  return queries;
}

// Batches of a few users, some of them sent twice or late, with texts that come up later.
std::vector<ByteBuffer> RandomBatches(std::mt19937_64& random, std::size_t count) {
  const std::vector<std::string> names = {"view", "cart", "pay", "other", "späti"};
  std::vector<ByteBuffer> batches;
  std::uint64_t sequence = 1;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<EventParts> events(1 + random() % 6);
    for (EventParts& event : events) {
      event.time = static_cast<double>(i * 10 + random() % 30);
      event.name = names[random() % names.size()];
      event.user = "u" + std::to_string(random() % 5);
      if (random() % 2 == 0) event.plan = random() % 2 == 0 ? "pro" : "plan " + std::to_string(random() % (i + 1));
    }
    batches.push_back(BatchOfEvents(sequence, events));
    sequence += events.size();
    if (random() % 4 == 0) batches.push_back(batches[random() % batches.size()]);
    if (batches.size() > 2 && random() % 4 == 0) std::swap(batches[batches.size() - 1], batches[batches.size() - 2]);
  }
  return batches;
}

// 120 stores of 5 users and 40 batches.
TEST(Watch, AnswersWithTheBytesOfAQueryAfterEveryBatch) {
  std::mt19937_64 random(31);
  const std::vector<WireQuery> queries = Watched();
  for (int round = 0; round < 120; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Engine engine;
    for (const ByteBuffer& batch : RandomBatches(random, 40)) {
      Take(engine, batch);
      const WireQuery& query = queries[random() % queries.size()];
      ExpectSame(engine, query);
      if (random() % 10 == 0) engine.Unwatch(QueryBytes(query));
      if (random() % 12 == 0) engine.Retain(static_cast<TimestampMs>(random() % 300), random() % 60);
      if (HasFatalFailure()) return;
    }
    for (const WireQuery& query : queries) ExpectSame(engine, query);
  }
}

// More rows than a query leaves unsorted: watching and asking take turns with sealing.
TEST(Watch, AnswersWithTheBytesOfAQueryThroughSealing) {
  std::mt19937_64 random(32);
  const std::vector<WireQuery> queries = {RichFunnel(), FunnelQueryOf({"view", "cart", "pay"}, 600)};
  const std::vector<std::string> names = {"view", "cart", "pay", "other"};
  Engine engine;
  std::uint64_t sequence = 1;
  for (int batch = 0; batch < 14; ++batch) {
    std::vector<EventParts> events(batch % 4 == 0 ? 9'000 : 150);
    for (EventParts& event : events) {
      event = {static_cast<double>(random() % 100'000), names[random() % names.size()], "u" + std::to_string(random() % 900),
               random() % 3 == 0 ? "pro" : ""};
    }
    Take(engine, BatchOfEvents(sequence, events));
    sequence += events.size();
    for (const WireQuery& query : queries) ExpectSame(engine, query);
    if (batch == 9) engine.Retain(0, 20'000);
    if (HasFatalFailure()) return;
  }
}

TEST(Watch, AnswersMoreFunnelsThanItKeepsAnythingFor) {
  Engine engine;
  for (std::uint64_t batch = 0; batch < 3; ++batch) {
    Take(engine, BatchOfEvents(1 + 6 * batch, ShopEvents()));
    for (std::size_t window = 1; window <= kMaxLiveFunnels + 3; ++window) {
      ExpectSame(engine, FunnelQueryOf({"view", "cart", "pay"}, static_cast<DurationMs>(window)));
    }
  }
}

TEST(Watch, LetsGoOnlyOfTheQueryOfTheseBytes) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  const WireQuery query = FunnelQueryOf({"view", "cart"}, 60);
  ExpectSame(engine, query);
  engine.Unwatch(QueryBytes(FunnelQueryOf({"view", "cart"}, 61)));
  engine.Unwatch({});
  engine.Unwatch(QueryBytes(query));
  engine.Unwatch(QueryBytes(query));
  Take(engine, BatchOfEvents(7, ShopEvents()));
  ExpectSame(engine, query);
}

// A maximum age moves the start of every range.
TEST(Watch, FollowsARangeThatMoves) {
  Engine engine;
  const WireQuery query = RichFunnel();
  for (std::uint64_t batch = 0; batch < 8; ++batch) {
    Take(engine, BatchOfEvents(1 + 6 * batch, ShopEvents()));
    engine.Retain(batch < 5 ? static_cast<TimestampMs>(batch) : 5, 1'000);
    ExpectSame(engine, query);
  }
}

TEST(Watch, RefusesWhatAQueryRefuses) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  WireQuery negative = FunnelQueryOf({"view"}, -1);
  WireQuery many = FunnelQueryOf({"view"}, 1);
  std::get<WireFunnelQuery>(many.kind).steps[0].any_of.resize(kMaxQueryParts + 1, MatchOf("view"));
  WireQuery none = FunnelQueryOf({}, 1);
  for (const WireQuery& query : {negative, many, none}) {
    const ByteBuffer bytes = QueryBytes(query);
    for (int again = 0; again < 2; ++again) {
      const Status status = engine.Watch(MessageCopy(bytes).view()).status();
      EXPECT_EQ(status.code(), StatusOf(engine, query).code());
      EXPECT_STREQ(status.message(), StatusOf(engine, query).message());
      EXPECT_FALSE(status.ok());
    }
  }
  EXPECT_EQ(engine.Watch({}).status().code(), engine.Query({}).status().code());
}

}  // namespace
}  // namespace assay
