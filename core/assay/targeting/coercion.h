// assay/targeting/coercion.h
//
// How values turn into each other and compare, strictly and as JavaScript does it. What comes back may be a view into `interpreter`'s scratch
// memory; when that is full the interpreter fails.

#ifndef ASSAY_TARGETING_COERCION_H_
#define ASSAY_TARGETING_COERCION_H_

#include <optional>

#include "assay/targeting/interpreter.h"
#include "assay/targeting/value.h"

namespace assay {

// Not null, false, 0, NaN, "" or the empty list.
[[nodiscard]] bool IsTruthy(const Value& value);

// JavaScript's Number(): NaN for what is no number.
[[nodiscard]] double ToNumber(const Value& value, Interpreter& interpreter);

// JavaScript's String(), but null stays null.
[[nodiscard]] Value ToText(const Value& value, Interpreter& interpreter);

// Opcode::kEquals. Comparing items takes steps of `interpreter`, where there is one; false when it fails.
[[nodiscard]] bool Equals(const Value& left, const Value& right, Interpreter* interpreter = nullptr);

// JavaScript's ==.
[[nodiscard]] bool LooseEquals(const Value& left, const Value& right, Interpreter& interpreter);

// -1, 0 or 1 for two numbers or two texts (by their bytes); nothing for NaN and for other pairs of types.
[[nodiscard]] std::optional<int> Order(const Value& left, const Value& right);

// The same as JavaScript compares: texts by code units, everything else as numbers; nothing when either is NaN.
[[nodiscard]] std::optional<int> JsOrder(const Value& left, const Value& right, Interpreter& interpreter);

// A whole number within +-(2^53 - 1), which JavaScript tells from its neighbours.
[[nodiscard]] bool IsSafeInteger(double number);

}  // namespace assay

#endif  // ASSAY_TARGETING_COERCION_H_
