#include <cstddef>

#include "assay/aggregate/formula.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/engine/bind_metric.h"

namespace assay {

std::size_t CountParts(const WireFormulaQuery& formula) {
  std::size_t parts = formula.operands.size() + formula.program.size();
  for (const WireFormulaOperand& operand : formula.operands) parts += CountParts(operand.match.where);
  return parts;
}

Result<WireResult> AnswerFormula(const Table& table, const QuerySource& source, const WireFormulaQuery& asked) {
  FormulaQuery query;
  for (const WireFormulaOperand& operand : asked.operands) {
    query.operands.push_back({BindMatch(operand.match), BindAggregate(operand.aggregate)});
  }
  query.program = asked.program;
  query.numbers = asked.numbers;
  BindMetricScope(source, query);
  return ToWire(ComputeFormula(table, query));
}

}  // namespace assay
