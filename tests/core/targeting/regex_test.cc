#include "assay/targeting/regex.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

using namespace std::string_view_literals;

using Program = std::vector<std::uint32_t>;

std::uint32_t Word(RegexOp op, std::uint32_t argument = 0) { return argument << 8 | static_cast<std::uint32_t>(op); }
std::uint32_t Char(char32_t c) { return Word(RegexOp::kChar, c); }
std::uint32_t Split(std::uint32_t target) { return Word(RegexOp::kSplit, target); }
std::uint32_t Jump(std::uint32_t target) { return Word(RegexOp::kJump, target); }
std::uint32_t Assert(RegexAssertion assertion) { return Word(RegexOp::kAssert, static_cast<std::uint32_t>(assertion)); }
std::uint32_t ClassOf(std::uint32_t ranges, bool negated = false) { return Word(RegexOp::kClass, ranges << 1 | (negated ? 1 : 0)); }
std::uint32_t Match() { return Word(RegexOp::kMatch); }

constexpr std::uint32_t kPlenty = 1'000'000'000;

bool Found(const Program& program, std::string_view text) {
  EXPECT_TRUE(IsValidRegex(program));
  std::uint32_t fuel = kPlenty;
  return RegexSearch(program, text, fuel);
}

struct SearchCase {
  std::string_view pattern;
  Program program;
  std::vector<std::string_view> found;
  std::vector<std::string_view> missing;
};

const SearchCase kSearches[] = {
    {"(empty)", {Match()}, {"", "a", "\xF0\x9F\x98\x80"}, {}},
    {"a", {Char('a'), Match()}, {"a", "xxa", "axx", "\0a"sv}, {"", "A", "\xC3\xA1"}},
    {"NUL", {Char(0), Match()}, {"\0"sv, "a\0"sv}, {"", "a"}},
    {"\xC3\xA9", {Char(0xE9), Match()}, {"caf\xC3\xA9"}, {"e", "\xC3\xA8"}},
    {"U+1F600 twice",
     {Char(0x1F600), Char(0x1F600), Match()},
     {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80"},
     {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80 \xF0\x9F\x98\x80"}},
    {"[b-dx]", {ClassOf(2), 'b', 'd', 'x', 'x', Match()}, {"b", "c", "d", "x", "ae\x62"}, {"", "a", "e", "w", "y"}},
    {"[^b-d]", {ClassOf(1, true), 'b', 'd', Match()}, {"a", "bcda", "\n", "\xF4\x8F\xBF\xBF"}, {"", "b", "bcd"}},
    {"any", {ClassOf(0, true), Match()}, {"a", "\n", "\xF0\x9F\x98\x80"}, {""}},
    {"none", {ClassOf(0), Match()}, {}, {"", "a"}},
    {"^any$",
     {Assert(RegexAssertion::kBegin), ClassOf(0, true), Assert(RegexAssertion::kEnd), Match()},
     {"a", "\xF0\x9F\x98\x80"},
     {"", "ab", "e\xCC\x81"}},
    {"^a*b$",
     {Assert(RegexAssertion::kBegin), Split(4), Char('a'), Jump(1), Char('b'), Assert(RegexAssertion::kEnd), Match()},
     {"b", "ab", "aaaaab"},
     {"", "a", "ba", "aabb", "xab"}},
    {"a+b", {Char('a'), Split(0), Char('b'), Match()}, {"ab", "aab", "xab"}, {"b", "a", "ba"}},
    {"^(ab|a)(c|bc)$",
     {Assert(RegexAssertion::kBegin), Split(5), Char('a'), Char('b'), Jump(6), Char('a'), Split(9), Char('c'), Jump(11), Char('b'),
      Char('c'), Assert(RegexAssertion::kEnd), Match()},
     {"abc", "ac", "abbc"},
     {"ab", "abcbc", ""}},
    {"(?m)^a$",
     {Assert(RegexAssertion::kLineBegin), Char('a'), Assert(RegexAssertion::kLineEnd), Match()},
     {"a", "b\na", "a\nb", "\na\n"},
     {"ab", "b\rab", "ba", "\n\n"}},
    {"\\ba\\b",
     {Assert(RegexAssertion::kWordBoundary), Char('a'), Assert(RegexAssertion::kWordBoundary), Match()},
     {"a", "-a-",
      "\xC3\xA9"
      "a\xC3\xA9",
      "b a b"},
     {"ab", "ba", "_a", "a0", "aZ"}},
    {"\\Ba\\B",
     {Assert(RegexAssertion::kNotWordBoundary), Char('a'), Assert(RegexAssertion::kNotWordBoundary), Match()},
     {"bab", "_a_", "0aZ"},
     {"a", "ab", "ba", "-a-"}},
    // Loops that take nothing: the same place comes once per character.
    {"(a*)*b", {Split(5), Split(4), Char('a'), Jump(1), Jump(0), Char('b'), Match()}, {"b", "aab", "xb"}, {"", "aaaaaaaaaa"}},
    {"endless", {Jump(0), Match()}, {}, {"", "a"}},
    {"endless too", {Split(2), Jump(0), Jump(0), Match()}, {}, {"", "aaa"}},
};

TEST(RegexSearch, FindsWhatTheProgramSays) {
  for (const SearchCase& c : kSearches) {
    for (const std::string_view text : c.found) EXPECT_TRUE(Found(c.program, text)) << c.pattern << " in \"" << text << '"';
    for (const std::string_view text : c.missing) EXPECT_FALSE(Found(c.program, text)) << c.pattern << " in \"" << text << '"';
  }
}

// a?a?...aaa...: what a backtracking matcher needs 2^n steps for.
TEST(RegexSearch, TakesLinearTimeForPatternsThatBacktrackForEver) {
  constexpr std::uint32_t kTimes = 500;
  Program program;
  for (std::uint32_t i = 0; i < kTimes; ++i) {
    program.push_back(Split(2 * i + 2));
    program.push_back(Char('a'));
  }
  for (std::uint32_t i = 0; i < kTimes; ++i) program.push_back(Char('a'));
  program.push_back(Match());

  std::uint32_t fuel = kPlenty;
  EXPECT_TRUE(RegexSearch(program, std::string(kTimes, 'a'), fuel));
  EXPECT_LE(kPlenty - fuel, program.size() * (kTimes + 1));
  fuel = kPlenty;
  EXPECT_FALSE(RegexSearch(program, std::string(kTimes - 1, 'a'), fuel));
  EXPECT_LE(kPlenty - fuel, program.size() * kTimes);
}

TEST(RegexSearch, GivesUpWithoutFuel) {
  const Program program = {ClassOf(1), 'a', 'z', Char('!'), Match()};
  const std::string text = std::string(99, 'a') + '!';
  std::uint32_t needed = kPlenty;
  ASSERT_TRUE(RegexSearch(program, text, needed));
  needed = kPlenty - needed;
  for (std::uint32_t given = 0; given <= needed; ++given) {
    std::uint32_t fuel = given;
    EXPECT_EQ(RegexSearch(program, text, fuel), given == needed) << given;
    EXPECT_EQ(fuel, 0U) << given;
  }
}

TEST(RegexSearch, RunsTheLongestProgram) {
  Program program(kMaxRegexWords - 1, Char('a'));
  program.push_back(Match());
  EXPECT_TRUE(Found(program, std::string(kMaxRegexWords - 1, 'a')));
  EXPECT_FALSE(Found(program, std::string(kMaxRegexWords - 2, 'a')));
  program.insert(program.begin(), Char('a'));
  EXPECT_FALSE(IsValidRegex(program));
}

TEST(IsValidRegex, RefusesWhatCouldLeaveTheProgram) {
  const Program programs[] = {
      {},
      {Char('a')},
      {Match(), Char('a')},
      {Match(), Match()},
      {Jump(0)},
      {Split(1)},
      {Jump(2), Match()},
      {Split(2), Match()},
      {Jump(0xFFFFFF), Match()},
      {Split(0xFFFFFF), Match()},
      {6, Match()},
      {0xFF, Match()},
      {0xFFFFFFFF, Match()},
      {Word(RegexOp::kAssert, kRegexAssertions), Match()},
      {Word(RegexOp::kAssert, 0xFFFFFF), Match()},
      {ClassOf(1)},
      {ClassOf(1), 'a'},
      {ClassOf(1), 'a', 'b'},
      {ClassOf(1), 'a', Match()},
      {ClassOf(2), 'a', 'b', Match()},
      {Word(RegexOp::kClass, 0xFFFFFF), Match()},
      {Jump(2), ClassOf(1), 'a', 'b', Match()},  // into the ranges of a class
      {Split(3), ClassOf(1), 'a', 'b', Match()},
  };
  for (std::size_t i = 0; i < std::size(programs); ++i) EXPECT_FALSE(IsValidRegex(programs[i])) << "program " << i;
}

// Whatever words a datafile holds: they are refused, or running them stays inside the program. Half of them are made to be nearly valid.
TEST(RegexSearch, IsSafeForRandomProgramsThatAreValid) {
  constexpr std::uint32_t kSeed = 20'263;
  std::mt19937 random(kSeed);
  int valid = 0;
  for (int turn = 0; turn < 50'000; ++turn) {
    Program program(1 + random() % 12);
    for (std::uint32_t& word : program) {
      const auto op = static_cast<RegexOp>(1 + random() % 5);
      const std::size_t arguments = op == RegexOp::kClass ? 4 : op == RegexOp::kChar ? 128 : program.size();
      const auto argument = static_cast<std::uint32_t>(random() % arguments);
      word = random() % 40 == 0 ? static_cast<std::uint32_t>(random()) : Word(op, argument);
    }
    program.back() = Match();
    if (!IsValidRegex(program)) continue;
    ++valid;
    const std::vector<std::uint32_t> exact(program);  // a sanitizer sees the word behind it
    std::uint32_t fuel = 100'000;
    static_cast<void>(RegexSearch(exact, "ab\nZ_\xF0\x9F\x98\x80 9", fuel));
    EXPECT_GT(fuel, 0U) << "seed " << kSeed << ", turn " << turn;
  }
  EXPECT_GT(valid, 1000);
}

}  // namespace
}  // namespace assay
