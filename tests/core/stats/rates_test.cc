#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "assay/stats/poisson_rates.h"
#include "assay/stats/rate_intervals.h"
#include "assay/stats/two_proportions.h"

namespace assay {
namespace {

Proportion Of(std::uint64_t successes, std::uint64_t trials) { return *Proportion::Of(successes, trials); }

const Confidence kLevel = Confidence::Percent95();

TEST(RateInterval, HasTheDigitsOfRsBinomPackage) {
  struct Row {
    RateMethod method;
    std::uint64_t successes, trials;
    double low, high, tolerance;
  };
  const Row rows[] = {
      {RateMethod::kWilson, 4, 20, 0.0806576625797981, 0.4160174322518935, 1e-12},
      {RateMethod::kClopperPearson, 18, 20, 0.6830172859809176, 0.9876514728297052, 1e-12},
      {RateMethod::kClopperPearson, 3, 50, 0.01254858783533406, 0.1654819466037729, 1e-12},
      {RateMethod::kAgrestiCoull, 4, 20, 0.0749115102767071, 0.4217635845549845, 1e-12},
      {RateMethod::kJeffreys, 18, 20, 0.716146742695748, 0.97862751197755, 1e-12},
      {RateMethod::kHighestDensity, 190, 200, 0.916573391342936, 0.976333988357361, 1e-9},  // mpmath, 50 digits
      {RateMethod::kComplementaryLogLog, 18, 20, 0.656030707261567, 0.974010174395775, 1e-12},
      {RateMethod::kProbit, 4, 200, 0.00705442514086136, 0.04916362085874019, 1e-12},
      {RateMethod::kLogit, 4, 200, 0.00752663882411158, 0.05206026227201098, 1e-12},
      {RateMethod::kLikelihoodRatio, 4, 20, 0.06683751913290849, 0.4053643095854149, 1e-12},  // mpmath, 50 digits
      {RateMethod::kWilsonCorrected, 18, 20, 0.668722403162941, 0.982487361226571, 1e-12},
      {RateMethod::kJeffreys, 100, 200, 0.4311217, 0.5688783, 1e-7},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(testing::Message() << static_cast<int>(row.method) << ": " << row.successes << " of " << row.trials);
    const Interval interval = *RateInterval(Of(row.successes, row.trials), row.method, kLevel);
    EXPECT_NEAR(interval.low, row.low, row.tolerance);
    EXPECT_NEAR(interval.high, row.high, row.tolerance);
  }
}

TEST(RateInterval, StaysWithinZeroAndOneAndAroundTheRateWhateverTheCounts) {
  for (int method = 0; method < kRateMethods; ++method) {
    for (const std::uint64_t n : {1, 2, 3, 10, 1000, 1'000'000}) {
      for (const std::uint64_t x : {std::uint64_t{0}, std::uint64_t{1}, n / 2, n - 1, n}) {
        SCOPED_TRACE(testing::Message() << method << ": " << x << " of " << n);
        const std::optional<Interval> interval = RateInterval(Of(x, n), static_cast<RateMethod>(method), kLevel);
        ASSERT_TRUE(interval.has_value());
        EXPECT_GE(interval->low, 0);
        EXPECT_LE(interval->high, 1);
        const double rate = static_cast<double>(x) / static_cast<double>(n);
        EXPECT_LE(interval->low, rate + 1e-12);
        EXPECT_GE(interval->high, rate - 1e-12);
        if (static_cast<RateMethod>(method) != RateMethod::kWald) {
          EXPECT_LT(interval->low, interval->high);
        }
      }
    }
    EXPECT_FALSE(RateInterval(Of(0, 0), static_cast<RateMethod>(method), kLevel).has_value());
  }
}

// The coverage of the exact interval, by enumerating every outcome.
TEST(ClopperPearson, NeverFallsBelowItsLevel) {
  for (const std::uint64_t n : {1, 5, 20}) {
    for (double rate = 0.01; rate < 1; rate += 0.01) {
      double covered = 0;
      for (std::uint64_t x = 0; x <= n; ++x) {
        const Interval interval = *RateInterval(Of(x, n), RateMethod::kClopperPearson, kLevel);
        if (rate < interval.low || rate > interval.high) continue;
        const double k = static_cast<double>(x);
        const double trials = static_cast<double>(n);
        covered += std::exp(std::lgamma(trials + 1) - std::lgamma(k + 1) - std::lgamma(trials - k + 1) + k * std::log(rate) +
                            (trials - k) * std::log1p(-rate));
      }
      EXPECT_GE(covered, 0.95 - 1e-12) << rate << " of " << n;
    }
  }
}

// As R's binom.test does: all outcomes no more likely than the observed one, one by one.
TEST(ExactRateTest, IsTheSumOfWhatIsNoMoreLikely) {
  for (const std::uint64_t n : {1, 2, 9, 30}) {
    for (const double rate : {0.05, 0.3, 0.5, 0.77}) {
      std::vector<double> mass(n + 1);
      for (std::uint64_t k = 0; k <= n; ++k) {
        const double kk = static_cast<double>(k);
        const double trials = static_cast<double>(n);
        mass[k] = std::exp(std::lgamma(trials + 1) - std::lgamma(kk + 1) - std::lgamma(trials - kk + 1) + kk * std::log(rate) +
                           (trials - kk) * std::log1p(-rate));
      }
      for (std::uint64_t x = 0; x <= n; ++x) {
        double expected = 0;
        for (const double m : mass) expected += m <= mass[x] * (1 + 1e-7) ? m : 0;
        EXPECT_NEAR(ExactRateTest(Of(x, n), rate)->p, std::min(1.0, expected), 1e-11) << x << " of " << n << " at " << rate;
      }
    }
  }
  EXPECT_NEAR(ExactRateTest(Of(200, 1000), 0.5)->p, 1.644998735577461e-85, 1e-95);  // R
  EXPECT_FALSE(ExactRateTest(Of(0, 0), 0.5).has_value());
  EXPECT_EQ(ExactRateTest(Of(0, 7), 0)->p, 1);
  EXPECT_EQ(ExactRateTest(Of(1, 7), 0)->p, 0);
}

double LogChoose(double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); }

// Every table with the same margins.
TEST(FisherExact, IsTheSumOverAllTables) {
  for (const std::uint64_t n1 : {1, 3, 8, 25}) {
    for (const std::uint64_t n2 : {1, 4, 12}) {
      for (std::uint64_t x1 = 0; x1 <= n1; ++x1) {
        for (std::uint64_t x2 = 0; x2 <= n2; ++x2) {
          SCOPED_TRACE(testing::Message() << x1 << '/' << n1 << " and " << x2 << '/' << n2);
          const auto all = static_cast<double>(x1 + x2);
          const auto mass = [&](double k) {
            return std::exp(LogChoose(static_cast<double>(n2), k) + LogChoose(static_cast<double>(n1), all - k) -
                            LogChoose(static_cast<double>(n1 + n2), all));
          };
          double two_sided = 0;
          double lower = 0;
          double higher = 0;
          const double observed = mass(static_cast<double>(x2));
          for (double k = std::max(0.0, all - static_cast<double>(n1)); k <= std::min(all, static_cast<double>(n2)); ++k) {
            two_sided += mass(k) <= observed * (1 + 1e-7) ? mass(k) : 0;
            lower += k <= static_cast<double>(x2) ? mass(k) : 0;
            higher += k >= static_cast<double>(x2) ? mass(k) : 0;
          }
          const FisherTest test = *FisherExact(Of(x1, n1), Of(x2, n2));
          EXPECT_NEAR(test.two_sided.p, two_sided, 1e-11);
          EXPECT_NEAR(test.treatment_lower.p, lower, 1e-11);
          EXPECT_NEAR(test.treatment_higher.p, higher, 1e-11);
        }
      }
    }
  }
}

TEST(FisherExact, HasTheDigitsOfRAndKnowsItsEnds) {
  const FisherTest tea = *FisherExact(Of(1, 4), Of(3, 4));
  EXPECT_NEAR(tea.two_sided.p, 0.4857142857142858, 1e-14);
  EXPECT_NEAR(tea.odds_ratio, 6.408309, 2e-5);  // R solves for it to five digits
  EXPECT_EQ(FisherExact(Of(0, 10), Of(0, 10))->two_sided.p, 1);
  EXPECT_TRUE(std::isnan(FisherExact(Of(0, 10), Of(0, 10))->odds_ratio));
  EXPECT_EQ(FisherExact(Of(0, 10), Of(3, 10))->odds_ratio, std::numeric_limits<double>::infinity());
  EXPECT_FALSE(FisherExact(Of(0, 0), Of(3, 10)).has_value());
  const FisherTest huge = *FisherExact(Of(100'000, 1'000'000), Of(120'000, 1'000'000));
  EXPECT_EQ(huge.two_sided.p, 0);
  EXPECT_LT(huge.two_sided.log_p, -1000);
}

// Of 2 million and 2 billion, where logarithms of binomial coefficients have lost the digits: against the pooled z test, which is good to
// the order of 1 / sqrt(trials) there.
TEST(FisherExact, KeepsItsDigitsForManyTrials) {
  for (const std::uint64_t n : {1'000'000, 1'000'000'000}) {
    const std::uint64_t x = n / 10;
    const auto step = static_cast<std::uint64_t>(2 * std::sqrt(2 * 0.09 * static_cast<double>(n)));
    const FisherTest test = *FisherExact(Of(x, n), Of(x + step, n));
    const ZTest z = *PooledZTest(Of(x, n), Of(x + step, n));
    EXPECT_NEAR(test.two_sided.p, z.p_value.p, 20 * z.p_value.p / std::sqrt(static_cast<double>(n))) << n;
    EXPECT_NEAR(test.treatment_lower.p + test.treatment_higher.p, 1, 10 / std::sqrt(static_cast<double>(n))) << n;
  }
}

TEST(TwoRates, HaveTheDigitsOfFagerlandAndOfRsPropCIs) {
  const Proportion control = Of(1, 34);
  const Proportion treatment = Of(7, 34);
  const Interval caffo = *AgrestiCaffo(control, treatment, kLevel);
  EXPECT_NEAR(caffo.low, 0.01161167, 5e-9);
  EXPECT_NEAR(caffo.high, 0.32172166, 5e-9);
  const Interval ratio = *RatioScoreInterval(control, treatment, kLevel);
  EXPECT_NEAR(ratio.low, 1.220853, 1e-6);
  EXPECT_NEAR(ratio.high, 42.575718, 1e-5);
  const Interval odds = *OddsRatioScoreInterval(control, treatment, kLevel);
  EXPECT_NEAR(odds.low, 1.246309, 1e-3);
  EXPECT_NEAR(odds.high, 56.48613, 3e-2);
  const Interval difference = *DifferenceScoreInterval(control, treatment, kLevel);
  EXPECT_NEAR(difference.low, 0.0270416, 2e-3);
  EXPECT_NEAR(difference.high, 0.3452912, 2e-3);
}

TEST(TwoRates, ScoreIntervalsHoldAtEveryEdge) {
  for (const std::uint64_t n : {1, 2, 10, 100'000}) {
    for (const std::uint64_t x1 : {std::uint64_t{0}, n / 2, n}) {
      for (const std::uint64_t x2 : {std::uint64_t{0}, n / 2, n}) {
        SCOPED_TRACE(testing::Message() << x1 << " and " << x2 << " of " << n);
        const double difference = (static_cast<double>(x2) - static_cast<double>(x1)) / static_cast<double>(n);
        const Interval interval = *DifferenceScoreInterval(Of(x1, n), Of(x2, n), kLevel);
        EXPECT_GE(interval.low, -1);
        EXPECT_LE(interval.high, 1);
        EXPECT_LE(interval.low, difference + 1e-9);
        EXPECT_GE(interval.high, difference - 1e-9);
        EXPECT_LT(interval.low, interval.high);
        if (x1 + x2 == 0) continue;
        const Interval ratio = *RatioScoreInterval(Of(x1, n), Of(x2, n), kLevel);
        EXPECT_GE(ratio.low, 0);
        EXPECT_LT(ratio.low, ratio.high);
        if (x1 == 0) {
          EXPECT_EQ(ratio.high, std::numeric_limits<double>::infinity());
        }
      }
    }
  }
}

TEST(TwoRates, WaldSaysWhenItHasNoVariance) {
  EXPECT_EQ(UnpooledDifference(Of(0, 5), Of(5, 5), kLevel).gap, Gap::kNoVariance);
  EXPECT_EQ(UnpooledDifference(Of(0, 5), Of(5, 5), kLevel).estimate, 1);
  EXPECT_EQ(UnpooledDifference(Of(0, 0), Of(5, 5), kLevel).gap, Gap::kNoData);
}

// R 4.2.2: ?prop.test (smokers) and ?mantelhaen.test (UCBAdmissions).
TEST(SeveralArms, HaveTheDigitsOfR) {
  const Proportion smokers[] = {Of(83, 86), Of(90, 93), Of(129, 136), Of(70, 82)};
  const HomogeneityTest test = *TestHomogeneity(smokers);
  EXPECT_NEAR(test.chi_squared, 12.60041129712764, 1e-12);
  EXPECT_NEAR(test.p_value.p, 0.005585476661627025, 1e-14);
  EXPECT_EQ(test.degrees, 3U);
  EXPECT_FALSE(TestHomogeneity({}).has_value());

  const std::uint64_t cells[6][4] = {{512, 313, 89, 19},   {353, 207, 17, 8},  {120, 205, 202, 391},
                                     {138, 279, 131, 244}, {53, 138, 94, 299}, {22, 351, 24, 317}};
  std::vector<Stratum> strata;
  for (const auto& [a, b, c, d] : cells) strata.push_back({Of(c, c + d), Of(a, a + b)});
  const StratifiedTest berkeley = *MantelHaenszel(strata, kLevel);
  EXPECT_NEAR(berkeley.chi_squared, 1.4269462285866883, 1e-11);
  EXPECT_NEAR(berkeley.odds_ratio, 0.9046968282586231, 1e-13);
  EXPECT_NEAR(berkeley.interval.low, 0.7719073617593505, 1e-12);
  EXPECT_NEAR(berkeley.interval.high, 1.0603297644366556, 1e-12);
  EXPECT_FALSE(MantelHaenszel({}, kLevel).has_value());
}

// Garwood's table, and R's ?poisson.test: 11 of 800 against 21 of 3011 (Fay, 2010).
TEST(PoissonRates, HaveThePublishedDigits) {
  EXPECT_NEAR(PoissonInterval({0, 1}, kLevel).high, 3.688879, 1e-6);
  EXPECT_EQ(PoissonInterval({0, 1}, kLevel).low, 0);
  EXPECT_NEAR(PoissonInterval({10, 2}, kLevel).low, 4.795389 / 2, 1e-6);
  EXPECT_NEAR(PoissonInterval({10, 2}, kLevel).high, 18.390356 / 2, 1e-6);
  const PoissonComparison compared = ComparePoisson({21, 3011}, {11, 800}, kLevel);
  EXPECT_NEAR(*compared.ratio, 1.971488, 1e-6);
  EXPECT_NEAR(compared.interval->low, 0.8584264, 1e-6);
  EXPECT_NEAR(compared.interval->high, 4.2772659, 1e-6);
  EXPECT_NEAR(compared.p_value.p, 0.07967, 5e-6);
  EXPECT_EQ(ComparePoisson({0, 1}, {0, 1}, kLevel).gap, Gap::kNoData);
  EXPECT_FALSE(ComparePoisson({0, 1}, {3, 1}, kLevel).ratio.has_value());
  EXPECT_EQ(ComparePoisson({0, 1}, {3, 1}, kLevel).interval->high, std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace assay
