#include "assay/evaluation/unit_id.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>

#include "core/targeting/program_code.h"

namespace assay {
namespace {

class NoHost final : public HostOperations {
 public:
  Value Call(const std::uint32_t*) override { return {}; }
};

struct UnitIdCase {
  const char* name;
  Value value;
  ErrorCode error;
  std::string_view text;  // when there is no error
};

TEST(UnitIdOf, TakesTextsAndWholeNumbers) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::string long_text(100'000, 'x');
  const UnitIdCase cases[] = {
      {"a text", Value::Text("user-17"), ErrorCode::kNone, "user-17"},
      {"not trimmed", Value::Text(" a "), ErrorCode::kNone, " a "},
      {"non-ASCII", Value::Text("用户🧪"), ErrorCode::kNone, "用户🧪"},
      {"a separator", Value::Text("\x1F"), ErrorCode::kNone, "\x1F"},
      {"NUL", Value::Text({"\0", 1}), ErrorCode::kNone, {"\0", 1}},
      {"a long one", Value::Text(long_text), ErrorCode::kNone, long_text},
      {"a whole number", Value::Number(17), ErrorCode::kNone, "17"},
      {"0", Value::Number(0), ErrorCode::kNone, "0"},
      {"-0", Value::Number(-0.0), ErrorCode::kNone, "0"},
      {"negative", Value::Number(-10), ErrorCode::kNone, "-10"},
      {"a billion", Value::Number(1e9), ErrorCode::kNone, "1000000000"},
      {"the largest", Value::Number(9007199254740991), ErrorCode::kNone, "9007199254740991"},
      {"the smallest", Value::Number(-9007199254740991), ErrorCode::kNone, "-9007199254740991"},
      {"null", Value::Null(), ErrorCode::kTargetingKeyMissing, ""},
      {"the empty text", Value::Text(""), ErrorCode::kTargetingKeyMissing, ""},
      {"true", Value::Bool(true), ErrorCode::kInvalidContext, ""},
      {"false", Value::Bool(false), ErrorCode::kInvalidContext, ""},
      {"a list", Value::List({}), ErrorCode::kInvalidContext, ""},
      {"an object", Value::Object({}), ErrorCode::kInvalidContext, ""},
      {"a half", Value::Number(0.5), ErrorCode::kInvalidContext, ""},
      {"next to nothing", Value::Number(5e-324), ErrorCode::kInvalidContext, ""},
      {"too large", Value::Number(9007199254740992), ErrorCode::kInvalidContext, ""},
      {"too small", Value::Number(-9007199254740992), ErrorCode::kInvalidContext, ""},
      {"infinity", Value::Number(kInfinity), ErrorCode::kInvalidContext, ""},
      {"minus infinity", Value::Number(-kInfinity), ErrorCode::kInvalidContext, ""},
      {"NaN", Value::Number(std::numeric_limits<double>::quiet_NaN()), ErrorCode::kInvalidContext, ""},
  };
  NoHost host;
  Interpreter interpreter(host);
  for (const UnitIdCase& c : cases) {
    interpreter.Begin();
    const Value unit = UnitIdOf(c.value, interpreter);
    EXPECT_EQ(interpreter.failure(), static_cast<FailureCode>(c.error)) << c.name;
    ASSERT_EQ(unit.is(ValueType::kText), c.error == ErrorCode::kNone) << c.name;
    EXPECT_EQ(unit.is(ValueType::kText) ? unit.bytes() : "", c.text) << c.name;
  }
}

TEST(UnitIdOf, KeepsTheIndexOfAText) {
  NoHost host;
  Interpreter interpreter(host);
  EXPECT_EQ(UnitIdOf(Value::Text("a", 5), interpreter).text.id, 5U);
  EXPECT_EQ(UnitIdOf(Value::Number(5), interpreter).text.id, kNotLookedUp);
}

TEST(DigitsOf, FailsWhenThereIsNoMemoryForThem) {
  NoHost host;
  Interpreter interpreter(host);
  static_cast<void>(interpreter.scratch().Make<char>(kMaxScratchBytes));
  EXPECT_TRUE(DigitsOf(5, interpreter).is(ValueType::kNull));
  EXPECT_EQ(interpreter.failure(), kGeneralFailure);
  interpreter.Begin();
  EXPECT_TRUE(UnitIdOf(Value::Number(5), interpreter).is(ValueType::kNull));
  EXPECT_EQ(interpreter.failure(), kGeneralFailure);
}

}  // namespace
}  // namespace assay
