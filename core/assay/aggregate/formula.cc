#include "assay/aggregate/formula.h"

#include <cmath>
#include <optional>
#include <span>

#include "assay/aggregate/metric_run.h"

namespace assay {
namespace {

// Every step has what it takes, no value is left over, and nothing outside the query is named.
Status CheckProgram(const FormulaQuery& query) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < query.program.size(); ++at) {
    const auto op = static_cast<FormulaOp>(query.program[at]);
    if (op > FormulaOp::kNegate) return InvalidArgument("formula: unknown operation");
    if (op == FormulaOp::kNumber || op == FormulaOp::kOperand) {
      ++at;
      const std::size_t known = op == FormulaOp::kNumber ? query.numbers.size() : query.operands.size();
      if (at >= query.program.size() || query.program[at] >= known) return InvalidArgument("formula: names a value that is not there");
      if (++depth > kMaxFormulaDepth) return InvalidArgument("formula: too deeply nested");
    } else {
      const std::size_t taken = op == FormulaOp::kNegate ? 1 : 2;
      if (depth < taken) return InvalidArgument("formula: an operator lacks a value");
      depth -= taken - 1;
    }
  }
  return depth == 1 ? Status() : InvalidArgument("formula: must give one value");
}

Status Check(const FormulaQuery& query) {
  if (query.operands.empty() || query.operands.size() > kMaxFormulaOperands) return InvalidArgument("formula: 1 to 16 operands");
  for (const FormulaOperand& operand : query.operands) {
    if (Status status = CheckAggregate(operand.aggregate); !status.ok()) return status;
  }
  return CheckProgram(query);
}

bool IsZeroWithoutEvents(Aggregate aggregate) {
  return aggregate <= Aggregate::kSum || aggregate == Aggregate::kDistinct || aggregate == Aggregate::kApproxUsers ||
         aggregate == Aggregate::kApproxDistinct;
}

std::optional<double> Apply(FormulaOp op, std::optional<double> a, std::optional<double> b) {
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  double value = 0;
  switch (op) {
    case FormulaOp::kAdd: value = *a + *b; break;
    case FormulaOp::kSubtract: value = *a - *b; break;
    case FormulaOp::kMultiply: value = *a * *b; break;
    default: value = *a / *b; break;
  }
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> Evaluate(const FormulaQuery& query, std::span<const std::optional<double>> operands) {
  std::optional<double> stack[kMaxFormulaDepth];
  std::size_t depth = 0;
  for (std::size_t at = 0; at < query.program.size(); ++at) {
    const auto op = static_cast<FormulaOp>(query.program[at]);
    if (op == FormulaOp::kNumber) {
      stack[depth++] = query.numbers[query.program[++at]];
    } else if (op == FormulaOp::kOperand) {
      stack[depth++] = operands[query.program[++at]];
    } else if (op == FormulaOp::kNegate) {
      stack[depth - 1] = Apply(FormulaOp::kMultiply, stack[depth - 1], -1.0);
    } else {
      --depth;
      stack[depth - 1] = Apply(op, stack[depth - 1], stack[depth]);
    }
  }
  return stack[0].has_value() && std::isfinite(*stack[0]) ? stack[0] : std::nullopt;
}

// Row by row the operands as the formula takes them, then its value.
std::vector<std::optional<double>> WithValues(const FormulaQuery& query, std::span<const std::optional<double>> observed) {
  const std::size_t columns = query.operands.size();
  std::vector<std::optional<double>> told;
  told.reserve(observed.size() + observed.size() / columns);
  for (std::size_t row = 0; row < observed.size(); row += columns) {
    for (std::size_t i = 0; i < columns; ++i) {
      const bool is_zero = !observed[row + i].has_value() && IsZeroWithoutEvents(query.operands[i].aggregate.aggregate);
      told.push_back(is_zero ? 0.0 : observed[row + i]);
    }
    told.push_back(Evaluate(query, std::span(told).last(columns)));
  }
  return told;
}

}  // namespace

Result<MetricResult> ComputeFormula(const Table& table, const FormulaQuery& query) {
  if (Status status = Check(query); !status.ok()) return status;
  std::vector<MetricOperand> operands;
  operands.reserve(query.operands.size());
  for (const FormulaOperand& operand : query.operands) operands.push_back({operand.match, {&operand.aggregate, 1}});
  Result<MetricResult> result = RunMetric(table, query, operands);
  if (!result.ok()) return result;
  result->errors.clear();  // a value's is not theirs
  result->values = WithValues(query, result->values);
  result->previous = WithValues(query, result->previous);
  return result;
}

}  // namespace assay
