#include "assay/stats/power.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"
#include "core/stats/random_numbers.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Power, OfRatesAgreesWithR) {
  struct Case {
    double control, treatment, power, pooled, unpooled, angle;
  };
  // R power.prop.test (pooled), and the formulas with 60 digits.
  const Case cases[] = {{0.1, 0.11, 0.8, 14750.79046904494, 14748.045020841939, 14744.14095109671},
                        {0.1, 0.11, 0.9, 19746.624475776527, 19743.44793244693, 19738.221490730033},
                        {0.0001, 0.0002, 0.8, 235429.89313142738, 235427.14763180094, 228699.46167514854},
                        {0.3, 0.5, 0.8, 92.99884482754565, 90.26211694501453, 92.69630724049357},
                        {0.999, 0.9995, 0.8, 47056.77949328995, 47054.034007422786, 45712.96693147388}};
  for (const Case& c : cases) {
    const Result<double> pooled = RateSampleSize(c.control, c.treatment, 0.05, c.power, 1, VarianceUnderNull::kPooled);
    EXPECT_NEAR(*pooled, c.pooled, 1e-10 * c.pooled);
    EXPECT_NEAR(*RateSampleSize(c.control, c.treatment, 0.05, c.power, 1, VarianceUnderNull::kUnpooled), c.unpooled, 1e-10 * c.unpooled);
    EXPECT_NEAR(*RateSampleSizeByAngle(c.control, c.treatment, 0.05, c.power), c.angle, 1e-10 * c.angle);
    EXPECT_NEAR(*RatePower(c.control, c.treatment, *pooled, *pooled, 0.05, VarianceUnderNull::kPooled), c.power, 1e-12);
    const auto detected = DetectableRate(c.control, *pooled, *pooled, 0.05, c.power, VarianceUnderNull::kPooled, true);
    EXPECT_NEAR(**detected, c.treatment, 1e-10);
  }
  EXPECT_NEAR(*RatePower(0.75, 0.5, 62.33551, 62.33551, 0.05, VarianceUnderNull::kPooled, Alternative::kLess), 0.9, 1e-8);
}

TEST(Power, OfMeansAgreesWithR) {
  struct Case {
    double shift, degrees;
    Alternative alternative;
    double power;
  };
  // R pwr: pwr.t.test and pwr.t2n.test.
  const Case cases[] = {
      {std::sqrt(30.0), 29, Alternative::kTwoSided, 0.9995636009612725},
      {std::sqrt(30.0), 29, Alternative::kGreater, 0.999892010204909},
      {0.05 * std::sqrt(20.0), 19, Alternative::kGreater, 0.0764888785042198},
      {0.2 * std::sqrt(20.0), 19, Alternative::kLess, 0.006063932667926375},
      {-0.2 * std::sqrt(20.0), 19, Alternative::kLess, 0.21707518167191},
      {std::sqrt(15.0), 58, Alternative::kTwoSided, 0.967708258242517},
      {0.1 / std::sqrt(1.0 / 20 + 1.0 / 30), 48, Alternative::kTwoSided, 0.0633081832564667},
  };
  for (const Case& c : cases) EXPECT_NEAR(*StudentPower(c.shift, c.degrees, 0.05, c.alternative), c.power, 2e-9) << c.power;
  EXPECT_NEAR(*NormalPower(0.3 * std::sqrt(40.0), 0.05, Alternative::kTwoSided), 0.475100870572638, 1e-9);
  EXPECT_NEAR(*NormalPower(0.01 * std::sqrt(40.0), 0.05, Alternative::kLess), 0.0438089705093578, 1e-9);
  EXPECT_NEAR(*FPower(0.09, 5, 19, 0.1), 0.235454222377575, 1e-9);
  EXPECT_NEAR(*ChiSquaredPower(0.1, 5, 4, 0.05), 0.05246644635810126, 1e-9);
  EXPECT_NEAR(*ChiSquaredPower(1, 5, 4, 0.05), 0.396188517504065, 1e-9);
  EXPECT_NEAR(*ChiSquaredPower(0.005, 30000, 4, 0.05), 0.0904799545200348, 1e-9);
  EXPECT_NEAR(*ChiSquaredPower(1, 30000, 4, 0.05), 1, 1e-9);
}

TEST(Power, SampleSizesOfMeansAgreeWithStatsmodels) {
  struct Case {
    double effect, by_normal, by_t;
  };
  const Case cases[] = {{1, 15.697759468698179, 16.714722446954017},
                        {0.5, 62.791037874792714, 63.765610587854056},
                        {0.2, 392.44398671745444, 393.4056930002516},
                        {0.02, 39244.398671745446, 39245.26293440911}};
  for (const Case& c : cases) {
    EXPECT_NEAR(*MeanSampleSize(c.effect, 1, 1, 0.05, 0.8, 1, false), c.by_normal, 1e-10 * c.by_normal);
    EXPECT_NEAR(*MeanSampleSize(c.effect, 1, 1, 0.05, 0.8, 1, true), c.by_t, 1e-6 * c.by_t);
    EXPECT_NEAR(*MeanSampleSize(-c.effect, 1, 1, 0.05, 0.8, 1, true), c.by_t, 1e-6 * c.by_t);
  }
  // Unequal deviations and sizes: Welch's power at the size found is the one asked for, which a simulation confirms.
  const double control = *MeanSampleSize(1, 1, 3, 0.05, 0.8, 2, true);
  const int n1 = static_cast<int>(std::ceil(control));
  const int n2 = 2 * n1;
  RandomNumbers random(9);
  int found = 0;
  constexpr int kRounds = 4000;
  for (int round = 0; round < kRounds; ++round) {
    double sums[2] = {};
    double squares[2] = {};
    for (int i = 0; i < n1 + n2; ++i) {
      const int arm = i < n1 ? 0 : 1;
      const double x = arm == 0 ? random.Normal() : 1 + 3 * random.Normal();
      sums[arm] += x;
      squares[arm] += x * x;
    }
    const double variance =
        (squares[0] / n1 - sums[0] / n1 * (sums[0] / n1)) / (n1 - 1) + (squares[1] / n2 - sums[1] / n2 * (sums[1] / n2)) / (n2 - 1);
    found += std::fabs(sums[1] / n2 - sums[0] / n1) > 1.98 * std::sqrt(variance);
  }
  EXPECT_NEAR(static_cast<double>(found) / kRounds, 0.8, 0.03);
}

TEST(Power, OfAnExperimentUnderWayAgreesWithGrowthBook) {
  // gbstats test_midexperimentpower.py: 500 users of mean 1 and 500 of mean 1.05, variance 1000 / 499 and 1000 / 499, relative, effect 5 %.
  const double variance = (1500 - 500.0 * 500 / 500) / 499;
  const double variance_b = (1551.25 - 525.0 * 525 / 500) / 499;
  const double error = std::sqrt(variance_b / 500 + variance * 1.05 * 1.05 / 500);
  MidExperiment experiment{error, 1000, 0.05, 0.05, {}, {}};
  // Their bisection stops within 1e-5 of the power.
  EXPECT_NEAR(*PowerSoFar(experiment, 0.8)->additional_factor, 25.45703125, 0.01);
  experiment.best_sample = 5000;
  EXPECT_NEAR(*PowerSoFar(experiment, 0.8)->additional_factor, 55.66796875, 0.02);
  experiment.prior = {0.05, 0.001};
  EXPECT_NEAR(*PowerSoFar(experiment, 0.8)->additional_factor, 13.9404296875, 0.01);
  experiment.effect = 5;
  EXPECT_EQ(*PowerSoFar(experiment, 0.8)->additional_factor, 0);
  experiment = {error, 1000, 0, 0.05, {}, {}};
  EXPECT_FALSE(PowerSoFar(experiment, 0.8)->additional_factor.has_value());
  EXPECT_NEAR(PowerSoFar(experiment, 0.8)->power, 0.05, 1e-12);
}

TEST(Power, SequentialInflationIsThatOfTheWidth) {
  // At even power (z_b = 0) it is the ratio of the widths squared: 1.549^2 where the sequence is tuned to the sample.
  EXPECT_NEAR(*SequentialInflation(0.05, 0.5, 1), 2.40, 0.005);
  EXPECT_GT(*SequentialInflation(0.05, 0.8, 100), *SequentialInflation(0.05, 0.8, 1));
}

TEST(Power, NonInferiorityNeedsLessTheBetterTheTreatment) {
  const double even = *NonInferioritySampleSize(0.02, 0, 0.3, 0.3, 0.05, 0.8, 1);
  const double z = *NormalQuantile(0.95) + *NormalQuantile(0.8);
  EXPECT_NEAR(even, z * z * 2 * 0.09 / 0.0004, 1e-9);
  EXPECT_LT(*NonInferioritySampleSize(0.02, 0.01, 0.3, 0.3, 0.05, 0.8, 1), even);
  EXPECT_FALSE(NonInferioritySampleSize(0.02, -0.02, 0.3, 0.3, 0.05, 0.8, 1).ok());
}

TEST(Power, AnswersAtTheEdges) {
  EXPECT_EQ(*NormalPower(kInfinity, 0.05, Alternative::kGreater), 1);
  EXPECT_NEAR(*NormalPower(0, 0.05, Alternative::kTwoSided), 0.05, 1e-15);
  EXPECT_EQ(*RatePower(0, 1, 100, 100, 0.05, VarianceUnderNull::kPooled), 1);
  EXPECT_EQ(*RatePower(0, 0, 100, 100, 0.05, VarianceUnderNull::kPooled), 0);
  EXPECT_NEAR(*StudentPower(1e300, 5, 0.05, Alternative::kTwoSided), 1, 1e-9);
  EXPECT_FALSE(DetectableRate(0.5, 2, 2, 0.05, 0.8, VarianceUnderNull::kPooled, true)->has_value());
  EXPECT_EQ(*DetectableEffect(0, 0.05, 0.8), 0);
  EXPECT_FALSE(NormalPower(std::nan(""), 0.05, Alternative::kTwoSided).ok());
  EXPECT_FALSE(StudentPower(1, 0, 0.05, Alternative::kTwoSided).ok());
  EXPECT_FALSE(RateSampleSize(0.1, 0.1, 0.05, 0.8, 1, VarianceUnderNull::kPooled).ok());
  EXPECT_FALSE(RateSampleSize(0.1, 1.2, 0.05, 0.8, 1, VarianceUnderNull::kPooled).ok());
  EXPECT_FALSE(RateSampleSize(0.1, 0.2, 0.05, 0.04, 1, VarianceUnderNull::kPooled).ok());
  EXPECT_FALSE(MeanSampleSize(0, 1, 1, 0.05, 0.8, 1, false).ok());
  EXPECT_FALSE(MeanSampleSize(1, 0, 0, 0.05, 0.8, 1, false).ok());
  EXPECT_FALSE(DetectableEffect(-1, 0.05, 0.8).ok());
  EXPECT_FALSE(FPower(-1, 1, 1, 0.05).ok());
  EXPECT_FALSE(ChiSquaredPower(1, 1, 0, 0.05).ok());
  EXPECT_FALSE(SequentialInflation(0.05, 0.8, 0).ok());
}

}  // namespace
}  // namespace assay
