#include "assay/stats/group_sequential.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "assay/stats/normal.h"
#include "core/stats/random_numbers.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> Even(std::size_t looks) {
  std::vector<double> fractions;
  for (std::size_t i = 1; i <= looks; ++i) fractions.push_back(static_cast<double>(i) / static_cast<double>(looks));
  return fractions;
}

double Sum(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

// (drift / (z_alpha + z_beta))^2: the largest sample over that of a fixed test.
double Inflation(double drift, double alpha_one_sided, double power) {
  const double fixed = *NormalQuantile(power) - *NormalQuantile(alpha_one_sided);
  return drift * drift / (fixed * fixed);
}

TEST(GroupSequential, UnadjustedRepeatedTestsErrAsPublished) {
  // Armitage, McPherson and Rowe's table as gsDesign tests it: |z| > 1.96 at k equally spaced looks.
  const struct {
    std::size_t looks;
    double error;
  } cases[] = {{1, 0.05}, {2, 0.0831}, {4, 0.1262}, {5, 0.1417}, {10, 0.1934}, {20, 0.2479}, {30, 0.2802}};
  for (const auto& c : cases) {
    const std::vector<double> upper(c.looks, -*NormalQuantile(0.025));
    const std::vector<double> lower(c.looks, *NormalQuantile(0.025));
    const Result<GroupOutcome> outcome = SimulateGroups(Even(c.looks), lower, upper, 0);
    ASSERT_TRUE(outcome.ok());
    EXPECT_NEAR(Sum(outcome->above) + Sum(outcome->below), c.error, 1e-4) << c.looks;
  }
}

TEST(GroupSequential, ClassicalShapesAgreeWithTables) {
  // Jennison and Turnbull, tables 2.1, 2.3, 2.4 and 2.6 (alpha 0.05 two-sided), as gsDesign prints them.
  const Result<GroupBounds> obf = WangTsiatisBounds(Even(4), 0.05, true, 0);
  const double published[] = {4.05, 2.86, 2.34, 2.02};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(obf->upper[i], published[i], 0.005) << i;
    EXPECT_EQ(obf->lower[i], -obf->upper[i]) << i;
  }
  EXPECT_NEAR(obf->spent[3], 0.05, 1e-12);
  const struct {
    std::size_t looks;
    double constant;
  } pocock[] = {{2, 2.178}, {5, 2.413}, {10, 2.555}, {20, 2.672}};
  for (const auto& c : pocock) EXPECT_NEAR(WangTsiatisBounds(Even(c.looks), 0.05, true, 0.5)->upper[0], c.constant, 0.0005) << c.looks;
}

TEST(GroupSequential, LargestAndExpectedSamplesAgreeWithGsDesign) {
  struct Case {
    const char* name;
    std::size_t looks;
    double shape, beta, largest, under_null;
  };
  const Case cases[] = {{"O'Brien-Fleming 5", 5, 0, 0.2, 1.028, 1.021},
                        {"O'Brien-Fleming 20", 20, 0, 0.1, 1.045, 1.034},
                        {"Pocock 4", 4, 0.5, 0.2, 1.202, 1.175},
                        {"Pocock 15", 15, 0.5, 0.1, 1.305, 1.264}};
  for (const Case& c : cases) {
    const std::vector<double> fractions = Even(c.looks);
    const Result<GroupBounds> bounds = WangTsiatisBounds(fractions, 0.05, true, c.shape);
    const Result<double> drift = DriftForPower(fractions, bounds->lower, bounds->upper, 1 - c.beta);
    ASSERT_TRUE(drift.ok()) << c.name;
    const double inflation = Inflation(*drift, 0.025, 1 - c.beta);
    EXPECT_NEAR(inflation, c.largest, 0.0006) << c.name;
    EXPECT_NEAR(inflation * SimulateGroups(fractions, bounds->lower, bounds->upper, 0)->expected_fraction, c.under_null, 0.0006) << c.name;
  }
}

TEST(GroupSequential, SpendingByHwangShihDeCaniAgreesWithGsDesign) {
  const std::vector<double> fractions = Even(5);
  const Spending spending{SpendingFamily::kHwangShihDeCani, -4};
  const Result<GroupBounds> bounds = SpendingBounds(fractions, 0.025, false, spending);
  const double z[] = {3.25, 2.99, 2.69, 2.37, 2.03};
  const double spent[] = {0.0006, 0.0013, 0.0028, 0.0063, 0.0140};
  double before = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(bounds->upper[i], z[i], 0.005) << i;
    EXPECT_NEAR(bounds->spent[i] - before, spent[i], 0.00006) << i;
    EXPECT_EQ(bounds->lower[i], -kInfinity) << i;
    before = bounds->spent[i];
  }
}

TEST(GroupSequential, SpendsWhatTheFamilySays) {
  const struct {
    Spending spending;
    double fraction, spent;
  } cases[] = {
      {{SpendingFamily::kObrienFleming, 0}, 0.5, 2 * NormalUpperTail(-*NormalQuantile(0.0125) / std::sqrt(0.5))},
      {{SpendingFamily::kPocock, 0}, 0.5, 0.025 * std::log(1 + (std::exp(1.0) - 1) * 0.5)},
      {{SpendingFamily::kHwangShihDeCani, 1}, 0.25, 0.025 * (1 - std::exp(-0.25)) / (1 - std::exp(-1.0))},
      {{SpendingFamily::kHwangShihDeCani, 0}, 0.25, 0.00625},
      {{SpendingFamily::kPower, 3}, 0.5, 0.003125},
      {{SpendingFamily::kPower, 3}, 7, 0.025},
      {{SpendingFamily::kPocock, 0}, 0, 0},
  };
  for (const auto& c : cases) EXPECT_NEAR(*SpentError(c.spending, 0.025, c.fraction), c.spent, 1e-15) << c.fraction;
}

TEST(GroupSequential, DesignsHoldTheirErrorAndPowerWhateverTheLooks) {
  // Uneven looks and a few spendings; SimulateGroups integrates on its own grid.
  const std::vector<std::vector<double>> looks = {{1}, {0.1, 1}, {0.05, 0.06, 0.3, 0.9, 1}, {0.5, 0.51, 0.52, 1}, Even(30)};
  const Spending spendings[] = {{SpendingFamily::kObrienFleming, 0}, {SpendingFamily::kPocock, 0}, {SpendingFamily::kPower, 2}};
  for (const std::vector<double>& fractions : looks) {
    for (const Spending& spending : spendings) {
      const Result<GroupBounds> bounds = SpendingBounds(fractions, 0.05, true, spending);
      const Result<GroupOutcome> null = SimulateGroups(fractions, bounds->lower, bounds->upper, 0);
      EXPECT_NEAR(Sum(null->above), 0.025, 1e-11) << fractions.size();
      EXPECT_NEAR(Sum(null->below), 0.025, 1e-11) << fractions.size();
      const Result<double> drift = DriftForPower(fractions, bounds->lower, bounds->upper, 0.8);
      EXPECT_NEAR(SimulateGroups(fractions, bounds->lower, bounds->upper, *drift)->power, 0.8, 1e-9) << fractions.size();
    }
  }
}

TEST(GroupSequential, OneLookIsTheFixedTest) {
  const std::vector<double> one = {1};
  EXPECT_NEAR(SpendingBounds(one, 0.05, true, {})->upper[0], 1.959963984540054, 1e-13);
  EXPECT_NEAR(WangTsiatisBounds(one, 0.05, true, 0.5)->upper[0], 1.959963984540054, 1e-11);
}

TEST(GroupSequential, LaterLooksDoNotMoveEarlierBounds) {
  const Spending spending{SpendingFamily::kPower, 2};
  const Result<GroupBounds> now = SpendingBounds(std::vector<double>{0.2, 0.4}, 0.05, true, spending);
  const Result<GroupBounds> later = SpendingBounds(std::vector<double>{0.2, 0.4, 0.41, 1}, 0.05, true, spending);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(now->upper[i], later->upper[i], 1e-11) << i;
}

TEST(GroupSequential, PastThePlanTheFirstLookSpendsWhatIsLeft) {
  const Result<GroupBounds> bounds = SpendingBounds(std::vector<double>{0.5, 1.2, 1.5}, 0.05, true, {});
  EXPECT_NEAR(bounds->spent[1], 0.05, 1e-15);
  EXPECT_EQ(bounds->upper[2], kInfinity);
  EXPECT_EQ(bounds->lower[2], -kInfinity);
}

TEST(GroupSequential, OverrunAlphasAgreeWithSpotify) {
  // spotify/confidence, samples of 250, 450, 630, 810 against a plan of 300, alpha t^2 with t of the last sample; two-sided nominal levels.
  const std::vector<double> fractions = {250.0 / 810, 450.0 / 810, 630.0 / 810, 1};
  const Result<GroupBounds> bounds = SpendingBounds(fractions, 0.01, true, {SpendingFamily::kPower, 2});
  const double published[] = {0.00095, 0.00241, 0.0041, 0.00636};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(2 * NormalUpperTail(bounds->upper[i]), published[i], 1e-5) << i;
}

TEST(GroupSequential, FutilityBoundsMeetTheUpperOnesAndKeepThePower) {
  const std::vector<double> fractions = Even(5);
  const Result<FutilityDesign> design =
      BoundsWithFutility(fractions, 0.025, 0.9, {SpendingFamily::kObrienFleming, 0}, {SpendingFamily::kHwangShihDeCani, -2});
  ASSERT_TRUE(design.ok());
  EXPECT_EQ(design->bounds.lower.back(), design->bounds.upper.back());
  for (std::size_t i = 0; i + 1 < 5; ++i) EXPECT_LT(design->bounds.lower[i], design->bounds.lower[i + 1]);
  const Result<GroupOutcome> effect = SimulateGroups(fractions, design->bounds.lower, design->bounds.upper, design->drift);
  EXPECT_NEAR(effect->power, 0.9, 1e-9);
  EXPECT_NEAR(Sum(effect->below), 0.1, 1e-9);
  const Result<GroupOutcome> null = SimulateGroups(fractions, design->bounds.lower, design->bounds.upper, 0);
  EXPECT_LT(null->power, 0.025);
  EXPECT_LT(null->expected_fraction, 0.75);
}

TEST(GroupSequential, AgreesWithSimulatedWalks) {
  const std::vector<double> fractions = {0.1, 0.4, 0.5, 1};
  const Result<GroupBounds> bounds = SpendingBounds(fractions, 0.1, true, {SpendingFamily::kPocock, 0});
  const Result<GroupOutcome> expected = SimulateGroups(fractions, bounds->lower, bounds->upper, 1.5);
  RandomNumbers random(1);
  constexpr int kWalks = 100'000;
  std::vector<double> above(4);
  double stopped_at = 0;
  for (int walk = 0; walk < kWalks; ++walk) {
    double position = 0;
    double time = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      position += 1.5 * (fractions[i] - time) + std::sqrt(fractions[i] - time) * random.Normal();
      time = fractions[i];
      const double z = position / std::sqrt(time);
      above[i] += z >= bounds->upper[i];
      if (z >= bounds->upper[i] || z <= bounds->lower[i] || i == 3) {
        stopped_at += time;
        break;
      }
    }
  }
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(above[i] / kWalks, expected->above[i], 0.005) << i;
  EXPECT_NEAR(stopped_at / kWalks, expected->expected_fraction, 0.005);
}

TEST(GroupSequential, VanishingErrorLeavesALookWithoutABound) {
  const Result<GroupBounds> bounds = SpendingBounds(std::vector<double>{1e-4, 0.5, 1}, 0.05, true, {});
  EXPECT_EQ(bounds->upper[0], kInfinity);
  EXPECT_NEAR(bounds->upper[1], 2.963, 0.001);
}

TEST(GroupSequential, RefusesWhatBreaksTheRules) {
  const std::vector<double> fine = {0.5, 1};
  EXPECT_FALSE(SpendingBounds(std::vector<double>{}, 0.05, true, {}).ok());
  EXPECT_FALSE(SpendingBounds(std::vector<double>{0.5, 0.5}, 0.05, true, {}).ok());
  EXPECT_FALSE(SpendingBounds(std::vector<double>{0, 1}, 0.05, true, {}).ok());
  EXPECT_FALSE(SpendingBounds(std::vector<double>{0.5, kInfinity}, 0.05, true, {}).ok());
  EXPECT_FALSE(SpendingBounds(fine, 0, true, {}).ok());
  EXPECT_FALSE(SpendingBounds(fine, 0.05, true, {SpendingFamily::kPower, 0}).ok());
  EXPECT_FALSE(SpendingBounds(fine, 0.05, true, {SpendingFamily::kHwangShihDeCani, 1e9}).ok());
  EXPECT_FALSE(SpendingBounds(std::vector<double>(kMaxLooks + 1, 1), 0.05, true, {}).ok());
  EXPECT_FALSE(SimulateGroups(fine, std::vector<double>{1, 1}, std::vector<double>{0, 0}, 0).ok());
  EXPECT_FALSE(SimulateGroups(fine, std::vector<double>{1}, std::vector<double>{2}, 0).ok());
  EXPECT_FALSE(DriftForPower(fine, std::vector<double>{-2, -2}, std::vector<double>{2, 2}, 0.01).ok());
  EXPECT_FALSE(DriftForPower(fine, std::vector<double>{-2, -2}, std::vector<double>{kInfinity, kInfinity}, 0.8).ok());
  EXPECT_FALSE(BoundsWithFutility(std::vector<double>{0.5, 0.9}, 0.025, 0.9, {}, {}).ok());
  EXPECT_FALSE(BoundsWithFutility(fine, 0.025, 0.02, {}, {}).ok());
}

}  // namespace
}  // namespace assay
