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
template <bool (*accepts)(char)>
std::string_view Take(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && accepts(text[length])) ++length;
  const std::string_view taken(text.begin(), text.begin() + length);
  text.remove_prefix(length);
  return taken;
}

bool TakeCharacter(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// Writes keys; the room for the longest was checked with the length of the text.
class Writer {
 public:
  explicit Writer(char* out) : out_(out) {}

  void Put(char c) { *out_++ = c; }
  void Put(std::string_view characters) {
    for (const char c : characters) Put(c);
  }

  // Without leading zeros the longer number is the larger one, so length before digits keeps the order without converting.
  bool PutNumber(std::string_view digits) {
    if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return false;
    Put(static_cast<char>(digits.size()));
    Put(digits);
    return true;
  }

  [[nodiscard]] const char* end() const { return out_; }

 private:
  char* out_;
};

bool PutCore(std::string_view& text, Writer& key, bool may_be_short) {
  bool given = true;
  for (int part = 0; part < 3; ++part) {
    if (part != 0) given = given && TakeCharacter(text, '.');
    if (!given && !may_be_short) return false;
    if (!key.PutNumber(given ? Take<IsDigit>(text) : "0")) return false;
  }
  return true;
}

bool PutPrerelease(std::string_view& text, Writer& key) {
  do {
    const std::string_view identifier = Take<IsIdentifier>(text);
    if (std::all_of(identifier.begin(), identifier.end(), IsDigit)) {
      key.Put(kNumber);
      if (!key.PutNumber(identifier)) return false;  // refuses the empty identifier too
    } else {
      key.Put(kWord);
      key.Put(identifier);
      key.Put(kEnd);
    }
  } while (TakeCharacter(text, '.'));
  key.Put(kEnd);
  return true;
}

bool SkipBuild(std::string_view& text) {
  do {
    if (Take<IsIdentifier>(text).empty()) return false;
  } while (TakeCharacter(text, '.'));
  return true;
}

bool PutVersion(std::string_view text, Writer& key, std::uint32_t dialect) {
  if (text.size() > kMaxSemverBytes) return false;
  if ((dialect & kSemverPrefix) != 0) TakeCharacter(text, 'v');
  if (!PutCore(text, key, (dialect & kSemverShort) != 0)) return false;
  if (!TakeCharacter(text, '-')) {
    key.Put(kNoPrerelease);
  } else if (!PutPrerelease(text, key)) {
    return false;
  }
  if (TakeCharacter(text, '+') && !SkipBuild(text)) return false;
  return text.empty();
}

}  // namespace

std::size_t SemverKey(std::string_view text, std::span<char, kMaxSemverKeyBytes> key, std::uint32_t dialect) {
  Writer writer(key.data());
  return PutVersion(text, writer, dialect) ? static_cast<std::size_t>(writer.end() - key.data()) : 0;
}

}  // namespace assay
