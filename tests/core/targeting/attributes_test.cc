#include "assay/targeting/attributes.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace assay {
namespace {

TEST(AttributeTable, NumbersAttributesAndOperandsSeparately) {
  AttributeTable table;
  EXPECT_EQ(*table.Add("country"), 0U);
  EXPECT_EQ(*table.AddOperand("ES"), 0U);
  EXPECT_EQ(*table.Add("plan"), 1U);
  EXPECT_EQ(*table.Add("country"), 0U);
  EXPECT_EQ(table.Find("plan"), 1U);
  EXPECT_EQ(table.Find("ES"), std::nullopt);
  EXPECT_EQ(table.FindOperand("ES"), 0U);
  EXPECT_EQ(table.FindOperand("country"), std::nullopt);
  EXPECT_EQ(table.Name(1), "plan");
  EXPECT_EQ(table.size(), 2U);
}

TEST(AttributeTable, RemembersWhichAttributesAreVersions) {
  AttributeTable table;
  for (const AttributeIndex attribute : {7U, 2U, 7U, 5U}) table.UseAsSemver(attribute);
  for (AttributeIndex attribute = 0; attribute < 10; ++attribute) {
    EXPECT_EQ(table.IsUsedAsSemver(attribute), attribute == 2 || attribute == 5 || attribute == 7) << attribute;
  }
}

TEST(EqualityKey, IsTheSameExactlyForEqualValues) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<EqualityKey> different = {*NumberKey(0),
                                              *NumberKey(1),
                                              *NumberKey(-1),
                                              *NumberKey(0.1),
                                              *NumberKey(9007199254740991),
                                              *NumberKey(9007199254740992),
                                              *NumberKey(kInfinity),
                                              *NumberKey(-kInfinity),
                                              *NumberKey(std::numeric_limits<double>::max()),
                                              *NumberKey(std::numeric_limits<double>::lowest()),
                                              *NumberKey(std::numeric_limits<double>::denorm_min()),
                                              TextKey(0),
                                              TextKey(1),
                                              TextKey(std::numeric_limits<StringId>::max()),
                                              BoolKey(false),
                                              BoolKey(true)};
  for (std::size_t i = 0; i < different.size(); ++i) {
    for (std::size_t j = 0; j < different.size(); ++j) EXPECT_EQ(different[i] == different[j], i == j) << i << " and " << j;
  }
  EXPECT_EQ(NumberKey(-0.0), NumberKey(0.0));
  EXPECT_EQ(NumberKey(std::numeric_limits<double>::quiet_NaN()), std::nullopt);
  EXPECT_EQ(NumberKey(-std::numeric_limits<double>::quiet_NaN()), std::nullopt);
}

class ResolvedContextTest : public ::testing::Test {
 protected:
  ResolvedContextTest() {
    for (const char* name : {"country", "plan", "age", "beta", "версия"}) EXPECT_TRUE(table_.Add(name).ok());
    EXPECT_TRUE(table_.AddOperand("ES").ok());
    table_.UseAsSemver(kVersion);
  }

  static constexpr AttributeIndex kCountry = 0, kPlan = 1, kAge = 2, kBeta = 3, kVersion = 4;
  AttributeTable table_;
  ResolvedContext context_;
};

TEST_F(ResolvedContextTest, HoldsValuesByIndex) {
  const std::vector<Attribute> attributes = {{"beta", AttributeValue::Bool(true)},
                                             {"unknown to the datafile", AttributeValue::String("ES")},
                                             {"age", AttributeValue::Number(31.5)},
                                             {"country", AttributeValue::String("ES")},
                                             {"версия", AttributeValue::String("1.2.3")}};
  ASSERT_TRUE(context_.Resolve(table_, attributes).ok());
  EXPECT_EQ(context_.At(kCountry).value.type, AttributeType::kString);
  EXPECT_EQ(context_.At(kCountry).value.text, "ES");
  EXPECT_EQ(context_.At(kCountry).key, TextKey(*table_.FindOperand("ES")));
  EXPECT_EQ(context_.At(kAge).key, NumberKey(31.5));
  EXPECT_EQ(context_.At(kBeta).key, BoolKey(true));
  EXPECT_EQ(context_.At(kCountry).semver_key, "");
  EXPECT_EQ(context_.At(kAge).value.type, AttributeType::kNumber);
  EXPECT_EQ(context_.At(kAge).value.number, 31.5);
  EXPECT_EQ(context_.At(kBeta).value.type, AttributeType::kBool);
  EXPECT_TRUE(context_.At(kBeta).value.boolean);
  EXPECT_NE(context_.At(kVersion).semver_key, "");
  EXPECT_EQ(context_.At(kVersion).key, std::nullopt) << "no condition compares with this text";
  EXPECT_EQ(context_.At(kPlan).value.type, AttributeType::kMissing);
}

TEST_F(ResolvedContextTest, IsMissingEverythingBeforeTheFirstContextAndOutsideTheTable) {
  EXPECT_EQ(context_.At(kCountry).value.type, AttributeType::kMissing);
  ASSERT_TRUE(context_.Resolve(table_, {}).ok());
  EXPECT_EQ(context_.At(kCountry).value.type, AttributeType::kMissing);
  EXPECT_EQ(context_.At(5).value.type, AttributeType::kMissing);
  EXPECT_EQ(context_.At(std::numeric_limits<AttributeIndex>::max()).value.type, AttributeType::kMissing);
}

TEST_F(ResolvedContextTest, ForgetsTheContextBefore) {
  const Attribute first[] = {{"country", AttributeValue::String("ES")}, {"версия", AttributeValue::String("1.2.3")}};
  const Attribute second[] = {{"версия", AttributeValue::String("latest")}, {"country", {}}};
  ASSERT_TRUE(context_.Resolve(table_, first).ok());
  ASSERT_TRUE(context_.Resolve(table_, second).ok());
  EXPECT_EQ(context_.At(kCountry).value.type, AttributeType::kMissing);
  EXPECT_EQ(context_.At(kCountry).key, std::nullopt);
  EXPECT_EQ(context_.At(kVersion).semver_key, "");
}

TEST_F(ResolvedContextTest, RefusesBadContextsAndStaysAsItWas) {
  struct Case {
    const char* name;
    std::vector<Attribute> attributes;
    StatusCode code;
  };
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= kMaxContextAttributes; ++i) names.push_back("a" + std::to_string(i));
  std::vector<Attribute> most;
  for (std::size_t i = 0; i < kMaxContextAttributes; ++i) most.push_back({names[i], AttributeValue::Number(1)});
  std::vector<Attribute> too_many = most;
  too_many.push_back({names.back(), AttributeValue::Number(1)});
  const Case cases[] = {
      {"KnownNameTwice",
       {{"age", AttributeValue::Number(1)}, {"beta", AttributeValue::Bool(true)}, {"age", AttributeValue::Number(1)}},
       StatusCode::kInvalidArgument},
      {"UnknownNameTwice", {{"x", AttributeValue::Number(1)}, {"x", AttributeValue::Number(2)}}, StatusCode::kInvalidArgument},
      {"MissingValueTwice", {{"x", {}}, {"x", {}}}, StatusCode::kInvalidArgument},
      {"NameNotUtf8", {{"\xFF", AttributeValue::Number(1)}}, StatusCode::kInvalidArgument},
      {"TextNotUtf8", {{"country", AttributeValue::String("\xED\xA0\x80")}}, StatusCode::kInvalidArgument},
      {"TooMany", too_many, StatusCode::kResourceExhausted},
  };
  const Attribute good[] = {{"country", AttributeValue::String("ES")}};
  ASSERT_TRUE(context_.Resolve(table_, good).ok());
  for (const Case& c : cases) {
    EXPECT_EQ(context_.Resolve(table_, c.attributes).code(), c.code) << c.name;
    EXPECT_EQ(context_.At(kCountry).value.text, "ES") << c.name;
    EXPECT_EQ(context_.At(kAge).value.type, AttributeType::kMissing) << c.name;
  }
  EXPECT_TRUE(context_.Resolve(table_, most).ok());
}

TEST_F(ResolvedContextTest, TellsNamesApartByBytes) {
  const Attribute attributes[] = {
      {"Country", AttributeValue::String("1")}, {"country ", AttributeValue::String("2")}, {"", AttributeValue::String("3")}};
  ASSERT_TRUE(context_.Resolve(table_, attributes).ok());
  EXPECT_EQ(context_.At(kCountry).value.type, AttributeType::kMissing);
}

}  // namespace
}  // namespace assay
