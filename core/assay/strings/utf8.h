// assay/strings/utf8.h
//
// The border check for text: everything that enters the core passes it once, nothing behind it checks again. Pure functions, O(n).

#ifndef ASSAY_STRINGS_UTF8_H_
#define ASSAY_STRINGS_UTF8_H_

#include <string_view>

namespace assay {

// True when `text` is well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF). Empty is valid; U+0000 is allowed.
//
// Source: The Unicode Standard 15, table 3-7 "Well-Formed UTF-8 Byte Sequences".
[[nodiscard]] bool IsValidUtf8(std::string_view text);

}  // namespace assay

#endif  // ASSAY_STRINGS_UTF8_H_
