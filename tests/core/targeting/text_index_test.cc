#include "assay/targeting/text_index.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

using namespace std::string_view_literals;

// Texts as they lie in a datafile; views of it go into the index.
struct Texts {
  Texts() = default;
  explicit Texts(const std::vector<std::string_view>& texts) {
    for (const std::string_view text : texts) {
      bytes += text;
      ends.push_back(static_cast<std::uint32_t>(bytes.size()));
    }
  }

  Status Build(TextIndex& index) const { return index.Build({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, ends); }

  std::string bytes;
  std::vector<std::uint32_t> ends;
};

TEST(TextIndex, FindsEveryTextAndNothingElse) {
  const std::vector<std::string_view> all = {"country", "",          "ES", "größe", "👩‍💻", "a\0b"sv,
                                             "a",       "__proto__", "aa", "ES ",   "\u0000"sv};
  const Texts texts(all);
  TextIndex index;
  ASSERT_TRUE(texts.Build(index).ok());
  ASSERT_EQ(index.size(), all.size());
  for (TextId id = 0; id < all.size(); ++id) {
    EXPECT_EQ(index[id], all[id]);
    EXPECT_EQ(index.Find(all[id]), id) << all[id];
  }
  for (const std::string_view other : {"countr"sv, "country2"sv, "es"sv, "a\0"sv, "a\0c"sv, "b"sv, "ES\0"sv, "gr\xC3"sv}) {
    EXPECT_EQ(index.Find(other), kNotIndexed) << other;
  }
}

TEST(TextIndex, HasNothingUntilItIsBuilt) {
  const TextIndex index;
  EXPECT_EQ(index.size(), 0U);
  EXPECT_EQ(index.Find(""), kNotIndexed);
  EXPECT_EQ(index.Find("a"), kNotIndexed);
}

TEST(TextIndex, TakesADatafileWithoutTexts) {
  TextIndex index;
  ASSERT_TRUE(Texts().Build(index).ok());
  EXPECT_EQ(index.size(), 0U);
  EXPECT_EQ(index.Find(""), kNotIndexed);
}

TEST(TextIndex, FindsEachOfVeryMany) {
  std::vector<std::string> names;
  for (int i = 0; i < 20'000; ++i) names.push_back("attribute-" + std::to_string(i));
  const Texts texts({names.begin(), names.end()});
  TextIndex index;
  ASSERT_TRUE(texts.Build(index).ok());
  for (TextId id = 0; id < names.size(); ++id) ASSERT_EQ(index.Find(names[id]), id) << names[id];
  EXPECT_EQ(index.Find("attribute-20000"), kNotIndexed);
}

TEST(TextIndex, FindsALongText) {
  const std::string long_text(1 << 20, 'x');
  const std::string other = long_text + 'y';
  const Texts texts({long_text, other});
  TextIndex index;
  ASSERT_TRUE(texts.Build(index).ok());
  EXPECT_EQ(index.Find(long_text), 0U);
  EXPECT_EQ(index.Find(other), 1U);
  EXPECT_EQ(index.Find(std::string_view(long_text).substr(1)), kNotIndexed);
}

TEST(TextIndex, ForgetsWhatItHadWhenItIsBuiltAgain) {
  const Texts first({"one", "two", "three"}), second({"two"});
  TextIndex index;
  ASSERT_TRUE(first.Build(index).ok());
  ASSERT_TRUE(second.Build(index).ok());
  EXPECT_EQ(index.size(), 1U);
  EXPECT_EQ(index.Find("two"), 0U);
  EXPECT_EQ(index.Find("one"), kNotIndexed);
}

TEST(TextIndex, RefusesWhatIsNoTexts) {
  struct Case {
    const char* name;
    std::string bytes;
    std::vector<std::uint32_t> ends;
  };
  const Case cases[] = {
      {"bytes behind the last text", "ab", {1}},
      {"bytes without a text", "a", {}},
      {"an end behind the bytes", "ab", {3}},
      {"an end far behind the bytes", "ab", {0xFFFFFFFF}},
      {"ends that descend", "ab", {2, 1, 2}},
      {"ends that descend behind the bytes", "ab", {0xFFFFFFFF, 2}},
      {"a text twice", "abab", {2, 4}},
      {"the empty text twice", "a", {0, 1, 1}},
      {"a byte that begins nothing", "\xFF", {1}},
      {"a character cut in two texts", "\xC3\xBC", {1, 2}},
      {"a character cut short", "\xE2\x82", {2}},
      {"an overlong character", "\xC0\x80", {2}},
      {"half of a surrogate pair", "\xED\xA0\x80", {3}},
  };
  for (const Case& c : cases) {
    Texts texts;
    texts.bytes = c.bytes;
    texts.ends = c.ends;
    TextIndex index;
    EXPECT_EQ(texts.Build(index).code(), StatusCode::kInvalidArgument) << c.name;
  }
}

// Texts that all have one FNV-1a hash: for each block two that lead from one state to the same next one, so that any choice of blocks does.
std::vector<std::string> TextsOfOneHash(int blocks) {
  std::mt19937_64 random(1);
  std::vector<std::string> texts = {""};
  std::uint32_t state = 0x811C9DC5;
  for (int block = 0; block < blocks; ++block) {
    std::map<std::uint32_t, std::string> seen;
    for (;;) {
      std::string candidate;
      std::uint32_t hash = state;
      for (std::uint64_t bits = random(), i = 0; i < 8; ++i, bits >>= 8) {
        candidate += static_cast<char>('!' + bits % 64);
        hash = (hash ^ static_cast<unsigned char>(candidate.back())) * 0x01000193;
      }
      const auto [other, is_new] = seen.emplace(hash, candidate);
      if (is_new) continue;
      std::vector<std::string> longer;
      for (const std::string& text : texts) {
        longer.push_back(text + candidate);
        longer.push_back(text + other->second);
      }
      texts = longer;
      state = hash;
      break;
    }
  }
  return texts;
}

// With the cost of comparing each with each, a datafile of 4 MiB would take minutes to open.
TEST(TextIndex, RefusesTextsThatAreMadeToHaveOneHash) {
  const std::vector<std::string> colliding = TextsOfOneHash(10);
  ASSERT_EQ(colliding.size(), 1024U);
  const Texts texts({colliding.begin(), colliding.end()});
  TextIndex index;
  EXPECT_EQ(texts.Build(index).code(), StatusCode::kInvalidArgument);
}

TEST(TextIndex, TakesAFewTextsThatHappenToHaveOneHash) {
  const std::vector<std::string> colliding = TextsOfOneHash(4);
  const Texts texts({colliding.begin(), colliding.end()});
  TextIndex index;
  ASSERT_TRUE(texts.Build(index).ok());
  for (TextId id = 0; id < colliding.size(); ++id) EXPECT_EQ(index.Find(colliding[id]), id);
}

}  // namespace
}  // namespace assay
