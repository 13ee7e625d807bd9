#include "assay/targeting/semver.h"

#include <algorithm>

namespace assay {

namespace {

// What stands where in a key. The order of these bytes is the precedence: a list that ends is below one that goes on, numbers are below
// words, and no pre-release is above every pre-release. Identifiers are ASCII letters, digits and '-', all above kEnd.
constexpr char kEnd = '\x00';     // after the last identifier of the pre-release, and after each word
constexpr char kNumber = '\x01';  // then as the numbers of the core
constexpr char kWord = '\x02';    // then its characters and kEnd
constexpr char kNoPrerelease = '\xFF';

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsIdentifier(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }

// Takes the longest prefix of `text` whose characters satisfy `accepts`.
template <typename Predicate>
std::string_view Take(std::string_view& text, Predicate accepts) {
  const auto length = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), accepts) - text.begin());
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

bool TakeCharacter(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// Without leading zeros the longer number is the larger one, so length before digits keeps the order without converting.
bool AppendNumber(std::string_view digits, std::string& key) {
  if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return false;
  key += static_cast<char>(digits.size());
  key += digits;
  return true;
}

bool AppendCore(std::string_view& text, std::string& key) {
  if (!AppendNumber(Take(text, IsDigit), key)) return false;
  bool given = true;
  for (int part = 1; part < 3; ++part) {
    given = given && TakeCharacter(text, '.');
    if (!AppendNumber(given ? Take(text, IsDigit) : "0", key)) return false;
  }
  return true;
}

bool AppendPrerelease(std::string_view& text, std::string& key) {
  do {
    const std::string_view identifier = Take(text, IsIdentifier);
    if (std::all_of(identifier.begin(), identifier.end(), IsDigit)) {
      key += kNumber;
      if (!AppendNumber(identifier, key)) return false;  // refuses the empty identifier too
    } else {
      key += kWord;
      key += identifier;
      key += kEnd;
    }
  } while (TakeCharacter(text, '.'));
  key += kEnd;
  return true;
}

bool SkipBuild(std::string_view& text) {
  do {
    if (Take(text, IsIdentifier).empty()) return false;
  } while (TakeCharacter(text, '.'));
  return true;
}

bool AppendVersion(std::string_view text, std::string& key) {
  if (text.size() > kMaxSemverBytes) return false;
  TakeCharacter(text, 'v');
  if (!AppendCore(text, key)) return false;
  if (!TakeCharacter(text, '-')) {
    key += kNoPrerelease;
  } else if (!AppendPrerelease(text, key)) {
    return false;
  }
  if (TakeCharacter(text, '+') && !SkipBuild(text)) return false;
  return text.empty();
}

}  // namespace

bool SemverKey(std::string_view text, std::string& key) {
  key.clear();
  if (AppendVersion(text, key)) return true;
  key.clear();
  return false;
}

}  // namespace assay
