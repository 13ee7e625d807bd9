#include "assay/targeting/program.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "assay/targeting/regex.h"
#include "core/targeting/program_code.h"

namespace assay {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t kPoolSize = 3;  // of each pool of the tests
constexpr std::uint32_t kAny = 1000;    // as many operands as one likes

// Three of everything that an immediate can be an index into; the expressions 0..2 are sound.
ProgramParts Pools() {
  ProgramParts parts;
  for (const char* name : {"a", "b", "größe"}) parts.Attribute(name);
  parts.numbers = {-1, 0, 2.5};
  parts.sets.resize(kPoolSize);
  parts.flags = kPoolSize;
  for (std::uint32_t i = 0; i < kPoolSize; ++i) parts.Add(True());
  return parts;
}

// Whether `code` is well-formed as the expression behind those of Pools().
bool IsSound(const Code& code) {
  ProgramParts parts = Pools();
  parts.Add(code);
  Program program = parts.View();
  const Result<Bytes> checked = CheckProgram(program);
  EXPECT_TRUE(checked.ok()) << checked.status().message();
  return checked.ok() && checked->back() == 1;
}

Code WithSize(Code code, std::uint32_t words) {
  code[0] = (code[0] & 0xFF) | words << 8;
  return code;
}

const Code kPattern = {static_cast<std::uint32_t>(RegexOp::kMatch)};

// An operation as opcode.h describes it: the kinds of its immediates, one letter each, and how many operands it takes.
struct Operation {
  Opcode op;
  std::string
      immediates;  // w: any word, t: text, n: number, a: attribute, c: call, s: set, f: flag, T: texts, N: numbers, P: pattern, B: blocks
  std::uint32_t least;
  std::uint32_t most;
};

const std::vector<Operation>& Operations() {
  static const std::vector<Operation> all = {
      {Opcode::kNull, "", 0, 0},          {Opcode::kTrue, "", 0, 0},
      {Opcode::kFalse, "", 0, 0},         {Opcode::kNumber, "n", 0, 0},
      {Opcode::kText, "t", 0, 0},         {Opcode::kList, "", 0, kAny},
      {Opcode::kAttribute, "a", 0, 0},    {Opcode::kGet, "t", 1, 1},
      {Opcode::kMember, "t", 1, 1},       {Opcode::kItem, "w", 0, 0},
      {Opcode::kAccumulator, "", 0, 0},   {Opcode::kNow, "", 0, 0},
      {Opcode::kCall, "c", 0, 0},         {Opcode::kAnd, "", 0, kAny},
      {Opcode::kOr, "", 0, kAny},         {Opcode::kNot, "", 1, 1},
      {Opcode::kIf, "", 1, kAny},         {Opcode::kEquals, "", 2, 2},
      {Opcode::kLooseEquals, "", 2, 2},   {Opcode::kLess, "", 2, 2},
      {Opcode::kLessOrEqual, "", 2, 2},   {Opcode::kJsLess, "", 2, 2},
      {Opcode::kJsLessOrEqual, "", 2, 2}, {Opcode::kOneOfTexts, "T", 1, 1},
      {Opcode::kOneOfNumbers, "N", 1, 1}, {Opcode::kIn, "", 2, 2},
      {Opcode::kIs, "w", 1, 1},           {Opcode::kInteger, "", 1, 1},
      {Opcode::kContains, "", 2, 2},      {Opcode::kStartsWith, "", 2, 2},
      {Opcode::kEndsWith, "", 2, 2},      {Opcode::kLower, "", 1, 1},
      {Opcode::kToText, "", 1, 1},        {Opcode::kToNumber, "", 1, 1},
      {Opcode::kParseFloat, "", 1, 1},    {Opcode::kCat, "", 0, kAny},
      {Opcode::kSubstring, "", 2, 3},     {Opcode::kLength, "", 1, 1},
      {Opcode::kMatches, "P", 1, 1},      {Opcode::kCompareVersions, "w", 2, 2},
      {Opcode::kPaddedVersion, "", 1, 1}, {Opcode::kDate, "w", 1, 1},
      {Opcode::kInCidr, "B", 1, 1},       {Opcode::kInSet, "s", 1, 1},
      {Opcode::kAdd, "", 1, kAny},        {Opcode::kSubtract, "", 2, 2},
      {Opcode::kMultiply, "", 1, kAny},   {Opcode::kDivide, "", 2, 2},
      {Opcode::kModulo, "", 2, 2},        {Opcode::kMin, "", 0, kAny},
      {Opcode::kMax, "", 0, kAny},        {Opcode::kAny, "", 2, 2},
      {Opcode::kAll, "", 2, 2},           {Opcode::kFilter, "", 2, 2},
      {Opcode::kMap, "", 2, 2},           {Opcode::kReduce, "", 3, 3},
      {Opcode::kMerge, "", 0, kAny},      {Opcode::kFail, "w", 0, 0},
      {Opcode::kUnit, "", 1, 1},          {Opcode::kUnitHash, "tt", 1, 1},
      {Opcode::kScale, "n", 1, 1},        {Opcode::kMurmur3, "ww", 1, 1},
      {Opcode::kFnv1a, "", 1, 1},         {Opcode::kMd5, "", 1, 1},
      {Opcode::kSha1, "", 1, 1},          {Opcode::kSha256, "n", 1, 1},
      {Opcode::kCrc32, "", 1, 1},         {Opcode::kFlagVariant, "f", 0, 0},
      {Opcode::kFlagPick, "f", 1, kAny},  {Opcode::kObject, "T", 0, kAny},
  };
  return all;
}

// Sound immediates; of an object as many names as it has operands. A fail's word is an error code, everything else is not looked at.
Code Immediates(const Operation& operation, std::uint32_t operands = 0) {
  Code words;
  for (const char kind : operation.immediates) {
    if (kind == 'P')
      words = Listed(kPattern);
    else if (kind == 'B')
      words = Listed({0, 0, 0xFFFF, 0x0A000000, 104});
    else if (operation.op == Opcode::kObject)
      words = Listed(Code(operands, 1));
    else if (kind == 'T' || kind == 'N')
      words = Listed({0, 2});
    else
      words.push_back(1);
  }
  return words;
}

std::string NameOf(const Operation& operation) { return "operation " + std::to_string(static_cast<int>(operation.op)); }

TEST(CheckProgram, KnowsEveryOperationAndNoOther) {
  ASSERT_EQ(Operations().size(), std::size_t{kOpcodes});
  for (std::size_t i = 0; i < Operations().size(); ++i) ASSERT_EQ(static_cast<std::size_t>(Operations()[i].op), i);
  for (std::uint32_t op = kOpcodes; op < 256; ++op) EXPECT_FALSE(IsSound({op | 1U << 8})) << op;
}

TEST(CheckProgram, HoldsEveryOperationToItsNumberOfOperands) {
  for (const Operation& operation : Operations()) {
    for (std::uint32_t operands = 0; operands < 20; ++operands) {
      const Code code = Node(operation.op, Immediates(operation, operands), std::vector<Code>(operands, Null()));
      EXPECT_EQ(IsSound(code), operands >= operation.least && operands <= operation.most) << NameOf(operation) << ", " << operands;
    }
  }
}

TEST(CheckProgram, RefusesEveryNodeThatIsCutShort) {
  for (const Operation& operation : Operations()) {
    const std::uint32_t operands = operation.least == 0 && operation.most != 0 ? 1 : operation.least;
    const Code whole = Node(operation.op, Immediates(operation, operands), std::vector<Code>(operands, Null()));
    ASSERT_TRUE(IsSound(whole)) << NameOf(operation);
    for (std::size_t words = 0; words < whole.size(); ++words) {
      EXPECT_FALSE(IsSound({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(words)})) << NameOf(operation) << ", " << words;
      // The header says that the node ends early. What is left may be a node that has fewer operands.
      const bool fewer_operands = words >= whole.size() - operands && operands > operation.least && operation.op != Opcode::kObject;
      EXPECT_EQ(IsSound(WithSize(whole, static_cast<std::uint32_t>(words))), fewer_operands) << NameOf(operation) << ", says " << words;
    }
    EXPECT_FALSE(IsSound(WithSize(whole, static_cast<std::uint32_t>(whole.size()) + 1))) << NameOf(operation);
    EXPECT_FALSE(IsSound(WithSize(whole, 0xFFFFFF))) << NameOf(operation);
  }
}

TEST(CheckProgram, RefusesAnOperandThatReachesOutOfItsNode) {
  Code code = Node(Opcode::kNot, {}, {True()});
  code[1] = static_cast<std::uint32_t>(Opcode::kTrue) | 2U << 8;
  code.push_back(0);
  EXPECT_FALSE(IsSound(code));
  code[0] += 1U << 8;  // with the word behind it inside: a constant with an operand
  EXPECT_FALSE(IsSound(code));
}

TEST(CheckProgram, HoldsEveryIndexToItsPool) {
  for (const Operation& operation : Operations()) {
    const std::uint32_t operands = operation.op == Opcode::kObject ? 2 : operation.least;
    const Code sound = Node(operation.op, Immediates(operation, operands), std::vector<Code>(operands, Null()));
    for (std::size_t i = 0; i < operation.immediates.size(); ++i) {
      const char kind = operation.immediates[i];
      if (kind == 'w' || kind == 'P' || kind == 'B') continue;
      const std::size_t at = 1 + i + (kind == 'T' || kind == 'N' ? 2 : 0);  // of a list the second one
      for (const std::uint32_t index : {0U, kPoolSize - 1, kPoolSize, kPoolSize + 1, 0x80000000U, 0xFFFFFFFFU}) {
        Code code = sound;
        code[at] = index;
        EXPECT_EQ(IsSound(code), index < kPoolSize) << NameOf(operation) << ", immediate " << i << ", " << index;
      }
    }
  }
}

TEST(CheckProgram, HoldsEveryListToItsNode) {
  for (const Operation& operation : Operations()) {
    if (operation.immediates != "T" && operation.immediates != "N" && operation.immediates != "P" && operation.immediates != "B") continue;
    const Code sound = Node(operation.op, Immediates(operation, 1), {Null()});
    ASSERT_TRUE(IsSound(sound)) << NameOf(operation);
    for (const std::uint32_t count :
         {static_cast<std::uint32_t>(sound.size()) - 2,  // the operand's word belongs to the list
          static_cast<std::uint32_t>(sound.size()) - 1, static_cast<std::uint32_t>(sound.size()), 0x7FFFFFFFU, 0xFFFFFFFFU, 0xFFFFFFFEU}) {
      Code code = sound;
      code[1] = count;
      EXPECT_FALSE(IsSound(code)) << NameOf(operation) << ", " << count;
    }
  }
  EXPECT_TRUE(IsSound(Node(Opcode::kOneOfTexts, Listed({}), {Null()})));
  EXPECT_TRUE(IsSound(Node(Opcode::kOneOfNumbers, Listed({}), {Null()})));
  EXPECT_TRUE(IsSound(Node(Opcode::kInCidr, Listed({}), {Null()})));
  EXPECT_TRUE(IsSound(Node(Opcode::kOneOfTexts, Listed(Code(5000, 2)), {Null()})));
}

TEST(CheckProgram, WantsAsManyNamesAsAnObjectHasMembers) {
  for (std::uint32_t names = 0; names < 5; ++names) {
    for (std::uint32_t members = 0; members < 5; ++members) {
      const Code code = Node(Opcode::kObject, Listed(Code(names, 0)), std::vector<Code>(members, True()));
      EXPECT_EQ(IsSound(code), names == members) << names << " names, " << members << " members";
    }
  }
}

TEST(CheckProgram, HoldsTheBlocksOfAddressesToTheirShape) {
  struct Case {
    const char* name;
    Code words;
    bool sound;
  };
  const Case cases[] = {
      {"no block", {}, true},
      {"one block", {0, 0, 0xFFFF, 0x0A000000, 128}, true},
      {"two blocks", {0, 0, 0, 0, 0, 1, 2, 3, 4, 64}, true},
      {"a prefix of 129 bits", {0, 0, 0, 0, 129}, false},
      {"a prefix of 129 bits in the second block", {0, 0, 0, 0, 0, 1, 2, 3, 4, 129}, false},
      {"a huge prefix", {0, 0, 0, 0, 0xFFFFFFFF}, false},
      {"an address without a prefix", {0, 0, 0, 0}, false},
      {"half of a second block", {0, 0, 0, 0, 8, 0, 0}, false},
  };
  for (const Case& c : cases) EXPECT_EQ(IsSound(Node(Opcode::kInCidr, Listed(c.words), {Null()})), c.sound) << c.name;
}

TEST(CheckProgram, RefusesPatternsThatAreNone) {
  const auto word = [](RegexOp op, std::uint32_t argument) { return static_cast<std::uint32_t>(op) | argument << 8; };
  struct Case {
    const char* name;
    Code words;
    bool sound;
  };
  Code longest(kMaxRegexWords - 1, word(RegexOp::kChar, 'a'));
  longest.push_back(word(RegexOp::kMatch, 0));
  Code too_long = longest;
  too_long.insert(too_long.begin(), word(RegexOp::kChar, 'a'));
  const Case cases[] = {
      {"the shortest", kPattern, true},
      {"the longest", longest, true},
      {"a longer one", too_long, false},
      {"none", {}, false},
      {"no match at the end", {word(RegexOp::kChar, 'a')}, false},
      {"an unknown operation", {kRegexOps, word(RegexOp::kMatch, 0)}, false},
      {"a jump out of the pattern", {word(RegexOp::kJump, 2), word(RegexOp::kMatch, 0)}, false},
      {"a jump into a class", {word(RegexOp::kJump, 2), word(RegexOp::kClass, 2), 'a', 'z', word(RegexOp::kMatch, 0)}, false},
      {"a class that is cut short", {word(RegexOp::kClass, 4), 'a', 'z'}, false},
      {"a class of millions of ranges", {word(RegexOp::kClass, 0xFFFFFF), 'a', 'z', word(RegexOp::kMatch, 0)}, false},
      {"an unknown assertion", {word(RegexOp::kAssert, kRegexAssertions), word(RegexOp::kMatch, 0)}, false},
  };
  for (const Case& c : cases) EXPECT_EQ(IsSound(Node(Opcode::kMatches, Listed(c.words), {Null()})), c.sound) << c.name;
}

// With an unknown code an answer would have a reason that no reader has a name for; 0 would be no failure at all.
TEST(CheckProgram, RefusesAFailureWithoutAKnownCode) {
  for (std::uint32_t code = 1; code <= 7; ++code) EXPECT_TRUE(IsSound(FailNode(code))) << code;
  for (const std::uint32_t code : {0U, 8U, 255U, 256U, 0xFFFFFFFFU}) EXPECT_FALSE(IsSound(FailNode(code))) << code;
}

TEST(CheckProgram, TakesAnyWordWhereOnlyThatIsWanted) {
  for (const Operation& operation : Operations()) {
    if (operation.op == Opcode::kFail) continue;
    const Code sound = Node(operation.op, Immediates(operation), std::vector<Code>(operation.least, Null()));
    for (std::size_t i = 0; i < operation.immediates.size(); ++i) {
      if (operation.immediates[i] != 'w') continue;
      for (std::uint32_t word = 0; word < 300; ++word) {
        for (const std::uint32_t shift : {0U, 24U}) {
          for (const std::uint32_t others : {0U, 1U}) {
            Code code = sound;
            for (std::size_t j = 0; j < operation.immediates.size(); ++j) code[1 + j] = others;
            code[1 + i] = word << shift;
            EXPECT_TRUE(IsSound(code)) << NameOf(operation) << ", immediate " << i << ", " << code[1 + i] << ", others " << others;
          }
        }
      }
    }
  }
}

TEST(CheckProgram, LetsNodesNestSixtyFourDeep) {
  EXPECT_TRUE(IsSound(Nested(Null(), kMaxExpressionDepth)));
  EXPECT_FALSE(IsSound(Nested(Null(), kMaxExpressionDepth + 1)));
  EXPECT_FALSE(IsSound(Nested(Null(), 3000)));
  // Only the last of many operands goes too deep.
  EXPECT_TRUE(IsSound(Node(Opcode::kList, {}, {Null(), Nested(Null(), kMaxExpressionDepth - 1)})));
  EXPECT_FALSE(IsSound(Node(Opcode::kList, {}, {Null(), Nested(Null(), kMaxExpressionDepth)})));
}

TEST(CheckProgram, LetsExpressionsCallOnlySoundOnesBeforeThem) {
  ProgramParts parts;
  parts.Add(True());
  parts.Add(Call(0));
  parts.Add(Call(2));  // itself
  parts.Add(Call(4));  // the next one
  parts.Add(Call(3));  // one that is not sound
  parts.Add(Node(Opcode::kAnd, {}, {Call(1), Call(0)}));
  parts.Add(Node(Opcode::kAnd, {}, {Call(1), Call(4)}));
  parts.Add(Call(5));
  parts.Add(Call(0xFFFFFFFF));
  parts.Add(True());
  Program program = parts.View();
  const Result<Bytes> checked = CheckProgram(program);
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ(*checked, (Bytes{1, 1, 0, 0, 0, 1, 0, 1, 0, 1}));
  EXPECT_GE(program.shared, 6U);
}

TEST(CheckProgram, CountsWhatIsShared) {
  ProgramParts parts;
  for (int i = 0; i < 10; ++i) parts.Add(True());
  Program none = parts.View();
  ASSERT_TRUE(CheckProgram(none).ok());
  EXPECT_EQ(none.shared, 0U);
  parts.Add(Call(6));
  parts.Add(Call(3));
  Program some = parts.View();
  ASSERT_TRUE(CheckProgram(some).ok());
  EXPECT_EQ(some.shared, 7U);
}

TEST(CheckProgram, SharesTheFirstFourThousandExpressionsAtMost) {
  ProgramParts parts;
  for (std::uint32_t i = 0; i <= kMaxShared; ++i) parts.Add(True());
  parts.Add(Call(kMaxShared - 1));
  parts.Add(Call(kMaxShared));
  Program program = parts.View();
  const Result<Bytes> checked = CheckProgram(program);
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ((*checked)[kMaxShared + 1], 1);
  EXPECT_EQ((*checked)[kMaxShared + 2], 0);
  EXPECT_EQ(program.shared, kMaxShared);
}

TEST(CheckProgram, AMalformedExpressionIsMalformedAlone) {
  ProgramParts parts = Pools();
  parts.Add(Node(Opcode::kText, {9}));
  parts.Add({});
  parts.Add({0});
  parts.Add(True());
  Program program = parts.View();
  const Result<Bytes> checked = CheckProgram(program);
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ(*checked, (Bytes{1, 1, 1, 0, 0, 0, 1}));
}

TEST(CheckProgram, TakesAnEmptyProgram) {
  Program program = ProgramParts().View();
  const Result<Bytes> checked = CheckProgram(program);
  ASSERT_TRUE(checked.ok());
  EXPECT_TRUE(checked->empty());
}

TEST(CheckProgram, RefusesAProgramWhosePartsDoNotFit) {
  struct Case {
    const char* name;
    void (*change)(ProgramParts&);
    StatusCode code;
  };
  const Case cases[] = {
      {"NaN", [](ProgramParts& p) { p.numbers[1] = std::numeric_limits<double>::quiet_NaN(); }, StatusCode::kInvalidArgument},
      {"infinity", [](ProgramParts& p) { p.numbers.push_back(std::numeric_limits<double>::infinity()); }, StatusCode::kInvalidArgument},
      {"minus infinity", [](ProgramParts& p) { p.numbers[0] = -std::numeric_limits<double>::infinity(); }, StatusCode::kInvalidArgument},
      {"the largest number", [](ProgramParts& p) { p.numbers[0] = std::numeric_limits<double>::max(); }, StatusCode::kOk},
      {"an attribute without a name", [](ProgramParts& p) { p.attributes[1] = kPoolSize; }, StatusCode::kInvalidArgument},
      {"an attribute far out", [](ProgramParts& p) { p.attributes[1] = 0xFFFFFFFF; }, StatusCode::kInvalidArgument},
      {"as many attributes as there may be", [](ProgramParts& p) { p.attributes.resize(kMaxAttributes); }, StatusCode::kOk},
      {"one attribute more", [](ProgramParts& p) { p.attributes.resize(kMaxAttributes + 1); }, StatusCode::kResourceExhausted},
      {"a set of all words", [](ProgramParts& p) { p.set_words.resize(4), p.sets[0].words = 4; }, StatusCode::kOk},
      {"an empty set at the end of the words", [](ProgramParts& p) { p.set_words.resize(4), p.sets[0].first_word = 4; }, StatusCode::kOk},
      {"an empty set behind the words", [](ProgramParts& p) { p.sets[0].first_word = 1; }, StatusCode::kInvalidArgument},
      {"a set of one word too many", [](ProgramParts& p) { p.set_words.resize(4), p.sets[0].first_word = 1, p.sets[0].words = 4; },
       StatusCode::kInvalidArgument},
      {"a set whose end overflows", [](ProgramParts& p) { p.set_words.resize(4), p.sets[2].first_word = 2, p.sets[2].words = 0xFFFFFFFF; },
       StatusCode::kInvalidArgument},
      {"a set that begins far out", [](ProgramParts& p) { p.sets[0].first_word = 0xFFFFFFFF; }, StatusCode::kInvalidArgument},
      {"a set of an unknown kind", [](ProgramParts& p) { p.sets[1].kind = static_cast<SetKind>(2); }, StatusCode::kInvalidArgument},
      {"a filter of 32 bits per id", [](ProgramParts& p) { p.set_words.resize(1), p.sets[1] = {SetKind::kBloom, 32, 0, 1}; },
       StatusCode::kOk},
      {"a filter of 33 bits per id", [](ProgramParts& p) { p.set_words.resize(1), p.sets[1] = {SetKind::kBloom, 33, 0, 1}; },
       StatusCode::kInvalidArgument},
      {"a filter of no bits per id, which everybody is in",
       [](ProgramParts& p) { p.set_words.resize(1), p.sets[1] = {SetKind::kBloom, 0, 0, 1}; }, StatusCode::kInvalidArgument},
      {"expressions that descend", [](ProgramParts& p) { p.expressions = {1, 0}; }, StatusCode::kInvalidArgument},
      {"an expression behind the code", [](ProgramParts& p) { p.expressions.back() = 4; }, StatusCode::kInvalidArgument},
      {"an expression far out", [](ProgramParts& p) { p.expressions.back() = 0xFFFFFFFF; }, StatusCode::kInvalidArgument},
      {"an expression at the end of the code", [](ProgramParts& p) { p.expressions.push_back(3); }, StatusCode::kOk},
      {"two expressions at one place", [](ProgramParts& p) { p.expressions = {0, 0, 1}; }, StatusCode::kOk},
  };
  for (const Case& c : cases) {
    ProgramParts parts = Pools();
    c.change(parts);
    Program program = parts.View();
    EXPECT_EQ(CheckProgram(program).status().code(), c.code) << c.name;
  }
}

TEST(FirstOperand, IsBehindTheImmediates) {
  for (const Operation& operation : Operations()) {
    const Code immediates = Immediates(operation, 2);
    const Code code = Node(operation.op, immediates, {True(), Null()});
    EXPECT_EQ(FirstOperand(code.data()), code.data() + 1 + immediates.size()) << NameOf(operation);
    EXPECT_EQ(OpcodeOf(code.data()), operation.op);
    EXPECT_EQ(Next(code.data()), code.data() + code.size());
  }
}

}  // namespace
}  // namespace assay
