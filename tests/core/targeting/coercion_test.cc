// What the operations of rule programs make of these functions is in tests/vectors/expressions.json. Here: what no datafile shows.

#include "assay/targeting/coercion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

class NoHost final : public HostOperations {
 public:
  Value Call(const std::uint32_t*) override { return {}; }
};

// An interpreter for its scratch memory alone.
struct Scratchpad {
  Scratchpad() : interpreter(host) { interpreter.Begin(); }

  NoHost host;
  Interpreter interpreter;
};

TEST(IsTruthy, KnowsTheSixFalsyValues) {
  const std::vector<Value> one = {Value::Null()};
  const std::vector<Member> member = {{"a", Value::Null()}};
  struct Case {
    const char* name;
    Value value;
    bool truthy;
  };
  const Case cases[] = {
      {"null", Value::Null(), false},           {"false", Value::Bool(false), false},
      {"true", Value::Bool(true), true},        {"0", Value::Number(0), false},
      {"-0", Value::Number(-0.0), false},       {"NaN", Value::Number(kNan), false},
      {"5e-324", Value::Number(5e-324), true},  {"infinity", Value::Number(kInfinity), true},
      {"no text", Value::Text(""), false},      {"NUL", Value::Text({"\0", 1}), true},
      {"\"0\"", Value::Text("0"), true},        {"no items", Value::List({}), false},
      {"a null item", Value::List(one), true},  {"no members", Value::Object({}), true},
      {"members", Value::Object(member), true},
  };
  for (const Case& c : cases) EXPECT_EQ(IsTruthy(c.value), c.truthy) << c.name;
}

TEST(Equals, TakesTheIndexOfATextForTheText) {
  // Both looked up: only the indexes are compared, however long the texts are.
  EXPECT_TRUE(Equals(Value::Text("a", 3), Value::Text("a", 3)));
  EXPECT_FALSE(Equals(Value::Text("a", 3), Value::Text("b", 4)));
  // Otherwise the bytes.
  const TextId not_indexes[] = {kNotIndexed, kNotLookedUp};
  for (const TextId left : not_indexes) {
    for (const TextId right : {kNotIndexed, kNotLookedUp, TextId{3}}) {
      EXPECT_TRUE(Equals(Value::Text("größe", left), Value::Text("größe", right))) << left << " " << right;
      EXPECT_FALSE(Equals(Value::Text("a", left), Value::Text("b", right))) << left << " " << right;
      EXPECT_TRUE(Equals(Value::Text("a", right), Value::Text("a", left))) << left << " " << right;
      EXPECT_FALSE(Equals(Value::Text("a", left), Value::Text("aa", right))) << left << " " << right;
    }
  }
}

TEST(Equals, ComparesItemByItem) {
  const std::vector<Value> numbers = {Value::Number(1), Value::Number(2)}, same = numbers, fewer = {Value::Number(1)};
  const std::vector<Value> zeros = {Value::Number(0)}, minus_zeros = {Value::Number(-0.0)}, nans = {Value::Number(kNan)};
  const std::vector<Member> ab = {{"a", Value::Null()}, {"b", Value::Bool(true)}}, ba = {ab[1], ab[0]}, ab_again = ab;
  const std::vector<Member> other = {{"a", Value::Null()}, {"b", Value::Bool(false)}};
  EXPECT_TRUE(Equals(Value::List(numbers), Value::List(same)));
  EXPECT_FALSE(Equals(Value::List(numbers), Value::List(fewer)));
  EXPECT_TRUE(Equals(Value::List(zeros), Value::List(minus_zeros)));
  EXPECT_FALSE(Equals(Value::List(nans), Value::List(nans)));
  EXPECT_TRUE(Equals(Value::Object(ab), Value::Object(ab_again)));
  EXPECT_FALSE(Equals(Value::Object(ab), Value::Object(ba)));
  EXPECT_FALSE(Equals(Value::Object(ab), Value::Object(other)));
  EXPECT_TRUE(Equals(Value::List({}), Value::List({})));
  EXPECT_FALSE(Equals(Value::List({}), Value::Object({})));
}

TEST(Order, IsOfTwoNumbersOrTwoTexts) {
  EXPECT_EQ(Order(Value::Number(-0.0), Value::Number(0)), 0);
  EXPECT_EQ(Order(Value::Number(-kInfinity), Value::Number(kInfinity)), -1);
  EXPECT_EQ(Order(Value::Number(kNan), Value::Number(kNan)), std::nullopt);
  EXPECT_EQ(Order(Value::Text("a", 5), Value::Text("b", 1)), -1);  // by bytes, not by index
  EXPECT_EQ(Order(Value::Text("a"), Value::Text("")), 1);
  EXPECT_EQ(Order(Value::Text("\xEE\x80\x80"), Value::Text("\xF0\x9F\x98\x80")), -1);  // U+E000, U+1F600
  EXPECT_EQ(Order(Value::Text("1"), Value::Number(1)), std::nullopt);
  EXPECT_EQ(Order(Value::Null(), Value::Null()), std::nullopt);
}

TEST(JsOrder, ComparesTextsByCodeUnits) {
  Scratchpad pad;
  EXPECT_EQ(JsOrder(Value::Text("\xEE\x80\x80"), Value::Text("\xF0\x9F\x98\x80"), pad.interpreter), 1);  // D83D is below E000
  EXPECT_EQ(JsOrder(Value::Null(), Value::Bool(false), pad.interpreter), 0);
  EXPECT_EQ(JsOrder(Value::Text("a"), Value::Number(1), pad.interpreter), std::nullopt);
}

TEST(IsSafeInteger, EndsWhereJavaScriptTellsNumbersApart) {
  for (const double number : {0.0, -0.0, 1.0, -1.0, 9007199254740991.0, -9007199254740991.0}) EXPECT_TRUE(IsSafeInteger(number)) << number;
  for (const double number : {0.5, -0.5, 5e-324, 9007199254740992.0, -9007199254740992.0, 1e300, kInfinity, -kInfinity, kNan}) {
    EXPECT_FALSE(IsSafeInteger(number)) << number;
  }
}

TEST(ToText, LeavesTextsAndNullAsTheyAre) {
  Scratchpad pad;
  const std::string text = "größe";
  EXPECT_EQ(ToText(Value::Text(text, 7), pad.interpreter).text.data, text.data());
  EXPECT_EQ(ToText(Value::Text(text, 7), pad.interpreter).text.id, 7U);
  EXPECT_TRUE(ToText(Value::Null(), pad.interpreter).is(ValueType::kNull));
}

TEST(ToText, FailsWhenThereIsNoMemoryForIt) {
  const std::string long_text(kMaxScratchBytes / 2, 'x');
  const std::vector<Value> texts(3, Value::Text(long_text)), numbers(1000, Value::Number(0.1));
  const std::vector<Value> nested(3000, Value::List(numbers));
  for (const Value& value : {Value::List(texts), Value::List(nested)}) {
    Scratchpad pad;
    EXPECT_TRUE(ToText(value, pad.interpreter).is(ValueType::kNull));
    EXPECT_EQ(pad.interpreter.failure(), kGeneralFailure);
    EXPECT_TRUE(std::isnan(ToNumber(value, pad.interpreter)));
    EXPECT_FALSE(LooseEquals(value, Value::Text("x"), pad.interpreter));
  }
}

TEST(ToText, JoinsTheItemsOfItems) {
  Scratchpad pad;
  const std::vector<Value> inner = {Value::Number(1), Value::Null(), Value::Text("ü")};
  const std::vector<Value> outer = {Value::List(inner), Value::List({}), Value::Object({}), Value::Bool(false)};
  EXPECT_EQ(ToText(Value::List(outer), pad.interpreter).bytes(), "1,,ü,,[object Object],false");
  EXPECT_EQ(ToText(Value::List({}), pad.interpreter).bytes(), "");
  EXPECT_EQ(pad.interpreter.failure(), 0);
}

}  // namespace
}  // namespace assay
