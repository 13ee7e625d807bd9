#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "assay/wire/query.h"
#include "core/wire/query_bytes.h"

namespace assay {
namespace {

const char* const kNotUtf8 = "\xC0\x80";

WireEventMatch Event(const char* name) { return {.event = name, .where = {{"größe", WireOperator::kExists, {}}}}; }

WireQuery Of(WireQueryKind kind) {
  WireQuery query;
  query.kind = std::move(kind);
  return query;
}

WireQuery Retention() {
  return Of(WireRetentionQuery{.start = Event("a"),
                               .comeback = Event("b"),
                               .cohort_unit = WireBucketUnit::kMonth,
                               .period_unit = WireBucketUnit::kWeek,
                               .rolling_ms = kMaxTimestampMs,
                               .mode = WireRetentionMode::kBracket,
                               .entry = WireRetentionEntry::kEveryPeriod,
                               .periods = 3,
                               .brackets = {0, 0, 1, 0xFFFFFFFF},
                               .min_times = 0xFFFFFFFF,
                               .as_of_ms = kMaxTimestampMs + 1});
}

WireQuery Paths() {
  return Of(WirePathsQuery{.anchor = Event("größe"),
                           .node = "page",
                           .direction = WirePathDirection::kBackward,
                           .unit = WirePathUnit::kUser,
                           .occurrence = WirePathOccurrence::kEvery,
                           .gap_ms = 1,
                           .depth = 20,
                           .collapse_repeats = true,
                           .top_nodes = 50,
                           .top_flows = 0});
}

WireQuery Lifecycle() {
  return Of(WireLifecycleQuery{
      .match = {}, .period = WireBucketUnit::kMinute, .history = WireLifecycleHistory::kRange, .as_of_ms = kMinTimestampMs});
}

WireQuery Stickiness() {
  return Of(WireStickinessQuery{.match = Event("a"), .period = WireBucketUnit::kQuarter, .windows = {1, 1000}, .as_of_ms = 0});
}

WireQuery Sequence() {
  return Of(WireSequenceQuery{.conditions = {Event("a"), {}}, .pattern = "(?1)(?t<=2).*(?2)", .unit_ms = 1000, .samples = 7});
}

WireQuery Cohort() {
  WireCohortNode did{.kind = WireCohortKind::kDid,
                     .children = {},
                     .match = Event("a"),
                     .start_ms = 0,
                     .end_ms = 5,
                     .count = WireCohortCount::kExactly,
                     .times = 0,
                     .properties = {}};
  WireCohortNode latest;
  latest.kind = WireCohortKind::kLatest;
  latest.properties = {{"plan", WireOperator::kEquals, {WireValue(std::string("pro"))}}};
  WireCohortNode both;
  both.kind = WireCohortKind::kAnd;
  both.children = {0, 1};
  return Of(WireCohortQuery{.nodes = {did, latest, both}, .max_ids = 0xFFFFFFFF});
}

WireQuery Scoped() {
  WireQuery query = Of(WireMetricQuery{{}, {{WireAggregate::kCount, "", 0}}});
  query.cohort = std::get<WireCohortQuery>(Cohort().kind).nodes;
  return query;
}

Result<WireQuery> Decode(const WireQuery& query, const QueryChanges& changes = {}) {
  return DecodeQuery(MessageCopy(QueryBytes(query, changes)).view());
}

TEST(DecodeBehaviorQuery, GivesBackWhatWasWritten) {
  for (const WireQuery& query : {Retention(), Paths(), Lifecycle(), Stickiness(), Sequence(), Cohort(), Scoped()}) {
    const ByteBuffer message = QueryBytes(query);
    const Result<WireQuery> decoded = DecodeQuery(MessageCopy(message).view());
    ASSERT_TRUE(decoded.ok()) << query.kind.index() << ": " << decoded.status().message();
    EXPECT_EQ(decoded->kind.index(), query.kind.index());
    EXPECT_EQ(QueryBytes(*decoded), message) << query.kind.index();
  }
}

TEST(DecodeBehaviorQuery, ReadsEveryFieldOfARetention) {
  const Result<WireQuery> decoded = Decode(Retention());
  ASSERT_TRUE(decoded.ok());
  const auto& retention = std::get<WireRetentionQuery>(decoded->kind);
  EXPECT_EQ(retention.start.event, "a");
  EXPECT_EQ(retention.comeback.event, "b");
  EXPECT_EQ(retention.cohort_unit, WireBucketUnit::kMonth);
  EXPECT_EQ(retention.period_unit, WireBucketUnit::kWeek);
  EXPECT_EQ(retention.rolling_ms, kMaxTimestampMs);
  EXPECT_EQ(retention.mode, WireRetentionMode::kBracket);
  EXPECT_EQ(retention.entry, WireRetentionEntry::kEveryPeriod);
  EXPECT_EQ(retention.brackets, (std::vector<std::uint32_t>{0, 0, 1, 0xFFFFFFFF}));
  EXPECT_EQ(retention.as_of_ms, kMaxTimestampMs + 1);
}

TEST(DecodeBehaviorQuery, ReadsTheCohortOfAScopeAndAPatternThatIsEmpty) {
  const Result<WireQuery> scoped = Decode(Scoped());
  ASSERT_TRUE(scoped.ok());
  ASSERT_EQ(scoped->cohort.size(), 3U);
  EXPECT_EQ(scoped->cohort[0].start_ms, 0);
  EXPECT_EQ(scoped->cohort[0].count, WireCohortCount::kExactly);
  EXPECT_FALSE(scoped->cohort[1].end_ms.has_value());
  EXPECT_EQ(scoped->cohort[2].children, (std::vector<std::uint32_t>{0, 1}));
  for (const std::optional<std::string>& pattern : {std::optional<std::string>(), std::optional<std::string>("")}) {
    WireQuery query = Sequence();
    std::get<WireSequenceQuery>(query.kind).pattern = pattern;
    const Result<WireQuery> decoded = Decode(query);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(std::get<WireSequenceQuery>(decoded->kind).pattern, pattern);
  }
}

template <typename Kind>
Kind& As(WireQuery& query) {
  return std::get<Kind>(query.kind);
}

struct BrokenQuery {
  const char* name;
  WireQuery (*query)();
  void (*breaks)(WireQuery&, QueryChanges&);
  StatusCode code;
  const char* message;  // its beginning
};

constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
constexpr StatusCode kUnknown = StatusCode::kUnimplemented;

const BrokenQuery kBroken[] = {
    {"a retention without matches", Retention, [](WireQuery&, QueryChanges& c) { c.without_matches = true; }, kInvalid, "retention:"},
    {"periods of no unit", Retention, [](WireQuery& q, QueryChanges&) { As<WireRetentionQuery>(q).period_unit = WireBucketUnit::kFixed; },
     kInvalid, "period:"},
    {"cohorts of an unknown unit", Retention,
     [](WireQuery& q, QueryChanges&) { As<WireRetentionQuery>(q).cohort_unit = WireBucketUnit(7); }, kUnknown, "period:"},
    {"periods of no time", Retention, [](WireQuery& q, QueryChanges&) { As<WireRetentionQuery>(q).rolling_ms = 0; }, kInvalid, "rolling:"},
    {"an unknown mode", Retention, [](WireQuery& q, QueryChanges&) { As<WireRetentionQuery>(q).mode = WireRetentionMode(3); }, kUnknown,
     "mode:"},
    {"an unknown entry", Retention, [](WireQuery& q, QueryChanges&) { As<WireRetentionQuery>(q).entry = WireRetentionEntry(2); }, kUnknown,
     "entry:"},
    {"half a bracket", Retention, [](WireQuery& q, QueryChanges&) { As<WireRetentionQuery>(q).brackets.pop_back(); }, kInvalid,
     "brackets:"},
    {"an end beyond all dates", Retention, [](WireQuery& q, QueryChanges&) { As<WireRetentionQuery>(q).as_of_ms = kMaxTimestampMs + 2; },
     kInvalid, "range:"},
    {"a node that is not UTF-8", Paths, [](WireQuery& q, QueryChanges&) { As<WirePathsQuery>(q).node = kNotUtf8; }, kInvalid,
     "query: texts"},
    {"an unknown direction", Paths, [](WireQuery& q, QueryChanges&) { As<WirePathsQuery>(q).direction = WirePathDirection(2); }, kUnknown,
     "direction:"},
    {"an unknown unit of paths", Paths, [](WireQuery& q, QueryChanges&) { As<WirePathsQuery>(q).unit = WirePathUnit(2); }, kUnknown,
     "per:"},
    {"an unknown occurrence", Paths, [](WireQuery& q, QueryChanges&) { As<WirePathsQuery>(q).occurrence = WirePathOccurrence(2); },
     kUnknown, "occurrence:"},
    {"a negative gap", Paths, [](WireQuery& q, QueryChanges&) { As<WirePathsQuery>(q).gap_ms = -1; }, kInvalid, "gap:"},
    {"an anchor without a name", Paths, [](WireQuery& q, QueryChanges&) { As<WirePathsQuery>(q).anchor->event = ""; }, kInvalid, "event:"},
    {"an unknown history", Lifecycle, [](WireQuery& q, QueryChanges&) { As<WireLifecycleQuery>(q).history = WireLifecycleHistory(2); },
     kUnknown, "history:"},
    {"a lifecycle of no unit", Lifecycle, [](WireQuery& q, QueryChanges&) { As<WireLifecycleQuery>(q).period = WireBucketUnit::kFixed; },
     kInvalid, "period:"},
    {"stickiness of an unknown unit", Stickiness,
     [](WireQuery& q, QueryChanges&) { As<WireStickinessQuery>(q).period = WireBucketUnit(200); }, kUnknown, "period:"},
    {"a sequence without conditions", Sequence, [](WireQuery& q, QueryChanges&) { As<WireSequenceQuery>(q).conditions.clear(); }, kInvalid,
     "conditions:"},
    {"conditions that are absent", Sequence, [](WireQuery&, QueryChanges& c) { c.without_lists = true; }, kInvalid, "conditions:"},
    {"a pattern that is not UTF-8", Sequence, [](WireQuery& q, QueryChanges&) { As<WireSequenceQuery>(q).pattern = kNotUtf8; }, kInvalid,
     "query: texts"},
    {"a unit of NaN", Sequence, [](WireQuery&, QueryChanges& c) { c.window_ms = std::numeric_limits<double>::quiet_NaN(); }, kInvalid,
     "unit:"},
    {"a cohort of nothing", Cohort, [](WireQuery& q, QueryChanges&) { As<WireCohortQuery>(q).nodes.clear(); }, kInvalid, "cohort:"},
    {"an unknown condition of a cohort", Cohort,
     [](WireQuery& q, QueryChanges&) { As<WireCohortQuery>(q).nodes[1].kind = WireCohortKind(7); }, kUnknown, "cohort:"},
    {"an unknown comparison", Cohort, [](WireQuery& q, QueryChanges&) { As<WireCohortQuery>(q).nodes[0].count = WireCohortCount(3); },
     kUnknown, "times:"},
    {"a property without a name", Cohort, [](WireQuery& q, QueryChanges&) { As<WireCohortQuery>(q).nodes[1].properties[0].name = ""; },
     kInvalid, "condition:"},
    {"a scope's cohort with an end beyond all dates", Scoped, [](WireQuery& q, QueryChanges&) { q.cohort[0].end_ms = kMaxTimestampMs + 2; },
     kInvalid, "range:"},
};

TEST(DecodeBehaviorQuery, RefusesWhatBreaksARule) {
  for (const BrokenQuery& broken : kBroken) {
    WireQuery query = broken.query();
    QueryChanges changes;
    broken.breaks(query, changes);
    const Result<WireQuery> decoded = Decode(query, changes);
    ASSERT_FALSE(decoded.ok()) << broken.name;
    EXPECT_EQ(decoded.status().code(), broken.code) << broken.name;
    EXPECT_TRUE(std::string(decoded.status().message()).starts_with(broken.message)) << broken.name << ": " << decoded.status().message();
  }
}

}  // namespace
}  // namespace assay
