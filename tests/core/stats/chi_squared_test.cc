#include "assay/stats/chi_squared.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "assay/stats/normal.h"

namespace assay {
namespace {

struct Case {
  double x;
  std::uint32_t degrees;
  double p;
  double log_p;
};

// gammainc(degrees / 2, x / 2, infinity, regularized) of mpmath 1.3.0 with 80 digits, rounded to double. The rows x = 0.1, 3.84, 30, 500,
// 1400 agree with R 4.2.2 pchisq(lower.tail = FALSE) in p and log p to 1e-12.
constexpr Case kCases[] = {
    {0.01, 1, 0.920344325445942, -0.08300741217032802},
    {1.0, 1, 0.3173105078629141, -1.1478744644493182},
    {3.84, 1, 0.050043521248705106, -2.994862227180027},
    {30.0, 1, 4.3204630578274975e-08, -16.95731815812879},
    {100.0, 1, 1.523970604832105e-23, -52.53813796995252},
    {500.0, 1, 9.505397766554091e-111, -253.33508549913603},
    {1300.0, 1, 1.1303728441492743e-284, -653.8116188814319},
    {1400.0, 1, 2.1010145162642176e-306, -703.8486181251224},
    {1e-10, 2, 0.99999999995, -5e-11},
    {0.1, 2, 0.951229424500714, -0.05},
    {1.0, 2, 0.6065306597126334, -0.5},
    {3.84, 2, 0.14660696213035015, -1.92},
    {30.0, 2, 3.059023205018258e-07, -15.0},
    {500.0, 2, 2.6691902155412764e-109, -250.0},
    {1400.0, 2, 9.85967654375977e-305, -700.0},
    {5000.0, 2, 0.0, -2500.0},
    {1e-10, 3, 0.9999999999999998, -2.65961520259643e-16},
    {0.1, 3, 0.9918374237318764, -0.00819607249532627},
    {2.9999, 3, 0.391640594561038, -0.9374107103658745},
    {3.0, 3, 0.39162517627108895, -0.9374500796081553},
    {3.84, 3, 0.2792676171186102, -1.2755847557582498},
    {30.0, 3, 1.3800570312932547e-06, -13.493385732625},
    {500.0, 3, 4.771672031912758e-108, -247.11649326907894},
    {1400.0, 3, 2.945619361016309e-303, -696.6029640728608},
    {5000.0, 3, 0.0, -2495.966994816902},
    {1e-10, 4, 1.0, -1.2499999999583335e-21},
    {0.5, 4, 0.9735009788392561, -0.026856448685790246},
    {3.99, 4, 0.4073608942297132, -0.8980557684325874},
    {4.0, 4, 0.40600584970983805, -0.9013877113318903},
    {10.0, 4, 0.040427681994512805, -3.208240530771945},
    {1400.0, 4, 6.911633257175599e-302, -693.4474921129654},
    {1e-10, 9, 1.0, -8.443222865293384e-49},
    {0.5, 9, 0.9999695662588389, -3.0434204276776057e-05},
    {8.9, 9, 0.4465558952682412, -0.8061907011294172},
    {9.0, 9, 0.43727418891386705, -0.827194846055822},
    {500.0, 9, 5.749413903044689e-102, -233.1145815656839},
    {5000.0, 9, 0.0, -2475.068175113051},
    {0.1, 10, 0.9999999975020487, -2.4979513391263908e-09},
    {3.84, 10, 0.9542763043207358, -0.04680202229712027},
    {30.0, 10, 0.0008566412107753004, -7.0624913842329065},
    {1400.0, 10, 9.920391479800145e-295, -676.9680100490358},
    {0.5, 19, 0.9999999999986573, -1.3426505641879623e-12},
    {10.0, 19, 0.9529457975866219, -0.048197252510341064},
    {30.0, 19, 0.051798458893023876, -2.9603948812591976},
    {1400.0, 19, 1.2760895851616886e-285, -655.9929511130379},
    {5000.0, 19, 0.0, -2445.181537903577},
    {30.0, 100, 0.9999999999990944, -9.056125543152238e-13},
    {99.0, 100, 0.5094721987983741, -0.6743799934639088},
    {100.0, 100, 0.48119168452795674, -0.7314895757292705},
    {500.0, 100, 1.7201210053695373e-54, -123.79720038136865},
    {5000.0, 100, 0.0, -2261.1677029368507},
    {900.0, 1000, 0.9892827619087102, -0.010775081338570533},
    {1200.0, 1000, 1.2255942330622905e-05, -11.309499650376676},
    {3000.0, 1001, 2.849077326302287e-198, -454.86485321611434},
    {99500.0, 100000, 0.8683043570276465, -0.14121298404531413},
    {101000.0, 100000, 0.012868840377233669, -4.352946364212648},
    {120000.0, 99999, 0.0, -888.7333691116194},
};

TEST(ChiSquaredUpperTail, AgreesWithEightyDigitArithmetic) {
  for (const Case& c : kCases) {
    const Result<PValue> got = ChiSquaredUpperTail(c.x, c.degrees);
    ASSERT_TRUE(got.ok()) << c.x << " " << c.degrees;
    const double tolerance = c.degrees <= 100 ? 1e-12 : 1e-10;
    if (c.p > 1e-300) {
      EXPECT_NEAR(got->p, c.p, tolerance * c.p) << c.x << " " << c.degrees;
    }
    EXPECT_NEAR(got->log_p, c.log_p, tolerance * std::fabs(c.log_p)) << c.x << " " << c.degrees;
  }
}

TEST(ChiSquaredUpperTail, OneDegreeIsTheTwoSidedNormal) {
  for (double z : {0.0, 0.3, 1.0, 5.0, 40.0}) {
    EXPECT_EQ(ChiSquaredUpperTail(z * z, 1)->p, NormalTwoSided(std::sqrt(z * z)).p) << z;
  }
}

TEST(ChiSquaredUpperTail, FallsFromOneToZero) {
  for (std::uint32_t degrees : {1U, 2U, 3U, 10U, 101U}) {
    EXPECT_EQ(ChiSquaredUpperTail(0, degrees)->p, 1) << degrees;
    EXPECT_EQ(ChiSquaredUpperTail(0, degrees)->log_p, 0) << degrees;
    EXPECT_EQ(ChiSquaredUpperTail(std::numeric_limits<double>::infinity(), degrees)->p, 0) << degrees;
    EXPECT_EQ(ChiSquaredUpperTail(std::numeric_limits<double>::infinity(), degrees)->log_p, -std::numeric_limits<double>::infinity());
    double last = 1;
    for (int i = 0; i < 4'000; ++i) {
      const double p = ChiSquaredUpperTail(i * 0.1, degrees)->p;
      ASSERT_LE(p, last * (1 + 1e-14)) << degrees << " " << i;
      ASSERT_GE(p, 0) << degrees << " " << i;
      last = p;
    }
  }
}

TEST(ChiSquaredUpperTail, HugeStatisticsKeepAFiniteLogarithm) {
  // y = x / 2 far above the degrees: ln p = -y + (a - 1) ln y - ln Gamma(a) + O(a / y).
  EXPECT_NEAR(ChiSquaredUpperTail(1e15, 2)->log_p, -5e14, 1);
  EXPECT_NEAR(ChiSquaredUpperTail(2e9, 4)->log_p, -1e9 + std::log(1e9), 1e-5);
  EXPECT_EQ(ChiSquaredUpperTail(1e15, 3)->p, 0);
}

TEST(ChiSquaredUpperTail, RefusesWhatIsNoStatistic) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (double x : {-1.0, -1e-300, nan}) EXPECT_EQ(ChiSquaredUpperTail(x, 1).status().code(), StatusCode::kInvalidArgument) << x;
  EXPECT_EQ(ChiSquaredUpperTail(1, 0).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ChiSquaredUpperTail(1, kMaxChiSquaredDegrees + 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(ChiSquaredUpperTail(1e5, kMaxChiSquaredDegrees).ok());
}

}  // namespace
}  // namespace assay
