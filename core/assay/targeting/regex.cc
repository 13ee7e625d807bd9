#include "assay/targeting/regex.h"

#include <bit>

#include "assay/base/code_points.h"

namespace assay {

namespace {

constexpr char32_t kNoCharacter = 0xFFFFFFFF;  // before and behind the text

// A set of words of a program. Of the room for the longest program only what this one needs is ever touched.
class Places {
 public:
  explicit Places(std::size_t program_words) : groups_((program_words + 31) / 32) { Clear(); }

  void Clear() {
    for (std::size_t i = 0; i < groups_; ++i) bits_[i] = 0;
  }
  void Add(std::size_t place) { bits_[place / 32] |= Bit(place); }
  void Remove(std::size_t place) { bits_[place / 32] &= ~Bit(place); }
  [[nodiscard]] bool Has(std::size_t place) const { return (bits_[place / 32] & Bit(place)) != 0; }

  // The lowest place of the group of 32 that `from` is in and those behind; kMaxRegexWords when there is none.
  [[nodiscard]] std::size_t First(std::size_t from) const {
    for (std::size_t i = from / 32; i < groups_; ++i) {
      if (bits_[i] != 0) return i * 32 + static_cast<std::size_t>(std::countr_zero(bits_[i]));
    }
    return kMaxRegexWords;
  }

 private:
  static std::uint32_t Bit(std::size_t place) { return std::uint32_t{1} << (place % 32); }

  std::size_t groups_;
  std::uint32_t bits_[kMaxRegexWords / 32];
};

// Words of the instruction.
std::size_t SizeOf(std::uint32_t instruction) {
  return static_cast<RegexOp>(instruction & 0xFF) == RegexOp::kClass ? 1 + 2 * (instruction >> 9) : 1;
}

bool IsWord(char32_t c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_'; }

bool Holds(std::uint32_t assertion, char32_t before, char32_t after) {
  switch (static_cast<RegexAssertion>(assertion)) {
    case RegexAssertion::kBegin: return before == kNoCharacter;
    case RegexAssertion::kEnd: return after == kNoCharacter;
    case RegexAssertion::kLineBegin: return before == kNoCharacter || before == '\n';
    case RegexAssertion::kLineEnd: return after == kNoCharacter || after == '\n';
    case RegexAssertion::kWordBoundary: return IsWord(before) != IsWord(after);
    case RegexAssertion::kNotWordBoundary: return IsWord(before) == IsWord(after);
  }
  return false;
}

}  // namespace

bool IsValidRegex(std::span<const std::uint32_t> program) {
  if (program.empty() || program.size() > kMaxRegexWords) return false;
  Places instructions(program.size());
  std::size_t at = 0;
  for (; at < program.size(); at += SizeOf(program[at])) instructions.Add(at);
  if (at != program.size()) return false;

  for (at = 0; at < program.size(); at += SizeOf(program[at])) {
    const std::uint32_t argument = program[at] >> 8;
    const bool last = at + SizeOf(program[at]) == program.size();
    const std::uint32_t op = program[at] & 0xFF;
    if (op >= kRegexOps || (static_cast<RegexOp>(op) == RegexOp::kMatch) != last) return false;
    switch (static_cast<RegexOp>(op)) {
      case RegexOp::kSplit:
      case RegexOp::kJump:
        if (argument >= program.size() || !instructions.Has(argument)) return false;
        break;
      case RegexOp::kAssert:
        if (argument >= kRegexAssertions) return false;
        break;
      default: break;
    }
  }
  return true;
}

bool RegexSearch(std::span<const std::uint32_t> program, std::string_view text, std::uint32_t& fuel) {
  Places sets[] = {Places(program.size()), Places(program.size())};
  Places seen(program.size());
  std::size_t turn = 0;
  char32_t before = kNoCharacter;
  for (;;) {
    const bool at_end = text.empty();
    const char32_t here = at_end ? kNoCharacter : TakeCodePoint(text);
    Places &now = sets[turn % 2], &next = sets[++turn % 2];
    seen.Clear();
    now.Add(0);  // the pattern may begin anywhere
    // Lowest first, back to where a loop jumps to; `seen` makes every place come once per character.
    for (std::size_t at = 0; (at = now.First(at)) < program.size();) {
      now.Remove(at);
      if (seen.Has(at)) continue;
      seen.Add(at);
      const std::uint32_t argument = program[at] >> 8;
      const std::size_t behind = at + SizeOf(program[at]);
      if (fuel < behind - at) {
        fuel = 0;
        return false;
      }
      fuel -= static_cast<std::uint32_t>(behind - at);

      switch (static_cast<RegexOp>(program[at] & 0xFF)) {
        case RegexOp::kMatch: return true;
        case RegexOp::kChar:
          if (here == argument) next.Add(behind);
          break;
        case RegexOp::kClass: {
          bool in = false;
          for (std::size_t i = at + 1; i < behind; i += 2) in = in || (here >= program[i] && here <= program[i + 1]);
          if (!at_end && in != ((argument & 1) != 0)) next.Add(behind);
          break;
        }
        case RegexOp::kSplit: now.Add(behind); [[fallthrough]];
        case RegexOp::kJump:
          now.Add(argument);
          if (argument < at) at = argument;
          break;
        case RegexOp::kAssert:
          if (Holds(argument, before, here)) now.Add(behind);
          break;
      }
    }
    if (at_end) return false;
    before = here;
  }
}

}  // namespace assay
