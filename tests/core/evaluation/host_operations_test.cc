// The values of hashes are in tests/vectors/expressions.json. Here: sets, and what the operations do at their edges.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "assay/assignment/unit_hash.h"
#include "assay/evaluation/evaluator.h"
#include "assay/hash/xxh.h"
#include "core/evaluation/program_builder.h"

namespace assay {
namespace {

// The value of one expression over the attribute x.
class Expression {
 public:
  explicit Expression(const DatafileParts& parts) : parts_(parts), datafile_(parts_.View()) { evaluator.Attach(datafile_); }
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;

  Value operator()(const Value& x) {
    Interpreter& interpreter = evaluator.NewContext();
    interpreter.attributes()[0] = x;
    interpreter.Begin();
    return interpreter.Run(0);
  }

 private:
  const DatafileParts parts_;
  const Datafile datafile_;

 public:
  Evaluator evaluator;
};

// Parts with one expression: the operation on the attribute x.
DatafileParts Of(Opcode op, const Code& immediates = {}, DatafileParts parts = {}) {
  parts.program.Add(Node(op, immediates, {parts.program.AttributeNode("x")}));
  return parts;
}

TEST(InSet, FindsExactlyTheIdsOfAnExactSet) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 1000U}) {
    DatafileParts parts;
    for (std::size_t i = 0; i < size; ++i) parts.program.set_words.push_back(Xxh64("user-" + std::to_string(i)));
    parts.program.set_words.push_back(Xxh64("17"));
    std::sort(parts.program.set_words.begin(), parts.program.set_words.end());
    parts.program.sets.push_back({SetKind::kExact, 0, 0, static_cast<std::uint32_t>(size + 1)});
    Expression in_set(Of(Opcode::kInSet, {0}, parts));
    for (std::size_t i = 0; i < size + 10; ++i) {
      const std::string id = "user-" + std::to_string(i);
      EXPECT_EQ(in_set(Value::Text(id)).boolean, i < size) << id << " of " << size;
    }
    EXPECT_TRUE(in_set(Value::Text("17")).boolean);
    EXPECT_TRUE(in_set(Value::Number(17)).boolean);
    const Value others[] = {Value::Null(),
                            Value::Bool(true),
                            Value::Number(17.5),
                            Value::Number(18),
                            Value::Number(1e300),
                            Value::Text(""),
                            Value::Number(std::numeric_limits<double>::quiet_NaN()),
                            Value::List({}),
                            Value::Object({})};
    for (const Value& other : others) {
      const Value answer = in_set(other);
      EXPECT_TRUE(answer.is(ValueType::kBool) && !answer.boolean) << static_cast<int>(other.type);
    }
  }
}

TEST(InSet, LooksOnlyAtTheWordsOfTheSet) {
  DatafileParts parts;
  for (const char* id : {"before", "inside", "after"}) parts.program.set_words.push_back(Xxh64(id));
  parts.program.sets = {{SetKind::kExact, 0, 1, 1}, {SetKind::kExact, 0, 3, 0}};
  Expression one(Of(Opcode::kInSet, {0}, parts)), none(Of(Opcode::kInSet, {1}, parts));
  for (const std::string_view id : {"before", "inside", "after"}) {
    EXPECT_EQ(one(Value::Text(id)).boolean, id == "inside") << id;
    EXPECT_FALSE(none(Value::Text(id)).boolean) << id;
  }
}

// The bits as js/compile/program/id-set.ts describes them.
DatafileParts Bloom(std::size_t ids, std::uint32_t words, std::uint32_t hashes) {
  DatafileParts parts;
  parts.program.set_words.resize(words);
  for (std::size_t i = 0; i < ids; ++i) {
    const std::uint64_t hash = Xxh64("user-" + std::to_string(i));
    const std::uint64_t low = hash & 0xFFFFFFFF, high = hash >> 32 | 1;
    for (std::uint64_t k = 0; k < hashes; ++k) {
      const std::uint64_t bit = (low + k * high) % (std::uint64_t{words} * 64);
      parts.program.set_words[static_cast<std::size_t>(bit / 64)] |= std::uint64_t{1} << (bit % 64);
    }
  }
  parts.program.sets.push_back({SetKind::kBloom, hashes, 0, words});
  return parts;
}

TEST(InSet, FindsEveryIdOfAFilterAndFewOthers) {
  struct Case {
    const char* name;
    std::size_t ids;
    std::uint32_t words;
    std::uint32_t hashes;
    int others_at_most;  // of 10,000
  };
  const Case cases[] = {
      {"one word", 3, 1, 3, 400},
      {"one per cent", 1000, 150, 7, 200},
      {"one in a million", 1000, 450, 20, 2},
      {"32 bits per id", 100, 100, 32, 2},
      {"no ids", 0, 10, 5, 0},
  };
  for (const Case& c : cases) {
    Expression in_set(Of(Opcode::kInSet, {0}, Bloom(c.ids, c.words, c.hashes)));
    for (std::size_t i = 0; i < c.ids; ++i) {
      const std::string id = "user-" + std::to_string(i);
      ASSERT_TRUE(in_set(Value::Text(id)).boolean) << c.name << ", " << id;
    }
    int others = 0;
    for (int i = 0; i < 10'000; ++i) others += in_set(Value::Number(i)).boolean ? 1 : 0;
    EXPECT_LE(others, c.others_at_most) << c.name;
  }
}

TEST(InSet, FindsNobodyInAFilterWithoutWords) {
  Expression in_set(Of(Opcode::kInSet, {0}, Bloom(0, 0, 3)));
  EXPECT_FALSE(in_set(Value::Text("user-1")).boolean);
}

TEST(Scale, MapsHashesToBucketsExactly) {
  struct Case {
    double total;
    double hash;
    double bucket;
  };
  const Case cases[] = {
      {100, 0, 0},
      {100, 4294967295, 99},
      {100, 42949672, 0},
      {100, 42949673, 1},
      {1, 4294967295, 0},
      {0, 4294967295, 0},
      {4294967295, 4294967295, 4294967294},
      {2, 2147483647, 0},
      {2, 2147483648, 1},
      {3, 1431655765, 0},
      {3, 1431655766, 1},
  };
  for (const Case& c : cases) {
    DatafileParts parts;
    parts.program.numbers = {c.total};
    Expression scale(Of(Opcode::kScale, {0}, parts));
    const Value bucket = scale(Value::Number(c.hash));
    ASSERT_TRUE(bucket.is(ValueType::kNumber));
    EXPECT_EQ(bucket.number, c.bucket) << c.hash << " of " << c.total;
  }
}

TEST(Scale, GivesNullForWhatIsNoHash) {
  const double infinity = std::numeric_limits<double>::infinity();
  DatafileParts parts;
  parts.program.numbers = {100, 4294967296, -1, 1e300};
  Expression scale(Of(Opcode::kScale, {0}, parts));
  for (const Value& value : {Value::Null(), Value::Text("5"), Value::Bool(true), Value::Number(-1), Value::Number(4294967296.0),
                             Value::Number(infinity), Value::Number(-infinity), Value::Number(std::numeric_limits<double>::quiet_NaN())}) {
    EXPECT_TRUE(scale(value).is(ValueType::kNull));
  }
  for (const std::uint32_t total : {1U, 2U, 3U}) {  // totals that are none
    EXPECT_TRUE(Expression(Of(Opcode::kScale, {total}, parts))(Value::Number(1)).is(ValueType::kNull)) << total;
  }
}

TEST(UnitHash, IsThatOfAssignment) {
  DatafileParts parts;
  const TextId purpose = parts.program.Text("variant"), salt = parts.program.Text("checkout_button");
  Expression hash(Of(Opcode::kUnitHash, {purpose, salt}, parts));
  for (const std::string_view unit : {"user-17", "", "жанна", "👩‍💻", "\x1F"}) {
    EXPECT_EQ(hash(Value::Text(unit)).number, UnitHash32("variant", "checkout_button", unit)) << unit;
  }
  EXPECT_TRUE(hash(Value::Number(17)).is(ValueType::kNull));
  EXPECT_TRUE(hash(Value::Null()).is(ValueType::kNull));
}

TEST(Hashes, OfWhatIsNoTextAreNull) {
  DatafileParts parts;
  parts.program.numbers = {100, 0, -1, 0.5, 9007199254740992.0};
  const std::pair<Opcode, Code> operations[] = {{Opcode::kMurmur3, {1, 0}}, {Opcode::kMurmur3, {1, 1}}, {Opcode::kFnv1a, {}},
                                                {Opcode::kMd5, {}},         {Opcode::kSha1, {}},        {Opcode::kSha256, {0}},
                                                {Opcode::kCrc32, {}}};
  for (const auto& [op, immediates] : operations) {
    Expression hash(Of(op, immediates, parts));
    for (const Value& value : {Value::Null(), Value::Number(17), Value::Bool(true), Value::List({}), Value::Object({})}) {
      EXPECT_TRUE(hash(value).is(ValueType::kNull)) << static_cast<int>(op);
    }
    const Value empty = hash(Value::Text(""));
    ASSERT_TRUE(empty.is(ValueType::kNumber)) << static_cast<int>(op);
    EXPECT_EQ(hash.evaluator.interpreter().failure(), 0);
  }
  for (const std::uint32_t modulus : {1U, 2U, 3U, 4U}) {  // numbers that are no modulus
    EXPECT_TRUE(Expression(Of(Opcode::kSha256, {modulus}, parts))(Value::Text("a")).is(ValueType::kNull)) << modulus;
  }
}

TEST(FlagPick, GivesTheOperandOfTheVariant) {
  DatafileParts parts;
  const std::uint32_t asked = parts.AddFlag("asked", {parts.Named(parts.program.AttributeNode("x"), ErrorCode::kTypeMismatch)});
  const auto pick = [&](const std::vector<Code>& operands) { return Node(Opcode::kFlagPick, {asked}, operands); };
  const std::uint32_t all = parts.program.Add(pick({False(), True(), parts.program.TextNode("blue")}));
  const std::uint32_t one = parts.program.Add(pick({False()}));
  const std::uint32_t failing = parts.program.Add(pick({FailNode(5), True()}));
  const Datafile datafile = parts.View();
  Evaluator evaluator;
  evaluator.Attach(datafile);
  Interpreter& interpreter = evaluator.interpreter();
  const auto value_for = [&](const Value& x, std::uint32_t expression) {
    evaluator.NewContext().attributes()[0] = x;
    interpreter.Begin();
    return interpreter.Run(expression);
  };
  EXPECT_FALSE(value_for(Value::Null(), all).boolean);
  EXPECT_TRUE(value_for(Value::Text("on"), all).boolean);
  EXPECT_EQ(value_for(Value::Text("blue"), all).bytes(), "blue");
  EXPECT_TRUE(value_for(Value::Text("blue"), one).is(ValueType::kNull));  // no such operand
  EXPECT_EQ(interpreter.failure(), 0);
  EXPECT_TRUE(value_for(Value::Text("on"), failing).boolean);  // the others are not evaluated
  EXPECT_TRUE(value_for(Value::Null(), failing).is(ValueType::kNull));
  EXPECT_EQ(interpreter.failure(), 5);
  EXPECT_TRUE(value_for(Value::Text("red"), all).is(ValueType::kNull));
  EXPECT_EQ(interpreter.failure(), static_cast<FailureCode>(ErrorCode::kTypeMismatch));
}

}  // namespace
}  // namespace assay
