#include "assay/experiment/exposure_join.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/experiment/event_list.h"

namespace assay {
namespace {

ExposureJoin Join(const Table& table, TimeRange range = {}) {
  Filter everything;
  Result<ExposureJoin> join = JoinExposures(table, "checkout", everything, range);
  EXPECT_TRUE(join.ok());
  return *std::move(join);
}

UserExposure UserOf(const Table& table, const ExposureJoin& join, const std::string& user) { return join.users[*table.users().Find(user)]; }

TEST(JoinExposures, EmptyTableExposesNobody) {
  const ExposureJoin join = Join(Table());
  EXPECT_TRUE(join.users.empty());
  EXPECT_TRUE(join.variants.empty());
  EXPECT_EQ(join.events_scanned, 0U);
}

TEST(JoinExposures, TheFirstExposureIsTheFirstInTimeAndSequenceWhateverTheOrderOfArrival) {
  const Table table = TableOf({Exposure("a", 300, 9, "new"), Exposure("a", 200, 7, "new"), Exposure("a", 200, 5, "new"),
                               Exposure("a", 250, 1, "new"), Order("b", 1, 1)});
  const ExposureJoin join = Join(table);
  ASSERT_EQ(join.variants.size(), 1U);
  EXPECT_EQ(join.variants[0], "new");
  EXPECT_EQ(UserOf(table, join, "a").time, 200);
  EXPECT_EQ(UserOf(table, join, "a").sequence, 5U);
  EXPECT_EQ(UserOf(table, join, "a").variant, 0U);
  EXPECT_EQ(UserOf(table, join, "b").variant, kNotExposed);
  EXPECT_EQ(join.events_scanned, 5U);
}

TEST(JoinExposures, TwoVariantsOfOneExperimentMakeAUserUnusable) {
  const Table table = TableOf({Exposure("a", 1, 1, "new"), Exposure("a", 2, 2, "old"), Exposure("a", 3, 3, "new"),
                               Exposure("b", 4, 4, "old"), Exposure("b", 5, 5, "new", "another experiment")});
  const ExposureJoin join = Join(table);
  EXPECT_EQ(UserOf(table, join, "a").variant, kSeveralVariants);
  EXPECT_EQ(join.variants[UserOf(table, join, "b").variant], "old");
}

TEST(JoinExposures, CountsExposuresThatNameNoVariant) {
  TestEvent number = Exposure("b", 2, 2, "x");
  number.texts.pop_back();
  number.amount = 1;
  const Table table = TableOf({{"$exposure", "a", 1, 1, {{"experiment", "checkout"}}, {}},
                               number,
                               {"$exposure", "c", 3, 3, {{"variant", "new"}}, {}},  // names no experiment: none of ours
                               {"page", "d", 4, 4, {{"experiment", "checkout"}, {"variant", "new"}}, {}}});
  const ExposureJoin join = Join(table);
  EXPECT_EQ(join.exposures_without_variant, 2U);
  for (const UserExposure& user : join.users) EXPECT_EQ(user.variant, kNotExposed);
}

TEST(JoinExposures, LooksOnlyAtTheRange) {
  const Table table =
      TableOf({Exposure("a", 99, 1, "old"), Exposure("a", 100, 2, "new"), Exposure("b", 199, 3, "old"), Exposure("c", 200, 4, "old")});
  const ExposureJoin join = Join(table, {100, 200});
  EXPECT_EQ(join.variants[UserOf(table, join, "a").variant], "new");
  EXPECT_EQ(UserOf(table, join, "a").time, 100);
  EXPECT_EQ(join.variants[UserOf(table, join, "b").variant], "old");
  EXPECT_EQ(UserOf(table, join, "c").variant, kNotExposed);
  EXPECT_EQ(join.events_scanned, 2U);
}

TEST(JoinExposures, RefusesAnEmptyExperiment) {
  Filter everything;
  EXPECT_EQ(JoinExposures(Table(), "", everything, {}).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay
