#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "assay/engine/engine.h"
#include "assay/engine/limits.h"
#include "assay/wire/generated/result_generated.h"
#include "core/engine/engine_messages.h"

namespace assay {
namespace {

WireFunnelQuery& FunnelOf(WireQuery& query) { return std::get<WireFunnelQuery>(query.kind); }

const fb::FunnelResult& Told(const ByteBuffer& answer) { return *fb::GetResult(answer.data())->kind_as_FunnelResult(); }

std::vector<std::uint64_t> CountsOf(const fb::FunnelGroup& group) {
  std::vector<std::uint64_t> counts;
  for (const fb::FunnelStepResult* step : *group.steps()) counts.push_back(step->count());
  return counts;
}

std::vector<std::string> UsersAt(const fb::FunnelResult& told, const flatbuffers::Vector<std::uint32_t>* places) {
  std::vector<std::string> users;
  if (places == nullptr) return users;
  for (const std::uint32_t place : *places) users.push_back(told.users()->Get(place)->str());
  return users;
}

TEST(AnswerFunnel, BindsEveryPartOfTheQuery) {
  struct Case {
    const char* name;
    void (*change)(WireFunnelQuery& funnel);
    std::vector<std::uint64_t> counts;
  };
  // ana: view@0 cart@10 pay@20; жанна: view@5 cart@6; bob: view@7.
  const Case cases[] = {
      {"as it is", [](WireFunnelQuery&) {}, {3, 2, 1}},
      {"a window of a step", [](WireFunnelQuery& f) { f.steps[1].within_ms = 5; }, {3, 1, 0}},
      {"an optional step", [](WireFunnelQuery& f) { f.steps[1] = {"x", {MatchOf("x")}, true}; }, {3, 1, 1}},
      {"strict order of mixpanel", [](WireFunnelQuery& f) { f.order = WireFunnelOrder::kStrict; }, {3, 2, 1}},
      {"any order",
       [](WireFunnelQuery& f) {
         std::swap(f.steps[0], f.steps[2]);
         f.order = WireFunnelOrder::kAny;
       },
       {3, 2, 1}},
      {"an exclusion up to the last step", [](WireFunnelQuery& f) { f.exclusions = {{{MatchOf("cart")}, 1, 0}}; }, {3, 0, 0}},
      {"an exclusion between two steps", [](WireFunnelQuery& f) { f.exclusions = {{{MatchOf("view")}, 2, 3}}; }, {3, 2, 1}},
      {"an open entry",
       [](WireFunnelQuery& f) {
         std::swap(f.steps[0], f.steps[2]);
         f.entry = WireFunnelEntry::kOpen;
       },
       {0, 0, 3}},
      {"windowFunnel", [](WireFunnelQuery& f) { f.rules = {WireFunnelPreset::kClickHouse, true, true, true, true, true}; }, {3, 2, 1}},
      {"a held property", [](WireFunnelQuery& f) { f.hold = "plan"; }, {2, 0, 0}},
      {"rounded ties",
       [](WireFunnelQuery& f) {
         std::swap(f.steps[0], f.steps[2]);
         f.rules.preset = WireFunnelPreset::kAmplitude;
         f.tie_ms = 60;
       },
       {1, 1, 1}},
  };
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  for (const Case& c : cases) {
    WireQuery query = FunnelQueryOf({"view", "cart", "pay"}, 60);
    c.change(FunnelOf(query));
    const ByteBuffer answer = Ask(engine, query);
    EXPECT_EQ(CountsOf(*Told(answer).total()), c.counts) << c.name;
  }
}

TEST(AnswerFunnel, TellsSamplesOnceEachAndReasonsByName) {
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  WireQuery query = FunnelQueryOf({"view", "pay"}, 60, {"plan"});
  FunnelOf(query).samples = 2;
  FunnelOf(query).reasons = true;
  FunnelOf(query).segments = {{"free", {{"plan", WireOperator::kEquals, {WireValue(std::string("free"))}}}}, {"none", {}}};
  FunnelOf(query).segments[1].where = {{"plan", WireOperator::kIn, {}}};
  const ByteBuffer answer = Ask(engine, query);
  const fb::FunnelResult& told = Told(answer);
  EXPECT_EQ(told.users()->size(), 3U);
  EXPECT_EQ(UsersAt(told, told.total()->converted_users()), (std::vector<std::string>{"ana"}));
  EXPECT_EQ(UsersAt(told, told.total()->steps()->Get(0)->dropped_users()), (std::vector<std::string>{"bob", "жанна"}));
  const fb::FunnelDrops& drops = *told.total()->steps()->Get(0)->drops();
  EXPECT_EQ(drops.no_next_event(), 2U);
  ASSERT_EQ(drops.next_events()->size(), 1U);
  EXPECT_EQ(drops.next_events()->Get(0)->event()->string_view(), "cart");
  EXPECT_EQ(drops.next_events()->Get(0)->count(), 1U);
  ASSERT_EQ(told.segments()->size(), 2U);
  const fb::FunnelGroup& free = *told.segments()->Get(0)->total();
  EXPECT_EQ(CountsOf(free), (std::vector<std::uint64_t>{1, 0}));
  EXPECT_EQ(UsersAt(told, free.steps()->Get(0)->dropped_users()), (std::vector<std::string>{"жанна"}));
  EXPECT_EQ(told.segments()->Get(0)->groups()->size(), 1U);
  EXPECT_EQ(CountsOf(*told.segments()->Get(1)->total()), (std::vector<std::uint64_t>{0, 0}));
  EXPECT_FALSE(told.segments()->Get(1)->total()->conversion()->rate().has_value());
}

TEST(AnswerFunnel, BucketsTheTrendByTheCalendarOfAZone) {
  Engine engine;
  Take(engine, BatchOfEvents(1, {{-1, "a", "u", ""}, {0, "b", "u", ""}, {5, "a", "v", ""}}));
  WireQuery query = FunnelQueryOf({"a", "b"}, 60);
  query.bucket_unit = WireBucketUnit::kDay;
  for (const auto& [offset, starts] : std::vector<std::pair<DurationMs, std::vector<double>>>{
           {0, {-86'400'000, 0}}, {3'600'000, {-3'600'000}}, {-3'600'000, {-82'800'000}}}) {
    query.zone = {{0, offset}};
    const ByteBuffer answer = Ask(engine, query);
    std::vector<double> told;
    for (const fb::FunnelTrendRow* row : *Told(answer).total()->trend()) told.push_back(row->bucket_start_ms());
    EXPECT_EQ(told, starts) << offset;
  }
  query.zone = {{5, 0}, {5, 1}};
  EXPECT_EQ(StatusOf(engine, query).code(), StatusCode::kInvalidArgument);
}

TEST(AnswerFunnel, ComparesPresetsByName) {
  Engine engine;
  Take(engine, BatchOfEvents(1, {{0, "a", "жанна", ""}, {1, "x", "жанна", ""}, {2, "b", "жанна", ""}, {3, "a", "bob", ""}}));
  WireCompareQuery compare;
  WireQuery funnel = FunnelQueryOf({"a", "b"}, 60);
  compare.funnel = FunnelOf(funnel);
  compare.funnel.exclusions = {{{MatchOf("x")}, 1, 0}};
  compare.presets = {{}, {WireFunnelPreset::kPostHog}};
  compare.samples = 5;
  WireQuery query;
  query.kind = compare;
  const ByteBuffer answer = Ask(engine, query);
  EXPECT_EQ(fb::GetResult(answer.data())->events_scanned(), 4U);
  const fb::CompareResult* told = fb::GetResult(answer.data())->kind_as_CompareResult();
  ASSERT_NE(told, nullptr);
  ASSERT_EQ(told->comparisons()->size(), 2U);
  EXPECT_EQ(told->comparisons()->Get(0)->counts()->Get(0), 2U);
  EXPECT_EQ(told->comparisons()->Get(0)->samples()->size(), 0U);
  const fb::FunnelComparison& posthog = *told->comparisons()->Get(1);
  EXPECT_EQ(posthog.counts()->Get(0), 1U);
  EXPECT_EQ(posthog.less_far(), 1U);
  EXPECT_EQ(posthog.reasons()->Get(static_cast<std::uint32_t>(fb::FunnelDifference::Exclusion)), 1U);
  EXPECT_EQ(posthog.samples()->Get(0)->user()->string_view(), "жанна");
  EXPECT_EQ(posthog.samples()->Get(0)->reason(), fb::FunnelDifference::Exclusion);
}

TEST(AnswerFunnel, RefusesWhatIsBeyondItsCaps) {
  struct Case {
    const char* name;
    void (*change)(WireFunnelQuery& funnel);
    StatusCode code;
  };
  const Case cases[] = {
      {"33 steps", [](WireFunnelQuery& f) { f.steps.resize(33, f.steps[0]); }, StatusCode::kInvalidArgument},
      {"33 exclusions", [](WireFunnelQuery& f) { f.exclusions.resize(33, {{MatchOf("x")}, 1, 2}); }, StatusCode::kInvalidArgument},
      {"9 segments", [](WireFunnelQuery& f) { f.segments.resize(9); }, StatusCode::kInvalidArgument},
      {"1001 samples", [](WireFunnelQuery& f) { f.samples = 1001; }, StatusCode::kInvalidArgument},
      {"an exclusion from step 0", [](WireFunnelQuery& f) { f.exclusions = {{{MatchOf("x")}, 0, 2}}; }, StatusCode::kInvalidArgument},
      {"an exclusion beyond the end", [](WireFunnelQuery& f) { f.exclusions = {{{MatchOf("x")}, 1, 0xFFFFFFFF}}; },
       StatusCode::kInvalidArgument},
      {"a touch beyond the end",
       [](WireFunnelQuery& f) {
         f.touch = WireFunnelTouch::kStep;
         f.touch_step = 3;
       },
       StatusCode::kInvalidArgument},
      {"conditions of exclusions and segments",
       [](WireFunnelQuery& f) {
         f.exclusions = {{{MatchOf("x")}, 1, 2}};
         f.exclusions[0].any_of[0].where.assign(500, {"x", WireOperator::kExists, {}});
         f.segments = {{"s", std::vector<WireCondition>(524, {"x", WireOperator::kExists, {}})}};
       },
       StatusCode::kResourceExhausted},
  };
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  for (const Case& c : cases) {
    WireQuery query = FunnelQueryOf({"view", "cart"}, 60);
    c.change(FunnelOf(query));
    EXPECT_EQ(StatusOf(engine, query).code(), c.code) << c.name;
    query.kind = WireCompareQuery{FunnelOf(query), {{}}, 1001};
    EXPECT_FALSE(StatusOf(engine, query).ok()) << c.name;
  }
}

// A batch of `count` events "a", each at a time, with a user and with a plan of its own.
ByteBuffer Crowd(std::size_t count, const std::string& user_prefix) {
  BatchParts batch;
  batch.first_sequence = 1;
  const std::uint32_t name = batch.AddText("a");
  const std::uint32_t only_user = batch.AddText("u");
  PropertyParts plan{.name = batch.AddText("plan"), .type = fb::PropertyType::Number, .rows = {}};
  for (std::size_t i = 0; i < count; ++i) {
    batch.times.push_back(static_cast<double>(i));
    batch.users.push_back(user_prefix.empty() ? only_user : batch.AddText(user_prefix + std::to_string(i)));
    plan.numbers.push_back(static_cast<double>(i));
  }
  batch.names.assign(count, name);
  batch.properties = {plan};
  return BatchBytes(batch);
}

TEST(AnswerFunnel, SharesItsCellsAmongSegments) {
  constexpr std::size_t kUsers = 2000;
  Engine engine;
  Take(engine, Crowd(kUsers, "user "));
  WireQuery query = FunnelQueryOf(std::vector<std::string>(kMaxFunnelSteps, "a"), 60, {"plan"});
  query.max_groups = kUsers;
  FunnelOf(query).segments.resize(8);
  constexpr std::size_t kShown = kMaxFunnelCells / (kMaxFunnelSteps * 9);
  static_assert(kShown < kUsers);
  const ByteBuffer answer = Ask(engine, query);
  EXPECT_EQ(Told(answer).groups()->size(), kShown);
  EXPECT_EQ(fb::GetResult(answer.data())->groups_omitted(), kUsers - kShown);
  for (const fb::FunnelPart* segment : *Told(answer).segments()) {
    EXPECT_EQ(segment->groups()->size(), kShown);
    EXPECT_EQ(segment->groups_omitted(), kUsers - kShown);
  }
}

TEST(AnswerFunnel, RefusesATrendOfTooManyRows) {
  Engine engine;
  Take(engine, Crowd(kMaxResultRows + 1, ""));
  WireQuery query = FunnelQueryOf({"a"}, 1);
  FunnelOf(query).count = WireFunnelCount::kTotals;
  query.bucket_ms = 1;
  const Status refused = StatusOf(engine, query);
  EXPECT_EQ(refused.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(std::string(refused.message()).rfind("trend:", 0), 0U) << refused.message();
  query.bucket_ms = 1000;
  EXPECT_TRUE(StatusOf(engine, query).ok());
}

TEST(AnswerFunnel, RefusesSamplesOfTooManyBytes) {
  Engine engine;
  const std::string long_id(kEventBatchLimits.max_string_bytes - 8, 'x');
  const std::size_t users = kMaxSampleBytes / long_id.size() + 1;
  Take(engine, Crowd(users, long_id));
  WireQuery query = FunnelQueryOf({"a"}, 1, {"plan"});
  query.max_groups = static_cast<std::uint32_t>(users);
  FunnelOf(query).samples = 1;
  const Status refused = StatusOf(engine, query);
  EXPECT_EQ(refused.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(std::string(refused.message()).rfind("samples:", 0), 0U) << refused.message();
  query.max_groups = 10;
  EXPECT_TRUE(StatusOf(engine, query).ok());
}

}  // namespace
}  // namespace assay
