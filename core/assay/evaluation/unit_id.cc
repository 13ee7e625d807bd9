#include "assay/evaluation/unit_id.h"

#include <charconv>
#include <cmath>
#include <cstdint>

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
      const auto end = std::to_chars(digits_, digits_ + sizeof(digits_), static_cast<std::int64_t>(value.number)).ptr;  // -0 is "0"
      text_ = {digits_, static_cast<std::size_t>(end - digits_)};
      return;
    }
    case AttributeType::kBool: break;
    case AttributeType::kMissing: error_ = ErrorCode::kTargetingKeyMissing; return;
  }
  error_ = ErrorCode::kInvalidContext;
}

}  // namespace assay
