// assay/evaluation/unit_id.h
//
// The id that units are divided by: a text as it is, or a whole number as its decimal digits, so that the user 17 and the user "17" are the
// same unit.

#ifndef ASSAY_EVALUATION_UNIT_ID_H_
#define ASSAY_EVALUATION_UNIT_ID_H_

#include "assay/evaluation/reason.h"
#include "assay/targeting/interpreter.h"
#include "assay/targeting/value.h"

namespace assay {

// The id as a text, not empty. Otherwise `interpreter` fails: with kTargetingKeyMissing for null and for the empty text; with kInvalidContext
// for what is neither text nor number, and for a number that is not whole or beyond +-(2^53-1), where JavaScript's numbers no longer tell ids
// apart.
[[nodiscard]] Value UnitIdOf(const Value& value, Interpreter& interpreter);

// The decimal digits of a whole number within +-(2^53-1); null after failing when there is no memory for them.
[[nodiscard]] Value DigitsOf(double number, Interpreter& interpreter);

}  // namespace assay

#endif  // ASSAY_EVALUATION_UNIT_ID_H_
