#include "assay/behavior/sequence_query.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "assay/behavior/sequence.h"
#include "core/behavior/random_streams.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

using Counts = std::vector<std::uint64_t>;

SequenceResult Compute(const Table& table, const SequenceQuery& query) {
  Result<SequenceResult> result = ComputeSequence(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : SequenceResult();
}

SequenceQuery Query(std::string_view pattern) {
  SequenceQuery query;
  query.conditions = {{"a", {}}, {"b", {}}};
  query.pattern = pattern;
  return query;
}

TEST(SequenceQuery, CountsUsersAndMatches) {
  const Table table = MakeTable(
      {{0, 0, "a"}, {5, 1, "x"}, {1'000, 2, "b"}, {2'000, 3, "a"}, {3'000, 4, "b"}, {0, 5, "b", "v"}, {1, 6, "a", "v"}, {0, 7, "x", "w"}});
  struct Case {
    const char* pattern;
    DurationMs unit_ms;
    std::uint64_t users_matched;
    std::uint64_t matches;
  };
  const Case cases[] = {
      {"", 1, 2, 6},  // the pattern of no part is met before every event
      {"(?1)", 1, 2, 3},
      {"(?1)(?2)", 1, 1, 2},
      {"(?2).*(?1)", 1, 2, 2},
      {"(?1)(?t<=1)(?2)", kSecondMs, 1, 2},
      {"(?1)(?t<1)(?2)", kSecondMs, 0, 0},
      {"(?1)(?t<=999)(?2)", 1, 0, 0},
  };
  for (const Case& c : cases) {
    SequenceQuery query = Query(c.pattern);
    query.unit_ms = c.unit_ms;
    const SequenceResult result = Compute(table, query);
    EXPECT_EQ(result.users, 2U) << c.pattern;
    EXPECT_EQ(result.users_matched, c.users_matched) << c.pattern;
    EXPECT_EQ(result.matches, c.matches) << c.pattern;
    EXPECT_EQ(result.users_meeting, (Counts{2, 2})) << c.pattern;
    EXPECT_EQ(result.events_scanned, 8U) << c.pattern;
  }
  SequenceQuery without = Query("");
  without.pattern.reset();
  EXPECT_EQ(Compute(table, without).users_matched, 0U);
  EXPECT_EQ(Compute(table, without).matches, 0U);
}

TEST(SequenceQuery, RetentionAsksForTheFirstCondition) {
  SequenceQuery query;
  query.conditions = {{"a", {}}, {"b", {}}, {"never", {}}};
  const SequenceResult result = Compute(MakeTable({{0, 0, "a"}, {1, 1, "b"}, {0, 2, "b", "v"}, {0, 3, "a", "w"}}), query);
  EXPECT_EQ(result.users_meeting, (Counts{2, 2, 0}));
  EXPECT_EQ(result.users_retained, (Counts{2, 1, 0}));
}

// Who matched first, then who got further than nothing; each by id in bytes, whenever they came.
TEST(SequenceQuery, SamplesAreTheFirstById) {
  const std::vector<TestEvent> events = {{5, 0, "a", "ж"},  {6, 1, "b", "ж"},  {5, 2, "a", "z"},   {9, 3, "b", "z"},
                                         {7, 4, "a", "b"},  {7, 5, "a", "a"},  {8, 6, "b", "Ä"},   {1, 7, "x", "x"},
                                         {3, 8, "a", "🚚"}, {3, 9, "b", "🚚"}, {4, 10, "a", "🚚"}, {4, 11, "b", "🚚"}};
  struct Sample {
    std::string user;
    bool matched;
    std::vector<TimestampMs> times;
  };
  const std::vector<Sample> all = {{"z", true, {5, 9}}, {"ж", true, {5, 6}}, {"🚚", true, {3, 3}},
                                   {"a", false, {7}},   {"b", false, {7}},   {"Ä", false, {}}};
  std::mt19937_64 random(7);
  for (int order = 0; order < 20; ++order) {
    std::vector<TestEvent> arriving = events;
    if (order > 0) Shuffle(random, arriving);
    const Table table = MakeTable(arriving, order % 4);
    for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{6}, kMaxSequenceSamples}) {
      SequenceQuery query = Query("(?1)(?2)");
      query.max_samples = most;
      const SequenceResult result = Compute(table, query);
      ASSERT_EQ(result.samples.size(), std::min(most, all.size())) << order;
      EXPECT_EQ(result.users_matched, 3U);
      for (std::size_t i = 0; i < result.samples.size(); ++i) {
        EXPECT_EQ(table.users().Text(result.samples[i].user), all[i].user) << order << " of " << most;
        EXPECT_EQ(result.samples[i].matched, all[i].matched) << all[i].user;
        EXPECT_EQ(result.samples[i].times, all[i].times) << all[i].user;
      }
      query.pattern.reset();
      EXPECT_TRUE(Compute(table, query).samples.empty()) << "of no pattern";
    }
  }
}

TEST(SequenceQuery, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{0, 0, "a"}});
  struct Case {
    const char* name;
    void (*breaks)(SequenceQuery&);
  };
  const Case cases[] = {
      {"no conditions", [](SequenceQuery& q) { q.conditions.clear(); }},
      {"too many conditions", [](SequenceQuery& q) { q.conditions.resize(33); }},
      {"no unit", [](SequenceQuery& q) { q.unit_ms = 0; }},
      {"too many samples", [](SequenceQuery& q) { q.max_samples = kMaxSequenceSamples + 1; }},
      {"no pattern", [](SequenceQuery& q) { q.pattern = "(?"; }},
      {"a condition out of range", [](SequenceQuery& q) { q.pattern = "(?3)"; }},
      {"a range that ends before it starts", [](SequenceQuery& q) { q.range = {2, 1}; }},
      {"a malformed condition", [](SequenceQuery& q) { q.conditions[0].where = {{"x", PropertyOperator::kEquals, {}}}; }},
      {"a malformed filter", [](SequenceQuery& q) { q.filter = {{"", PropertyOperator::kExists, {}}}; }},
  };
  for (const Case& c : cases) {
    SequenceQuery query = Query("(?1)");
    ASSERT_TRUE(ComputeSequence(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputeSequence(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

// Each user's events are looked at as a list, pair by pair. 6,000 stores, each in order, shuffled, and shuffled and sealed.
TEST(SequenceQuery, AgreesWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 61;
  constexpr std::size_t kUsers = 6;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 6000; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    std::vector<TestEvent> events = RandomStream(random, kUsers, 40, -20, 60, 1);
    const DurationMs unit_ms = static_cast<DurationMs>(1 + random() % 3);
    const auto limit = static_cast<DurationMs>(random() % 6);
    const std::string timed = "(?1)(?t<=" + std::to_string(limit) + ")(?2)";
    const char* const patterns[] = {"(?1)", "(?1)(?2)", "(?1).*(?2)"};
    const std::size_t which = random() % 4;
    SequenceQuery query = Query(which < 3 ? patterns[which] : timed.c_str());
    query.conditions[1].where = {{"x", PropertyOperator::kExists, {}}};
    query.unit_ms = unit_ms;
    if (random() % 3 == 0) query.range = {-5, 30};
    if (random() % 3 == 0) query.filter = {{"plan", PropertyOperator::kNotEquals, {PropertyValue::String("q")}}};

    SequenceResult expected;
    expected.users_meeting = expected.users_retained = {0, 0};
    for (std::size_t user = 0; user < kUsers; ++user) {
      std::vector<ChainEvent> own;
      for (const TestEvent& event : events) {
        const TestValue* plan = FindValue(event, "plan");
        if (!query.filter.empty() && plan != nullptr && std::get<std::string>(*plan) == "q") continue;
        if (event.user != "u" + std::to_string(user) || event.time < query.range.start || event.time >= query.range.end) continue;
        const bool second = event.name == "b" && FindValue(event, "x") != nullptr;
        if (event.name != "a" && !second) continue;
        ChainEvent& link = own.emplace_back();
        link.time = event.time;
        link.steps = second ? 2 : 1;
      }
      const auto has = [&](StepMask step) {
        return std::any_of(own.begin(), own.end(), [step](const ChainEvent& event) { return event.steps == step; });
      };
      expected.users += own.empty() ? 0U : 1U;
      expected.users_meeting[0] += has(1) ? 1U : 0U;
      expected.users_meeting[1] += has(2) ? 1U : 0U;
      expected.users_retained[0] += has(1) ? 1U : 0U;
      expected.users_retained[1] += has(1) && has(2) ? 1U : 0U;
      bool matches = which == 0 && has(1);
      for (std::size_t i = 0; i < own.size(); ++i) {
        for (std::size_t j = i + 1; j < own.size() && own[i].steps == 1; ++j) {
          if (own[j].steps != 2) continue;
          matches |= which == 1 ? j == i + 1 : which == 2 || (which == 3 && own[j].time - own[i].time <= limit * unit_ms);
        }
      }
      expected.users_matched += matches ? 1U : 0U;
      expected.matches += SequencePattern::Parse(*query.pattern, 2, unit_ms)->Count(own);
    }
    for (int order = 0; order < 3; ++order) {
      if (order > 0) Shuffle(random, events);
      const SequenceResult result = Compute(MakeTable(events, order == 2 ? 1 + random() % 40 : 0), query);
      ASSERT_EQ(result.users, expected.users) << where() << " order " << order;
      ASSERT_EQ(result.users_matched, expected.users_matched) << where() << " order " << order << " " << *query.pattern;
      ASSERT_EQ(result.matches, expected.matches) << where() << " order " << order << " " << *query.pattern;
      ASSERT_EQ(result.users_meeting, expected.users_meeting) << where() << " order " << order;
      ASSERT_EQ(result.users_retained, expected.users_retained) << where() << " order " << order;
    }
  }
}

}  // namespace
}  // namespace assay
