#include "assay/aggregate/formula.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <vector>

#include "core/aggregate/print_group_key.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

constexpr std::uint8_t kNumber = 0, kOperand = 1, kAdd = 2, kSubtract = 3, kMultiply = 4, kDivide = 5, kNegate = 6;

// Two views, one error with code 7, one sign-up; of "x" 1e308 twice.
Table Sample() {
  return MakeTable({{1, 1, "view", "ana", {{"page", "/"}, {"x", 1e308}}},
                    {2, 2, "view", "bob", {{"page", "/b"}, {"x", 1e308}}},
                    {3, 3, "error", "bob", {{"page", "/b"}, {"code", 7.0}}},
                    {4, 4, "signup", "bob"}});
}

FormulaQuery ErrorsAndViews(std::vector<std::uint8_t> program) {
  FormulaQuery query;
  query.operands = {{{"error", {}}, {Aggregate::kCount, "", 0}}, {{"view", {}}, {Aggregate::kCount, "", 0}}};
  query.program = std::move(program);
  query.numbers = {100, 0.5};
  return query;
}

TEST(Formula, ComputesEveryOperator) {
  struct Case {
    const char* name;
    std::vector<std::uint8_t> program;
    std::optional<double> expected;
  };
  const Case cases[] = {
      {"an operand", {kOperand, 1}, 2},
      {"a number", {kNumber, 1}, 0.5},
      {"errors per view", {kOperand, 0, kOperand, 1, kDivide}, 0.5},
      {"a difference, not turned around", {kOperand, 0, kNumber, 0, kSubtract}, -99},
      {"the negative of a sum of products", {kNumber, 0, kOperand, 1, kMultiply, kOperand, 0, kAdd, kNegate}, -201},
      {"a division by zero", {kOperand, 0, kOperand, 1, kOperand, 1, kSubtract, kDivide}, std::nullopt},
      {"what a division by zero enters", {kOperand, 0, kOperand, 0, kOperand, 0, kSubtract, kDivide, kNumber, 0, kAdd}, std::nullopt},
  };
  const Table table = Sample();
  for (const Case& c : cases) {
    const Result<MetricResult> result = ComputeFormula(table, ErrorsAndViews(c.program));
    ASSERT_TRUE(result.ok()) << c.name << ": " << result.status().message();
    ASSERT_EQ(result->rows.size(), 1U) << c.name;
    EXPECT_EQ(result->values, (std::vector<std::optional<double>>{1, 2, c.expected})) << c.name;
  }
}

TEST(Formula, AnswersForEveryGroupThatAnyOperandHas) {
  FormulaQuery query = ErrorsAndViews({kOperand, 0, kOperand, 1, kDivide});
  query.by = {"page"};
  const Table table = Sample();
  const Result<MetricResult> result = ComputeFormula(table, query);
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->groups.size(), 2U);
  EXPECT_EQ(PrintGroupKey(result->groups[0]), "'/'");
  EXPECT_EQ(PrintGroupKey(result->groups[1]), "'/b'");
  EXPECT_EQ(result->values, (std::vector<std::optional<double>>{0, 1, 0, 1, 1, 1}));
  EXPECT_EQ(result->events_scanned, 4U);
}

TEST(Formula, AMissingOperandIsZeroForCountsAndSumsAndAbsentOtherwise) {
  struct Case {
    const char* name;
    AggregateSpec spec;
    std::optional<double> expected;
  };
  const Case cases[] = {
      {"count", {Aggregate::kCount, "", 0}, 0},
      {"users", {Aggregate::kUsers, "", 0}, 0},
      {"sessions", {Aggregate::kSessions, "", 0}, 0},
      {"distinct", {Aggregate::kDistinct, "code", 0}, 0},
      {"sum", {Aggregate::kSum, "code", 0}, 0},
      {"mean", {Aggregate::kMean, "code", 0}, std::nullopt},
      {"max", {Aggregate::kMax, "code", 0}, std::nullopt},
      {"median", {Aggregate::kQuantile, "code", 0.5}, std::nullopt},
      {"per user", {Aggregate::kPerUser, "", 0}, std::nullopt},
  };
  const Table table = Sample();
  for (const Case& c : cases) {
    FormulaQuery query;
    query.operands = {{{"nothing", {}}, c.spec}};
    query.program = {kOperand, 0};
    const Result<MetricResult> result = ComputeFormula(table, query);
    ASSERT_TRUE(result.ok()) << c.name;
    EXPECT_EQ(result->values, (std::vector<std::optional<double>>{c.expected, c.expected})) << c.name;
  }
}

TEST(Formula, WhatIsNoFiniteNumberIsAbsent) {
  FormulaQuery query;
  query.operands = {{{}, {Aggregate::kSum, "x", 0}}, {{}, {Aggregate::kMax, "x", 0}}};
  const Table table = Sample();
  for (const std::vector<std::uint8_t>& program :
       {std::vector<std::uint8_t>{kOperand, 0}, {kOperand, 1, kOperand, 1, kAdd}, {kOperand, 0, kOperand, 0, kSubtract}}) {
    query.program = program;
    const Result<MetricResult> result = ComputeFormula(table, query);
    ASSERT_TRUE(result.ok());
    EXPECT_FALSE(result->values[2].has_value());
  }
}

TEST(Formula, NumbersAtTheirEdges) {
  constexpr double kGreatest = std::numeric_limits<double>::max();
  constexpr double kLeast = std::numeric_limits<double>::denorm_min();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kTwo53 = 9007199254740992.0;
  struct Case {
    const char* name;
    std::vector<double> numbers;
    std::vector<std::uint8_t> program;
    std::optional<double> expected;
  };
  const std::vector<std::uint8_t> sum = {kNumber, 0, kNumber, 1, kAdd};
  const std::vector<std::uint8_t> product = {kNumber, 0, kNumber, 1, kMultiply};
  const std::vector<std::uint8_t> quotient = {kNumber, 0, kNumber, 1, kDivide};
  const Case cases[] = {
      {"the greatest", {kGreatest, 0}, sum, kGreatest},
      {"beyond the greatest", {kGreatest, kGreatest}, sum, std::nullopt},
      {"beyond the least", {-kGreatest, -kGreatest}, sum, std::nullopt},
      {"what is too great on the way stays absent", {kGreatest, 0}, {kNumber, 0, kNumber, 0, kAdd, kNumber, 0, kSubtract}, std::nullopt},
      {"the smallest there is", {kLeast, 1}, product, kLeast},
      {"half of it", {kLeast, 2}, quotient, 0},
      {"a quotient too great", {1, kLeast}, quotient, std::nullopt},
      {"nothing by nothing", {0, 0}, quotient, std::nullopt},
      {"something by minus nothing", {1, -0.0}, quotient, std::nullopt},
      {"nothing by something", {0, -1}, quotient, 0},
      {"2^53 and one", {kTwo53, 1}, sum, kTwo53},
      {"a tenth and two tenths", {0.1, 0.2}, sum, 0.30000000000000004},
      {"a number that is none", {kInfinity, 0}, {kNumber, 0}, std::nullopt},
      {"nor is it divided away", {1, kInfinity}, quotient, 0},
      {"twice negative", {0.5, 0}, {kNumber, 0, kNegate, kNegate}, 0.5},
      {"the negative of nothing at all", {0, 0}, {kNumber, 0, kNumber, 1, kDivide, kNegate}, std::nullopt},
  };
  const Table table = Sample();
  for (const Case& c : cases) {
    FormulaQuery query = ErrorsAndViews(c.program);
    query.numbers = c.numbers;
    const Result<MetricResult> result = ComputeFormula(table, query);
    ASSERT_TRUE(result.ok()) << c.name << ": " << result.status().message();
    EXPECT_EQ(result->values.back(), c.expected) << c.name;
  }
}

TEST(Formula, MalformedQueriesAreRefused) {
  std::vector<std::uint8_t> deep;
  for (std::size_t i = 0; i <= kMaxFormulaDepth; ++i) deep.insert(deep.end(), {kOperand, 0});
  deep.insert(deep.end(), kMaxFormulaDepth, kAdd);
  struct Case {
    const char* name;
    std::vector<std::uint8_t> program;
  };
  const Case cases[] = {
      {"nothing", {}},
      {"an unknown operation", {7}},
      {"no index", {kOperand}},
      {"an operand too many", {kOperand, 2}},
      {"a number too many", {kNumber, 2}},
      {"an operator without values", {kAdd}},
      {"an operator with one value", {kOperand, 0, kMultiply}},
      {"the negative of nothing", {kNegate}},
      {"two values", {kOperand, 0, kOperand, 1}},
      {"too deep", deep},
  };
  const Table table = Sample();
  for (const Case& c : cases) {
    EXPECT_EQ(ComputeFormula(table, ErrorsAndViews(c.program)).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
  FormulaQuery query = ErrorsAndViews({kNumber, 0});
  query.operands.clear();
  EXPECT_EQ(ComputeFormula(table, query).status().code(), StatusCode::kInvalidArgument);
  query = ErrorsAndViews({kNumber, 0});
  query.operands.resize(kMaxFormulaOperands + 1, query.operands[0]);
  EXPECT_EQ(ComputeFormula(table, query).status().code(), StatusCode::kInvalidArgument);
  query = ErrorsAndViews({kNumber, 0});
  query.operands[1].aggregate.aggregate = Aggregate::kMean;
  EXPECT_EQ(ComputeFormula(table, query).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay
