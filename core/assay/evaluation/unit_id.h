// assay/evaluation/unit_id.h
//
// The id that units are divided by, taken from an attribute: a string as it is, or a whole number as its decimal digits, so that the user
// 17 and the user "17" are the same unit. Does not allocate.

#ifndef ASSAY_EVALUATION_UNIT_ID_H_
#define ASSAY_EVALUATION_UNIT_ID_H_

#include <cstddef>
#include <string_view>

#include "assay/evaluation/reason.h"
#include "assay/targeting/attributes.h"

namespace assay {

class UnitId {
 public:
  // Reads `attribute`, whose text must outlive this.
  explicit UnitId(const ResolvedAttribute& attribute);

  // kNone; kTargetingKeyMissing when the attribute is missing or an empty string; kInvalidContext when it is a boolean, or a number that is
  // not whole or beyond ±(2^53-1), where JavaScript's numbers no longer tell ids apart.
  [[nodiscard]] ErrorCode error() const { return error_; }

  // The id, not empty, when error() is kNone. Lives as long as this and the attribute's text.
  [[nodiscard]] std::string_view text() const {
    return first_digit_ == kRoom ? text_ : std::string_view(digits_ + first_digit_, kRoom - first_digit_);
  }

 private:
  static constexpr std::size_t kRoom = 17;  // "-9007199254740991"

  std::string_view text_;
  char digits_[kRoom] = {};  // of a number: from first_digit_ on
  std::size_t first_digit_ = kRoom;
  ErrorCode error_ = ErrorCode::kNone;
};

}  // namespace assay

#endif  // ASSAY_EVALUATION_UNIT_ID_H_
