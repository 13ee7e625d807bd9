// assay/targeting/case_fold.h
//
// Lower case for the scripts that have case and that ids, names and e-mail addresses are written in, from a table of some 60 ranges instead
// of Unicode's 1,400 letters. Pure function, O(length).

#ifndef ASSAY_TARGETING_CASE_FOLD_H_
#define ASSAY_TARGETING_CASE_FOLD_H_

#include <string_view>

#include "assay/base/bytes.h"

namespace assay {

// Appends `text`, valid UTF-8, in lower case. Equal to JavaScript's toLowerCase() for texts of ASCII, Latin-1, Latin Extended-A, Greek
// (U+0370..), Cyrillic with its supplement, Armenian, Latin Extended Additional and fullwidth Latin, but for one rule: a sigma at the end
// of a word becomes the same small sigma as everywhere. Of Latin Extended-B those letters are mapped whose small letter is the next
// character; the other ones there, of phonetic and African alphabets, and all other characters stay.
//
// Texts that are to be compared without regard to case both go through this function, not one of them through another's.
//
// Source: The Unicode Standard 15, UnicodeData.txt and SpecialCasing.txt, by ECMA-262, 22.1.3.28 String.prototype.toLowerCase.
void AppendLowerCase(std::string_view text, ByteBuffer& out);

}  // namespace assay

#endif  // ASSAY_TARGETING_CASE_FOLD_H_
