#include "assay/experiment/scorecard.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "core/experiment/event_list.h"

namespace assay {
namespace {

ExperimentQuery Query() {
  ExperimentQuery query;
  query.experiment = "checkout";
  query.conversion.event = "order";
  query.window_ms = 100;
  query.arms = {"old", "new"};
  return query;
}

Scorecard Compute(const std::vector<TestEvent>& events, const ExperimentQuery& query = Query()) {
  static Table table;  // arm names may point into it
  table = TableOf(events);
  Result<Scorecard> scorecard = ComputeScorecard(table, query);
  EXPECT_TRUE(scorecard.ok()) << scorecard.status().message();
  return scorecard.ok() ? *std::move(scorecard) : Scorecard();
}

// "old 1/2, new 0/1": conversions of users per arm.
std::string Counts(const Scorecard& scorecard) {
  std::string text;
  for (const ArmScore& arm : scorecard.arms) {
    text += text.empty() ? "" : ", ";
    text += std::string(arm.arm) + " " + std::to_string(arm.conversion.successes()) + "/" + std::to_string(arm.conversion.trials());
  }
  return text;
}

TEST(Scorecard, CountsAUserOnceInTheArmOfTheFirstExposure) {
  struct Case {
    const char* name;
    std::vector<TestEvent> events;
    const char* counts;
  };
  const Case cases[] = {
      {"nobody", {}, "old 0/0, new 0/0"},
      {"exposed and gone", {Exposure("a", 0, 1, "old")}, "old 0/1, new 0/0"},
      {"order without exposure", {Order("a", 0, 1)}, "old 0/0, new 0/0"},
      {"order before exposure", {Order("a", 4, 1), Exposure("a", 5, 2, "old")}, "old 0/1, new 0/0"},
      {"order after exposure", {Exposure("a", 5, 1, "old"), Order("a", 6, 2)}, "old 1/1, new 0/0"},
      {"late arrival of the exposure", {Order("a", 6, 2), Exposure("a", 5, 1, "old")}, "old 1/1, new 0/0"},
      {"same instant, later sequence", {Exposure("a", 5, 1, "old"), Order("a", 5, 2)}, "old 1/1, new 0/0"},
      {"same instant, earlier sequence", {Exposure("a", 5, 2, "old"), Order("a", 5, 1)}, "old 0/1, new 0/0"},
      {"last instant of the window", {Exposure("a", 5, 1, "old"), Order("a", 105, 2)}, "old 1/1, new 0/0"},
      {"just past the window", {Exposure("a", 5, 1, "old"), Order("a", 106, 2)}, "old 0/1, new 0/0"},
      {"a second exposure opens no new window",
       {Exposure("a", 5, 1, "old"), Exposure("a", 50, 2, "old"), Order("a", 120, 3)},
       "old 0/1, new 0/0"},
      {"several orders are one conversion", {Exposure("a", 5, 1, "new"), Order("a", 6, 2), Order("a", 7, 3)}, "old 0/0, new 1/1"},
      {"somebody else's order", {Exposure("a", 5, 1, "new"), Order("b", 6, 2)}, "old 0/0, new 0/1"},
      {"another experiment", {Exposure("a", 5, 1, "new", "pricing"), Order("a", 6, 2)}, "old 0/0, new 0/0"},
      {"both arms",
       {Exposure("a", 1, 1, "old"), Exposure("b", 1, 2, "new"), Exposure("c", 1, 3, "new"), Order("b", 2, 4)},
       "old 0/1, new 1/2"},
  };
  for (const Case& c : cases) EXPECT_EQ(Counts(Compute(c.events)), c.counts) << c.name;
}

TEST(Scorecard, UsersOfSeveralOrUnknownArmsAreCountedApart) {
  const Scorecard scorecard = Compute({Exposure("a", 1, 1, "old"),
                                       Exposure("a", 2, 2, "new"),
                                       Order("a", 3, 3),  // both arms
                                       Exposure("b", 1, 4, "newer"),
                                       Order("b", 3, 5),  // no arm of ours
                                       Exposure("c", 1, 6, "newer"),
                                       Exposure("c", 2, 7, "new"),  // one of ours and another
                                       Exposure("d", 1, 8, "new"),
                                       Order("d", 2, 9),
                                       {"$exposure", "e", 1, 10, {{"experiment", "checkout"}}, {}}});
  EXPECT_EQ(Counts(scorecard), "old 0/0, new 1/1");
  EXPECT_EQ(scorecard.excluded_multiple_arms, 2U);
  EXPECT_EQ(scorecard.unknown_arm_users, 1U);
  EXPECT_EQ(scorecard.exposures_without_variant, 1U);
  EXPECT_EQ(scorecard.events_scanned, 10U);
}

TEST(Scorecard, ConversionsMustSatisfyTheirConditions) {
  TestEvent small = Order("a", 2, 3);
  small.amount = 5;
  TestEvent large = Order("b", 2, 4);
  large.amount = 50;
  ExperimentQuery query = Query();
  query.conversion.where.push_back({"amount", PropertyOperator::kGte, {PropertyValue::Number(10)}});
  EXPECT_EQ(Counts(Compute({Exposure("a", 1, 1, "old"), Exposure("b", 1, 2, "old"), small, large}, query)), "old 1/2, new 0/0");
}

TEST(Scorecard, TheExposureItselfIsNoConversionEvenWhereAnyEventIs) {
  ExperimentQuery query = Query();
  query.conversion.event.reset();
  EXPECT_EQ(Counts(Compute({Exposure("a", 1, 1, "old"), Exposure("b", 1, 2, "new"), {"page", "b", 1, 3, {}, {}}}, query)),
            "old 0/1, new 1/1");
}

TEST(Scorecard, FilterAndRangeApplyToExposuresAndConversions) {
  const auto in = [](TestEvent event, const char* country) {
    event.texts.emplace_back("country", country);
    return event;
  };
  ExperimentQuery query = Query();
  query.filter.push_back({"country", PropertyOperator::kEquals, {PropertyValue::String("de")}});
  query.range = {10, 50};
  const std::vector<TestEvent> events = {
      in(Exposure("inside", 10, 1, "old"), "de"),
      in(Order("inside", 49, 2), "de"),  // counts
      in(Exposure("order elsewhere", 10, 3, "old"), "de"),
      in(Order("order elsewhere", 20, 4), "fr"),  // exposed only
      in(Exposure("late order", 10, 5, "old"), "de"),
      in(Order("late order", 50, 6), "de"),  // exposed only
      in(Exposure("early", 9, 7, "new"), "de"),
      in(Order("early", 20, 8), "de"),  // not exposed
      in(Exposure("elsewhere", 10, 9, "new"), "fr"),
      Exposure("nowhere", 10, 10, "new"),  // not exposed
  };
  const Scorecard scorecard = Compute(events, query);
  EXPECT_EQ(Counts(scorecard), "old 1/3, new 0/0");
  EXPECT_EQ(scorecard.events_scanned, 8U);
}

TEST(Scorecard, WithoutGivenArmsTheSeenOnesAreTakenControlFirst) {
  ExperimentQuery query = Query();
  query.arms.clear();
  EXPECT_EQ(Counts(Compute({Exposure("a", 1, 1, "b"), Exposure("b", 1, 2, "control"), Exposure("c", 1, 3, "a")}, query)),
            "control 0/1, a 0/1, b 0/1");
  EXPECT_EQ(Counts(Compute({Exposure("a", 1, 1, "z"), Exposure("b", 1, 2, "\xc3\xa4"), Exposure("c", 1, 3, "B")}, query)),
            "B 0/1, z 0/1, \xc3\xa4 0/1");
  const Scorecard nobody = Compute({}, query);
  EXPECT_TRUE(nobody.arms.empty());
  EXPECT_TRUE(nobody.effects.empty());
  EXPECT_FALSE(nobody.sample_ratio.has_value());
}

TEST(Scorecard, ReportsTheStatisticsOfItsCounts) {
  std::vector<TestEvent> events;
  std::uint64_t sequence = 0;
  const auto add = [&](const char* arm, int users, int conversions) {
    for (int i = 0; i < users; ++i) {
      const std::string user = std::string(arm) + std::to_string(i);
      events.push_back(Exposure(user, 1, ++sequence, arm));
      if (i < conversions) events.push_back(Order(user, 2, ++sequence));
    }
  };
  add("old", 34, 1);
  add("new", 34, 7);
  add("third", 17, 0);
  ExperimentQuery query = Query();
  query.arms = {"old", "new", "third"};
  query.weights = {2, 2, 1};
  const Scorecard scorecard = Compute(events, query);
  ASSERT_EQ(Counts(scorecard), "old 1/34, new 7/34, third 0/17");
  // mpmath with 60 digits; the difference is Fagerland's example of 2015.
  EXPECT_NEAR(scorecard.arms[0].interval->low, 0.005210906276268946, 1e-14);
  EXPECT_NEAR(scorecard.arms[1].interval->high, 0.367983880511636, 1e-14);
  ASSERT_EQ(scorecard.effects.size(), 2U);
  EXPECT_EQ(scorecard.effects[0].arm, "new");
  EXPECT_NEAR(scorecard.effects[0].absolute->estimate, 6.0 / 34, 1e-15);
  EXPECT_NEAR(scorecard.effects[0].absolute->interval.low, 0.018921443885772982, 1e-14);
  EXPECT_NEAR(scorecard.effects[0].absolute->interval.high, 0.3403686870327074, 1e-14);
  EXPECT_NEAR(scorecard.effects[0].relative->estimate, 6, 1e-14);
  EXPECT_TRUE(scorecard.effects[0].relative->interval.has_value());
  EXPECT_NEAR(scorecard.effects[0].test->p_value.p, 0.023925843480626652, 1e-14);
  EXPECT_EQ(scorecard.effects[1].arm, "third");
  EXPECT_EQ(scorecard.effects[1].relative->estimate, -1);
  EXPECT_FALSE(scorecard.effects[1].relative->interval.has_value());
  EXPECT_EQ(scorecard.sample_ratio->chi_squared, 0);
  EXPECT_EQ(scorecard.sample_ratio->p_value.p, 1);

  query.weights.clear();  // equal shares: (34 - 85/3)^2 * 2 + (17 - 85/3)^2 over 85/3 = 6.8 with two degrees, p = exp(-3.4)
  EXPECT_NEAR(Compute(events, query).sample_ratio->p_value.p, 0.03337326996032608, 1e-14);
}

TEST(Scorecard, EmptyArmsHaveNoStatistics) {
  const Scorecard scorecard = Compute({Exposure("a", 1, 1, "new")});
  EXPECT_FALSE(scorecard.arms[0].interval.has_value());
  EXPECT_TRUE(scorecard.arms[1].interval.has_value());
  EXPECT_FALSE(scorecard.effects[0].absolute.has_value());
  EXPECT_FALSE(scorecard.effects[0].relative.has_value());
  EXPECT_FALSE(scorecard.effects[0].test.has_value());
  EXPECT_FALSE(Compute({}).sample_ratio.has_value());
}

TEST(Scorecard, AnArmOfWeightZeroWithUsersIsReportedAsImpossible) {
  ExperimentQuery query = Query();
  query.weights = {1, 0};
  const Scorecard scorecard = Compute({Exposure("a", 1, 1, "old"), Exposure("b", 1, 2, "new")}, query);
  EXPECT_TRUE(scorecard.sample_ratio->zero_weight_observed);
  EXPECT_EQ(scorecard.sample_ratio->p_value.p, 0);
}

TEST(Scorecard, RefusesQueriesThatBreakARule) {
  struct Case {
    const char* name;
    ExperimentQuery query;
    StatusCode code;
  };
  std::vector<Case> cases;
  const auto add = [&cases](const char* name, StatusCode code) -> ExperimentQuery& {
    cases.push_back({name, Query(), code});
    return cases.back().query;
  };
  add("no experiment", StatusCode::kInvalidArgument).experiment = "";
  add("negative window", StatusCode::kInvalidArgument).window_ms = -1;
  add("reversed range", StatusCode::kInvalidArgument).range = {2, 1};
  add("arm twice", StatusCode::kInvalidArgument).arms = {"a", "b", "a"};
  add("weights and arms differ in length", StatusCode::kInvalidArgument).weights = {1};
  add("negative weight", StatusCode::kInvalidArgument).weights = {1, -1};
  add("weight that is no number", StatusCode::kInvalidArgument).weights = {1, std::numeric_limits<double>::quiet_NaN()};
  ExperimentQuery& armless = add("weights without arms", StatusCode::kInvalidArgument);
  armless.arms.clear();
  armless.weights = {1, 1};
  add("malformed filter", StatusCode::kInvalidArgument).filter.push_back({"", PropertyOperator::kExists, {}});
  add("malformed conversion", StatusCode::kInvalidArgument).conversion.where.push_back({"x", PropertyOperator::kEquals, {}});
  std::vector<std::string> names(kMaxExperimentArms + 1);
  ExperimentQuery& crowded = add("too many arms", StatusCode::kResourceExhausted);
  crowded.arms.clear();
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = std::to_string(i);
    crowded.arms.push_back(names[i]);
  }
  const Table table = TableOf({Exposure("a", 1, 1, "old")});
  for (const Case& c : cases) EXPECT_EQ(ComputeScorecard(table, c.query).status().code(), c.code) << c.name;
}

TEST(Scorecard, RefusesAFreeTextAsVariantButOnlyWhereArmsAreNotGiven) {
  std::vector<TestEvent> events;
  for (std::size_t i = 0; i <= kMaxExperimentArms; ++i) events.push_back(Exposure("u" + std::to_string(i), 1, i, "v" + std::to_string(i)));
  const Table table = TableOf(events);
  ExperimentQuery query = Query();
  query.arms = {"v0", "v1"};
  EXPECT_EQ(ComputeScorecard(table, query)->unknown_arm_users, kMaxExperimentArms - 1);
  query.arms.clear();
  EXPECT_EQ(ComputeScorecard(table, query).status().code(), StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace assay
