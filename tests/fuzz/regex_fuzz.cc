// A compiled pattern and a text: u8 how many words, the words (little-endian), and the rest is the text. What IsValidRegex() accepts must be
// found exactly where a search that simply tries every place of the pattern at every character finds it, and never take more fuel than given.

#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/base/code_points.h"
#include "assay/strings/utf8.h"
#include "assay/targeting/regex.h"
#include "fuzz/fuzz_input.h"

namespace assay {
namespace {

constexpr std::size_t kMostCharacters = 200;

bool IsWordCharacter(char32_t c) {
  return c < 128 && std::string_view("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_").find(static_cast<char>(c)) !=
                        std::string_view::npos;
}

bool Holds(RegexAssertion assertion, const std::vector<char32_t>& text, std::size_t at) {
  const bool word_before = at > 0 && IsWordCharacter(text[at - 1]), word_behind = at < text.size() && IsWordCharacter(text[at]);
  switch (assertion) {
    case RegexAssertion::kBegin: return at == 0;
    case RegexAssertion::kEnd: return at == text.size();
    case RegexAssertion::kLineBegin: return at == 0 || text[at - 1] == '\n';
    case RegexAssertion::kLineEnd: return at == text.size() || text[at] == '\n';
    case RegexAssertion::kWordBoundary: return word_before != word_behind;
    case RegexAssertion::kNotWordBoundary: return word_before == word_behind;
  }
  return false;
}

// Every pair of a place in the program and one in the text that can be reached, each looked at once.
bool IsFound(const std::vector<std::uint32_t>& program, const std::vector<char32_t>& text) {
  std::vector<bool> seen(program.size() * (text.size() + 1));
  std::vector<std::pair<std::size_t, std::size_t>> open;
  for (std::size_t at = 0; at <= text.size(); ++at) open.emplace_back(0, at);
  while (!open.empty()) {
    const auto [place, at] = open.back();
    open.pop_back();
    if (seen[place * (text.size() + 1) + at]) continue;
    seen[place * (text.size() + 1) + at] = true;
    const std::uint32_t argument = program[place] >> 8;
    switch (static_cast<RegexOp>(program[place] & 0xFF)) {
      case RegexOp::kMatch: return true;
      case RegexOp::kChar:
        if (at < text.size() && text[at] == argument) open.emplace_back(place + 1, at + 1);
        break;
      case RegexOp::kClass: {
        const std::size_t ranges = argument >> 1;
        bool in = false;
        for (std::size_t i = 0; i < ranges && at < text.size(); ++i) {
          in = in || (program[place + 1 + 2 * i] <= text[at] && text[at] <= program[place + 2 + 2 * i]);
        }
        if (at < text.size() && in == ((argument & 1) == 0)) open.emplace_back(place + 1 + 2 * ranges, at + 1);
        break;
      }
      case RegexOp::kSplit: open.emplace_back(place + 1, at); [[fallthrough]];
      case RegexOp::kJump: open.emplace_back(argument, at); break;
      case RegexOp::kAssert:
        if (Holds(static_cast<RegexAssertion>(argument), text, at)) open.emplace_back(place + 1, at);
        break;
    }
  }
  return false;
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const FuzzInput input(data, size);
  ByteView rest = input.view();
  if (rest.empty() || rest.size() - 1 < std::size_t{4} * rest[0]) return 0;
  std::vector<std::uint32_t> program(rest[0]);
  rest = rest.subspan(1);
  for (std::uint32_t& word : program) {
    std::memcpy(&word, rest.data(), 4);
    rest = rest.subspan(4);
  }
  const std::string_view text(reinterpret_cast<const char*>(rest.data()), rest.size());
  if (!IsValidRegex(program)) return 0;

  constexpr std::uint32_t kPlenty = 1U << 30;
  std::uint32_t fuel = kPlenty;
  const bool found = RegexSearch(program, text, fuel);
  const std::uint32_t needed = kPlenty - fuel;
  Require(needed <= program.size() * (text.size() + 1));
  fuel = needed;  // just enough
  Require(RegexSearch(program, text, fuel) == found && fuel == 0);
  fuel = needed / 2;
  Require(needed == 0 || (!RegexSearch(program, text, fuel) && fuel == 0));

  if (!IsValidUtf8(text)) return 0;
  std::vector<char32_t> characters;
  for (std::string_view left = text; !left.empty();) characters.push_back(TakeCodePoint(left));
  if (characters.size() <= kMostCharacters) Require(IsFound(program, characters) == found);
  return 0;
}
