#include "assay/engine/flag_engine.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/wire/context.h"
#include "core/wire/context_bytes.h"
#include "core/wire/datafile_bytes.h"

namespace assay {
namespace {

// What tells one datafile from another.
struct Options {
  std::string_view country = "ES";
  std::string_view experiment = "button";
  std::uint32_t version = 1;
  std::size_t flags = 4;
};

// Flag 0 is on in `country`, flag 1 is an experiment by user, flag 2 a rollout by user, flag 3 is malformed, flag 4 looks at the clock.
DatafileParts Parts(const Options& options = {}) {
  DatafileParts parts;
  ProgramParts& program = parts.program;
  const Code unit = Node(Opcode::kUnit, {}, {program.AttributeNode("user")});
  const auto split = [&](std::string_view salt) {
    const Code hash = Node(Opcode::kUnitHash, {program.Text("variant"), program.Text(salt)}, {unit});
    return parts.Choose(hash, {{0, 2147483648.0, 0}, {2147483648.0, 4294967296.0, 1}});
  };
  parts.AddFlag("targeted", {parts.If(program.OneOf({options.country}, program.AttributeNode("country")), parts.Serve(1))});
  parts.AddFlag("experiment", {parts.Exposing(split("a"), options.experiment, options.version, unit)});
  parts.AddFlag("rollout", {split("b")});
  parts.AddFlag("malformed", {parts.Serve(9)});
  parts.AddFlag("clock", {parts.Choose(Node(Opcode::kNow), {{0, 1e15, 2}})});
  parts.flags.resize(options.flags);
  return parts;
}

Status Load(FlagEngine& engine, const Options& options = {}) { return engine.Load(MessageCopy(DatafileBytes(Parts(options))).view()); }

Status SetContext(FlagEngine& engine, const std::vector<PlacedValue>& attributes) {
  return engine.SetContext(MessageCopy(ContextBytes(attributes)).view());  // the copy is gone afterwards
}

std::vector<std::string> Reasons(FlagEngine& engine) {
  std::vector<std::string> reasons;
  for (std::size_t flag = 0; flag < engine.flags(); ++flag) {
    const EvaluationDetails& details = engine.Evaluate(flag);
    reasons.push_back(details.error_code == ErrorCode::kNone ? ReasonName(details.reason) : ErrorCodeName(details.error_code));
  }
  return reasons;
}

using Strings = std::vector<std::string>;
constexpr std::uint32_t kUser = 0, kCountry = 1;  // the attributes of Parts()
const std::vector<PlacedValue> kAna = {{kUser, Value::Text("ana")}, {kCountry, Value::Text("ES")}};
const Strings kOfAna = {"TARGETING_MATCH", "SPLIT", "SPLIT", "PARSE_ERROR"};
const Strings kOfNobody = {"DEFAULT", "TARGETING_KEY_MISSING", "TARGETING_KEY_MISSING", "PARSE_ERROR"};
const Strings kInvalid = {"INVALID_CONTEXT", "INVALID_CONTEXT", "INVALID_CONTEXT", "INVALID_CONTEXT"};

TEST(FlagEngine, HasNoFlagsAtFirst) {
  FlagEngine engine;
  EXPECT_EQ(engine.flags(), 0U);
  EXPECT_EQ(engine.Evaluate(0).error_code, ErrorCode::kFlagNotFound);
  EXPECT_FALSE(engine.TakeExposure(0));
  EXPECT_TRUE(engine.Explain(0).empty());
  EXPECT_FALSE(engine.looked_at_clock());
}

TEST(FlagEngine, AnswersWithoutAContextToo) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  EXPECT_EQ(engine.flags(), 4U);
  EXPECT_EQ(Reasons(engine), kOfNobody);
}

TEST(FlagEngine, AnswersForAContext) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_EQ(Reasons(engine), kOfAna);
  EXPECT_EQ(engine.Evaluate(0).variant, 1U);
  EXPECT_EQ(engine.Evaluate(0).rule, 0U);
  EXPECT_EQ(engine.Evaluate(4).error_code, ErrorCode::kFlagNotFound);
  EXPECT_EQ(engine.Evaluate(static_cast<std::size_t>(-1)).error_code, ErrorCode::kFlagNotFound);
  ASSERT_TRUE(SetContext(engine, {}).ok());
  EXPECT_EQ(Reasons(engine), kOfNobody);
}

TEST(FlagEngine, HasNoUseForAContextBeforeADatafile) {
  FlagEngine engine;
  EXPECT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_EQ(engine.Evaluate(0).error_code, ErrorCode::kFlagNotFound);
  ASSERT_TRUE(Load(engine).ok());
  EXPECT_EQ(Reasons(engine), kOfNobody);
}

TEST(FlagEngine, ForgetsTheContextWhenAnotherDatafileComes) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  for (const auto& [country, reason] : {std::pair{"FR", "DEFAULT"}, std::pair{"ES", "TARGETING_MATCH"}, std::pair{"größe", "DEFAULT"}}) {
    ASSERT_TRUE(SetContext(engine, kAna).ok());
    ASSERT_TRUE(Load(engine, {.country = country, .flags = 2}).ok());
    EXPECT_EQ(engine.flags(), 2U);
    EXPECT_EQ(Reasons(engine), (Strings{"DEFAULT", "TARGETING_KEY_MISSING"})) << country;
    ASSERT_TRUE(SetContext(engine, kAna).ok());
    EXPECT_EQ(Reasons(engine), (Strings{reason, "SPLIT"})) << country;
  }
}

TEST(FlagEngine, ADatafileItRefusesChangesNothing) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  const ByteBuffer whole = DatafileBytes(Parts());
  DatafileParts twice = Parts({.country = "FR"}), infinite = Parts({.country = "FR"}), not_utf8 = Parts({.country = "FR"});
  twice.flags[2].key = twice.flags[0].key;
  infinite.program.numbers.push_back(1e308 * 10);
  not_utf8.program.text_bytes[0] = '\xFF';
  struct Case {
    const char* name;
    ByteBuffer bytes;
    StatusCode code;
  };
  const Case cases[] = {
      {"no bytes", {}, StatusCode::kDataLoss},
      {"half of the bytes", {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2)}, StatusCode::kDataLoss},
      {"a key given twice", DatafileBytes(twice), StatusCode::kInvalidArgument},
      {"a number that is none", DatafileBytes(infinite), StatusCode::kInvalidArgument},
      {"a text that is none", DatafileBytes(not_utf8), StatusCode::kInvalidArgument},
      {"an older format", DatafileBytes(Parts(), 1), StatusCode::kUnimplemented},
      {"too many bytes", ByteBuffer((std::size_t{4} << 20) + 1), StatusCode::kResourceExhausted},
  };
  for (const bool evaluated_before : {true, false}) {
    for (const Case& c : cases) {
      ASSERT_TRUE(SetContext(engine, kAna).ok());
      if (evaluated_before) Reasons(engine);
      EXPECT_EQ(engine.Load(MessageCopy(c.bytes).view()).code(), c.code) << c.name;
      EXPECT_EQ(engine.flags(), 4U) << c.name;
      EXPECT_EQ(Reasons(engine), kOfAna) << c.name;
      EXPECT_FALSE(engine.Explain(0).empty()) << c.name;
      ASSERT_TRUE(SetContext(engine, {}).ok());
      EXPECT_EQ(Reasons(engine), kOfNobody) << c.name;
    }
  }
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
}

TEST(FlagEngine, ADatafileItRefusesFirstLeavesItEmpty) {
  FlagEngine engine;
  EXPECT_FALSE(engine.Load({}).ok());
  EXPECT_EQ(engine.flags(), 0U);
  EXPECT_EQ(engine.Evaluate(0).error_code, ErrorCode::kFlagNotFound);
  ASSERT_TRUE(Load(engine).ok());
  EXPECT_EQ(engine.flags(), 4U);
}

TEST(FlagEngine, AContextItRefusesMakesEveryFlagAnError) {
  std::vector<PlacedValue> many;
  for (std::uint32_t i = 0; i <= kMaxContextAttributes; ++i) many.emplace_back(i, Value::Bool(true));
  ByteBuffer cut = ContextBytes(kAna);
  cut.pop_back();
  struct Case {
    const char* name;
    ByteBuffer bytes;
    StatusCode code;
  };
  const Case cases[] = {
      {"a truncated one", cut, StatusCode::kDataLoss},
      {"an attribute given twice", ContextBytes({kAna[0], kAna[0]}), StatusCode::kInvalidArgument},
      {"an attribute that there is not", ContextBytes({{2, Value::Bool(true)}}), StatusCode::kInvalidArgument},
      {"a text that is not UTF-8", ContextBytes({{kUser, Value::Text("\xFF")}}), StatusCode::kInvalidArgument},
      {"too many attributes", ContextBytes(many), StatusCode::kResourceExhausted},
      {"too many bytes", ByteBuffer(kMaxContextBytes + 1), StatusCode::kResourceExhausted},
  };
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  for (const Case& c : cases) {
    ASSERT_TRUE(SetContext(engine, kAna).ok());
    EXPECT_EQ(Reasons(engine), kOfAna) << c.name;
    EXPECT_EQ(engine.SetContext(MessageCopy(c.bytes).view()).code(), c.code) << c.name;
    EXPECT_EQ(Reasons(engine), kInvalid) << c.name;
    EXPECT_FALSE(engine.Evaluate(0).variant.has_value()) << c.name;
    EXPECT_FALSE(engine.Evaluate(0).rule.has_value()) << c.name;
    EXPECT_FALSE(engine.TakeExposure(1)) << c.name;
    EXPECT_TRUE(engine.Explain(0).empty()) << c.name;
    ASSERT_TRUE(Load(engine).ok()) << c.name;
    EXPECT_EQ(Reasons(engine), kOfNobody) << c.name;
  }
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_EQ(Reasons(engine), kOfAna);
}

// No bytes are no context: not even the instant is given.
TEST(FlagEngine, RefusesAContextOfNoBytes) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_EQ(engine.SetContext({}).code(), StatusCode::kDataLoss);
  EXPECT_EQ(Reasons(engine), kInvalid);
}

TEST(FlagEngine, TakesAnExposureOncePerUnitExperimentAndVersion) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
  EXPECT_FALSE(engine.TakeExposure(1));
  ASSERT_TRUE(SetContext(engine, {{kUser, Value::Text("bob")}}).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_FALSE(engine.TakeExposure(1));
  const auto load = [&](const Options& options) {
    ASSERT_TRUE(Load(engine, options).ok());
    ASSERT_TRUE(SetContext(engine, kAna).ok());
  };
  load({});  // the same experiment, loaded again
  EXPECT_FALSE(engine.TakeExposure(1));
  load({.version = 2});
  EXPECT_TRUE(engine.TakeExposure(1));
  load({.experiment = "other", .version = 2});
  EXPECT_TRUE(engine.TakeExposure(1));
  EXPECT_FALSE(engine.TakeExposure(1));
}

TEST(FlagEngine, OnlyExperimentsExpose) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  for (const std::size_t flag : {std::size_t{0}, std::size_t{2}, std::size_t{3}, std::size_t{4}, static_cast<std::size_t>(-1)}) {
    EXPECT_FALSE(engine.TakeExposure(flag)) << flag;
  }
  ASSERT_TRUE(SetContext(engine, {}).ok());
  EXPECT_FALSE(engine.TakeExposure(1));  // no unit
}

TEST(FlagEngine, AForcedVariantIsNoExposure) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  ASSERT_TRUE(engine.SetContext(ContextBytes(kAna, 0, {{1, 2}, {3, 0}})).ok());
  EXPECT_EQ(engine.Evaluate(1).variant, 2U);
  EXPECT_EQ(Reasons(engine), (Strings{"TARGETING_MATCH", "STATIC", "SPLIT", "PARSE_ERROR"}));
  EXPECT_FALSE(engine.TakeExposure(1));
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
}

TEST(FlagEngine, ATextAndItsNumberAreOneUnit) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine).ok());
  ASSERT_TRUE(SetContext(engine, {{kUser, Value::Number(17)}}).ok());
  const std::optional<double> bucket = engine.Evaluate(1).bucket;
  EXPECT_TRUE(engine.TakeExposure(1));
  ASSERT_TRUE(SetContext(engine, {{kUser, Value::Text("17")}}).ok());
  EXPECT_EQ(engine.Evaluate(1).bucket, bucket);
  EXPECT_FALSE(engine.TakeExposure(1));
}

TEST(FlagEngine, TellsWhetherAnAnswerDependedOnTheClock) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, {.flags = 5}).ok());
  ASSERT_TRUE(engine.SetContext(ContextBytes(kAna, 1234.5)).ok());
  engine.Evaluate(0);
  EXPECT_FALSE(engine.looked_at_clock());
  EXPECT_EQ(engine.Evaluate(4).bucket, 1234.5);
  EXPECT_TRUE(engine.looked_at_clock());
  ASSERT_TRUE(engine.SetContext(ContextBytes(kAna, 1234.5)).ok());
  EXPECT_FALSE(engine.looked_at_clock());
  engine.Evaluate(4);
  ASSERT_TRUE(Load(engine, {.flags = 5}).ok());
  EXPECT_FALSE(engine.looked_at_clock());
}

}  // namespace
}  // namespace assay
