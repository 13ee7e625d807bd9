#include "assay/stats/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "assay/stats/beta.h"
#include "assay/stats/gamma.h"
#include "assay/stats/noncentral.h"

namespace assay {
namespace {

void ExpectRelative(double expected, double got, double tolerance, const char* what) {
  EXPECT_NEAR(got, expected, tolerance * std::fabs(expected)) << what;
}

// R 4.2.2: pt(x, df, lower.tail = FALSE).
TEST(StudentTails, HaveTheDigitsOfR) {
  struct Row {
    double t, degrees, upper;
  };
  for (const auto& [t, degrees, upper] : std::vector<Row>{{0.5, 1, 0.3524163823495668},
                                                          {40, 2, 0.0003122073360923703},
                                                          {10, 30, 2.2876257041148048e-11},
                                                          {40, 1000, 5.2394260775864375e-210},
                                                          {10, 1e9, 7.619872453045448e-24}}) {
    SCOPED_TRACE(testing::Message() << t << " with " << degrees);
    ExpectRelative(upper, StudentTails(t, degrees).upper.p, 1e-11, "upper");
    ExpectRelative(upper, StudentTails(-t, degrees).lower.p, 1e-11, "mirrored");
    ExpectRelative(std::log(upper), StudentTails(t, degrees).upper.log_p, 1e-12, "logarithm");
  }
}

TEST(StudentTails, OfOneDegreeAreCauchysHoweverFarOut) {
  for (const double t : {1e-300, 1e-9, 1.0, 1e9, 1e80, 1e160, 1e300}) {
    SCOPED_TRACE(t);
    const double upper = std::atan2(1, t) / 3.14159265358979323846;
    ExpectRelative(upper, StudentTails(t, 1).upper.p, 1e-12, "upper");
  }
}

TEST(StudentQuantile, IsTheInverseAtEveryTail) {
  for (const double degrees : {0.5, 1.0, 2.5, 30.0, 1e4, 1e9, 1e15}) {
    for (const double p : {1e-200, 1e-20, 1e-5, 0.025, 0.3, 0.4999}) {
      SCOPED_TRACE(testing::Message() << p << " of " << degrees);
      const double t = *StudentTQuantile(p, degrees);
      if (!std::isfinite(t)) continue;
      ExpectRelative(std::log(p), StudentTails(t, degrees).lower.log_p, 1e-12, "round trip");
      EXPECT_DOUBLE_EQ(*StudentTQuantile(0.5, degrees), 0);
    }
  }
  ExpectRelative(-12.706204736174707, *StudentTQuantile(0.025, 1), 1e-13, "R");
  ExpectRelative(-10810.645001144016, *StudentTQuantile(1e-100, 30), 1e-11, "R");
}

// Sums of the probabilities themselves, in extended precision.
TEST(BinomialTails, AreTheSumsOfTheirTerms) {
  for (const std::uint64_t n : {1, 2, 7, 40, 300}) {
    for (const double rate : {0.001, 0.3, 0.5, 0.99}) {
      std::vector<long double> mass(n + 1);
      for (std::uint64_t k = 0; k <= n; ++k) {
        const auto kk = static_cast<long double>(k);
        const auto nn = static_cast<long double>(n);
        mass[k] = std::exp(std::lgamma(nn + 1) - std::lgamma(kk + 1) - std::lgamma(nn - kk + 1) +
                           kk * std::log(static_cast<long double>(rate)) + (nn - kk) * std::log1p(-static_cast<long double>(rate)));
      }
      for (std::uint64_t k = 0; k <= n; ++k) {
        SCOPED_TRACE(testing::Message() << k << " of " << n << " at " << rate);
        long double lower = 0;
        long double upper = 0;
        for (std::uint64_t i = 0; i <= k; ++i) lower += mass[i];
        for (std::uint64_t i = n; i > k; --i) upper += mass[i];
        const Tails tails = BinomialTails(k, n, rate);
        ExpectRelative(static_cast<double>(lower), tails.lower.p, 1e-12, "lower");
        ExpectRelative(static_cast<double>(upper), tails.upper.p, 1e-12, "upper");
      }
    }
  }
}

TEST(BinomialQuantile, IsTheLeastThatReachesP) {
  for (const std::uint64_t n : {1, 10, 1000, 1'000'000}) {
    for (const double p : {0.001, 0.025, 0.5, 0.975}) {
      SCOPED_TRACE(testing::Message() << p << " of " << n);
      const std::uint64_t k = BinomialQuantile(p, n, 0.3);
      EXPECT_GE(BinomialTails(k, n, 0.3).lower.p, p);
      if (k > 0) {
        EXPECT_LT(BinomialTails(k - 1, n, 0.3).lower.p, p);
      }
    }
  }
}

TEST(PoissonTails, AreTheSumsOfTheirTerms) {
  for (const double mean : {0.1, 3.0, 50.0}) {
    double lower = 0;
    double mass = std::exp(-mean);
    for (std::uint64_t k = 0; k < 20; ++k) {
      lower += mass;
      mass *= mean / static_cast<double>(k + 1);
      ExpectRelative(lower, PoissonTails(k, mean).lower.p, 1e-12, "lower");
    }
  }
  EXPECT_EQ(PoissonTails(0, 0).lower.p, 1);
}

TEST(GammaTails, OfShapeOneAreExponential) {
  for (const double x : {0.0, 1e-300, 1e-9, 0.5, 3.0, 700.0, 1e6}) {
    SCOPED_TRACE(x);
    ExpectRelative(-std::expm1(-x), GammaTails(x, 1).lower.p, 1e-13, "lower");
    EXPECT_NEAR(GammaTails(x, 1).upper.log_p, -x, 1e-14 * x + 1e-15);
  }
}

// The gamma function's recurrence Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1) where the method changes, at a = 1000.
TEST(GammaTails, FollowTheirRecurrenceAcrossMethods) {
  for (const double a : {0.3, 5.0, 999.5, 1000.0, 1e5}) {
    for (const double z : {-5.0, -1.0, 0.0, 1.0, 5.0}) {
      const double x = std::fmax(0.01, a + z * std::sqrt(a));
      const double step = GammaTails(x, a + 1).upper.p - GammaTails(x, a).upper.p;
      const double density = std::exp(a * std::log(x) - x - std::lgamma(a + 1));
      EXPECT_NEAR(step, density, 1e-9 * density + 4e-16) << a << ' ' << x;
    }
  }
}

TEST(BetaTails, OfAPowerAreThatPower) {
  for (const double a : {0.01, 1.0, 7.5, 1e6}) {
    for (const double x : {1e-10, 0.3, 0.999}) {
      const double log_lower = a * std::log(x);
      EXPECT_NEAR(BetaTails(ShareOf(x), a, 1).lower.log_p, log_lower, 2e-12 * std::fabs(log_lower)) << a << ' ' << x;
    }
  }
}

TEST(BetaTails, AreSymmetric) {
  for (const double a : {0.5, 20.0, 250.0, 1e5, 1e9}) {
    const Tails half = BetaTails(ShareOf(0.5), a, a);
    ExpectRelative(0.5, half.lower.p, 1e-12, "half");
    const Tails left = BetaTails({0.49, 0.51}, a, a + 1);
    const Tails right = BetaTails({0.51, 0.49}, a + 1, a);
    EXPECT_NEAR(left.lower.log_p, right.upper.log_p, 1e-12 * std::fabs(left.lower.log_p));
  }
}

TEST(BetaQuantile, IsTheInverseAtEveryTail) {
  for (const double a : {0.1, 1.0, 30.0, 1e6}) {
    for (const double b : {0.5, 4.0, 2e5}) {
      for (const double p : {1e-200, 1e-6, 0.025, 0.5, 0.9}) {
        SCOPED_TRACE(testing::Message() << p << " of " << a << ", " << b);
        const Share share = *BetaQuantile(p, a, b, false);
        if (share.x < 1e-290 || share.y < 1e-290) continue;
        ExpectRelative(p, BetaTails(share, a, b).lower.p, 1e-9, "round trip");
      }
    }
  }
  EXPECT_FALSE(BetaQuantile(0, 1, 1, false).has_value());
  EXPECT_FALSE(BetaQuantile(1, 1, 1, false).has_value());
}

TEST(GammaQuantile, IsTheInverseAtEveryTail) {
  for (const double a : {0.01, 0.5, 1.0, 30.0, 1e6}) {
    for (const double p : {1e-200, 1e-6, 0.025, 0.5, 0.9}) {
      for (const bool upper : {false, true}) {
        SCOPED_TRACE(testing::Message() << p << " of " << a << (upper ? " upper" : " lower"));
        const double x = *GammaQuantile(p, a, upper);
        if (x < 1e-290) continue;
        const Tails tails = GammaTails(x, a);
        ExpectRelative(p, upper ? tails.upper.p : tails.lower.p, 1e-9, "round trip");
      }
    }
  }
}

TEST(LogBeta, DoesNotCancel) {
  // ln B(a, 1) = -ln a and B(a, b) = B(a + 1, b) + B(a, b + 1).
  for (const double a : {1e-9, 0.5, 3.0, 1e5, 1e9}) EXPECT_NEAR(LogBeta(a, 1), -std::log(a), 2e-14 * std::fabs(std::log(a)) + 1e-15) << a;
  EXPECT_NEAR(LogGamma(171), 706.5730622457874, 1e-12);
  EXPECT_NEAR(LogGamma(0.5), 0.5723649429247001, 1e-15);
}

// R 4.2.2: power.t.test(n = 20, delta = 1) and pwr's two-sample power of 0.967708258242517, from R's pt(ncp = ).
TEST(NoncentralStudentTails, GiveThePowerThatRGives) {
  const double critical = -*StudentTQuantile(0.025, 38);
  ExpectRelative(0.8689528016924978, NoncentralStudentTails(critical, 38, std::sqrt(10.0)).upper.p, 1e-10, "power.t.test");
}

TEST(NoncentralStudentTails, AreStudentsWithoutShiftAndNormalWithInfinitelyManyDegrees) {
  for (const double t : {-3.0, 0.0, 2.0}) {
    ExpectRelative(StudentTails(t, 7).upper.p, NoncentralStudentTails(t, 7, 1e-12).upper.p, 1e-10, "no shift");
    ExpectRelative(NormalTails(t - 1.5).lower.p, NoncentralStudentTails(t, 1e12, 1.5).lower.p, 1e-9, "many degrees");
  }
}

// statsmodels' results of R's pwr.chisq.test.
TEST(NoncentralChiSquaredTails, GiveThePowerThatRGives) {
  const double critical = *ChiSquaredQuantile(0.05, 4, true);
  for (const auto& [noncentrality, power] : std::vector<std::pair<double, double>>{
           {0, 0.05}, {0.05, 0.05246644635810126}, {1, 0.1054845044462312}, {10, 0.715986350467412}, {100, 0.999999999999644}}) {
    EXPECT_NEAR(NoncentralChiSquaredTails(critical, 4, noncentrality).upper.p, power, 2e-13) << noncentrality;
  }
}

TEST(Distributions, HaveNoAnswerOutsideTheirRange) {
  EXPECT_TRUE(std::isnan(GammaTails(-1, 1).lower.p));
  EXPECT_TRUE(std::isnan(GammaTails(1, 0).lower.p));
  EXPECT_TRUE(std::isnan(BetaTails({-0.1, 1.1}, 1, 1).lower.p));
  EXPECT_EQ(BetaTails(ShareOf(0), 2, 3).lower.p, 0);
  EXPECT_EQ(BetaTails(ShareOf(1), 2, 3).lower.p, 1);
  EXPECT_EQ(FTails(std::numeric_limits<double>::infinity(), 2, 3).upper.p, 0);
}

}  // namespace
}  // namespace assay
