// assay/targeting/opcode.h
//
// The operations of rule programs: what a datafile's conditions, splits and segments are made of, whoever's datafile it was. Every operation
// is total: an operand of a type it has no use for gives null or false as written here, never an error, but for the operations that say
// they fail. A failure ends the evaluation of the flag with its error code. Codes are in every compiled datafile: append only.
//
// A program is 32-bit words. A node is a header word, opcode | words of the node << 8 (the header included), then its immediates, then its
// operands, which are nodes. An immediate is one word (an index, or a whole number); the list kinds are a count and so many words.
//
// Values: null, booleans, numbers (IEEE doubles), texts, lists, objects. A missing attribute is null. "Falsy" are null, false, 0, NaN, "" and
// the empty list; the rest is truthy. Texts are UTF-8; "code units" are those of UTF-16, as JavaScript counts.

#ifndef ASSAY_TARGETING_OPCODE_H_
#define ASSAY_TARGETING_OPCODE_H_

#include <cstdint>

namespace assay {

enum class Opcode : std::uint8_t {
  // Constants.
  kNull = 0,
  kTrue = 1,
  kFalse = 2,
  kNumber = 3,  // immediate: number
  kText = 4,    // immediate: text
  kList = 5,    // the operands' values

  // Facts.
  kAttribute = 6,     // immediate: attribute. Its value in the context
  kGet = 7,           // immediate: text key. The operand's member of that key; of a list the item at that whole number; else null
  kMember = 8,        // immediate: text key. The operand's member of that key; null when it is no object
  kItem = 9,          // immediate: depth. The item that an any, all, filter, map or reduce is at; 0 is the innermost
  kAccumulator = 10,  // what the innermost reduce has so far
  kNow = 11,          // the instant of the evaluation, ms since the epoch
  kCall = 12,         // immediate: shared expression. Its value

  // Logic.
  kAnd = 13,  // the first falsy operand, else the last; true for none
  kOr = 14,   // the first truthy operand, else the last; false for none
  kNot = 15,  // whether the operand is falsy
  kIf = 16,   // condition, value, condition, value, ..., otherwise: the value behind the first truthy condition; null without otherwise

  // Comparison.
  kEquals = 17,         // same type and value; lists and objects item by item, members in order; -0 is 0, NaN equals nothing
  kLooseEquals = 18,    // JavaScript's ==
  kLess = 19,           // numbers by value, texts by UTF-8 bytes; null for other types or two types
  kLessOrEqual = 20,    // as kLess
  kJsLess = 21,         // JavaScript's <: two texts (lists and objects become texts) by code units, everything else as numbers
  kJsLessOrEqual = 22,  // JavaScript's <=
  kOneOfTexts = 23,     // immediate: texts (ascending pool indexes). Whether the operand is a text and one of them
  kOneOfNumbers = 24,   // immediate: numbers (ascending pool indexes). Whether the operand is a number and one of them
  kIn = 25,       // needle, haystack: contained in a text as a text (kToText of the needle), or kEquals to an item of a list; else false
  kIs = 26,       // immediate: bits 1 null, 2 boolean, 4 number, 8 text, 16 list, 32 object. Whether the operand is one of these
  kInteger = 27,  // the operand when it is a whole number within +-(2^53-1), else null

  // Texts. Operands that are no texts give false, or null where a value comes back.
  kContains = 28,         // haystack, needle
  kStartsWith = 29,       // text, prefix
  kEndsWith = 30,         // text, suffix
  kLower = 31,            // in lower case, by case_fold.h
  kToText = 32,           // JavaScript's String(): of a list its items joined with ",", of an object "[object Object]"; of null null
  kToNumber = 33,         // JavaScript's Number(): "" and null are 0, what is no number is NaN
  kParseFloat = 34,       // JavaScript's parseFloat(String(x)): the longest number at the start, else NaN
  kCat = 35,              // kToText of the operands joined; null is ""
  kSubstring = 36,        // text, start, length: by code units as JsonLogic's substr; negative counts from the end
  kLength = 37,           // of a list its items, of a text its code units, else null
  kMatches = 38,          // immediate: a compiled pattern (regex.h). Whether it is found in the text
  kCompareVersions = 39,  // immediate: dialect (semver.h). -1, 0 or 1; null when either is no version
  kPaddedVersion = 40,    // GrowthBook's sortable text of a version
  kDate = 41,             // immediate: dialect (date.h). A number as it is, a text's instant in ms since the epoch, else null
  kInCidr = 42,  // immediate: words, five per block: the address as four numbers, most significant first (v4 as ::ffff:a.b.c.d), then
                 // the length of the prefix in 0..128. Whether the operand is an IP address in one of them
  kInSet = 43,   // immediate: set. Whether the operand is a text, or a whole number as its digits, in the set

  // Arithmetic, on numbers; anything else counts as NaN.
  kAdd = 44,
  kSubtract = 45,
  kMultiply = 46,
  kDivide = 47,
  kModulo = 48,  // JavaScript's %
  kMin = 49,     // of none: infinity
  kMax = 50,     // of none: -infinity

  // Lists. An operand that is no list counts as the empty one.
  kAny = 51,     // list, body: whether the body is truthy for some item
  kAll = 52,     // list, body: whether the body is truthy for every item; true for none
  kFilter = 53,  // list, body: the items for which it is truthy
  kMap = 54,     // list, body
  kReduce = 55,  // list, body, initial: the body's values one after the other, kAccumulator being the last
  kMerge = 56,   // the operands in one list, the items of those that are lists

  kFail = 57,  // immediate: error code (reason.h). Fails

  // What belongs to flags; evaluation adds these to the interpreter. A hash of what is no text is null; texts are hashed as UTF-8 unless it says otherwise.
  kUnit = 58,         // the operand as a unit's id (unit_id.h); fails with TARGETING_KEY_MISSING or INVALID_CONTEXT
  kUnitHash = 59,     // immediates: text purpose, text salt. UnitHash32() of the operand, a number below 2^32
  kScale = 60,        // immediate: number total, whole, below 2^32. floor(operand * total / 2^32); null for what is no number in [0, 2^32)
  kMurmur3 = 61,      // immediates: seed; 0 for UTF-8, 1 for the low byte of each code unit. MurmurHash3_x86_32
  kFnv1a = 62,        // FNV-1a of 32 bits over code units, each xor-ed whole, as GrowthBook does
  kMd5 = 63,          // the first 32 bits of MD5
  kSha1 = 64,         // the first 60 bits of SHA-1 divided by 2^60 - 1, so in [0, 1]
  kSha256 = 65,       // immediate: number modulus, whole. The first 64 bits of SHA-256, modulo it
  kCrc32 = 66,        // CRC-32 (IEEE)
  kFlagVariant = 67,  // immediate: flag. The index of the variant it answers, null when none; fails when that flag fails
  kFlagPick = 68,  // immediate: flag. The operand at the index of the variant it answers; null when none or no such operand; fails likewise

  kObject = 69,  // immediate: names, one per operand. The operands' values under these keys, in this order
};

inline constexpr std::uint8_t kOpcodes = 70;

}  // namespace assay

#endif  // ASSAY_TARGETING_OPCODE_H_
