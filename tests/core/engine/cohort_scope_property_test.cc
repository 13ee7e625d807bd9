#include <gtest/gtest.h>

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "assay/columnar/table.h"
#include "assay/engine/answer.h"
#include "assay/ingest/ingestor.h"
#include "assay/wire/decode_event_batch.h"
#include "streams/dice.h"
#include "streams/random_batches.h"
#include "streams/random_queries.h"

namespace assay {
namespace {

struct Store {
  explicit Store(const std::vector<StreamEvent>& events) : ingestor(table) {
    const ByteBuffer bytes = BytesOf(events, 1);
    const Result<EventBatchView> batch = DecodeEventBatch(bytes);
    EXPECT_TRUE(batch.ok() && ingestor.Ingest(*batch).ok());
  }

  Table table;
  Ingestor ingestor;
};

// Without as_of these are judged by the latest event of anybody.
void KnowTheEnd(WireQuery& query, TimestampMs end) {
  if (auto* retention = std::get_if<WireRetentionQuery>(&query.kind)) retention->as_of_ms = retention->as_of_ms.value_or(end);
  if (auto* lifecycle = std::get_if<WireLifecycleQuery>(&query.kind)) lifecycle->as_of_ms = lifecycle->as_of_ms.value_or(end);
  if (auto* stickiness = std::get_if<WireStickinessQuery>(&query.kind)) stickiness->as_of_ms = stickiness->as_of_ms.value_or(end);
}

// What is told apart from how many events were looked at.
ByteBuffer Told(WireResult result) {
  result.events_scanned = 0;
  return EncodeResult(result);
}

// A query of a cohort's users answers what it answers over a store that nobody else is in.
TEST(CohortScope, IsTheStoreWithoutEverybodyElseForEveryKindOfQuery) {
  constexpr std::uint64_t kSeed = 20'261'124;
  constexpr std::size_t kRounds = 6'000;
  Dice dice(kSeed);
  std::size_t narrowed = 0;
  std::size_t answered = 0;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    const StreamTimes times = RandomTimes(dice);
    std::vector<StreamEvent> events;
    for (std::size_t i = dice.Below(40); i > 0; --i) events.push_back(RandomEvent(dice, times, kStreamUsers.size()));
    RandomQueries queries(dice, times);
    WireQuery query;
    do query = queries.Make(round % RandomQueries::kKinds);
    while (query.cohort.empty() && !std::holds_alternative<WireCohortQuery>(query.kind));
    if (std::holds_alternative<WireCohortQuery>(query.kind)) continue;                                // has no scope
    KnowTheEnd(query, times.start + static_cast<DurationMs>(times.grains - 1) * times.grain_ms + 1);  // right after the last it may have

    const Store store(events);
    WireQuery who;
    who.kind = WireCohortQuery{query.cohort, static_cast<std::uint32_t>(kStreamUsers.size())};
    const Result<WireResult> cohort = Answer(store.table, who);
    ASSERT_TRUE(cohort.ok()) << where() << " " << cohort.status().message();
    const std::vector<std::string>& ids = std::get<WireCohortResult>(cohort->kind).ids;
    const std::set<std::string> users(ids.begin(), ids.end());
    std::vector<StreamEvent> own;
    for (const StreamEvent& event : events) {
      if (users.contains(event.user)) own.push_back(event);
    }
    narrowed += !own.empty() && own.size() < events.size() ? 1U : 0U;

    const Result<WireResult> scoped = Answer(store.table, query);
    query.cohort.clear();
    const Result<WireResult> alone = Answer(Store(own).table, query);
    ASSERT_EQ(scoped.ok(), alone.ok()) << where() << " " << scoped.status().message() << alone.status().message();
    ASSERT_EQ(std::string(scoped.status().message()), std::string(alone.status().message())) << where();
    if (!scoped.ok()) continue;
    ASSERT_EQ(Told(*scoped), Told(*alone)) << where() << " kind " << query.kind.index();
    ++answered;
  }
  EXPECT_GT(narrowed, kRounds / 5);
  EXPECT_GT(answered, kRounds * 4 / 5);
}

}  // namespace
}  // namespace assay
