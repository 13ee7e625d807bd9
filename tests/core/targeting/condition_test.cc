#include "assay/targeting/condition.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

using Op = ConditionOperator;
using Values = std::vector<AttributeValue>;

AttributeValue S(std::string_view text) { return AttributeValue::String(text); }
AttributeValue N(double number) { return AttributeValue::Number(number); }
AttributeValue B(bool boolean) { return AttributeValue::Bool(boolean); }
const AttributeValue kNothing = {};
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool Holds(Op op, const Values& values, const AttributeValue& attribute) {
  AttributeTable table;
  Arena arena;
  const Result<Condition> condition = CompileCondition("a", op, values, table, arena);
  EXPECT_TRUE(condition.ok()) << condition.status().message();
  const Attribute attributes[] = {{"other", AttributeValue::String("x")}, {"a", attribute}};
  ResolvedContext context;
  EXPECT_TRUE(context.Resolve(table, attributes).ok());
  return condition.ok() && Matches(*condition, context);
}

struct MatchCase {
  const char* name;
  Op op;
  Values values;
  AttributeValue attribute;
  bool holds;
};

// The table of condition.h, cell by cell, and the awkward values.
const MatchCase kCases[] = {
    {"EqualsSameText", Op::kEquals, {S("ES")}, S("ES"), true},
    {"EqualsOtherText", Op::kEquals, {S("ES")}, S("DE"), false},
    {"EqualsOtherCase", Op::kEquals, {S("ES")}, S("es"), false},
    {"EqualsPrefix", Op::kEquals, {S("ES")}, S("E"), false},
    {"EqualsEmptyText", Op::kEquals, {S("")}, S(""), true},
    {"EqualsEmptyTextMissing", Op::kEquals, {S("")}, kNothing, false},
    {"EqualsNulInside", Op::kEquals, {S(std::string_view("a\0b", 3))}, S(std::string_view("a\0c", 3)), false},
    {"EqualsPrecomposedAndCombining", Op::kEquals, {S("\xC3\xA9")}, S("e\xCC\x81"), false},
    {"EqualsEmoji", Op::kEquals, {S("👩‍💻")}, S("👩‍💻"), true},
    {"EqualsNumber", Op::kEquals, {N(5)}, N(5), true},
    {"EqualsOtherNumber", Op::kEquals, {N(5)}, N(5.0000000001), false},
    {"EqualsMinusZero", Op::kEquals, {N(0.0)}, N(-0.0), true},
    {"EqualsPlusZero", Op::kEquals, {N(-0.0)}, N(0.0), true},
    {"EqualsInfinity", Op::kEquals, {N(kInfinity)}, N(kInfinity), true},
    {"EqualsNanAttribute", Op::kEquals, {N(5)}, N(kNan), false},
    {"EqualsAboveTwoTo53", Op::kEquals, {N(9007199254740992)}, N(9007199254740991), false},
    {"EqualsTrue", Op::kEquals, {B(true)}, B(true), true},
    {"EqualsFalse", Op::kEquals, {B(false)}, B(false), true},
    {"EqualsOtherBool", Op::kEquals, {B(true)}, B(false), false},
    {"EqualsFalseMissing", Op::kEquals, {B(false)}, kNothing, false},
    {"EqualsTextAndNumber", Op::kEquals, {S("5")}, N(5), false},
    {"EqualsNumberAndText", Op::kEquals, {N(5)}, S("5"), false},
    {"EqualsTextAndBool", Op::kEquals, {S("true")}, B(true), false},
    {"EqualsNumberAndBool", Op::kEquals, {N(1)}, B(true), false},
    {"EqualsZeroAndFalse", Op::kEquals, {N(0)}, B(false), false},

    {"NotEqualsSame", Op::kNotEquals, {S("ES")}, S("ES"), false},
    {"NotEqualsOther", Op::kNotEquals, {S("ES")}, S("DE"), true},
    {"NotEqualsMissing", Op::kNotEquals, {S("ES")}, kNothing, true},
    {"NotEqualsOtherType", Op::kNotEquals, {S("5")}, N(5), true},
    {"NotEqualsNan", Op::kNotEquals, {N(5)}, N(kNan), true},
    {"NotEqualsSameBool", Op::kNotEquals, {B(true)}, B(true), false},

    {"InFirst", Op::kIn, {S("ES"), S("DE"), S("PL")}, S("ES"), true},
    {"InLast", Op::kIn, {S("ES"), S("DE"), S("PL")}, S("PL"), true},
    {"InNone", Op::kIn, {S("ES"), S("DE"), S("PL")}, S("FR"), false},
    {"InRepeated", Op::kIn, {S("ES"), S("ES")}, S("ES"), true},
    {"InUnsortedNumbers", Op::kIn, {N(3), N(-1), N(2)}, N(-1), true},
    {"InNumbersNan", Op::kIn, {N(3), N(-1), N(2)}, N(kNan), false},
    {"InMixedText", Op::kIn, {N(5), S("6"), B(true)}, S("6"), true},
    {"InMixedNumber", Op::kIn, {N(5), S("6"), B(true)}, N(5), true},
    {"InMixedBool", Op::kIn, {N(5), S("6"), B(true)}, B(true), true},
    {"InMixedTextOfNumber", Op::kIn, {N(5), S("6"), B(true)}, S("5"), false},
    {"InMixedOtherBool", Op::kIn, {N(5), S("6"), B(true)}, B(false), false},
    {"InBothBools", Op::kIn, {B(true), B(false)}, B(false), true},
    {"InNothing", Op::kIn, {}, S("ES"), false},
    {"InMissing", Op::kIn, {S("ES")}, kNothing, false},

    {"NotInListed", Op::kNotIn, {S("ES"), S("DE")}, S("DE"), false},
    {"NotInUnlisted", Op::kNotIn, {S("ES"), S("DE")}, S("FR"), true},
    {"NotInMissing", Op::kNotIn, {S("ES"), S("DE")}, kNothing, true},
    {"NotInNothing", Op::kNotIn, {}, S("ES"), true},
    {"NotInOtherType", Op::kNotIn, {N(1), N(2)}, S("1"), true},

    {"GtAbove", Op::kGt, {N(18)}, N(18.5), true},
    {"GtEqual", Op::kGt, {N(18)}, N(18), false},
    {"GtBelow", Op::kGt, {N(18)}, N(-18), false},
    {"GteEqual", Op::kGte, {N(18)}, N(18), true},
    {"GteBelow", Op::kGte, {N(18)}, N(17.999), false},
    {"LtBelow", Op::kLt, {N(18)}, N(17), true},
    {"LtEqual", Op::kLt, {N(18)}, N(18), false},
    {"LteEqual", Op::kLte, {N(18)}, N(18), true},
    {"LteAbove", Op::kLte, {N(18)}, N(19), false},
    {"GteMinusZero", Op::kGte, {N(0.0)}, N(-0.0), true},
    {"LtMinusZero", Op::kLt, {N(0.0)}, N(-0.0), false},
    {"GtInfinity", Op::kGt, {N(1e308)}, N(kInfinity), true},
    {"GtNan", Op::kGt, {N(1)}, N(kNan), false},
    {"GteNan", Op::kGte, {N(1)}, N(kNan), false},
    {"LtNan", Op::kLt, {N(1)}, N(kNan), false},
    {"LteNan", Op::kLte, {N(1)}, N(kNan), false},
    {"GtText", Op::kGt, {S("b")}, S("c"), true},
    {"GtTextEqual", Op::kGt, {S("b")}, S("b"), false},
    {"GteTextEqual", Op::kGte, {S("b")}, S("b"), true},
    {"GtTextLonger", Op::kGt, {S("b")}, S("ba"), true},
    {"LtTextEmpty", Op::kLt, {S("b")}, S(""), true},
    {"GtTextDigits", Op::kGt, {S("10")}, S("9"), true},
    {"GtTextAccentAboveAscii", Op::kGt, {S("z")}, S("é"), true},
    {"GtTextAstralAboveBmp", Op::kGt, {S("\xEF\xBF\xBD")}, S("😀"), true},
    {"GtTextForNumber", Op::kGt, {N(1)}, S("2"), false},
    {"LteTextForNumber", Op::kLte, {N(3)}, S("2"), false},
    {"GtNumberForText", Op::kGt, {S("1")}, N(2), false},
    {"LtNumberForText", Op::kLt, {S("3")}, N(2), false},
    {"GtBool", Op::kGt, {N(0)}, B(true), false},
    {"LteBool", Op::kLte, {N(1)}, B(true), false},
    {"GtMissing", Op::kGt, {N(0)}, kNothing, false},
    {"GteMissing", Op::kGte, {N(0)}, kNothing, false},
    {"LtMissing", Op::kLt, {N(0)}, kNothing, false},
    {"LteMissing", Op::kLte, {N(0)}, kNothing, false},
    {"LteMissingText", Op::kLte, {S("")}, kNothing, false},

    {"ExistsText", Op::kExists, {}, S(""), true},
    {"ExistsNumber", Op::kExists, {}, N(kNan), true},
    {"ExistsFalse", Op::kExists, {}, B(false), true},
    {"ExistsMissing", Op::kExists, {}, kNothing, false},
    {"NotExistsText", Op::kNotExists, {}, S(""), false},
    {"NotExistsMissing", Op::kNotExists, {}, kNothing, true},

    {"SemverGtAbove", Op::kSemverGt, {S("2.0.0")}, S("2.0.1"), true},
    {"SemverGtEqual", Op::kSemverGt, {S("2.0.0")}, S("2.0.0"), false},
    {"SemverGtTen", Op::kSemverGt, {S("2.9.0")}, S("2.10.0"), true},
    {"SemverGteEqual", Op::kSemverGte, {S("2.0.0")}, S("v2"), true},
    {"SemverGtePrerelease", Op::kSemverGte, {S("2.0.0")}, S("2.0.0-rc.1"), false},
    {"SemverLtPrerelease", Op::kSemverLt, {S("2.0.0")}, S("2.0.0-rc.1"), true},
    {"SemverLtEqual", Op::kSemverLt, {S("2.0.0")}, S("2.0.0+b"), false},
    {"SemverLteEqual", Op::kSemverLte, {S("2.0.0")}, S("2.0.0+b"), true},
    {"SemverLteAbove", Op::kSemverLte, {S("2.0.0")}, S("10.0.0"), false},
    {"SemverEqualsBuild", Op::kSemverEquals, {S("2.0.0+a")}, S("2.0.0+b"), true},
    {"SemverEqualsOther", Op::kSemverEquals, {S("2.0.0")}, S("2.0.1"), false},
    {"SemverGtNoVersion", Op::kSemverGt, {S("0.0.0-0")}, S("latest"), false},
    {"SemverGteNoVersion", Op::kSemverGte, {S("0.0.0-0")}, S("latest"), false},
    {"SemverLtNoVersion", Op::kSemverLt, {S("2.0.0")}, S(""), false},
    {"SemverLteNoVersion", Op::kSemverLte, {S("2.0.0")}, S("1.0.0.0"), false},
    {"SemverEqualsNoVersion", Op::kSemverEquals, {S("2.0.0")}, S("2.0.0 "), false},
    {"SemverGteNumber", Op::kSemverGte, {S("2.0.0")}, N(3), false},
    {"SemverLtBool", Op::kSemverLt, {S("2.0.0")}, B(false), false},
    {"SemverGtMissing", Op::kSemverGt, {S("0.0.0")}, kNothing, false},
    {"SemverLteMissing", Op::kSemverLte, {S("9.0.0")}, kNothing, false},
    {"SemverEqualsMissing", Op::kSemverEquals, {S("0.0.0")}, kNothing, false},
};

TEST(Matches, AnswersAsTheTableSays) {
  for (const MatchCase& c : kCases) EXPECT_EQ(Holds(c.op, c.values, c.attribute), c.holds) << c.name;
}

struct CompileCase {
  const char* name;
  Op op;
  Values values;
};

TEST(CompileCondition, RefusesValuesThatTheOperatorCannotUse) {
  const CompileCase cases[] = {
      {"EqualsNone", Op::kEquals, {}},
      {"EqualsTwo", Op::kEquals, {N(1), N(2)}},
      {"EqualsNull", Op::kEquals, {kNothing}},
      {"EqualsNan", Op::kEquals, {N(kNan)}},
      {"NotEqualsNone", Op::kNotEquals, {}},
      {"NotEqualsTwo", Op::kNotEquals, {N(1), N(2)}},
      {"InNull", Op::kIn, {N(1), kNothing}},
      {"NotInNan", Op::kNotIn, {N(1), N(kNan)}},
      {"GtNone", Op::kGt, {}},
      {"GtTwo", Op::kGt, {N(1), N(2)}},
      {"GteBool", Op::kGte, {B(true)}},
      {"LtNan", Op::kLt, {N(kNan)}},
      {"LteNull", Op::kLte, {kNothing}},
      {"ExistsOne", Op::kExists, {N(1)}},
      {"NotExistsOne", Op::kNotExists, {S("")}},
      {"SemverNone", Op::kSemverGt, {}},
      {"SemverTwo", Op::kSemverGte, {S("1"), S("2")}},
      {"SemverNumber", Op::kSemverLt, {N(1)}},
      {"SemverNoVersion", Op::kSemverLte, {S("latest")}},
      {"SemverEqualsEmpty", Op::kSemverEquals, {S("")}},
      {"UnknownOperator", static_cast<Op>(15), {N(1)}},
      {"LargestOperator", static_cast<Op>(255), {}},
      {"UnknownType", Op::kEquals, {{static_cast<AttributeType>(9), {}, 0, false}}},
      {"UnknownTypeOrdered", Op::kGt, {{static_cast<AttributeType>(9), {}, 0, false}}},
  };
  for (const CompileCase& c : cases) {
    AttributeTable table;
    Arena arena;
    EXPECT_EQ(CompileCondition("a", c.op, c.values, table, arena).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

TEST(CompileCondition, SharesAttributesAndTextsOfOneTable) {
  AttributeTable table;
  Arena arena;
  const Result<Condition> first = CompileCondition("country", Op::kIn, Values{S("ES"), S("DE")}, table, arena);
  const Result<Condition> second = CompileCondition("country", Op::kEquals, Values{S("DE")}, table, arena);
  const Result<Condition> third = CompileCondition("region", Op::kEquals, Values{S("DE")}, table, arena);
  ASSERT_TRUE(first.ok() && second.ok() && third.ok());
  EXPECT_EQ(first->attribute, second->attribute);
  EXPECT_NE(first->attribute, third->attribute);
  ASSERT_EQ(second->listed.size(), 1U);
  ASSERT_EQ(third->listed.size(), 1U);
  EXPECT_EQ(second->listed[0], third->listed[0]);
  EXPECT_EQ(table.size(), 2U);
}

TEST(MatchesAll, HoldsForNoConditionsAndFailsWithOne) {
  AttributeTable table;
  Arena arena;
  std::vector<Condition> conditions;
  ResolvedContext context;
  EXPECT_TRUE(MatchesAll(conditions, context));
  const auto add = [&](const char* name, Op op, const Values& values) {
    Result<Condition> condition = CompileCondition(name, op, values, table, arena);
    ASSERT_TRUE(condition.ok());
    conditions.push_back(*std::move(condition));
  };
  add("country", Op::kEquals, {S("ES")});
  add("age", Op::kGte, {N(18)});
  const Attribute adult[] = {{"country", S("ES")}, {"age", N(18)}};
  const Attribute child[] = {{"country", S("ES")}, {"age", N(17)}};
  ASSERT_TRUE(context.Resolve(table, adult).ok());
  EXPECT_TRUE(MatchesAll(conditions, context));
  ASSERT_TRUE(context.Resolve(table, child).ok());
  EXPECT_FALSE(MatchesAll(conditions, context));
}

// Brute force: the definition of listing, over the values as given.
bool IsListedByScanning(const Values& values, const AttributeValue& attribute) {
  for (const AttributeValue& value : values) {
    if (value.type != attribute.type) continue;
    if (value.type == AttributeType::kString && value.text == attribute.text) return true;
    if (value.type == AttributeType::kNumber && value.number == attribute.number) return true;
    if (value.type == AttributeType::kBool && value.boolean == attribute.boolean) return true;
  }
  return false;
}

TEST(Matches, AgreesWithScanningOnRandomLists) {
  constexpr std::uint64_t kSeed = 31;
  std::mt19937_64 random(kSeed);
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back("text" + std::to_string(i));
  const auto any = [&]() -> AttributeValue {
    switch (random() % 5) {
      case 0: return B(random() % 2 == 0);
      case 1:
      case 2: return N(static_cast<double>(random() % 20) - 10);
      default: return S(texts[random() % texts.size()]);
    }
  };
  AttributeTable table;
  Arena arena;  // one for all: operands of one list must not leak into another
  for (int i = 0; i < 5000; ++i) {
    Values values(random() % 30);
    for (AttributeValue& value : values) value = any();
    const Result<Condition> in = CompileCondition("a", Op::kIn, values, table, arena);
    const Result<Condition> not_in = CompileCondition("a", Op::kNotIn, values, table, arena);
    ASSERT_TRUE(in.ok() && not_in.ok());
    const AttributeValue attribute = any();
    const Attribute attributes[] = {{"a", attribute}};
    ResolvedContext context;
    ASSERT_TRUE(context.Resolve(table, attributes).ok());
    const bool listed = IsListedByScanning(values, attribute);
    ASSERT_EQ(Matches(*in, context), listed) << "seed " << kSeed << ", case " << i;
    ASSERT_EQ(Matches(*not_in, context), !listed) << "seed " << kSeed << ", case " << i;
  }
}

}  // namespace
}  // namespace assay
