#include "assay/evaluation/unit_id.h"

#include <cmath>
#include <cstring>

#include "assay/evaluation/decimal.h"
#include "assay/targeting/coercion.h"

namespace assay {

Value DigitsOf(double number, Interpreter& interpreter) {
  char digits[17];  // "-9007199254740991"
  std::size_t first = WriteDecimal(static_cast<std::uint64_t>(std::fabs(number)), digits);
  if (number < 0) digits[--first] = '-';
  char* const text = interpreter.MakeText(sizeof(digits) - first);
  if (text == nullptr) return {};
  std::memcpy(text, digits + first, sizeof(digits) - first);
  return Value::Text({text, sizeof(digits) - first});
}

Value UnitIdOf(const Value& value, Interpreter& interpreter) {
  switch (value.type) {
    case ValueType::kText: return value.size != 0 ? value : interpreter.Fail(static_cast<FailureCode>(ErrorCode::kTargetingKeyMissing));
    case ValueType::kNumber:
      if (IsSafeInteger(value.number)) return DigitsOf(value.number, interpreter);
      break;
    case ValueType::kNull: return interpreter.Fail(static_cast<FailureCode>(ErrorCode::kTargetingKeyMissing));
    default: break;
  }
  return interpreter.Fail(static_cast<FailureCode>(ErrorCode::kInvalidContext));
}

}  // namespace assay
