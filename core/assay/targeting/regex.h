// assay/targeting/regex.h
//
// Regular expressions in linear time: a pattern is compiled beforehand (js/compile/program/regex.ts) to a small program, and all ways to
// match are followed side by side, so no pattern and no text can make it run away. It tells whether, not where: greedy and lazy are the
// same here. No allocation, 1.5 kB of stack. Pure functions.

#ifndef ASSAY_TARGETING_REGEX_H_
#define ASSAY_TARGETING_REGEX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace assay {

// One instruction is a word, operation | argument << 8. It goes on behind itself unless it says otherwise. The numbers are in compiled
// datafiles: append only.
enum class RegexOp : std::uint8_t {
  kMatch = 0,  // the pattern is found. The last instruction of a program, and only that
  kChar = 1,   // takes the character of the code point `argument`
  kClass =
      2,  // argument: ranges << 1 | negated. Two words per range follow, the first and the last code point. Takes a character that is in
          // one of them, or in none when negated: without ranges none, or any
  kSplit = 3,   // goes on behind itself, and at the word `argument` too
  kJump = 4,    // goes on at the word `argument`
  kAssert = 5,  // argument: a RegexAssertion. Goes on where it holds
};

inline constexpr std::uint8_t kRegexOps = 6;

enum class RegexAssertion : std::uint8_t {
  kBegin = 0,         // before the text
  kEnd = 1,           // behind the text
  kLineBegin = 2,     // kBegin, or behind "\n"
  kLineEnd = 3,       // kEnd, or before "\n"
  kWordBoundary = 4,  // between one of 0-9 A-Z a-z _ and something else
  kNotWordBoundary = 5,
};

inline constexpr std::uint8_t kRegexAssertions = 6;

// Longer programs are refused, by the compiler and here.
inline constexpr std::size_t kMaxRegexWords = 4096;

// Whether `program` may be given to RegexSearch(): its length, operations, assertions, and that each place it goes on at is an instruction.
[[nodiscard]] bool IsValidRegex(std::span<const std::uint32_t> program);

// Whether the pattern is found anywhere in `text`, which is UTF-8; characters are whole code points. `program` has passed IsValidRegex().
//
//   fuel  how many words of the program may still be looked at, together with whatever else the caller counts; counts down. The search is
//         given up with the answer false where they do not suffice, and then this is 0, so a caller that sees 0 knows no answer
//
// At most O(words of the program * characters of the text).
//
// Source: R. Cox, Regular Expression Matching: the Virtual Machine Approach, 2009, https://swtch.com/~rsc/regexp/regexp2.html, without
// the captures and therefore without priorities.
[[nodiscard]] bool RegexSearch(std::span<const std::uint32_t> program, std::string_view text, std::uint32_t& fuel);

}  // namespace assay

#endif  // ASSAY_TARGETING_REGEX_H_
