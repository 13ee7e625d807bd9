// assay/evaluation/unit_id.h
//
// The id that units are divided by, taken from an attribute: a string as it is, or a whole number as its decimal digits, so that the user
// 17 and the user "17" are the same unit. Does not allocate.

#ifndef ASSAY_EVALUATION_UNIT_ID_H_
#define ASSAY_EVALUATION_UNIT_ID_H_

#include <string_view>

#include "assay/evaluation/reason.h"
#include "assay/targeting/attributes.h"

namespace assay {

class UnitId {
 public:
  // Reads `attribute`, whose text must outlive this.
  explicit UnitId(const ResolvedAttribute& attribute);
  UnitId(const UnitId&) = delete;  // text_ may point into digits_
  UnitId& operator=(const UnitId&) = delete;

  // kNone; kTargetingKeyMissing when the attribute is missing or an empty string; kInvalidContext when it is a boolean, or a number that is
  // not whole or beyond ±(2^53-1), where JavaScript's numbers no longer tell ids apart.
  [[nodiscard]] ErrorCode error() const { return error_; }

  // The id, not empty, when error() is kNone. Lives as long as this and the attribute's text.
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  char digits_[17];  // "-9007199254740991"
  std::string_view text_;
  ErrorCode error_ = ErrorCode::kNone;
};

}  // namespace assay

#endif  // ASSAY_EVALUATION_UNIT_ID_H_
