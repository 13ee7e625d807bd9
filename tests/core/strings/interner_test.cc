#include "assay/strings/interner.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

using namespace std::string_view_literals;

TEST(Interner, GivesDenseIdsInOrderOfFirstSight) {
  Interner interner;
  EXPECT_EQ(*interner.Intern("b"), 0U);
  EXPECT_EQ(*interner.Intern("a"), 1U);
  EXPECT_EQ(*interner.Intern("b"), 0U);
  EXPECT_EQ(*interner.Intern("c"), 2U);
  EXPECT_EQ(interner.size(), 3U);
}

TEST(Interner, FindsNothingBeforeTheFirstText) {
  const Interner interner;
  EXPECT_FALSE(interner.Find("a"));
  EXPECT_FALSE(interner.Find(""));
  EXPECT_EQ(interner.size(), 0U);
  EXPECT_EQ(interner.MemoryBytes(), 0U);
}

TEST(Interner, FindDoesNotAdd) {
  Interner interner;
  ASSERT_TRUE(interner.Intern("a").ok());
  EXPECT_FALSE(interner.Find("b"));
  EXPECT_EQ(interner.Find("a"), 0U);
  EXPECT_EQ(interner.size(), 1U);
}

TEST(Interner, TellsTextsApartThatLookAlike) {
  const std::string_view texts[] = {""sv,
                                    "\0"sv,
                                    "\0\0"sv,
                                    "a"sv,
                                    "a\0"sv,
                                    "\0a"sv,
                                    "A"sv,
                                    " a"sv,
                                    "\xC3\xA9"sv,
                                    "e\xCC\x81"sv,
                                    "12345678"sv,
                                    "12345678\0"sv,
                                    "123456789"sv,
                                    "1234567812345678"sv,
                                    "\xF0\x9F\x98\x80"sv};
  Interner interner;
  StringId next = 0;
  for (const std::string_view text : texts) EXPECT_EQ(*interner.Intern(text), next++) << "text " << next;
  for (StringId id = 0; id < next; ++id) {
    EXPECT_EQ(interner.Text(id), texts[id]) << "id " << id;
    EXPECT_EQ(interner.Find(texts[id]), id);
  }
}

TEST(Interner, KeepsAHundredThousandTextsThroughGrowth) {
  Interner interner;
  for (std::uint32_t i = 0; i < 100000; ++i) ASSERT_EQ(*interner.Intern("user-" + std::to_string(i)), i);
  for (std::uint32_t i = 0; i < 100000; ++i) {
    const std::string text = "user-" + std::to_string(i);
    ASSERT_EQ(interner.Text(i), text);
    ASSERT_EQ(interner.Find(text), i);
    ASSERT_EQ(*interner.Intern(text), i);
  }
  EXPECT_EQ(interner.size(), 100000U);
  EXPECT_FALSE(interner.Find("user-100000"));
  EXPECT_GE(interner.MemoryBytes(), 100000U * (10 + 8 + 8));
  EXPECT_LE(interner.MemoryBytes(), 100000U * 70);
}

TEST(Interner, ManyTextsAtOnceGetTheIdsOfOneByOne) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> owned(random() % 100);
    for (std::string& text : owned) text = std::string(random() % 20, 'x') + std::to_string(random() % 30);
    const std::vector<std::string_view> texts(owned.begin(), owned.end());
    const auto known = static_cast<std::ptrdiff_t>(texts.empty() ? 0 : random() % texts.size());
    Interner at_once;
    Interner one_by_one;
    for (auto text = texts.begin(); text != texts.begin() + known; ++text) {
      ASSERT_TRUE(at_once.Intern(*text).ok());
      ASSERT_TRUE(one_by_one.Intern(*text).ok());
    }
    std::vector<StringId> ids(texts.size());
    ASSERT_TRUE(at_once.InternAll(texts, ids).ok());
    for (std::size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(ids[i], *one_by_one.Intern(texts[i])) << "round " << round << ", text " << i;
    ASSERT_EQ(at_once.size(), one_by_one.size());
  }
}

TEST(Interner, ManyTextsAtOnceStopAtTheFirstThatDoesNotFit) {
  Interner interner({2, 100});
  const std::string_view texts[] = {"a", "b", "a", "c", "d"};
  StringId ids[5] = {};
  const Status status = interner.InternAll(texts, ids);
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(interner.size(), 2U);
  EXPECT_EQ(ids[2], 0U);
}

TEST(Interner, AgreesWithAMapOnRandomTexts) {
  constexpr std::uint64_t kSeed = 77;
  std::mt19937_64 random(kSeed);
  Interner interner;
  std::map<std::string, StringId> expected;
  for (int i = 0; i < 50000; ++i) {
    std::string text;
    for (std::size_t length = random() % 12; length != 0; --length) text += static_cast<char>('a' + random() % 3);
    const auto [entry, added] = expected.try_emplace(text, static_cast<StringId>(expected.size()));
    ASSERT_EQ(interner.Find(text).has_value(), !added) << "seed " << kSeed << ", text " << i;
    ASSERT_EQ(*interner.Intern(text), entry->second) << "seed " << kSeed << ", text " << i;
  }
  EXPECT_EQ(interner.size(), expected.size());
}

TEST(Interner, AddsPartsOfItsOwnTexts) {
  Interner interner;
  std::string all;
  for (int i = 0; i < 400; ++i) all += static_cast<char>('a' + i % 26);
  ASSERT_TRUE(interner.Intern(all).ok());
  for (std::size_t length = 399; length != 0; --length) {  // the bytes move several times meanwhile
    const Result<StringId> id = interner.Intern(interner.Text(0).substr(0, length));
    ASSERT_TRUE(id.ok());
    ASSERT_EQ(interner.Text(*id), std::string_view(all).substr(0, length));
  }
}

TEST(Interner, RefusesOneTextTooManyAndStaysAsItWas) {
  Interner interner({.max_strings = 2, .max_bytes = 100});
  ASSERT_TRUE(interner.Intern("a").ok());
  ASSERT_TRUE(interner.Intern("").ok());
  const std::size_t memory = interner.MemoryBytes();
  const Result<StringId> refused = interner.Intern("b");
  EXPECT_EQ(refused.status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(interner.size(), 2U);
  EXPECT_EQ(interner.MemoryBytes(), memory);
  EXPECT_FALSE(interner.Find("b"));
  EXPECT_EQ(*interner.Intern("a"), 0U) << "a known text is no addition";
}

TEST(Interner, RefusesOneByteTooManyAndStaysAsItWas) {
  Interner interner({.max_strings = 100, .max_bytes = 5});
  ASSERT_TRUE(interner.Intern("abc").ok());
  EXPECT_EQ(interner.Intern("def").status().code(), StatusCode::kResourceExhausted);
  EXPECT_FALSE(interner.Find("def"));
  EXPECT_EQ(*interner.Intern("de"), 1U);
  EXPECT_EQ(interner.Intern("f").status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(*interner.Intern(""), 2U) << "the empty text needs no byte";
  EXPECT_EQ(interner.size(), 3U);
}

}  // namespace
}  // namespace assay
