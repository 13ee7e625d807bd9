#include "assay/wire/decode_datafile.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "assay/evaluation/evaluate.h"
#include "assay/evaluation/validate.h"
#include "core/wire/datafile_bytes.h"

namespace assay {
namespace {

const char* const kNotUtf8 = "\xED\xA0\x80";  // half of a surrogate pair

// A flag of every kind of rule, with a condition of every family of operators.
FlagParts FullFlag(std::string key) {
  FlagParts flag;
  flag.key = std::move(key);
  flag.type = fb::FlagType::String;
  flag.variants = {{"off", "\"\""}, {"größe", "\"ü\""}, {"c", "\"c\""}};
  flag.default_variant = 2;
  RuleParts fixed;
  fixed.id = "fixed";
  fixed.variant = 1;
  fixed.conditions = {{"country", fb::Operator::In, {ValueParts::String("de"), ValueParts::Number(7), ValueParts::Bool(true)}},
                      {"age", fb::Operator::Gte, {ValueParts::Number(18)}},
                      {"version", fb::Operator::SemverLt, {ValueParts::String("2.0.0")}},
                      {"beta", fb::Operator::Exists, {}}};
  RuleParts split;
  split.id = "split";
  split.split = SplitParts{.experiment = "button",
                           .version = 3,
                           .unit = "account",
                           .salt = "sält",
                           .coverage_ppm = 250'000,
                           .layer = 0,
                           .layer_start_ppm = 10,
                           .layer_end_ppm = 20};
  flag.rules = {fixed, split};
  return flag;
}

DatafileParts FullDatafile() {
  DatafileParts parts;
  parts.revision = (std::uint64_t{1} << 63) + 5;
  parts.layers = {{"checkout", "layer salt"}};
  parts.flags = {FullFlag("full"), {.key = "été", .rules = {}}};
  return parts;
}

Result<Datafile> Decode(const DatafileParts& parts) { return DecodeDatafile(MessageCopy(DatafileBytes(parts)).view()); }

TEST(DecodeDatafile, GivesBackWhatWasWritten) {
  const Result<Datafile> decoded = Decode(FullDatafile());
  ASSERT_TRUE(decoded.ok()) << decoded.status().message();
  EXPECT_EQ(decoded->revision, (std::uint64_t{1} << 63) + 5);
  ASSERT_EQ(decoded->layers.size(), 1U);
  EXPECT_EQ(decoded->layers[0].key, "checkout");
  EXPECT_EQ(decoded->layers[0].salt, "layer salt");
  ASSERT_EQ(decoded->flags.size(), 2U);
  const Flag& flag = decoded->flags[0];
  EXPECT_EQ(flag.key, "full");
  EXPECT_EQ(flag.type, FlagType::kString);
  EXPECT_TRUE(flag.enabled);
  EXPECT_FALSE(flag.invalid);
  EXPECT_EQ(flag.default_variant, 2U);
  ASSERT_EQ(flag.variants.size(), 3U);
  EXPECT_EQ(flag.variants[1].key, "größe");
  EXPECT_EQ(flag.variants[1].value_json, "\"ü\"");
  ASSERT_EQ(flag.rules.size(), 2U);
  EXPECT_EQ(flag.rules[0].id, "fixed");
  EXPECT_EQ(flag.rules[0].variant, 1U);
  EXPECT_FALSE(flag.rules[0].split.has_value());
  ASSERT_EQ(flag.rules[0].conditions.size(), 4U);
  EXPECT_EQ(flag.rules[0].conditions[0].op, ConditionOperator::kIn);
  EXPECT_EQ(flag.rules[0].conditions[0].listed.size(), 3U);
  EXPECT_EQ(decoded->attributes.Name(flag.rules[0].conditions[1].attribute), "age");
  EXPECT_EQ(flag.rules[0].conditions[1].order_number, 18);
  EXPECT_TRUE(decoded->attributes.IsUsedAsSemver(flag.rules[0].conditions[2].attribute));
  EXPECT_FALSE(flag.rules[1].variant.has_value());
  ASSERT_TRUE(flag.rules[1].split.has_value());
  const Split& split = *flag.rules[1].split;
  EXPECT_EQ(split.experiment, "button");
  EXPECT_EQ(split.version, 3U);
  EXPECT_EQ(decoded->attributes.Name(split.unit), "account");
  EXPECT_EQ(split.salt, "sält");
  EXPECT_EQ(split.total, 2U);
  ASSERT_EQ(split.slots.size(), 2U);
  EXPECT_EQ(split.slots[1].start, 1U);
  EXPECT_EQ(split.slots[1].end, 2U);
  EXPECT_EQ(split.slots[1].variant, 1U);
  EXPECT_EQ(split.coverage_ppm, 250'000U);
  EXPECT_EQ(split.layer, 0U);
  EXPECT_EQ(split.layer_range.start_ppm, 10U);
  EXPECT_EQ(split.layer_range.end_ppm, 20U);
  EXPECT_EQ(decoded->flags[1].key, "été");
  EXPECT_TRUE(decoded->flags[1].rules.empty());
}

TEST(DecodeDatafile, OwnsItsData) {
  Result<Datafile> decoded = Datafile();
  {
    const MessageCopy message(DatafileBytes(FullDatafile()));
    decoded = DecodeDatafile(message.view());
  }
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(ValidateDatafile(*decoded), 0U);
  EXPECT_EQ(decoded->flags[0].rules[1].split->salt, "sält");
}

TEST(DecodeDatafile, TakesADatafileWithoutFlags) {
  EXPECT_TRUE(Decode({})->flags.empty());
  flatbuffers::FlatBufferBuilder fbb;
  fb::FinishDatafileBuffer(fbb, fb::CreateDatafile(fbb));
  const Result<Datafile> decoded = DecodeDatafile(MessageCopy(FinishedBytes(fbb)).view());
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->flags.empty());
}

TEST(DecodeDatafile, AFlagWithoutListsIsLeftToTheValidation) {
  flatbuffers::FlatBufferBuilder fbb;
  const auto key = fbb.CreateString("bare");
  const auto flag = fb::CreateFlag(fbb, key);
  fb::FinishDatafileBuffer(fbb, fb::CreateDatafile(fbb, 1, 0, fbb.CreateVector(&flag, 1)));
  Result<Datafile> decoded = DecodeDatafile(MessageCopy(FinishedBytes(fbb)).view());
  ASSERT_TRUE(decoded.ok());
  EXPECT_FALSE(decoded->flags[0].invalid);
  EXPECT_EQ(ValidateDatafile(*decoded), 1U);  // no default variant
}

TEST(DecodeDatafile, AMalformedFlagFailsAlone) {
  struct Case {
    const char* name;
    void (*breaks)(FlagParts&);
  };
  const Case cases[] = {
      {"marked in the source", [](FlagParts& f) { f.invalid = true; }},
      {"an unknown type", [](FlagParts& f) { f.type = static_cast<fb::FlagType>(4); }},
      {"a variant's key that is not UTF-8", [](FlagParts& f) { f.variants[1].first = kNotUtf8; }},
      {"a value that is not UTF-8", [](FlagParts& f) { f.variants[1].second = kNotUtf8; }},
      {"a rule's id that is not UTF-8", [](FlagParts& f) { f.rules[0].id = kNotUtf8; }},
      {"an attribute that is not UTF-8", [](FlagParts& f) { f.rules[0].conditions[0].name = kNotUtf8; }},
      {"an operand that is not UTF-8", [](FlagParts& f) { f.rules[0].conditions[0].values[0].text = kNotUtf8; }},
      {"an operand of null", [](FlagParts& f) { f.rules[0].conditions[0].values[0] = {}; }},
      {"an operand of an unknown type", [](FlagParts& f) { f.rules[0].conditions[0].values[0].type = static_cast<fb::ValueType>(9); }},
      {"an operand of NaN", [](FlagParts& f) { f.rules[0].conditions[0].values[1].number = std::numeric_limits<double>::quiet_NaN(); }},
      {"an unknown operator", [](FlagParts& f) { f.rules[0].conditions[0].op = static_cast<fb::Operator>(15); }},
      {"equality with a list", [](FlagParts& f) { f.rules[0].conditions[0].op = fb::Operator::Equals; }},
      {"an order of nothing", [](FlagParts& f) { f.rules[0].conditions[1].values.clear(); }},
      {"a version that is none", [](FlagParts& f) { f.rules[0].conditions[2].values[0].text = "2.x"; }},
      {"presence with a value", [](FlagParts& f) { f.rules[0].conditions[3].values = {ValueParts::Bool(true)}; }},
      {"an experiment that is not UTF-8", [](FlagParts& f) { f.rules[1].split->experiment = kNotUtf8; }},
      {"a salt that is not UTF-8", [](FlagParts& f) { f.rules[1].split->salt = kNotUtf8; }},
      {"a unit that is not UTF-8", [](FlagParts& f) { f.rules[1].split->unit = kNotUtf8; }},
  };
  for (const Case& c : cases) {
    DatafileParts parts;
    parts.layers = {{"checkout", "layer salt"}};
    parts.flags = {FullFlag("before"), FullFlag("broken"), FullFlag("after")};
    c.breaks(parts.flags[1]);
    Result<Datafile> decoded = Decode(parts);
    ASSERT_TRUE(decoded.ok()) << c.name << ": " << decoded.status().message();
    ASSERT_EQ(decoded->flags.size(), 3U) << c.name;
    EXPECT_EQ(decoded->flags[1].key, "broken") << c.name;
    EXPECT_EQ(ValidateDatafile(*decoded), 1U) << c.name;
    EXPECT_FALSE(decoded->flags[0].invalid) << c.name;
    EXPECT_TRUE(decoded->flags[1].invalid) << c.name;
    EXPECT_FALSE(decoded->flags[2].invalid) << c.name;
    EXPECT_EQ(Evaluate(*decoded, 1, {}).error_code, ErrorCode::kParseError) << c.name;
    EXPECT_EQ(Evaluate(*decoded, 0, {}).error_code, ErrorCode::kTargetingKeyMissing) << c.name;
  }
}

TEST(DecodeDatafile, AnAbsentTextOperandIsTheEmptyText) {
  DatafileParts parts;
  parts.flags = {
      {.key = "f", .rules = {{.id = "0", .conditions = {{"x", fb::Operator::Equals, {{.type = fb::ValueType::String}}}}, .variant = 1}}}};
  const Result<Datafile> decoded = Decode(parts);
  ASSERT_TRUE(decoded.ok());
  ResolvedContext context;
  const Attribute attributes[] = {{"x", AttributeValue::String("")}};
  ASSERT_TRUE(context.Resolve(decoded->attributes, attributes).ok());
  EXPECT_EQ(Evaluate(*decoded, 0, context).variant, 1U);
}

TEST(DecodeDatafile, RefusesWhatNoFlagCanBeBlamedFor) {
  struct Case {
    const char* name;
    void (*breaks)(DatafileParts&);
    StatusCode code;
  };
  const Case cases[] = {
      {"two flags of one key", [](DatafileParts& d) { d.flags[1].key = "full"; }, StatusCode::kInvalidArgument},
      {"a key that is not UTF-8", [](DatafileParts& d) { d.flags[1].key = kNotUtf8; }, StatusCode::kInvalidArgument},
      {"a layer's key that is not UTF-8", [](DatafileParts& d) { d.layers[0].first = kNotUtf8; }, StatusCode::kInvalidArgument},
      {"a layer's salt that is not UTF-8", [](DatafileParts& d) { d.layers[0].second = kNotUtf8; }, StatusCode::kInvalidArgument},
      {"format 0", [](DatafileParts& d) { d.format = 0; }, StatusCode::kUnimplemented},
      {"a newer format", [](DatafileParts& d) { d.format = 2; }, StatusCode::kUnimplemented},
  };
  for (const Case& c : cases) {
    DatafileParts parts = FullDatafile();
    c.breaks(parts);
    EXPECT_EQ(Decode(parts).status().code(), c.code) << c.name;
  }
}

TEST(DecodeDatafile, RefusesATruncationAnywhere) {
  const ByteBuffer message = DatafileBytes(FullDatafile());
  // At most eight bytes of padding, which nothing reads, follow the text that ends the message.
  for (std::size_t size = 0; size + 8 < message.size(); ++size) {
    const MessageCopy cut(ByteView(message).first(size));
    EXPECT_EQ(DecodeDatafile(cut.view()).status().code(), StatusCode::kDataLoss) << size << " of " << message.size() << " bytes";
  }
}

// What passes with one byte changed must still be safe to evaluate: the sanitizers watch.
TEST(DecodeDatafile, StaysInsideTheMessageWhateverByteIsChanged) {
  const ByteBuffer message = DatafileBytes(FullDatafile());
  std::size_t changed_answers = 0;
  for (std::size_t at = 0; at < message.size(); ++at) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      ByteBuffer changed = message;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ change);
      Result<Datafile> decoded = DecodeDatafile(MessageCopy(changed).view());
      if (!decoded.ok() || ValidateDatafile(*decoded) > 0) {
        ++changed_answers;
        continue;
      }
      const Attribute attributes[] = {{"account", AttributeValue::String("a-1")}, {"version", AttributeValue::String("1.2.3")}};
      ResolvedContext context;
      ASSERT_TRUE(context.Resolve(decoded->attributes, attributes).ok()) << at;
      std::vector<EvaluationDetails> details;
      EvaluateAll(*decoded, context, details);
      for (const EvaluationDetails& one : details) ASSERT_EQ(one.variant.has_value(), one.reason != Reason::kError) << at;
    }
  }
  EXPECT_GT(changed_answers, message.size());
}

TEST(DecodeDatafile, RefusesBytesThatAreNotAlignedAndOtherMessages) {
  const ByteBuffer message = DatafileBytes(FullDatafile());
  EXPECT_EQ(DecodeDatafile(MessageCopy(message, 1).view()).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(DecodeDatafile(MessageCopy(WithIdentifier(message, "ASQY")).view()).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(DecodeDatafile({}).status().code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace assay
