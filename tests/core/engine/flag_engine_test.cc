#include "assay/engine/flag_engine.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/wire/context_bytes.h"
#include "core/wire/datafile_bytes.h"

namespace assay {
namespace {

// Flag 0 is on for x = 1, flag 1 is an experiment by user, flag 2 a rollout by user.
DatafileParts ThreeFlags() {
  DatafileParts parts;
  parts.flags = {
      {.key = "targeted", .rules = {{.id = "0", .conditions = {{"x", fb::Operator::Equals, {ValueParts::Number(1)}}}, .variant = 1}}},
      {.key = "experiment", .rules = {{.id = "0", .split = SplitParts{.experiment = "button", .version = 1}}}},
      {.key = "rollout", .rules = {{.id = "0", .split = SplitParts{.salt = "rollout"}}}}};
  return parts;
}

Status Load(FlagEngine& engine, const DatafileParts& parts) { return engine.Load(MessageCopy(DatafileBytes(parts)).view()); }

Status SetContext(FlagEngine& engine, const std::vector<Attribute>& attributes) {
  return engine.SetContext(MessageCopy(ContextBytes(attributes)).view());
}

std::vector<Reason> Reasons(const FlagEngine& engine) {
  std::vector<Reason> reasons;
  for (const EvaluationDetails& one : engine.details()) reasons.push_back(one.reason);
  return reasons;
}

const std::vector<Attribute> kAna = {{"user", AttributeValue::String("ana")}, {"x", AttributeValue::Number(1)}};

TEST(FlagEngine, HasNoFlagsAtFirst) {
  FlagEngine engine;
  EXPECT_TRUE(engine.details().empty());
  EXPECT_EQ(engine.Manifest(), ByteBuffer(4, 0));
  EXPECT_FALSE(engine.TakeExposure(0));
  EXPECT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_TRUE(engine.details().empty());
}

TEST(FlagEngine, AnswersWithoutAContextToo) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  EXPECT_EQ(Reasons(engine), (std::vector<Reason>{Reason::kDefault, Reason::kError, Reason::kError}));
  EXPECT_EQ(engine.details()[1].error_code, ErrorCode::kTargetingKeyMissing);
}

TEST(FlagEngine, EvaluatesEveryFlagForAContext) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_EQ(Reasons(engine), (std::vector<Reason>{Reason::kTargetingMatch, Reason::kSplit, Reason::kSplit}));
  EXPECT_EQ(engine.details()[0].variant, 1U);
  EXPECT_EQ(engine.details()[0].rule, 0U);
}

TEST(FlagEngine, ANewContextReplacesTheOldOne) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  ASSERT_TRUE(SetContext(engine, {}).ok());
  EXPECT_EQ(Reasons(engine), (std::vector<Reason>{Reason::kDefault, Reason::kError, Reason::kError}));
}

TEST(FlagEngine, TheContextOutlivesTheDatafile) {
  FlagEngine engine;
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  EXPECT_EQ(Reasons(engine)[0], Reason::kTargetingMatch);
  DatafileParts other = ThreeFlags();
  other.flags[0].rules[0].conditions[0].values[0] = ValueParts::Number(2);
  other.flags.pop_back();
  ASSERT_TRUE(Load(engine, other).ok());
  EXPECT_EQ(Reasons(engine), (std::vector<Reason>{Reason::kDefault, Reason::kSplit}));
}

TEST(FlagEngine, ADatafileItRefusesChangesNothing) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  const ByteBuffer manifest = engine.Manifest();
  const ByteBuffer whole = DatafileBytes(ThreeFlags());
  DatafileParts twice = ThreeFlags();
  twice.flags[2].key = "targeted";
  DatafileParts newer = ThreeFlags();
  newer.format = 2;
  struct Case {
    const char* name;
    ByteBuffer bytes;
    StatusCode code;
  };
  const Case cases[] = {
      {"no bytes", {}, StatusCode::kDataLoss},
      {"half of the bytes", {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2)}, StatusCode::kDataLoss},
      {"a key given twice", DatafileBytes(twice), StatusCode::kInvalidArgument},
      {"a newer format", DatafileBytes(newer), StatusCode::kUnimplemented},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(engine.Load(MessageCopy(c.bytes).view()).code(), c.code) << c.name;
    EXPECT_EQ(engine.Manifest(), manifest) << c.name;
    EXPECT_EQ(Reasons(engine), (std::vector<Reason>{Reason::kTargetingMatch, Reason::kSplit, Reason::kSplit})) << c.name;
  }
  EXPECT_TRUE(engine.TakeExposure(1));
}

TEST(FlagEngine, AMalformedFlagFailsAlone) {
  DatafileParts parts = ThreeFlags();
  parts.flags[1].rules[0].split->total = 0;
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, parts).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_EQ(Reasons(engine), (std::vector<Reason>{Reason::kTargetingMatch, Reason::kError, Reason::kSplit}));
  EXPECT_EQ(engine.details()[1].error_code, ErrorCode::kParseError);
  EXPECT_FALSE(engine.TakeExposure(1));
}

TEST(FlagEngine, AContextItRefusesMakesEveryFlagAnError) {
  std::vector<Attribute> many;
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= kMaxContextAttributes; ++i) names.push_back(std::to_string(i));
  for (const std::string& name : names) many.push_back({name, AttributeValue::Bool(true)});
  ByteBuffer cut = ContextBytes(kAna);
  cut.pop_back();
  struct Case {
    const char* name;
    ByteBuffer bytes;
    StatusCode code;
  };
  const Case cases[] = {
      {"a truncated one", cut, StatusCode::kDataLoss},
      {"a name given twice", ContextBytes({kAna[0], kAna[0]}), StatusCode::kInvalidArgument},
      {"a name that is not UTF-8", ContextBytes({{"\xFF", AttributeValue::Bool(true)}}), StatusCode::kInvalidArgument},
      {"a text that is not UTF-8", ContextBytes({{"user", AttributeValue::String("\xFF")}}), StatusCode::kInvalidArgument},
      {"too many attributes", ContextBytes(many), StatusCode::kResourceExhausted},
  };
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  for (const Case& c : cases) {
    ASSERT_TRUE(SetContext(engine, kAna).ok());
    EXPECT_EQ(engine.SetContext(MessageCopy(c.bytes).view()).code(), c.code) << c.name;
    ASSERT_EQ(engine.details().size(), 3U) << c.name;
    for (const EvaluationDetails& one : engine.details()) {
      EXPECT_EQ(one.reason, Reason::kError) << c.name;
      EXPECT_EQ(one.error_code, ErrorCode::kInvalidContext) << c.name;
      EXPECT_FALSE(one.variant.has_value()) << c.name;
    }
    EXPECT_FALSE(engine.TakeExposure(1)) << c.name;
    ASSERT_TRUE(Load(engine, ThreeFlags()).ok()) << c.name;  // still no context that could be evaluated
    EXPECT_EQ(engine.details()[0].error_code, ErrorCode::kInvalidContext) << c.name;
  }
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_EQ(Reasons(engine)[0], Reason::kTargetingMatch);
}

TEST(FlagEngine, TakesAnExposureOncePerUnitExperimentAndVersion) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
  EXPECT_FALSE(engine.TakeExposure(1));
  ASSERT_TRUE(SetContext(engine, {{"user", AttributeValue::String("bob")}}).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_FALSE(engine.TakeExposure(1));
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());  // the same experiment, loaded again
  EXPECT_FALSE(engine.TakeExposure(1));
  DatafileParts next = ThreeFlags();
  next.flags[1].rules[0].split->version = 2;
  ASSERT_TRUE(Load(engine, next).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
  next.flags[1].rules[0].split->experiment = "other";
  ASSERT_TRUE(Load(engine, next).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
}

TEST(FlagEngine, OnlyExperimentsExpose) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  ASSERT_TRUE(SetContext(engine, kAna).ok());
  EXPECT_FALSE(engine.TakeExposure(0));  // a fixed variant
  EXPECT_FALSE(engine.TakeExposure(2));  // a rollout
  EXPECT_FALSE(engine.TakeExposure(3));  // no such flag
  EXPECT_FALSE(engine.TakeExposure(static_cast<std::size_t>(-1)));
}

TEST(FlagEngine, ThePairOfATextAndItsNumberIsOneUnit) {
  FlagEngine engine;
  ASSERT_TRUE(Load(engine, ThreeFlags()).ok());
  ASSERT_TRUE(SetContext(engine, {{"user", AttributeValue::Number(17)}}).ok());
  EXPECT_TRUE(engine.TakeExposure(1));
  ASSERT_TRUE(SetContext(engine, {{"user", AttributeValue::String("17")}}).ok());
  EXPECT_FALSE(engine.TakeExposure(1));
}

}  // namespace
}  // namespace assay
