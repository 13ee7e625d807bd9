#include <cmath>
#include <utility>

#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"
#include "assay/wire/verify.h"

namespace assay {

Result<WireFormulaQuery> DecodeFormula(const fb::FormulaQuery& source) {
  WireFormulaQuery formula;
  if (source.operands() == nullptr || source.operands()->size() == 0) return InvalidArgument("formula: needs at least one operand");
  for (const fb::FormulaOperand* operand : *source.operands()) {
    WireFormulaOperand& decoded = formula.operands.emplace_back();
    if (operand->match() != nullptr) {
      if (Status status = DecodeMatch(operand->match(), decoded.match, ""); !status.ok()) return status;
    }
    Result<WireAggregateSpec> aggregate = DecodeAggregate(*operand->aggregate());
    if (!aggregate.ok()) return aggregate.status();
    decoded.aggregate = *std::move(aggregate);
  }
  if (source.program() != nullptr) formula.program.assign(source.program()->begin(), source.program()->end());
  if (source.numbers() != nullptr) {
    if (!HasAlignedElements(source.numbers())) return DataLoss("formula: numbers are not aligned");
    formula.numbers.assign(source.numbers()->begin(), source.numbers()->end());
  }
  for (const double number : formula.numbers) {
    if (!std::isfinite(number)) return InvalidArgument("formula: numbers must be finite");
  }
  return formula;
}

}  // namespace assay
