#include "assay/columnar/identity_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <vector>

namespace assay {
namespace {

std::vector<UserIndex> PersonsOf(IdentityMap& map, std::uint32_t users) {
  map.Update(users);
  std::vector<UserIndex> persons(map.persons().begin(), map.persons().end());
  for (auto user = static_cast<UserIndex>(persons.size()); user < users; ++user) persons.push_back(user);
  return persons;
}

struct Expected {
  std::vector<UserIndex> persons;
  std::uint32_t merged = 0;
  std::uint64_t ignored = 0;
};

// By the rules as they are written: link by link in total order, each id with its owner, followed to the end.
Expected Follow(std::vector<IdentityLink> links, std::uint32_t users) {
  std::sort(links.begin(), links.end(),
            [](const IdentityLink& a, const IdentityLink& b) { return a.time != b.time ? a.time < b.time : a.sequence < b.sequence; });
  std::map<UserIndex, UserIndex> owner;
  const auto person_of = [&](UserIndex user) {
    while (owner.contains(user)) user = owner[user];
    return user;
  };
  Expected expected;
  for (const IdentityLink& link : links) {
    if (person_of(link.other) == person_of(link.owner)) continue;
    if (owner.contains(link.other)) {
      ++expected.ignored;
    } else {
      owner[link.other] = link.owner;
    }
  }
  expected.merged = static_cast<std::uint32_t>(owner.size());
  for (UserIndex user = 0; user < users; ++user) expected.persons.push_back(person_of(user));
  return expected;
}

TEST(IdentityMap, FollowsTheRules) {
  struct Case {
    const char* name;
    std::vector<IdentityLink> links;  // {time, sequence, other, owner}
    std::vector<UserIndex> persons;
    std::uint64_t ignored;
  };
  const Case cases[] = {
      {"no links", {}, {0, 1, 2, 3}, 0},
      {"an id is its user's", {{5, 1, 0, 1}}, {1, 1, 2, 3}, 0},
      {"said twice", {{5, 1, 0, 1}, {6, 2, 0, 1}}, {1, 1, 2, 3}, 0},
      {"several ids of one user", {{5, 1, 0, 2}, {6, 2, 1, 2}}, {2, 2, 2, 3}, 0},
      {"the first user of a shared device has it", {{5, 1, 0, 1}, {6, 2, 0, 2}}, {1, 1, 2, 3}, 1},
      {"whoever is earlier in time, however late it came", {{6, 1, 0, 1}, {5, 2, 0, 2}}, {2, 1, 2, 3}, 1},
      {"at the same time the lower sequence", {{5, 2, 0, 1}, {5, 1, 0, 2}}, {2, 1, 2, 3}, 1},
      {"before 1970", {{-5, 2, 0, 1}, {-6, 9, 0, 2}}, {2, 1, 2, 3}, 1},
      {"itself", {{5, 1, 0, 0}}, {0, 1, 2, 3}, 0},
      {"itself, then someone's", {{5, 1, 0, 0}, {6, 2, 0, 1}}, {1, 1, 2, 3}, 0},
      {"a chain", {{5, 1, 0, 1}, {6, 2, 1, 2}, {7, 3, 2, 3}}, {3, 3, 3, 3}, 0},
      {"a chain from its end", {{5, 1, 2, 3}, {6, 2, 1, 2}, {7, 3, 0, 1}}, {3, 3, 3, 3}, 0},
      {"a circle of two", {{5, 1, 0, 1}, {6, 2, 1, 0}}, {1, 1, 2, 3}, 0},
      {"a circle of three, which ends where it began", {{5, 1, 0, 1}, {6, 2, 1, 2}, {7, 3, 2, 0}}, {2, 2, 2, 3}, 0},
      {"whoever closed a circle may become someone's", {{5, 1, 0, 1}, {6, 2, 1, 0}, {7, 3, 1, 2}}, {2, 2, 2, 3}, 0},
      {"ignored although a chain makes them one later", {{5, 1, 0, 1}, {6, 2, 0, 2}, {7, 3, 1, 2}}, {2, 2, 2, 3}, 1},
  };
  for (const Case& c : cases) {
    IdentityMap map;
    for (const IdentityLink& link : c.links) map.Add(link);
    EXPECT_EQ(PersonsOf(map, 4), c.persons) << c.name;
    EXPECT_EQ(map.ignored(), c.ignored) << c.name;
    const bool none = c.persons == std::vector<UserIndex>{0, 1, 2, 3};
    EXPECT_EQ(map.persons().empty(), none) << c.name;
  }
}

TEST(IdentityMap, AnswersAreThoseOfTheRulesWhateverTheOrderOfArrival) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 random(seed);
    const auto users = static_cast<std::uint32_t>(1 + random() % 8);
    std::vector<IdentityLink> links(random() % 12);
    for (std::size_t i = 0; i < links.size(); ++i) {
      const auto any = [&] { return static_cast<UserIndex>(random() % users); };
      links[i] = {static_cast<TimestampMs>(random() % 6), i, any(), any()};
    }
    for (std::size_t i = links.size(); i > 1; --i) std::swap(links[i - 1], links[random() % i]);
    IdentityMap map;
    std::uint32_t known = 0;
    std::optional<std::vector<UserIndex>> before;
    std::vector<IdentityLink> so_far;
    for (std::size_t i = 0; i <= links.size(); ++i) {
      if (i == links.size() || random() % 3 == 0) {
        // Users come one after the other, those of links before the links.
        for (const IdentityLink& link : so_far) known = std::max({known, link.other + 1, link.owner + 1});
        const Expected expected = Follow(so_far, known);
        const std::uint64_t epoch = map.epoch();
        ASSERT_EQ(PersonsOf(map, known), expected.persons) << "seed " << seed;
        ASSERT_EQ(map.merged(), expected.merged) << "seed " << seed;
        ASSERT_EQ(map.ignored(), expected.ignored) << "seed " << seed;
        if (before.has_value()) {
          const bool kept = std::equal(before->begin(), before->end(), expected.persons.begin());
          ASSERT_EQ(map.epoch() == epoch, kept) << "seed " << seed;
        }
        before = expected.persons;
      }
      if (i < links.size()) {
        map.Add(links[i]);
        so_far.push_back(links[i]);
      }
    }
  }
}

TEST(IdentityMap, ALongChainIsFollowedInOneGo) {
  constexpr UserIndex kUsers = 200'000;
  for (const bool from_its_end : {false, true}) {
    IdentityMap map;
    for (UserIndex i = 0; i + 1 < kUsers; ++i) {
      const UserIndex other = from_its_end ? kUsers - 2 - i : i;
      map.Add({static_cast<TimestampMs>(i), i, other, other + 1});
    }
    EXPECT_EQ(PersonsOf(map, kUsers), std::vector<UserIndex>(kUsers, kUsers - 1));
  }
}

TEST(IdentityMap, ALinkEndsWithItsEvent) {
  IdentityMap map;
  map.Add({5, 1, 0, 1});
  map.Add({6, 2, 0, 2});
  map.Add({7, 3, 3, 2});
  map.Update(4);
  EXPECT_EQ(map.ignored(), 1U);
  const std::uint64_t epoch = map.epoch();
  const UserIndex renumbered[] = {0, 0, 1, 2};  // user 1 has no events any more
  map.Expire(6, renumbered);
  EXPECT_EQ(map.links().size(), 2U);
  EXPECT_GT(map.epoch(), epoch);
  EXPECT_EQ(PersonsOf(map, 3), (std::vector<UserIndex>{1, 1, 1}));
  EXPECT_EQ(map.ignored(), 0U);
  map.Expire(8, renumbered);
  EXPECT_EQ(PersonsOf(map, 1), std::vector<UserIndex>{0});
  EXPECT_TRUE(map.persons().empty());
}

}  // namespace
}  // namespace assay
