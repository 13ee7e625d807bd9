#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "assay/wire/query.h"
#include "core/wire/query_bytes.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
const char* const kNotUtf8 = "\xC0\x80";

WireEventMatch Event(const char* name) { return {.event = name, .where = {}}; }

WireQuery Funnel() {
  WireQuery query;
  query.kind =
      WireFunnelQuery{{{"first", {Event("a")}}, {"zweiter ✓", {Event("b"), {std::nullopt, {{"x", WireOperator::kExists, {}}}}}}}, 60};
  query.max_groups = 1000;
  return query;
}

WireQuery Metric() {
  WireQuery query;
  query.kind = WireMetricQuery{Event("m"), {{WireAggregate::kCount, "", 0}, {WireAggregate::kQuantile, "price", 0.25}}};
  query.filter = {{"plan", WireOperator::kIn, {WireValue(std::string("pro")), WireValue(1.5), WireValue(true)}},
                  {"größe", WireOperator::kNotEquals, {WireValue(std::string(""))}},
                  {"n", WireOperator::kLte, {WireValue(-1e300)}},
                  {"t", WireOperator::kGt, {WireValue(std::string("\U0001F600"))}},
                  {"empty", WireOperator::kNotIn, {}},
                  {"gone", WireOperator::kNotExists, {}}};
  query.by = {"plan", "$event"};
  query.start_ms = kMinTimestampMs;
  query.end_ms = kMaxTimestampMs + 1;
  query.bucket_ms = 1;
  query.max_groups = 0xFFFFFFFF;
  return query;
}

WireQuery Task() {
  WireQuery query;
  query.kind = WireTaskQuery{Event("open"), Event("send"), kMaxTimestampMs - kMinTimestampMs};
  query.start_ms = -1;
  return query;
}

WireQuery TaskWithEverything() {
  WireQuery query = Task();
  auto& task = std::get<WireTaskQuery>(query.kind);
  task.errors = {Event("form_error"), Event("größe")};
  task.error_field = "field";
  task.max_error_fields = 7;
  task.steps = {Event("page")};
  task.experience = true;
  task.target = {.metric = WireTaskMetric::kErrorRate,
                 .at_least = {},
                 .at_most = {},
                 .improve_by = 0.15,
                 .baseline_start_ms = 0,
                 .baseline_end_ms = kMaxTimestampMs + 1};
  return query;
}

WireQuery Experiment() {
  WireQuery query;
  query.kind = WireExperimentQuery{"button", Event("buy"), 1, {"control", "b"}, {0.5, 2}};
  return query;
}

WireQuery Formula() {
  WireQuery query;
  query.kind = WireFormulaQuery{
      {{Event("error"), {WireAggregate::kCount, "", 0}}, {{}, {WireAggregate::kDistinct, "größe", 0}}}, {0, 0, 1, 0, 5, 1, 1, 2}, {100}};
  query.bucket_unit = WireBucketUnit::kQuarter;
  query.zone = {{-86'400'000, 3'600'000}, {0, -12'345'000}};
  query.other = true;
  query.start_ms = 0;
  query.end_ms = 5;
  query.compare_ms = 0;
  return query;
}

Result<WireQuery> Decode(const WireQuery& query, const QueryChanges& changes = {}) {
  return DecodeQuery(MessageCopy(QueryBytes(query, changes)).view());
}

TEST(DecodeQuery, GivesBackWhatWasWritten) {
  for (const WireQuery& query : {Funnel(), Metric(), Task(), TaskWithEverything(), Experiment(), Formula()}) {
    const ByteBuffer message = QueryBytes(query);
    const Result<WireQuery> decoded = DecodeQuery(MessageCopy(message).view());
    ASSERT_TRUE(decoded.ok()) << query.kind.index() << ": " << decoded.status().message();
    EXPECT_EQ(decoded->kind.index(), query.kind.index());
    EXPECT_EQ(QueryBytes(*decoded), message) << query.kind.index();  // written again, the same bytes
  }
}

TEST(DecodeQuery, ReadsEveryField) {
  const Result<WireQuery> decoded = Decode(Metric());
  ASSERT_TRUE(decoded.ok());
  const auto& metric = std::get<WireMetricQuery>(decoded->kind);
  EXPECT_EQ(metric.match.event, "m");
  ASSERT_EQ(metric.aggregates.size(), 2U);
  EXPECT_EQ(metric.aggregates[1].aggregate, WireAggregate::kQuantile);
  EXPECT_EQ(metric.aggregates[1].property, "price");
  EXPECT_EQ(metric.aggregates[1].quantile, 0.25);
  ASSERT_EQ(decoded->filter.size(), 6U);
  EXPECT_EQ(decoded->filter[0].name, "plan");
  EXPECT_EQ(decoded->filter[0].op, WireOperator::kIn);
  EXPECT_EQ(decoded->filter[0].values, (std::vector<WireValue>{std::string("pro"), 1.5, true}));
  EXPECT_EQ(decoded->by, (std::vector<std::string>{"plan", "$event"}));
  EXPECT_EQ(decoded->start_ms, kMinTimestampMs);
  EXPECT_EQ(decoded->end_ms, kMaxTimestampMs + 1);
  EXPECT_EQ(decoded->bucket_ms, 1);
  EXPECT_EQ(decoded->max_groups, 0xFFFFFFFFU);
}

TEST(DecodeQuery, ReadsEveryFieldOfATask) {
  const Result<WireQuery> decoded = Decode(TaskWithEverything());
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  const auto& task = std::get<WireTaskQuery>(decoded->kind);
  ASSERT_EQ(task.errors.size(), 2U);
  EXPECT_EQ(task.errors[1].event, "größe");
  EXPECT_EQ(task.error_field, "field");
  EXPECT_EQ(task.max_error_fields, 7U);
  ASSERT_EQ(task.steps.size(), 1U);
  EXPECT_EQ(task.steps[0].event, "page");
  EXPECT_TRUE(task.experience);
  ASSERT_TRUE(task.target.has_value());
  EXPECT_EQ(task.target->metric, WireTaskMetric::kErrorRate);
  EXPECT_EQ(task.target->improve_by, 0.15);
  EXPECT_FALSE(task.target->at_least.has_value());
  EXPECT_EQ(task.target->baseline_start_ms, 0);
  EXPECT_EQ(task.target->baseline_end_ms, kMaxTimestampMs + 1);
}

TEST(DecodeQuery, RefusesATargetThatBreaksARule) {
  struct Case {
    const char* name;
    void (*breaks)(WireTaskTarget&);
    StatusCode code;
  };
  const Case cases[] = {
      {"no number", [](WireTaskTarget& t) { t.improve_by.reset(); }, StatusCode::kInvalidArgument},
      {"two numbers", [](WireTaskTarget& t) { t.at_most = 1; }, StatusCode::kInvalidArgument},
      {"an endless number", [](WireTaskTarget& t) { t.improve_by = kInfinity; }, StatusCode::kInvalidArgument},
      {"no number at all", [](WireTaskTarget& t) { t.improve_by = kInfinity - kInfinity; }, StatusCode::kInvalidArgument},
      {"nothing to improve", [](WireTaskTarget& t) { t.improve_by = 0; }, StatusCode::kInvalidArgument},
      {"half a baseline", [](WireTaskTarget& t) { t.baseline_end_ms.reset(); }, StatusCode::kInvalidArgument},
      {"a baseline beyond all dates", [](WireTaskTarget& t) { t.baseline_end_ms = kMaxTimestampMs + 2; }, StatusCode::kInvalidArgument},
      {"a metric to come", [](WireTaskTarget& t) { t.metric = static_cast<WireTaskMetric>(4); }, StatusCode::kUnimplemented},
  };
  for (const Case& c : cases) {
    WireQuery query = TaskWithEverything();
    c.breaks(*std::get<WireTaskQuery>(query.kind).target);
    EXPECT_EQ(Decode(query).status().code(), c.code) << c.name;
  }
}

TEST(DecodeQuery, ReadsEveryFieldOfAFormulaAndItsScope) {
  const Result<WireQuery> decoded = Decode(Formula());
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  const auto& formula = std::get<WireFormulaQuery>(decoded->kind);
  ASSERT_EQ(formula.operands.size(), 2U);
  EXPECT_EQ(formula.operands[0].match.event, "error");
  EXPECT_FALSE(formula.operands[1].match.event.has_value());
  EXPECT_EQ(formula.operands[1].aggregate.aggregate, WireAggregate::kDistinct);
  EXPECT_EQ(formula.operands[1].aggregate.property, "größe");
  EXPECT_EQ(formula.program, (std::vector<std::uint8_t>{0, 0, 1, 0, 5, 1, 1, 2}));
  EXPECT_EQ(formula.numbers, (std::vector<double>{100}));
  EXPECT_EQ(decoded->bucket_unit, WireBucketUnit::kQuarter);
  EXPECT_FALSE(decoded->bucket_ms.has_value());
  ASSERT_EQ(decoded->zone.size(), 2U);
  EXPECT_EQ(decoded->zone[0].from_ms, -86'400'000);
  EXPECT_EQ(decoded->zone[1].offset_ms, -12'345'000);
  EXPECT_TRUE(decoded->other);
  EXPECT_EQ(decoded->compare_ms, 0);
}

TEST(DecodeQuery, TakesAMetricOfAnyEvent) {
  const Result<WireQuery> decoded = Decode(Metric(), {.without_matches = true});
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  EXPECT_FALSE(std::get<WireMetricQuery>(decoded->kind).match.event.has_value());
}

TEST(DecodeQuery, TakesArmsAndWeightsThatAreAbsent) {
  WireQuery query = Experiment();
  std::get<WireExperimentQuery>(query.kind).arms.clear();
  std::get<WireExperimentQuery>(query.kind).weights.clear();
  const Result<WireQuery> decoded = Decode(query);
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  EXPECT_TRUE(std::get<WireExperimentQuery>(decoded->kind).arms.empty());
  EXPECT_TRUE(std::get<WireExperimentQuery>(decoded->kind).weights.empty());
}

struct BrokenQuery {
  const char* name;
  WireQuery (*query)();
  void (*breaks)(WireQuery&, QueryChanges&);
  StatusCode code;
  const char* message;  // its beginning
};

WireFunnelQuery& AsFunnel(WireQuery& query) { return std::get<WireFunnelQuery>(query.kind); }
WireFormulaQuery& AsFormula(WireQuery& query) { return std::get<WireFormulaQuery>(query.kind); }
WireMetricQuery& AsMetric(WireQuery& query) { return std::get<WireMetricQuery>(query.kind); }
WireCondition& FirstCondition(WireQuery& query) { return query.filter[0]; }

const BrokenQuery kBroken[] = {
    {"format 0", Funnel, [](WireQuery&, QueryChanges& c) { c.format = 0; }, StatusCode::kUnimplemented, "format:"},
    {"a newer format", Funnel, [](WireQuery&, QueryChanges& c) { c.format = 2; }, StatusCode::kUnimplemented, "format:"},
    {"no kind", Funnel, [](WireQuery&, QueryChanges& c) { c.without_kind = true; }, StatusCode::kInvalidArgument, "query: needs"},
    {"an unknown kind", Funnel, [](WireQuery&, QueryChanges& c) { c.kind_type = static_cast<fb::QueryKind>(99); },
     StatusCode::kUnimplemented, "query: a kind"},
    {"a body without its kind", Funnel, [](WireQuery&, QueryChanges& c) { c.kind_type = fb::QueryKind::NONE; }, StatusCode::kUnimplemented,
     "query: a kind"},
    {"no window", Funnel, [](WireQuery&, QueryChanges& c) { c.window_ms = 0; }, StatusCode::kInvalidArgument, "within:"},
    {"a negative window", Task, [](WireQuery&, QueryChanges& c) { c.window_ms = -1; }, StatusCode::kInvalidArgument, "within:"},
    {"a window with a fraction", Experiment, [](WireQuery&, QueryChanges& c) { c.window_ms = 1.5; }, StatusCode::kInvalidArgument,
     "within:"},
    {"a window of NaN", Funnel, [](WireQuery&, QueryChanges& c) { c.window_ms = kNaN; }, StatusCode::kInvalidArgument, "within:"},
    {"an endless window", Task, [](WireQuery&, QueryChanges& c) { c.window_ms = kInfinity; }, StatusCode::kInvalidArgument, "within:"},
    {"a window beyond all dates", Task, [](WireQuery&, QueryChanges& c) { c.window_ms = 17'280'000'000'000'002.0; },
     StatusCode::kInvalidArgument, "within:"},
    {"a funnel without steps", Funnel, [](WireQuery& q, QueryChanges&) { AsFunnel(q).steps.clear(); }, StatusCode::kInvalidArgument,
     "steps:"},
    {"steps that are absent", Funnel,
     [](WireQuery& q, QueryChanges& c) {
       AsFunnel(q).steps.clear();
       c.without_lists = true;
     },
     StatusCode::kInvalidArgument, "steps:"},
    {"a step without alternatives", Funnel, [](WireQuery& q, QueryChanges&) { AsFunnel(q).steps[1].any_of.clear(); },
     StatusCode::kInvalidArgument, "steps:"},
    {"alternatives that are absent", Funnel, [](WireQuery&, QueryChanges& c) { c.without_lists = true; }, StatusCode::kInvalidArgument,
     "steps:"},
    {"a label that is not UTF-8", Funnel, [](WireQuery& q, QueryChanges&) { AsFunnel(q).steps[0].label = kNotUtf8; },
     StatusCode::kInvalidArgument, "query: texts"},
    {"an event without a name", Funnel, [](WireQuery& q, QueryChanges&) { AsFunnel(q).steps[0].any_of[0].event = ""; },
     StatusCode::kInvalidArgument, "event:"},
    {"an event that is not UTF-8", Funnel, [](WireQuery& q, QueryChanges&) { AsFunnel(q).steps[0].any_of[0].event = kNotUtf8; },
     StatusCode::kInvalidArgument, "query: texts"},
    {"no aggregates", Metric, [](WireQuery& q, QueryChanges&) { AsMetric(q).aggregates.clear(); }, StatusCode::kInvalidArgument,
     "aggregate:"},
    {"aggregates that are absent", Metric, [](WireQuery&, QueryChanges& c) { c.without_lists = true; }, StatusCode::kInvalidArgument,
     "aggregate:"},
    {"an unknown aggregate", Metric, [](WireQuery& q, QueryChanges&) { AsMetric(q).aggregates[0].aggregate = WireAggregate(13); },
     StatusCode::kUnimplemented, "aggregate:"},
    {"a sum of nothing", Metric, [](WireQuery& q, QueryChanges&) { AsMetric(q).aggregates[0].aggregate = WireAggregate::kSum; },
     StatusCode::kInvalidArgument, "aggregate:"},
    {"a property that is not UTF-8", Metric, [](WireQuery& q, QueryChanges&) { AsMetric(q).aggregates[1].property = kNotUtf8; },
     StatusCode::kInvalidArgument, "query: texts"},
    {"a quantile above 1", Metric, [](WireQuery& q, QueryChanges&) { AsMetric(q).aggregates[1].quantile = 1.01; },
     StatusCode::kInvalidArgument, "quantile:"},
    {"a quantile of NaN", Metric, [](WireQuery& q, QueryChanges&) { AsMetric(q).aggregates[1].quantile = kNaN; },
     StatusCode::kInvalidArgument, "quantile:"},
    {"a task without matches", Task, [](WireQuery&, QueryChanges& c) { c.without_matches = true; }, StatusCode::kInvalidArgument, "task:"},
    {"an experiment without a conversion", Experiment, [](WireQuery&, QueryChanges& c) { c.without_matches = true; },
     StatusCode::kInvalidArgument, "experiment:"},
    {"an experiment that is not UTF-8", Experiment,
     [](WireQuery& q, QueryChanges&) { std::get<WireExperimentQuery>(q.kind).experiment = kNotUtf8; }, StatusCode::kInvalidArgument,
     "query: texts"},
    {"an arm that is not UTF-8", Experiment, [](WireQuery& q, QueryChanges&) { std::get<WireExperimentQuery>(q.kind).arms[1] = kNotUtf8; },
     StatusCode::kInvalidArgument, "query: texts"},
    {"a weight of NaN", Experiment, [](WireQuery& q, QueryChanges&) { std::get<WireExperimentQuery>(q.kind).weights[1] = kNaN; },
     StatusCode::kInvalidArgument, "weights:"},
    {"a weight without end", Experiment, [](WireQuery& q, QueryChanges&) { std::get<WireExperimentQuery>(q.kind).weights[0] = kInfinity; },
     StatusCode::kInvalidArgument, "weights:"},
    {"a condition without a name", Metric, [](WireQuery& q, QueryChanges&) { FirstCondition(q).name = ""; }, StatusCode::kInvalidArgument,
     "condition:"},
    {"a condition's name that is not UTF-8", Metric, [](WireQuery& q, QueryChanges&) { FirstCondition(q).name = kNotUtf8; },
     StatusCode::kInvalidArgument, "query: texts"},
    {"an operand that is not UTF-8", Metric, [](WireQuery& q, QueryChanges&) { FirstCondition(q).values[0] = std::string(kNotUtf8); },
     StatusCode::kInvalidArgument, "query: texts"},
    {"an operand of NaN", Metric, [](WireQuery& q, QueryChanges&) { FirstCondition(q).values[1] = kNaN; }, StatusCode::kInvalidArgument,
     "condition: numbers"},
    {"an operand of null", Metric, [](WireQuery& q, QueryChanges&) { FirstCondition(q).values[1] = WireValue(); },
     StatusCode::kInvalidArgument, "condition: a value"},
    {"a comparison of versions", Metric, [](WireQuery& q, QueryChanges&) { FirstCondition(q).op = WireOperator(10); },
     StatusCode::kUnimplemented, "condition: this operator"},
    {"an unknown operator", Metric, [](WireQuery& q, QueryChanges&) { FirstCondition(q).op = WireOperator(200); },
     StatusCode::kUnimplemented, "condition: this operator"},
    {"equality with a list", Metric, [](WireQuery& q, QueryChanges&) { FirstCondition(q).op = WireOperator::kEquals; },
     StatusCode::kInvalidArgument, "condition: wrong number"},
    {"equality with nothing", Metric, [](WireQuery& q, QueryChanges&) { q.filter = {{"x", WireOperator::kEquals, {}}}; },
     StatusCode::kInvalidArgument, "condition: wrong number"},
    {"presence with a value", Metric, [](WireQuery& q, QueryChanges&) { q.filter = {{"x", WireOperator::kExists, {WireValue(true)}}}; },
     StatusCode::kInvalidArgument, "condition: wrong number"},
    {"order of booleans", Metric, [](WireQuery& q, QueryChanges&) { q.filter = {{"x", WireOperator::kGte, {WireValue(true)}}}; },
     StatusCode::kInvalidArgument, "condition: gt"},
    {"a malformed condition of a step", Funnel,
     [](WireQuery& q, QueryChanges&) { AsFunnel(q).steps[1].any_of[1].where[0].values = {WireValue(1.0)}; }, StatusCode::kInvalidArgument,
     "condition: wrong number"},
    {"a property without a name", Metric, [](WireQuery& q, QueryChanges&) { q.by[1] = ""; }, StatusCode::kInvalidArgument, "by:"},
    {"a grouping that is not UTF-8", Metric, [](WireQuery& q, QueryChanges&) { q.by[1] = kNotUtf8; }, StatusCode::kInvalidArgument,
     "query: texts"},
    {"a start before all dates", Metric, [](WireQuery& q, QueryChanges&) { q.start_ms = kMinTimestampMs - 1; },
     StatusCode::kInvalidArgument, "range:"},
    {"an end after all dates", Metric, [](WireQuery& q, QueryChanges&) { q.end_ms = kMaxTimestampMs + 2; }, StatusCode::kInvalidArgument,
     "range:"},
    {"a start after all dates", Metric, [](WireQuery&, QueryChanges& c) { c.start_ms = 1.7e16; }, StatusCode::kInvalidArgument, "range:"},
    {"a start with a fraction", Metric, [](WireQuery&, QueryChanges& c) { c.start_ms = 0.5; }, StatusCode::kInvalidArgument, "range:"},
    {"an end of NaN", Metric, [](WireQuery&, QueryChanges& c) { c.end_ms = kNaN; }, StatusCode::kInvalidArgument, "range:"},
    {"an endless end", Metric, [](WireQuery&, QueryChanges& c) { c.end_ms = kInfinity; }, StatusCode::kInvalidArgument, "range:"},
    {"a bucket of no width", Metric, [](WireQuery&, QueryChanges& c) { c.bucket_ms = 0; }, StatusCode::kInvalidArgument, "bucket:"},
    {"a negative bucket", Metric, [](WireQuery&, QueryChanges& c) { c.bucket_ms = -5; }, StatusCode::kInvalidArgument, "bucket:"},
    {"a bucket with a fraction", Metric, [](WireQuery&, QueryChanges& c) { c.bucket_ms = 1.5; }, StatusCode::kInvalidArgument, "bucket:"},
    {"a bucket of two kinds", Metric, [](WireQuery& q, QueryChanges&) { q.bucket_unit = WireBucketUnit::kDay; },
     StatusCode::kInvalidArgument, "bucket:"},
    {"an unknown unit", Formula, [](WireQuery& q, QueryChanges&) { q.bucket_unit = WireBucketUnit(7); }, StatusCode::kUnimplemented,
     "bucket:"},
    {"a zone without offsets", Formula, [](WireQuery&, QueryChanges& c) { c.without_zone_offsets = true; }, StatusCode::kInvalidArgument,
     "zone:"},
    {"a transition with a fraction", Formula, [](WireQuery&, QueryChanges& c) { c.zone_from_ms = 0.5; }, StatusCode::kInvalidArgument,
     "zone:"},
    {"a transition of NaN", Formula, [](WireQuery&, QueryChanges& c) { c.zone_from_ms = kNaN; }, StatusCode::kInvalidArgument, "zone:"},
    {"a transition after all dates", Formula, [](WireQuery&, QueryChanges& c) { c.zone_from_ms = 8.7e15; }, StatusCode::kInvalidArgument,
     "zone:"},
    {"a comparison with later", Formula, [](WireQuery&, QueryChanges& c) { c.compare_ms = -1; }, StatusCode::kInvalidArgument, "compare:"},
    {"a comparison with a fraction", Formula, [](WireQuery&, QueryChanges& c) { c.compare_ms = 0.5; }, StatusCode::kInvalidArgument,
     "compare:"},
    {"an endless comparison", Formula, [](WireQuery&, QueryChanges& c) { c.compare_ms = kInfinity; }, StatusCode::kInvalidArgument,
     "compare:"},
    {"a formula without operands", Formula, [](WireQuery& q, QueryChanges&) { AsFormula(q).operands.clear(); },
     StatusCode::kInvalidArgument, "formula:"},
    {"operands that are absent", Formula, [](WireQuery&, QueryChanges& c) { c.without_lists = true; }, StatusCode::kInvalidArgument,
     "formula:"},
    {"an unknown aggregate of an operand", Formula,
     [](WireQuery& q, QueryChanges&) { AsFormula(q).operands[1].aggregate.aggregate = WireAggregate(99); }, StatusCode::kUnimplemented,
     "aggregate:"},
    {"distinct values of nothing", Formula, [](WireQuery& q, QueryChanges&) { AsFormula(q).operands[1].aggregate.property = ""; },
     StatusCode::kInvalidArgument, "aggregate:"},
    {"a malformed operand", Formula, [](WireQuery& q, QueryChanges&) { AsFormula(q).operands[0].match.event = ""; },
     StatusCode::kInvalidArgument, "event:"},
    {"a number of NaN", Formula, [](WireQuery& q, QueryChanges&) { AsFormula(q).numbers[0] = kNaN; }, StatusCode::kInvalidArgument,
     "formula: numbers"},
};

TEST(DecodeQuery, RefusesWhatBreaksARuleAndNamesIt) {
  for (const BrokenQuery& broken : kBroken) {
    WireQuery query = broken.query();
    ASSERT_TRUE(Decode(query).ok()) << broken.name;
    QueryChanges changes;
    broken.breaks(query, changes);
    const Status status = Decode(query, changes).status();
    EXPECT_EQ(status.code(), broken.code) << broken.name << ": " << status.message();
    EXPECT_EQ(std::string_view(status.message()).substr(0, std::string_view(broken.message).size()), broken.message) << broken.name;
  }
}

TEST(DecodeQuery, RefusesATruncationAnywhere) {
  for (const WireQuery& query : {Funnel(), Metric(), Task(), TaskWithEverything(), Experiment(), Formula()}) {
    const ByteBuffer message = QueryBytes(query);
    // A text is followed by a zero and padding, at most eight bytes that nothing reads, and the first one written ends the message.
    for (std::size_t size = 0; size + 8 < message.size(); ++size) {
      const MessageCopy cut(ByteView(message).first(size));
      EXPECT_FALSE(DecodeQuery(cut.view()).ok()) << query.kind.index() << ": " << size << " of " << message.size() << " bytes";
    }
  }
}

TEST(DecodeQuery, StaysInsideTheMessageWhateverByteIsChanged) {
  std::size_t refused = 0;
  for (const WireQuery& query : {Funnel(), Metric(), Task(), TaskWithEverything(), Experiment(), Formula()}) {
    const ByteBuffer message = QueryBytes(query);
    for (std::size_t at = 0; at < message.size(); ++at) {
      for (const int change : {0x01, 0x80, 0xFF}) {
        ByteBuffer changed = message;
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ change);
        refused += DecodeQuery(MessageCopy(changed).view()).ok() ? 0U : 1U;
      }
    }
  }
  EXPECT_GT(refused, 1000U);
}

// FlatBuffers' verifier passes both.
TEST(DecodeQuery, RefusesWeightsThatAreNotAligned) {
  int refused = 0;
  for (const bool shifted : {false, true}) {
    flatbuffers::FlatBufferBuilder fbb;
    const auto weights = CarelessVector(fbb, 0.5, shifted);
    const auto conversion = fb::CreateEventMatch(fbb);
    const auto experiment = fb::CreateExperimentQuery(fbb, fbb.CreateString("e"), conversion, 1, 0, weights);
    fb::FinishQueryBuffer(fbb, fb::CreateQuery(fbb, 1, fb::QueryKind::ExperimentQuery, experiment.Union()));
    const Result<WireQuery> query = DecodeQuery(MessageCopy(FinishedBytes(fbb)).view());
    if (query.ok()) {
      EXPECT_EQ(std::get<WireExperimentQuery>(query->kind).weights, std::vector<double>{0.5});
    } else {
      EXPECT_EQ(query.status().code(), StatusCode::kDataLoss);
      ++refused;
    }
  }
  EXPECT_EQ(refused, 1);
}

TEST(DecodeQuery, RefusesBytesThatAreNotAlignedAndOtherMessages) {
  const ByteBuffer message = QueryBytes(Funnel());
  EXPECT_EQ(DecodeQuery(MessageCopy(message, 4).view()).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(DecodeQuery(MessageCopy(WithIdentifier(message, "ASEB")).view()).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(DecodeQuery({}).status().code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace assay
