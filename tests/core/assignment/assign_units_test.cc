#include "assay/assignment/assign_units.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "assay/assignment/allocation.h"
#include "assay/assignment/unit_hash.h"

namespace assay {
namespace {

struct Packed {
  std::string bytes;
  std::vector<std::uint32_t> ends;

  explicit Packed(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      bytes += id;
      ends.push_back(static_cast<std::uint32_t>(bytes.size()));
    }
  }

  [[nodiscard]] PackedIds view() const { return {{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, ends}; }
};

std::vector<std::string> SomeIds(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::string> ids = {"user-1", "жанна", "日本語東京", "👩‍💻", "", std::string(1, '\x1F'), std::string(300, 'x')};
  while (ids.size() < 2000) {
    std::string id;
    for (std::uint64_t size = random() % 60; size > 0; --size) id += static_cast<char>(random() & 0xff);
    ids.push_back(id);
  }
  return ids;
}

TEST(AssignUnits, GivesWhatTheSplitGivesEachUnit) {
  constexpr std::uint64_t kSeed = 5;
  const std::vector<std::string> ids = SomeIds(kSeed);
  const Packed packed(ids);
  const std::vector<Slot> slots = {{0, 20, 3}, {30, 70, 0}, {70, 100, 9}};
  for (const std::string& salt : {std::string("s"), std::string("checkout_button"), std::string(200, 's')}) {
    for (const std::uint32_t coverage : {0U, 1U, 250'000U, kPpm - 1, kPpm}) {
      std::vector<std::uint16_t> variants(ids.size());
      ASSERT_TRUE(AssignUnits({salt, coverage, 100, slots}, packed.view(), variants).ok());
      for (std::size_t i = 0; i < ids.size(); ++i) {
        std::optional<std::uint32_t> expected;
        if (!ids[i].empty() && IsCovered(salt, ids[i], coverage)) {
          expected = ChooseSlot(Bucket(UnitHash32(kVariantPurpose, salt, ids[i]), 100), slots);
        }
        ASSERT_EQ(variants[i], expected.value_or(kUnassigned)) << "seed " << kSeed << ", id " << i << ", coverage " << coverage;
      }
    }
  }
}

TEST(AssignUnits, TakesNoIds) {
  std::vector<std::uint16_t> none;
  const std::vector<Slot> slots = {{0, 1, 0}};
  EXPECT_TRUE(AssignUnits({"s", kPpm, 1, slots}, PackedIds{}, none).ok());
}

TEST(AssignUnits, RefusesWhatItCannotDivideAndWritesNothing) {
  const Packed packed({"a", "b"});
  const std::vector<Slot> slots = {{0, 10, 0}};
  const std::vector<Slot> outside = {{0, 11, 0}};
  const std::vector<Slot> too_many = {{0, 10, kUnassigned}};
  const std::vector<std::uint32_t> descending = {2, 1};
  const std::vector<std::uint32_t> behind = {1, 3};
  const PackedIds ids = packed.view();
  struct Refused {
    const char* what;
    SplitOfUnits split;
    PackedIds ids;
    std::size_t room;
  };
  const Refused cases[] = {
      {"no salt", {"", kPpm, 10, slots}, ids, 2},
      {"control character", {"a\x1F", kPpm, 10, slots}, ids, 2},
      {"coverage", {"s", kPpm + 1, 10, slots}, ids, 2},
      {"no total", {"s", kPpm, 0, slots}, ids, 2},
      {"slot outside", {"s", kPpm, 10, outside}, ids, 2},
      {"variant", {"s", kPpm, 10, too_many}, ids, 2},
      {"no slots", {"s", kPpm, 10, {}}, ids, 2},
      {"descending", {"s", kPpm, 10, slots}, {ids.bytes, descending}, 2},
      {"behind", {"s", kPpm, 10, slots}, {ids.bytes, behind}, 2},
      {"room", {"s", kPpm, 10, slots}, ids, 3},
  };
  for (const Refused& one : cases) {
    std::vector<std::uint16_t> variants(one.room, 7);
    EXPECT_EQ(AssignUnits(one.split, one.ids, variants).code(), StatusCode::kInvalidArgument) << one.what;
    EXPECT_EQ(variants, std::vector<std::uint16_t>(one.room, 7)) << one.what;
  }
}

}  // namespace
}  // namespace assay
