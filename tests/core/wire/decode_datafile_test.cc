#include "assay/wire/decode_datafile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "assay/evaluation/evaluator.h"
#include "assay/evaluation/explain.h"
#include "assay/evaluation/validate.h"
#include "assay/wire/context.h"
#include "core/wire/context_bytes.h"
#include "core/wire/datafile_bytes.h"

namespace assay {
namespace {

// Small, with a row of every kind.
DatafileParts SmallParts() {
  DatafileParts parts;
  parts.version = (std::uint64_t{1} << 63) + 5;
  ProgramParts& program = parts.program;
  program.sets = {{SetKind::kExact, 0, 0, 2}, {SetKind::kBloom, 3, 2, 1}};
  program.set_words = {17, 0xFFFFFFFFFFFFFFFF, 0x123456789ABCDEF};
  const Code user = program.AttributeNode("user");
  const std::uint32_t shared = program.Add(program.OneOf({"ES", "größe"}, program.AttributeNode("country")));
  const Code split = Node(Opcode::kScale, {1}, {Node(Opcode::kUnitHash, {program.Text("variant"), program.Text("salt")}, {user})});
  program.numbers = {0.5, 100};
  const Code in_sets = Node(Opcode::kOr, {}, {Node(Opcode::kInSet, {0}, {user}), Node(Opcode::kInSet, {1}, {user}), Call(shared)});
  parts.AddFlag("split",
                {parts.If(in_sets, parts.Serve(2)), parts.Exposing(parts.Choose(split, {{0, 50, 1}, {50, 100, 2}}), "button", 3, user)});
  const Code pattern = Node(Opcode::kMatches, Listed({0x6101, 0}), {user});
  const Code block = Node(Opcode::kInCidr, Listed({0, 0, 0xFFFF, 0, 96}), {user});
  parts.AddFlag("named", {parts.If(Node(Opcode::kAnd, {}, {pattern, block, Node(Opcode::kFlagVariant, {0})}),
                                   parts.Named(Node(Opcode::kCat, {}, {user, program.TextNode("x")}), ErrorCode::kTypeMismatch)),
                          parts.Fail(ErrorCode::kGeneral)});
  parts.flags[1].type = FlagType::kString;
  return parts;
}

ByteBuffer Small() { return DatafileBytes(SmallParts()); }

StatusCode CodeOf(const ByteBuffer& bytes, std::size_t misalignment = 0) {
  Datafile datafile;
  return DecodeDatafile(MessageCopy(bytes, misalignment).view(), datafile).code();
}

TEST(DecodeDatafile, GivesBackWhatWasWritten) {
  Datafile datafile;
  ASSERT_TRUE(DecodeDatafile(MessageCopy(Small()).view(), datafile).ok());  // the copy is gone now
  const DatafileParts parts = SmallParts();
  EXPECT_EQ(datafile.version, (std::uint64_t{1} << 63) + 5);
  const Program& program = datafile.program;
  ASSERT_EQ(program.texts.size(), parts.program.text_ends.size());
  for (const char* text : {"größe", "country", "split", "on", "salt"}) EXPECT_NE(program.texts.Find(text), kNotIndexed) << text;
  const auto same = [](const auto& left, const auto& right) { return std::equal(left.begin(), left.end(), right.begin(), right.end()); };
  EXPECT_TRUE(same(program.numbers, parts.program.numbers));
  EXPECT_TRUE(same(program.attributes, parts.program.attributes));
  EXPECT_TRUE(same(program.code, parts.program.code));
  EXPECT_TRUE(same(program.expressions, parts.program.expressions));
  EXPECT_TRUE(same(program.set_words, parts.program.set_words));
  ASSERT_EQ(program.sets.size(), 2U);
  EXPECT_EQ(program.sets[1].kind, SetKind::kBloom);
  EXPECT_EQ(program.sets[1].hashes, 3U);
  EXPECT_EQ(program.sets[1].first_word, 2U);
  EXPECT_EQ(program.sets[1].words, 1U);
  ASSERT_EQ(datafile.flags.size(), 2U);
  EXPECT_EQ(program.texts[datafile.flags[1].key], "named");
  EXPECT_EQ(datafile.flags[1].type, FlagType::kString);
  EXPECT_TRUE(datafile.flags[1].enabled);
  EXPECT_FALSE(datafile.flags[1].invalid);
  EXPECT_EQ(datafile.flags[1].default_variant, 0);
  EXPECT_EQ(datafile.flags[1].first_variant, 3U);
  EXPECT_EQ(datafile.flags[1].variants, 3U);
  EXPECT_EQ(datafile.flags[1].first_rule, 2U);
  EXPECT_EQ(datafile.flags[1].rules, 2U);
  ASSERT_EQ(datafile.variants.size(), 6U);
  EXPECT_EQ(program.texts[datafile.variants[4].key], "on");
  EXPECT_EQ(program.texts[datafile.variants[4].value_json], "null");
  ASSERT_EQ(datafile.rules.size(), 4U);
  const Rule& rule = datafile.rules[1];
  EXPECT_EQ(program.texts[rule.id], "rule");
  EXPECT_EQ(rule.when, -1);
  EXPECT_EQ(rule.action, Action::kChoose);
  EXPECT_EQ(rule.reason, static_cast<std::uint8_t>(Reason::kSplit));
  EXPECT_EQ(rule.ranges, 2U);
  EXPECT_EQ(program.texts[static_cast<TextId>(rule.experiment)], "button");
  EXPECT_EQ(rule.version, 3U);
  EXPECT_EQ(rule.value, parts.rules[1].value);
  EXPECT_EQ(rule.unit, parts.rules[1].unit);
  EXPECT_EQ(datafile.rules[2].error, static_cast<std::uint8_t>(ErrorCode::kTypeMismatch));
  ASSERT_EQ(datafile.ranges.size(), 2U);
  EXPECT_EQ(datafile.ranges[1].low, 50);
  EXPECT_EQ(datafile.ranges[1].high, 100);
  EXPECT_EQ(datafile.ranges[1].variant, 2U);
  EXPECT_TRUE(ValidateDatafile(datafile).ok());
  EXPECT_EQ(datafile.malformed, (std::vector<std::uint8_t>{0, 0}));
}

TEST(DecodeDatafile, MayBeMoved) {
  Datafile decoded;
  ASSERT_TRUE(DecodeDatafile(Small(), decoded).ok());
  ASSERT_TRUE(ValidateDatafile(decoded).ok());
  const Datafile datafile = std::move(decoded);
  EXPECT_EQ(datafile.program.texts[datafile.flags[0].key], "split");
}

TEST(DecodeDatafile, TakesADatafileOfNothing) {
  flatbuffers::FlatBufferBuilder fbb;
  fb::FinishDatafileBuffer(fbb, fb::CreateDatafile(fbb));
  for (const ByteBuffer& bytes : {FinishedBytes(fbb), DatafileBytes({})}) {
    Datafile datafile;
    ASSERT_TRUE(DecodeDatafile(MessageCopy(bytes).view(), datafile).ok());
    ASSERT_TRUE(ValidateDatafile(datafile).ok());
    EXPECT_TRUE(datafile.flags.empty());
    EXPECT_EQ(datafile.program.texts.size(), 0U);
  }
}

TEST(DecodeDatafile, ForgetsTheDatafileThatWasThere) {
  Datafile datafile;
  ASSERT_TRUE(DecodeDatafile(Small(), datafile).ok());
  ASSERT_TRUE(ValidateDatafile(datafile).ok());
  ASSERT_TRUE(DecodeDatafile(DatafileBytes({}), datafile).ok());
  ASSERT_TRUE(ValidateDatafile(datafile).ok());
  EXPECT_TRUE(datafile.flags.empty());
  EXPECT_TRUE(datafile.malformed.empty());
  EXPECT_EQ(datafile.program.texts.Find("split"), kNotIndexed);
  EXPECT_EQ(datafile.program.shared, 0U);
}

TEST(DecodeDatafile, TakesBytesAtAnyPlace) {
  for (std::size_t misalignment = 0; misalignment < 16; ++misalignment) EXPECT_EQ(CodeOf(Small(), misalignment), StatusCode::kOk);
}

TEST(DecodeDatafile, RefusesEveryTruncation) {
  const ByteBuffer bytes = Small();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(CodeOf({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}), StatusCode::kDataLoss) << size;
  }
}

TEST(DecodeDatafile, RefusesOtherFormats) {
  for (const std::uint32_t format : {0U, 1U, 3U, 0xFFFFFFFFU}) {
    EXPECT_EQ(CodeOf(DatafileBytes(SmallParts(), format)), StatusCode::kUnimplemented) << format;
  }
}

TEST(DecodeDatafile, RefusesOtherMessages) {
  EXPECT_EQ(CodeOf(WithIdentifier(Small(), "ASEB")), StatusCode::kDataLoss);
  EXPECT_EQ(CodeOf(WithIdentifier(Small(), "asdf")), StatusCode::kDataLoss);
  EXPECT_EQ(CodeOf(ByteBuffer(1000, 0)), StatusCode::kDataLoss);
  EXPECT_EQ(CodeOf(ByteBuffer(1000, 0xFF)), StatusCode::kDataLoss);
}

TEST(DecodeDatafile, RefusesMoreThanFourMebibytes) {
  DatafileParts parts;
  parts.program.code.resize((kMaxDatafileBytes - DatafileBytes({}).size()) / 4);
  ByteBuffer bytes = DatafileBytes(parts);
  ASSERT_LE(bytes.size(), kMaxDatafileBytes);
  ASSERT_GT(bytes.size() + 64, kMaxDatafileBytes);
  EXPECT_EQ(CodeOf(bytes), StatusCode::kOk);
  bytes.resize(kMaxDatafileBytes);  // what lies behind a message is none of its parts
  EXPECT_EQ(CodeOf(bytes), StatusCode::kOk);
  bytes.push_back(0);
  EXPECT_EQ(CodeOf(bytes), StatusCode::kResourceExhausted);
}

TEST(DecodeDatafile, RefusesTextsThatAreNone) {
  struct Case {
    const char* name;
    void (*change)(ProgramParts&);
  };
  const Case cases[] = {
      {"not UTF-8", [](ProgramParts& p) { p.text_bytes[0] = '\xFF'; }},
      {"ends that descend", [](ProgramParts& p) { std::swap(p.text_ends[0], p.text_ends[1]); }},
      {"an end behind the bytes", [](ProgramParts& p) { p.text_ends.back() = 0xFFFFFFFF; }},
      {"bytes behind the last", [](ProgramParts& p) { p.text_bytes += 'x'; }},
      {"no ends", [](ProgramParts& p) { p.text_ends.clear(); }},
      {"a text twice", [](ProgramParts& p) { p.text_bytes += "user", p.text_ends.push_back(p.text_ends.back() + 4); }},
  };
  for (const Case& c : cases) {
    DatafileParts parts = SmallParts();
    c.change(parts.program);
    EXPECT_EQ(CodeOf(DatafileBytes(parts)), StatusCode::kInvalidArgument) << c.name;
  }
}

// A byte that is read as a boolean must be one, or reading it is undefined.
TEST(DecodeDatafile, RefusesBooleansThatAreNone) {
  const ByteBuffer bytes = Small();
  const fb::Flag* flag = fb::GetDatafile(bytes.data())->flags()->Get(1);
  const auto at = static_cast<std::size_t>(reinterpret_cast<const std::uint8_t*>(flag) - bytes.data()) + 5;
  for (const std::size_t place : {at, at + 1}) {
    for (const int byte : {0, 1, 2, 255}) {
      ByteBuffer changed = bytes;
      changed[place] = static_cast<std::uint8_t>(byte);
      EXPECT_EQ(CodeOf(changed), byte <= 1 ? StatusCode::kOk : StatusCode::kDataLoss) << byte;
    }
  }
}

// Of two messages, one shifted by four bytes, one has its doubles where they cannot be read.
TEST(DecodeDatafile, RefusesNumbersThatAreNotAligned) {
  int refused = 0;
  for (const bool shifted : {false, true}) {
    flatbuffers::FlatBufferBuilder fbb;
    const auto numbers = CarelessVector(fbb, 2.5, shifted);
    fb::FinishDatafileBuffer(fbb, fb::CreateDatafile(fbb, 2, 1, 0, 0, numbers));
    const StatusCode code = CodeOf(FinishedBytes(fbb));
    EXPECT_TRUE(code == StatusCode::kOk || code == StatusCode::kDataLoss);
    refused += code == StatusCode::kOk ? 0 : 1;
  }
  EXPECT_EQ(refused, 1);
}

// Whatever a damaged datafile says: it is refused, or every flag has an answer that points inside the flag.
void Use(const ByteBuffer& bytes, const std::string& what) {
  Datafile datafile;
  if (!DecodeDatafile(MessageCopy(bytes).view(), datafile).ok() || !ValidateDatafile(datafile).ok()) return;
  Evaluator evaluator;
  evaluator.Attach(datafile);
  const ByteBuffer context = ContextBytes({{0, Value::Text("ana")}, {1, Value::Text("ES")}}, 1.5e12);
  const Status status = ReadContext(context, evaluator);
  ASSERT_TRUE(status.ok() || status.code() == StatusCode::kInvalidArgument) << what;  // there may be fewer attributes now
  for (std::size_t i = 0; i < datafile.flags.size(); ++i) {
    const EvaluationDetails details = evaluator.Evaluate(i);
    ASSERT_TRUE(!details.variant || *details.variant < datafile.flags[i].variants) << what;
    ASSERT_TRUE(!details.rule || *details.rule < datafile.flags[i].rules) << what;
    ASSERT_TRUE(datafile.malformed[i] == 0 || details.error_code == ErrorCode::kParseError) << what;
    static_cast<void>(evaluator.ExposureOf(i));
    static_cast<void>(Explain(evaluator, i));
  }
}

TEST(DecodeDatafile, SurvivesEveryFlippedBit) {
  const ByteBuffer bytes = Small();
  Use(bytes, "as it is");
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      ByteBuffer damaged = bytes;
      damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ 1 << bit);
      Use(damaged, "byte " + std::to_string(at) + ", bit " + std::to_string(bit));
    }
    for (const int byte : {0, 1, 0x7F, 0x80, 0xFF}) {
      ByteBuffer damaged = bytes;
      damaged[at] = static_cast<std::uint8_t>(byte);
      Use(damaged, "byte " + std::to_string(at) + " = " + std::to_string(byte));
    }
  }
}

// The words of the rows and programs in particular: their neighbours, huge ones and each other.
TEST(DecodeDatafile, SurvivesRandomDamage) {
  constexpr std::uint64_t kSeed = 20;
  std::mt19937_64 random(kSeed);
  const ByteBuffer bytes = Small();
  for (int time = 0; time < 20'000; ++time) {
    ByteBuffer damaged = bytes;
    for (std::size_t n = 1 + random() % 3; n != 0; --n) {
      const std::size_t at = random() % (bytes.size() / 4) * 4;
      std::uint32_t word = 0;
      std::memcpy(&word, bytes.data() + random() % (bytes.size() / 4) * 4, 4);
      const std::array<std::uint32_t, 6> words = {word, word + 1, word - 1, 0xFFFFFFFF, 0, static_cast<std::uint32_t>(random() % 300)};
      std::memcpy(damaged.data() + at, &words[random() % words.size()], 4);
    }
    Use(damaged, "seed " + std::to_string(kSeed) + ", time " + std::to_string(time));
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace assay
