#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/wire/query.h"
#include "core/wire/query_bytes.h"

namespace assay {
namespace {

const char* const kNotUtf8 = "\xC0\x80";

WireEventMatch Event(const char* name) { return {.event = name, .where = {}}; }

// A funnel that says everything that funnels can say.
WireFunnelQuery Whole() {
  WireFunnelQuery funnel;
  funnel.steps = {{.label = "öffnen", .any_of = {Event("open"), Event("öffnen")}},
                  {.label = "look", .any_of = {Event("look")}, .is_optional = true, .within_ms = 1},
                  {.label = "buy", .any_of = {Event("buy")}, .within_ms = kMaxTimestampMs - kMinTimestampMs}};
  funnel.window_ms = 604'800'000;
  funnel.rules = {WireFunnelPreset::kAmplitude, true, false, true, false, true};
  funnel.order = WireFunnelOrder::kStrict;
  funnel.count = WireFunnelCount::kTotals;
  funnel.entry = WireFunnelEntry::kOpen;
  funnel.reentry = WireFunnelReentry::kFirst;
  funnel.exclusions = {{{Event("leave")}, 1, 3}, {{Event("x"), {std::nullopt, {{"bot", WireOperator::kExists, {}}}}}, 2, 0}};
  funnel.hold = "größe";
  funnel.touch = WireFunnelTouch::kStep;
  funnel.touch_step = 3;
  funnel.tie_ms = 60'000;
  funnel.segments = {{"DACH", {{"country", WireOperator::kIn, {WireValue(std::string("DE")), WireValue(std::string("CH"))}}}},
                     {"everything", {}}};
  funnel.samples = 1000;
  funnel.reasons = true;
  return funnel;
}

WireQuery Of(WireQueryKind kind) {
  WireQuery query;
  query.kind = std::move(kind);
  query.max_groups = 1000;
  return query;
}

WireQuery Funnel() { return Of(Whole()); }

WireQuery Compare() {
  WireCompareQuery compare;
  compare.funnel = Whole();
  compare.presets = {{WireFunnelPreset::kPostHog}, {WireFunnelPreset::kClickHouse, false, true, false, true, false}, {}};
  compare.samples = 7;
  return Of(compare);
}

Result<WireQuery> Decode(const WireQuery& query, const QueryChanges& changes = {}) {
  return DecodeQuery(MessageCopy(QueryBytes(query, changes)).view());
}

TEST(DecodeFunnel, GivesBackWhatWasWritten) {
  for (const WireQuery& query : {Funnel(), Compare()}) {
    const Result<WireQuery> decoded = Decode(query);
    ASSERT_TRUE(decoded.ok()) << query.kind.index() << ": " << decoded.status().message();
    EXPECT_EQ(decoded->kind.index(), query.kind.index());
    EXPECT_EQ(QueryBytes(*decoded), QueryBytes(query)) << query.kind.index();  // written again, the same bytes
  }
}

TEST(DecodeFunnel, ReadsEveryField) {
  const Result<WireQuery> decoded = Decode(Funnel());
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  const auto& funnel = std::get<WireFunnelQuery>(decoded->kind);
  ASSERT_EQ(funnel.steps.size(), 3U);
  EXPECT_EQ(funnel.steps[0].any_of[1].event, "öffnen");
  EXPECT_FALSE(funnel.steps[0].is_optional);
  EXPECT_FALSE(funnel.steps[0].within_ms.has_value());
  EXPECT_TRUE(funnel.steps[1].is_optional);
  EXPECT_EQ(funnel.steps[1].within_ms, 1);
  EXPECT_EQ(funnel.steps[2].within_ms, kMaxTimestampMs - kMinTimestampMs);
  EXPECT_EQ(funnel.rules.preset, WireFunnelPreset::kAmplitude);
  EXPECT_TRUE(funnel.rules.strict_deduplication && funnel.rules.strict_increase && funnel.rules.allow_reentry);
  EXPECT_FALSE(funnel.rules.strict_order || funnel.rules.strict_once);
  EXPECT_EQ(funnel.order, WireFunnelOrder::kStrict);
  EXPECT_EQ(funnel.count, WireFunnelCount::kTotals);
  EXPECT_EQ(funnel.entry, WireFunnelEntry::kOpen);
  EXPECT_EQ(funnel.reentry, WireFunnelReentry::kFirst);
  ASSERT_EQ(funnel.exclusions.size(), 2U);
  EXPECT_EQ(funnel.exclusions[0].to_step, 3U);
  EXPECT_EQ(funnel.exclusions[1].from_step, 2U);
  EXPECT_EQ(funnel.exclusions[1].to_step, 0U);
  EXPECT_EQ(funnel.exclusions[1].any_of[1].where[0].name, "bot");
  EXPECT_EQ(funnel.hold, "größe");
  EXPECT_EQ(funnel.touch, WireFunnelTouch::kStep);
  EXPECT_EQ(funnel.touch_step, 3U);
  EXPECT_EQ(funnel.tie_ms, 60'000);
  ASSERT_EQ(funnel.segments.size(), 2U);
  EXPECT_EQ(funnel.segments[0].label, "DACH");
  EXPECT_EQ(funnel.segments[0].where[0].values.size(), 2U);
  EXPECT_EQ(funnel.segments[1].where.size(), 0U);
  EXPECT_EQ(funnel.samples, 1000U);
  EXPECT_TRUE(funnel.reasons);
}

TEST(DecodeFunnel, ReadsThePresetsOfAComparisonInTheirOrder) {
  const Result<WireQuery> decoded = Decode(Compare());
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  const auto& compare = std::get<WireCompareQuery>(decoded->kind);
  ASSERT_EQ(compare.presets.size(), 3U);
  EXPECT_EQ(compare.presets[0].preset, WireFunnelPreset::kPostHog);
  EXPECT_EQ(compare.presets[1].preset, WireFunnelPreset::kClickHouse);
  EXPECT_TRUE(compare.presets[1].strict_order && compare.presets[1].strict_once);
  EXPECT_EQ(compare.presets[2].preset, WireFunnelPreset::kAssay);
  EXPECT_EQ(compare.samples, 7U);
  EXPECT_EQ(compare.funnel.steps.size(), 3U);
}

// What a release before presets wrote.
TEST(DecodeFunnel, FillsInWhatIsAbsent) {
  flatbuffers::FlatBufferBuilder fbb;
  const std::vector<flatbuffers::Offset<fb::EventMatch>> any_of = {fb::CreateEventMatch(fbb, fbb.CreateString("a"))};
  const auto step = fb::CreateFunnelStep(fbb, fbb.CreateString("a"), fbb.CreateVector(any_of));
  const auto funnel = fb::CreateFunnelQuery(fbb, fbb.CreateVector(&step, 1), 60);
  fb::FinishQueryBuffer(fbb, fb::CreateQuery(fbb, 1, fb::QueryKind::FunnelQuery, funnel.Union()));
  const Result<WireQuery> decoded = DecodeQuery(MessageCopy(FinishedBytes(fbb)).view());
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  const auto& told = std::get<WireFunnelQuery>(decoded->kind);
  EXPECT_EQ(told.rules.preset, WireFunnelPreset::kAssay);
  EXPECT_EQ(told.order, WireFunnelOrder::kOrdered);
  EXPECT_EQ(told.count, WireFunnelCount::kUsers);
  EXPECT_EQ(told.touch, WireFunnelTouch::kFirst);
  EXPECT_FALSE(told.hold.has_value());
  EXPECT_FALSE(told.tie_ms.has_value());
  EXPECT_FALSE(told.reasons);
  EXPECT_EQ(told.samples, 0U);
}

struct BrokenFunnel {
  const char* name;
  void (*breaks)(WireFunnelQuery& funnel);
  StatusCode code;
  const char* message;  // its beginning
};

const BrokenFunnel kBroken[] = {
    {"an unknown preset", [](WireFunnelQuery& f) { f.rules.preset = WireFunnelPreset(6); }, StatusCode::kUnimplemented, "preset:"},
    {"an unknown order", [](WireFunnelQuery& f) { f.order = WireFunnelOrder(3); }, StatusCode::kUnimplemented, "order:"},
    {"an unknown count", [](WireFunnelQuery& f) { f.count = WireFunnelCount(3); }, StatusCode::kUnimplemented, "count:"},
    {"an unknown entry", [](WireFunnelQuery& f) { f.entry = WireFunnelEntry(255); }, StatusCode::kUnimplemented, "entry:"},
    {"an unknown re-entry", [](WireFunnelQuery& f) { f.reentry = WireFunnelReentry(2); }, StatusCode::kUnimplemented, "reentry:"},
    {"an unknown touch", [](WireFunnelQuery& f) { f.touch = WireFunnelTouch(4); }, StatusCode::kUnimplemented, "touch:"},
    {"a step's window of nothing", [](WireFunnelQuery& f) { f.steps[1].within_ms = 0; }, StatusCode::kInvalidArgument, "steps:"},
    {"a step's window beyond all dates", [](WireFunnelQuery& f) { f.steps[2].within_ms = kMaxTimestampMs - kMinTimestampMs + 2; },
     StatusCode::kInvalidArgument, "steps:"},
    {"an exclusion of nothing", [](WireFunnelQuery& f) { f.exclusions[1].any_of.clear(); }, StatusCode::kInvalidArgument, "exclusions:"},
    {"an exclusion without a name", [](WireFunnelQuery& f) { f.exclusions[0].any_of[0].event = ""; }, StatusCode::kInvalidArgument,
     "event:"},
    {"a held property without a name", [](WireFunnelQuery& f) { f.hold = ""; }, StatusCode::kInvalidArgument, "hold:"},
    {"a held property that is not UTF-8", [](WireFunnelQuery& f) { f.hold = kNotUtf8; }, StatusCode::kInvalidArgument, "query: texts"},
    {"ties of nothing", [](WireFunnelQuery& f) { f.tie_ms = 0; }, StatusCode::kInvalidArgument, "ties:"},
    {"negative ties", [](WireFunnelQuery& f) { f.tie_ms = -1; }, StatusCode::kInvalidArgument, "ties:"},
    {"a segment that is not UTF-8", [](WireFunnelQuery& f) { f.segments[1].label = kNotUtf8; }, StatusCode::kInvalidArgument,
     "query: texts"},
    {"a malformed condition of a segment", [](WireFunnelQuery& f) { f.segments[0].where[0].op = WireOperator::kEquals; },
     StatusCode::kInvalidArgument, "condition: wrong number"},
};

TEST(DecodeFunnel, RefusesWhatBreaksARule) {
  for (const BrokenFunnel& broken : kBroken) {
    WireFunnelQuery funnel = Whole();
    broken.breaks(funnel);
    WireCompareQuery compare{funnel, {{}}, 0};
    for (const WireQuery& query : {Of(funnel), Of(compare)}) {
      const Result<WireQuery> decoded = Decode(query);
      ASSERT_FALSE(decoded.ok()) << broken.name;
      EXPECT_EQ(decoded.status().code(), broken.code) << broken.name;
      EXPECT_EQ(std::string(decoded.status().message()).rfind(broken.message, 0), 0U) << broken.name << ": " << decoded.status().message();
    }
  }
}

TEST(DecodeFunnel, RefusesAComparisonOfNothing) {
  WireQuery none = Compare();
  std::get<WireCompareQuery>(none.kind).presets.clear();
  EXPECT_EQ(Decode(none).status().code(), StatusCode::kInvalidArgument);
  WireQuery unknown = Compare();
  std::get<WireCompareQuery>(unknown.kind).presets[2].preset = WireFunnelPreset(200);
  EXPECT_EQ(Decode(unknown).status().code(), StatusCode::kUnimplemented);
}

TEST(DecodeFunnel, RefusesEveryCutMessage) {
  for (const WireQuery& query : {Funnel(), Compare()}) {
    const ByteBuffer whole = QueryBytes(query);
    for (std::size_t size = 0; size + 8 < whole.size(); size += 3) {
      const Result<WireQuery> decoded = DecodeQuery(MessageCopy(ByteView(whole).first(size)).view());
      EXPECT_FALSE(decoded.ok()) << size << " of " << whole.size();
    }
  }
}

}  // namespace
}  // namespace assay
