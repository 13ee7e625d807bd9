// assay/aggregate/formula.h
//
// Arithmetic on metrics, such as errors per view, for every (bucket, group) that any operand has events in. One pass over the table for
// all operands; otherwise as aggregate/metric.h. Not thread-safe.

#ifndef ASSAY_AGGREGATE_FORMULA_H_
#define ASSAY_AGGREGATE_FORMULA_H_

#include <cstdint>
#include <vector>

#include "assay/aggregate/metric.h"

namespace assay {

// The numbers are those of wire/query_formula.fbs.
enum class FormulaOp : std::uint8_t {
  kNumber = 0,   // the next byte says which of `numbers`
  kOperand = 1,  // the next byte says which of `operands`
  kAdd = 2,      // this and the following take the last two values
  kSubtract = 3,
  kMultiply = 4,
  kDivide = 5,
  kNegate = 6,  // takes the last value
};

struct FormulaOperand {
  EventMatch match;
  AggregateSpec aggregate;
};

inline constexpr std::size_t kMaxFormulaOperands = 16;
inline constexpr std::size_t kMaxFormulaDepth = 64;  // values waiting for their operator

// Definition: `program` is the expression in postfix order. Where an operand has no observation it counts as 0 when it is a count of
// events, users, sessions or values, or a sum, and is absent otherwise. What an absent value enters is absent, and so is what is no finite
// number, such as a division by 0.
struct FormulaQuery : MetricScope {
  std::vector<FormulaOperand> operands;  // 1..kMaxFormulaOperands
  std::vector<std::uint8_t> program;     // FormulaOp, each with its operand
  std::vector<double> numbers;
};

// The answer to `query`: as values of each row first the operands, as the formula takes them, and then the formula's value.
//
// Errors: kInvalidArgument naming the rule that the query breaks.
Result<MetricResult> ComputeFormula(const Table& table, const FormulaQuery& query);

}  // namespace assay

#endif  // ASSAY_AGGREGATE_FORMULA_H_
