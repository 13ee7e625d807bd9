#include "assay/evaluation/unit_id.h"

#include <cmath>
#include <cstdint>

#include "assay/evaluation/decimal.h"

namespace assay {

namespace {

constexpr double kMaxUnitNumber = 9007199254740991;  // 2^53-1, JavaScript's Number.MAX_SAFE_INTEGER

}  // namespace

UnitId::UnitId(const ResolvedAttribute& attribute) {
  const AttributeValue& value = attribute.value;
  switch (value.type) {
    case AttributeType::kString:
      text_ = value.text;
      if (text_.empty()) error_ = ErrorCode::kTargetingKeyMissing;
      return;
    case AttributeType::kNumber: {
      if (!(std::fabs(value.number) <= kMaxUnitNumber) || std::trunc(value.number) != value.number) break;  // the first is true of NaN
      first_digit_ = WriteDecimal(static_cast<std::uint64_t>(std::fabs(value.number)), digits_);
      if (value.number < 0) digits_[--first_digit_] = '-';
      return;
    }
    case AttributeType::kBool: break;
    case AttributeType::kMissing: error_ = ErrorCode::kTargetingKeyMissing; return;
  }
  error_ = ErrorCode::kInvalidContext;
}

}  // namespace assay
