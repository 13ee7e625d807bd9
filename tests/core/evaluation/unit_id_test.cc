#include "assay/evaluation/unit_id.h"

#include <gtest/gtest.h>

#include <limits>
#include <string_view>

namespace assay {
namespace {

struct UnitIdCase {
  const char* name;
  AttributeValue value;
  ErrorCode error;
  std::string_view text;
};

TEST(UnitId, TakesTextsAndWholeNumbers) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const UnitIdCase cases[] = {
      {"Text", AttributeValue::String("user-17"), ErrorCode::kNone, "user-17"},
      {"TextOfNumber", AttributeValue::String("017"), ErrorCode::kNone, "017"},
      {"TextOfSpace", AttributeValue::String(" "), ErrorCode::kNone, " "},
      {"TextWithSeparator", AttributeValue::String("a\x1F"), ErrorCode::kNone, "a\x1F"},
      {"Emoji", AttributeValue::String("👩‍💻"), ErrorCode::kNone, "👩‍💻"},
      {"Number", AttributeValue::Number(17), ErrorCode::kNone, "17"},
      {"NegativeNumber", AttributeValue::Number(-17), ErrorCode::kNone, "-17"},
      {"Zero", AttributeValue::Number(0), ErrorCode::kNone, "0"},
      {"MinusZero", AttributeValue::Number(-0.0), ErrorCode::kNone, "0"},
      {"LargestNumber", AttributeValue::Number(9007199254740991), ErrorCode::kNone, "9007199254740991"},
      {"SmallestNumber", AttributeValue::Number(-9007199254740991), ErrorCode::kNone, "-9007199254740991"},
      {"NumberInExponentForm", AttributeValue::Number(1e15), ErrorCode::kNone, "1000000000000000"},
      {"EmptyText", AttributeValue::String(""), ErrorCode::kTargetingKeyMissing, ""},
      {"Missing", {}, ErrorCode::kTargetingKeyMissing, ""},
      {"True", AttributeValue::Bool(true), ErrorCode::kInvalidContext, ""},
      {"False", AttributeValue::Bool(false), ErrorCode::kInvalidContext, ""},
      {"Fraction", AttributeValue::Number(0.5), ErrorCode::kInvalidContext, ""},
      {"TooLarge", AttributeValue::Number(9007199254740992), ErrorCode::kInvalidContext, ""},
      {"TooSmall", AttributeValue::Number(-9007199254740992), ErrorCode::kInvalidContext, ""},
      {"Infinity", AttributeValue::Number(kInfinity), ErrorCode::kInvalidContext, ""},
      {"MinusInfinity", AttributeValue::Number(-kInfinity), ErrorCode::kInvalidContext, ""},
      {"Nan", AttributeValue::Number(std::numeric_limits<double>::quiet_NaN()), ErrorCode::kInvalidContext, ""},
  };
  for (const UnitIdCase& c : cases) {
    ResolvedAttribute attribute;
    attribute.value = c.value;
    const UnitId unit(attribute);
    EXPECT_EQ(unit.error(), c.error) << c.name;
    EXPECT_EQ(unit.text(), c.text) << c.name;
  }
}

}  // namespace
}  // namespace assay
