#include "assay/stats/effects.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "assay/stats/covariates.h"
#include "assay/stats/joint_moments.h"

namespace assay {
namespace {

const Confidence kLevel = Confidence::Percent95();

ArmEstimate ArmOfValues(const std::vector<double>& values) {
  Moments moments;
  for (const double value : values) moments.Add(value);
  return ArmOf(moments);
}

// ?t.test of R 4.2.2: sleep.
const std::vector<double> kFirst = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2};
const std::vector<double> kSecond = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

TEST(DifferenceOfMeans, HasTheDigitsOfR) {
  const Effect welch = DifferenceOfMeans(ArmOfValues(kSecond), ArmOfValues(kFirst), kLevel, Freedom::kWelch);
  EXPECT_NEAR(*welch.t, -1.860813467486853, 1e-13);
  EXPECT_NEAR(*welch.degrees, 17.7764735161785, 1e-11);
  EXPECT_NEAR(welch.p_value->p, 0.07939414018735817, 1e-13);
  EXPECT_NEAR(welch.interval->low, -3.3654832307117104, 1e-12);
  EXPECT_NEAR(welch.interval->high, 0.20548323071171018, 1e-12);
  EXPECT_NEAR(welch.less->p + welch.greater->p, 1, 1e-15);
  EXPECT_NEAR(2 * welch.less->p, welch.p_value->p, 1e-15);
  // t.test(extra ~ group, data = sleep, var.equal = TRUE): t = -1.8608, df = 18, p-value = 0.07919.
  const Effect pooled = DifferenceOfMeans(ArmOfValues(kSecond), ArmOfValues(kFirst), kLevel, Freedom::kPooled);
  EXPECT_NEAR(pooled.p_value->p, 0.07919, 5e-6);
  EXPECT_EQ(*pooled.degrees, 18);
}

TEST(MeanAgainst, OfPairsHasTheDigitsOfR) {
  // t.test(..., paired = TRUE) of the same: t = -4.0621, df = 9, p-value = 0.002833, interval -2.4598858 -0.7001142.
  std::vector<double> differences;
  for (std::size_t i = 0; i < kFirst.size(); ++i) differences.push_back(kFirst[i] - kSecond[i]);
  const Effect paired = MeanAgainst(ArmOfValues(differences), 0, kLevel);
  EXPECT_NEAR(*paired.t, -4.0621, 5e-5);
  EXPECT_NEAR(paired.p_value->p, 0.002833, 5e-7);
  EXPECT_NEAR(paired.interval->low, -2.4598858, 5e-8);
  EXPECT_NEAR(paired.interval->high, -0.7001142, 5e-8);
}

TEST(DifferenceOfMeans, SaysWhyThereIsNone) {
  const ArmEstimate none;
  const ArmEstimate one = {1, 5, 0};
  const ArmEstimate constant = {10, 5, 0};
  const ArmEstimate usual = {10, 6, 2};
  struct Row {
    const char* name;
    ArmEstimate control, treatment;
    Gap gap;
    bool estimate;
  };
  for (const auto& [name, control, treatment, gap, estimate] : std::vector<Row>{{"nobody", none, usual, Gap::kNoData, false},
                                                                                {"one unit", one, usual, Gap::kTooFew, true},
                                                                                {"no variance", constant, constant, Gap::kNoVariance, true},
                                                                                {"one arm varies", constant, usual, Gap::kNone, true}}) {
    SCOPED_TRACE(name);
    const Effect effect = DifferenceOfMeans(control, treatment, kLevel, Freedom::kWelch);
    EXPECT_EQ(effect.gap, gap);
    EXPECT_EQ(effect.estimate.has_value(), estimate);
    EXPECT_EQ(effect.p_value.has_value(), gap == Gap::kNone);
    EXPECT_EQ(effect.interval.has_value(), gap == Gap::kNone);
  }
  EXPECT_EQ(*DifferenceOfMeans(constant, usual, kLevel, Freedom::kWelch).degrees, 9);
}

TEST(DifferenceOfMeans, OfABillionWithUnitVarianceLosesNothing) {
  const Effect effect = DifferenceOfMeans({1000, 1e9, 1}, {1000, 1e9 + 1, 1}, kLevel, Freedom::kWelch);
  EXPECT_NEAR(*effect.t, 22.360679774997898, 1e-12);
  EXPECT_LT(effect.p_value->log_p, -200);
}

TEST(MomentsOfSums, SaysWhenTheSumsHaveLostTheVariance) {
  EXPECT_EQ(MomentsOfSums(1000, 1e12, 1e21).gap, Gap::kCancellation);
  EXPECT_EQ(MomentsOfSums(0, 0, 0).gap, Gap::kNoData);
  const FromSums zeros = MomentsOfSums(10, 0, 0);
  EXPECT_EQ(zeros.gap, Gap::kNone);
  EXPECT_EQ(zeros.moments.m2, 0);
  const FromSums usual = MomentsOfSums(4, 10, 30);  // 1 2 3 4
  EXPECT_EQ(usual.gap, Gap::kNone);
  EXPECT_EQ(usual.moments.m2, 5);
}

TEST(RelativeChange, NeverContradictsTheTestOfTheDifference) {
  for (const double mean : {0.8, 1.0, 1.05, 1.2, 1.3}) {
    for (const double variance : {0.01, 1.0, 30.0}) {
      const ArmEstimate control = {400, 1, variance};
      const ArmEstimate treatment = {400, mean, variance};
      const Effect absolute = DifferenceOfMeans(control, treatment, kLevel, Freedom::kWelch);
      const Effect relative = RelativeChange(control, treatment, kLevel);
      EXPECT_EQ(relative.p_value->p, absolute.p_value->p) << mean << ' ' << variance;
      EXPECT_NEAR(*relative.estimate, mean - 1, 1e-12);
    }
  }
}

TEST(RelativeChange, GoesToFiellersWhereTheBaselineMayBeZero) {
  EXPECT_EQ(RelativeChange({10, 0.1, 1}, {10, 0.4, 1}, kLevel).gap, Gap::kUnbounded);
  EXPECT_EQ(RelativeChange({10, 0, 1}, {10, 0.4, 1}, kLevel).gap, Gap::kZeroBaseline);
  EXPECT_EQ(RelativeByLog({10, -1, 1}, {10, 0.4, 1}, kLevel).gap, Gap::kNegative);
  // The treatment is negative, so there is no logarithm; Fieller's set is bounded.
  EXPECT_TRUE(RelativeChange({1000, 5, 1}, {1000, -0.1, 1}, kLevel).interval.has_value());
}

// The definition: r is in the set when |treatment - r control| is at most z standard errors.
TEST(RelativeByFieller, EndsWhereItsDefinitionSays) {
  const ArmEstimate control = {100, 2, 9};
  const ArmEstimate treatment = {80, 2.5, 16};
  const Interval interval = *RelativeByFieller(control, treatment, kLevel).interval;
  for (const double end : {interval.low, interval.high}) {
    const double ratio = end + 1;
    const double error = std::sqrt(16.0 / 80 + ratio * ratio * 9.0 / 100);
    EXPECT_NEAR(std::fabs(2.5 - ratio * 2), kLevel.z() * error, 1e-12);
  }
}

// From a seed, small enough to read: three variables per unit that depend on each other.
std::vector<std::vector<double>> Units(std::size_t count, std::uint64_t seed) {
  std::vector<std::vector<double>> units;
  const auto next = [&seed] {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    return static_cast<double>(seed >> 11) * 0x1p-53;
  };
  for (std::size_t i = 0; i < count; ++i) {
    const double x = next();
    const double z = next();
    units.push_back({2 * x - z + 0.3 * next() + 10, x, z});
  }
  return units;
}

JointMoments Joint(const std::vector<std::vector<double>>& units, std::size_t from, std::size_t to) {
  JointMoments moments(3);
  for (std::size_t i = from; i < to; ++i) moments.Add(units[i]);
  return moments;
}

TEST(JointMoments, MergeInAnyGroupingIntoTheWhole) {
  const auto units = Units(200, 7);
  const JointMoments whole = Joint(units, 0, 200);
  for (const std::size_t a : {0, 1, 37, 120}) {
    for (const std::size_t b : {120, 121, 199, 200}) {
      SCOPED_TRACE(testing::Message() << a << ", " << b);
      JointMoments left = Joint(units, 0, a);
      left.Merge(Joint(units, a, b));
      left.Merge(Joint(units, b, 200));
      JointMoments right = Joint(units, a, b);
      right.Merge(Joint(units, b, 200));
      JointMoments first = Joint(units, 0, a);
      first.Merge(right);
      JointMoments turned = right;
      turned.Merge(Joint(units, 0, a));
      for (const JointMoments& merged : {left, first, turned}) {
        EXPECT_EQ(merged.n(), 200);
        for (std::size_t i = 0; i < 3; ++i) {
          EXPECT_NEAR(merged.Mean(i), whole.Mean(i), 1e-13);
          for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(merged.Deviation(i, j), whole.Deviation(i, j), 1e-11);
        }
      }
    }
  }
}

// What is left of a regression has no covariance with any covariate: the normal equations, unit by unit.
TEST(AdjustByCovariates, LeavesNothingThatCovariatesExplain) {
  const auto control = Units(150, 1);
  const auto treatment = Units(130, 2);
  const Adjusted adjusted = AdjustByCovariates(Joint(control, 0, 150), Joint(treatment, 0, 130), Centring::kWithinArms, kLevel);
  ASSERT_EQ(adjusted.gap, Gap::kNone);
  EXPECT_NEAR(adjusted.coefficients[0], 2, 0.1);
  EXPECT_NEAR(adjusted.coefficients[1], -1, 0.1);
  double with_x = 0;
  double with_z = 0;
  for (const auto* arm : {&control, &treatment}) {
    double mean[3] = {0, 0, 0};
    for (const auto& unit : *arm) {
      for (std::size_t i = 0; i < 3; ++i) mean[i] += unit[i] / static_cast<double>(arm->size());
    }
    for (const auto& unit : *arm) {
      const double left =
          (unit[0] - mean[0]) - adjusted.coefficients[0] * (unit[1] - mean[1]) - adjusted.coefficients[1] * (unit[2] - mean[2]);
      with_x += left * (unit[1] - mean[1]);
      with_z += left * (unit[2] - mean[2]);
    }
  }
  EXPECT_NEAR(with_x, 0, 1e-11);
  EXPECT_NEAR(with_z, 0, 1e-11);
  EXPECT_LT(adjusted.variance_left, 0.1);
}

TEST(AdjustByCovariates, LeavesOutWhatSaysNothing) {
  const auto with_copies = [](std::uint64_t seed) {
    JointMoments moments(4);
    for (const auto& unit : Units(100, seed))
      moments.Add(std::vector<double>{unit[0], unit[1], 3, 2 * unit[1]});  // constant, and twice the first
    return moments;
  };
  const Adjusted adjusted = AdjustByCovariates(with_copies(3), with_copies(4), Centring::kWithinArms, kLevel);
  EXPECT_NE(adjusted.coefficients[0], 0);
  EXPECT_EQ(adjusted.coefficients[1], 0);
  EXPECT_EQ(adjusted.coefficients[2], 0);
  EXPECT_TRUE(adjusted.difference.interval.has_value());
  EXPECT_EQ(AdjustByCovariates(JointMoments(2), with_copies(3), Centring::kJoint, kLevel).gap, Gap::kNoData);
}

TEST(PostStratify, OfOneStratumIsTheDifferenceOfMeans) {
  const StratumArms stratum = {Joint(Units(80, 5), 0, 80), Joint(Units(90, 6), 0, 90)};
  const auto outcome = [](const JointMoments& m) {
    const double mean[] = {m.Mean(0)};
    const double deviation[] = {m.Deviation(0, 0)};
    return JointMoments(m.n(), mean, deviation);
  };
  const std::vector<StratumArms> strata = {{outcome(stratum.control), outcome(stratum.treatment)}};
  const PostStratified answer = PostStratify(strata, Outcome::kMean, kLevel);
  const auto arm = [](const JointMoments& m) { return ArmEstimate{m.n(), m.Mean(0), m.Covariance(0, 0)}; };
  const Effect plain = DifferenceOfMeans(arm(stratum.control), arm(stratum.treatment), kLevel, Freedom::kNormal);
  EXPECT_NEAR(*answer.difference.estimate, *plain.estimate, 1e-14);
  EXPECT_NEAR(*answer.difference.standard_error, *plain.standard_error, 1e-15);
  // Covariates within the stratum take most of the variance away.
  const std::vector<StratumArms> adjusted = {stratum};
  EXPECT_LT(*PostStratify(adjusted, Outcome::kMean, kLevel).difference.standard_error, 0.4 * *plain.standard_error);
}

// Adjusting puts both arms to the covariates' means over both: with a ratio of the outcome the level they share moves it, too.
TEST(PostStratify, OfRatiosCountsThatBothArmsMoveTogether) {
  // The ratio of the first two variables of units, adjusted by the third.
  const std::vector<StratumArms> strata = {{Joint(Units(60, 8), 0, 60), Joint(Units(70, 9), 0, 70)}};
  const PostStratified answer = PostStratify(strata, Outcome::kRatio, kLevel);
  ASSERT_EQ(answer.gap, Gap::kNone);
  // The same by jackknife over units, which knows no formula.
  const auto control = Units(60, 8);
  const auto treatment = Units(70, 9);
  const auto without = [](const std::vector<std::vector<double>>& units, std::size_t left_out) {
    JointMoments moments(3);
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (i != left_out) moments.Add(units[i]);
    }
    return moments;
  };
  const auto estimate = [](const JointMoments& a, const JointMoments& b) {
    const std::vector<StratumArms> one = {{a, b}};
    return *PostStratify(one, Outcome::kRatio, kLevel).difference.estimate;
  };
  const std::size_t nobody = 1000;
  double variance = 0;
  for (const bool of_control : {true, false}) {
    const std::size_t n = of_control ? 60 : 70;
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) {
      values.push_back(of_control ? estimate(without(control, i), without(treatment, nobody))
                                  : estimate(without(control, nobody), without(treatment, i)));
    }
    double mean = 0;
    for (const double value : values) mean += value / static_cast<double>(n);
    for (const double value : values) variance += (value - mean) * (value - mean) * static_cast<double>(n - 1) / static_cast<double>(n);
  }
  EXPECT_NEAR(*answer.difference.standard_error, std::sqrt(variance), 0.1 * std::sqrt(variance));
}

TEST(PostStratify, SaysWhenAStratumHasNobodyToCompare) {
  const std::vector<StratumArms> strata = {{Joint(Units(10, 5), 0, 10), JointMoments(3)}};
  EXPECT_EQ(PostStratify(strata, Outcome::kMean, kLevel).gap, Gap::kSeparated);
  EXPECT_EQ(PostStratify({}, Outcome::kMean, kLevel).gap, Gap::kNoData);
}

}  // namespace
}  // namespace assay
