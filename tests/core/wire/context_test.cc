#include "assay/wire/context.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/evaluation/program_builder.h"
#include "core/wire/context_bytes.h"
#include "core/wire/message_bytes.h"

namespace assay {
namespace {

// A datafile that names the attributes a, b and größe, and has the two flags "f" (serves variant 1) and "clock" (looks at the clock).
class Reader {
 public:
  explicit Reader(std::uint32_t more_attributes = 0) : parts_(Parts(more_attributes)), datafile_(parts_.View()) {
    evaluator.Attach(datafile_);
  }

  // `bytes` at a place that is not aligned; they stay until the next call.
  Status Read(const ByteBuffer& bytes) {
    messages_.emplace_back(bytes, 3);
    return ReadContext(messages_.back().view(), evaluator);
  }
  StatusCode CodeOf(const ByteBuffer& bytes) { return Read(bytes).code(); }
  const Value& operator[](std::size_t attribute) { return evaluator.interpreter().attributes()[attribute]; }
  bool has_empty_context() {
    const auto& attributes = evaluator.interpreter().attributes();
    return std::all_of(attributes.begin(), attributes.end(), [](const Value& value) { return value.is(ValueType::kNull); }) &&
           evaluator.Evaluate(0).rule == 0U;
  }

 private:
  static DatafileParts Parts(std::uint32_t more_attributes) {
    DatafileParts parts;
    for (const char* name : {"a", "b", "größe"}) parts.program.Attribute(name);
    for (std::uint32_t i = 0; i < more_attributes; ++i) parts.program.Attribute(std::to_string(i));
    parts.program.Text("ES");
    parts.AddFlag("f", {parts.Serve(1)});
    parts.AddFlag("clock", {parts.Choose(Node(Opcode::kNow), {{0, 1e12, 0}, {1e12, 1e13, 1}})});
    return parts;
  }

  const DatafileParts parts_;
  const Datafile datafile_;
  std::vector<MessageCopy> messages_;

 public:
  Evaluator evaluator;
};

const std::vector<Value> kItems = {Value::Null(), Value::Bool(true), Value::Number(-1.5), Value::Text("ES"), Value::List({})};
const std::vector<Member> kMembers = {{"", Value::Text("")}, {"größe", Value::List(kItems)}, {"__proto__", Value::Object({})}};

ByteBuffer EveryType() { return ContextBytes({{0, Value::List(kItems)}, {2, Value::Object(kMembers)}}, 1.5e12, {{0, 2}}); }

TEST(ReadContext, GivesBackWhatWasWritten) {
  Reader context;
  ASSERT_TRUE(context.Read(EveryType()).ok());
  ASSERT_TRUE(context[0].is(ValueType::kList));
  ASSERT_EQ(context[0].size, kItems.size());
  for (std::size_t i = 0; i < kItems.size(); ++i) EXPECT_EQ(context[0].list()[i].type, kItems[i].type) << i;
  EXPECT_TRUE(context[0].list()[1].boolean);
  EXPECT_EQ(context[0].list()[2].number, -1.5);
  EXPECT_EQ(context[0].list()[3].bytes(), "ES");
  EXPECT_TRUE(context[1].is(ValueType::kNull));  // not given
  ASSERT_TRUE(context[2].is(ValueType::kObject));
  ASSERT_EQ(context[2].size, kMembers.size());
  for (std::size_t i = 0; i < kMembers.size(); ++i) EXPECT_EQ(context[2].object()[i].key, kMembers[i].key) << i;
  EXPECT_EQ(context[2].object()[1].value.size, kItems.size());
  EXPECT_EQ(context.evaluator.Evaluate(0).variant, 2U);  // forced
  EXPECT_EQ(context.evaluator.Evaluate(1).bucket, 1.5e12);
}

TEST(ReadContext, LeavesTheTextsOfAttributesToWhoeverAsksForThem) {
  Reader context;
  ASSERT_TRUE(context.Read(ContextBytes({{0, Value::Text("ES")}, {1, Value::Text("größe")}})).ok());
  EXPECT_EQ(context[0].text.id, kNotLookedUp);
  EXPECT_EQ(context[1].text.id, kNotLookedUp);
}

TEST(ReadContext, TakesEveryNumber) {
  for (const double number :
       {0.0, -0.0, 5e-324, 1e308, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    Reader context;
    ASSERT_TRUE(context.Read(ContextBytes({{0, Value::Number(number)}}, number)).ok());
    EXPECT_EQ(std::bit_cast<std::uint64_t>(context[0].number), std::bit_cast<std::uint64_t>(number));
  }
}

TEST(ReadContext, TakesAContextWithoutAttributes) {
  Reader context;
  EXPECT_EQ(ContextBytes({}).size(), 16U);
  EXPECT_TRUE(context.Read(ContextBytes({})).ok());
  EXPECT_TRUE(context.has_empty_context());
}

TEST(ReadContext, ANewContextForgetsTheOldOne) {
  Reader context;
  ASSERT_TRUE(context.Read(EveryType()).ok());
  ASSERT_TRUE(context.Read(ContextBytes({{1, Value::Bool(true)}})).ok());
  EXPECT_TRUE(context[0].is(ValueType::kNull));
  EXPECT_TRUE(context[1].boolean);
  EXPECT_EQ(context.evaluator.Evaluate(0).variant, 1U);
  EXPECT_EQ(context.evaluator.Evaluate(1).bucket, 0);
}

TEST(ReadContext, RefusesEveryTruncationAndIsEmptyThen) {
  Reader context;
  const ByteBuffer bytes = EveryType();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(context.CodeOf({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}), StatusCode::kDataLoss) << size;
    EXPECT_TRUE(context.has_empty_context()) << size;
  }
}

TEST(ReadContext, RefusesBytesBehindTheLastFlag) {
  Reader context;
  ByteBuffer bytes = EveryType();
  bytes.push_back(0);
  EXPECT_EQ(context.CodeOf(bytes), StatusCode::kDataLoss);
  EXPECT_TRUE(context.has_empty_context());
}

TEST(ReadContext, RefusesUnknownTypes) {
  for (const int type : {6, 7, 128, 255}) {
    Reader context;
    ByteBuffer bytes = ContextBytes({{0, Value::Null()}});
    bytes[bytes.size() - 5] = static_cast<std::uint8_t>(type);
    EXPECT_EQ(context.CodeOf(bytes), StatusCode::kDataLoss) << type;
    const std::vector<Value> items = {Value::Null()};
    ByteBuffer nested = ContextBytes({{0, Value::List(items)}});
    nested[nested.size() - 5] = static_cast<std::uint8_t>(type);
    EXPECT_EQ(context.CodeOf(nested), StatusCode::kDataLoss) << type;
  }
}

// Nothing is allocated for what a count promises: the test would run out of memory.
TEST(ReadContext, RefusesHostileCounts) {
  const std::vector<Value> items = {Value::Null()};
  const std::vector<Member> members = {{"k", Value::Null()}};
  struct Case {
    const char* name;
    ByteBuffer bytes;
    std::size_t at;
  };
  const Case cases[] = {
      {"of attributes", ContextBytes({{0, Value::Null()}}), 8},
      {"of a text's bytes", ContextBytes({{0, Value::Text("x")}}), 17},
      {"of a list's items", ContextBytes({{0, Value::List(items)}}), 17},
      {"of an object's members", ContextBytes({{0, Value::Object(members)}}), 17},
      {"of a key's bytes", ContextBytes({{0, Value::Object(members)}}), 21},
      {"of forced flags", ContextBytes({}, 0, {{0, 0}}), 12},
  };
  for (const Case& c : cases) {
    for (const std::uint32_t count : {0xFFFFFFFFU, 0x80000000U, 0x7FFFFFFFU, 0x40000000U, 1000U}) {
      Reader context;
      ByteBuffer hostile = c.bytes;
      for (std::size_t i = 0; i < 4; ++i) hostile[c.at + i] = static_cast<std::uint8_t>(count >> (8 * i));
      EXPECT_EQ(context.CodeOf(hostile), StatusCode::kDataLoss) << c.name << ", " << count;
      EXPECT_TRUE(context.has_empty_context()) << c.name;
    }
  }
}

TEST(ReadContext, RefusesTextsThatAreNotUtf8) {
  for (const std::string_view text : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "a\xC3", "\xF4\x90\x80\x80"}) {
    const std::vector<Value> items = {Value::Text(text)};
    const std::vector<Member> keys = {{text, Value::Null()}}, values = {{"k", Value::Text(text)}};
    for (const Value& value : {Value::Text(text), Value::List(items), Value::Object(keys), Value::Object(values)}) {
      Reader context;
      EXPECT_EQ(context.CodeOf(ContextBytes({{0, value}})), StatusCode::kInvalidArgument);
      EXPECT_TRUE(context.has_empty_context());
    }
  }
}

TEST(ReadContext, RefusesAnAttributeThatIsGivenTwice) {
  for (const Value& first : {Value::Bool(false), Value::Text("ES"), Value::List({}), Value::Null()}) {
    for (const Value& second : {Value::Number(1), Value::Null()}) {
      Reader context;
      EXPECT_EQ(context.CodeOf(ContextBytes({{0, first}, {1, Value::Null()}, {0, second}})), StatusCode::kInvalidArgument)
          << static_cast<int>(first.type) << " and " << static_cast<int>(second.type);
      EXPECT_TRUE(context.has_empty_context());
    }
  }
}

TEST(ReadContext, RefusesAttributesThatTheDatafileDoesNotHave) {
  for (const std::uint32_t place : {3U, 4U, 1024U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    for (const Value& value : {Value::Text("ES"), Value::Null()}) {
      Reader context;
      EXPECT_EQ(context.CodeOf(ContextBytes({{2, value}, {place, value}})), StatusCode::kInvalidArgument) << place;
      EXPECT_TRUE(context.has_empty_context()) << place;
    }
  }
}

TEST(ReadContext, TakesSixteenListsInsideEachOtherAndNoMore) {
  for (const bool objects : {false, true}) {
    for (const std::uint32_t depth : {1U, kMaxContextDepth, kMaxContextDepth + 1, 1000U}) {
      std::vector<std::vector<Value>> lists(depth);
      std::vector<std::vector<Member>> members(depth);
      Value value = Value::Number(7);
      for (std::uint32_t i = 0; i < depth; ++i) {
        lists[i] = {value};
        members[i] = {{"k", value}};
        value = objects ? Value::Object(members[i]) : Value::List(lists[i]);
      }
      Reader context;
      EXPECT_EQ(context.CodeOf(ContextBytes({{0, value}})), depth <= kMaxContextDepth ? StatusCode::kOk : StatusCode::kResourceExhausted)
          << depth;
      EXPECT_EQ(context.has_empty_context(), depth > kMaxContextDepth) << depth;
    }
  }
}

TEST(ReadContext, RefusesMoreThanItsCaps) {
  std::vector<PlacedValue> attributes;
  for (std::uint32_t i = 0; i <= kMaxContextAttributes; ++i) attributes.emplace_back(i, Value::Null());
  const std::vector<PlacedValue> most(attributes.begin(), attributes.end() - 1);
  const std::string text(kMaxContextBytes - ContextBytes({{0, Value::Text("")}}).size(), 'x'), longer = text + 'x';
  const std::vector<Value> many(100'000), fewer(10'000);
  struct Case {
    const char* name;
    ByteBuffer bytes;
    StatusCode code;
  };
  const Case cases[] = {
      {"the most attributes", ContextBytes(most), StatusCode::kOk},
      {"one more", ContextBytes(attributes), StatusCode::kResourceExhausted},
      {"the most bytes", ContextBytes({{0, Value::Text(text)}}), StatusCode::kOk},
      {"one more byte", ContextBytes({{0, Value::Text(longer)}}), StatusCode::kResourceExhausted},
      {"many items", ContextBytes({{0, Value::List(fewer)}}), StatusCode::kOk},
      {"more items than there is memory for", ContextBytes({{0, Value::List(many)}}), StatusCode::kResourceExhausted},
  };
  for (const Case& c : cases) {
    Reader context(kMaxContextAttributes);
    EXPECT_EQ(context.CodeOf(c.bytes), c.code) << c.name;
    EXPECT_EQ(context.evaluator.Evaluate(0).rule, 0U) << c.name;
  }
}

TEST(ReadContext, IgnoresForcedVariantsThatDoNotExist) {
  Reader context;
  ASSERT_TRUE(context.Read(ContextBytes({}, 0, {{2, 0}, {0xFFFFFFFF, 0}, {0, 3}, {0, 0xFFFFFFFF}, {1, 1}})).ok());
  EXPECT_EQ(context.evaluator.Evaluate(0).rule, 0U);
  EXPECT_EQ(context.evaluator.Evaluate(1).variant, 1U);
  EXPECT_EQ(context.evaluator.Evaluate(1).reason, Reason::kStatic);
}

TEST(ReadContext, TakesTheLastOfTwoVariantsForOneFlag) {
  Reader context;
  ASSERT_TRUE(context.Read(ContextBytes({}, 0, {{0, 2}, {0, 0}})).ok());
  EXPECT_EQ(context.evaluator.Evaluate(0).variant, 0U);
}

}  // namespace
}  // namespace assay
