// assay/wire/query_formula.h
//
// Arithmetic on metrics. Mirrors query_formula.fbs.

#ifndef ASSAY_WIRE_QUERY_FORMULA_H_
#define ASSAY_WIRE_QUERY_FORMULA_H_

#include <cstdint>
#include <vector>

#include "assay/wire/query_metric.h"
#include "assay/wire/query_parts.h"

namespace assay {

struct WireFormulaOperand {
  WireEventMatch match;
  WireAggregateSpec aggregate;
};

struct WireFormulaQuery {
  std::vector<WireFormulaOperand> operands;
  std::vector<std::uint8_t> program;  // postfix; whoever runs it checks it
  std::vector<double> numbers;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_FORMULA_H_
