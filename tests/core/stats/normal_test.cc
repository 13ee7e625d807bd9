#include "assay/stats/normal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void ExpectRelative(double got, double want, double tolerance, double at) {
  EXPECT_LE(std::fabs(got - want), tolerance * std::fabs(want)) << "at " << at << ": got " << got << ", want " << want;
}

struct TailCase {
  double z;
  double tail;
  double log_tail;
};

// mpmath 1.3.0 with 50 digits, rounded to double; z = 1, 5, 8, 10, 100 agree with R 4.2.2 pnorm(lower.tail = FALSE, log.p = TRUE).
constexpr TailCase kTails[] = {
    {-40.0, 1.0, 0.0},
    {-8.2, 0.9999999999999999, -1.2019351542735859e-16},
    {-3.0, 0.9986501019683699, -0.0013508099647481938},
    {-1.0, 0.8413447460685429, -0.17275377902344988},
    {-0.5, 0.6914624612740131, -0.3689464152886564},
    {-0.1, 0.539827837277029, -0.6165050101150263},
    {0.0, 0.5, -0.6931471805599453},
    {1e-08, 0.4999999960105772, -0.693147188538791},
    {0.1, 0.460172162722971, -0.7761545927302733},
    {0.4999, 0.3085727461387826, -1.1757976574741527},
    {0.5, 0.3085375387259869, -1.1759117615936185},
    {0.5001, 0.3085023330735178, -1.1760258730282804},
    {1.0, 0.15865525393145705, -1.8410216450092636},
    {1.2815515655446004, 0.10000000000000002, -2.3025850929940455},
    {1.6448536269514722, 0.05000000000000005, -2.99573227355399},
    {1.959963984540054, 0.025000000000000012, -3.688879454113936},
    {2.5758293035489004, 0.005000000000000005, -5.298317366548035},
    {3.0, 0.0013498980316300946, -6.607726221510349},
    {5.0, 2.866515718791939e-07, -15.064998393988725},
    {6.0, 9.86587645037698e-10, -20.736768949974707},
    {7.0, 1.279812543885835e-12, -27.384307498811076},
    {8.0, 6.220960574271784e-16, -35.01343715991455},
    {8.2, 1.2019351542735859e-16, -36.65742860143866},
    {8.3, 5.205569744890254e-17, -37.49421742374825},
    {10.0, 7.619853024160525e-24, -53.23128515051247},
    {20.0, 2.7536241186062337e-89, -203.91715537109727},
    {30.0, 4.906713927148187e-198, -454.3212439563432},
    {37.0, 5.725571222524577e-300, -689.0305855768906},
    {38.4, 6.4e-323, -741.8476730152483},
    {100.0, 0.0, -5005.524208694205},
    {100000.0, 0.0, -5000000012.431864},
};

TEST(NormalUpperTail, AgreesWithFiftyDigitArithmetic) {
  for (const TailCase& c : kTails) {
    if (c.tail > 1e-300) ExpectRelative(NormalUpperTail(c.z), c.tail, 1e-15, c.z);
    ExpectRelative(NormalLogUpperTail(c.z), c.log_tail, 1e-15, c.z);
  }
}

TEST(NormalUpperTail, FadesThroughSubnormalNumbersToZero) {
  EXPECT_NEAR(NormalUpperTail(38), 2.88542835e-316, 1e-323);
  EXPECT_EQ(NormalUpperTail(39), 0);
  EXPECT_EQ(NormalUpperTail(1e200), 0);
}

TEST(NormalUpperTail, AwkwardArguments) {
  EXPECT_EQ(NormalUpperTail(0.0), 0.5);
  EXPECT_EQ(NormalUpperTail(-0.0), 0.5);
  EXPECT_EQ(NormalUpperTail(kInfinity), 0);
  EXPECT_EQ(NormalUpperTail(-kInfinity), 1);
  EXPECT_TRUE(std::isnan(NormalUpperTail(kNaN)));
  EXPECT_EQ(NormalLogUpperTail(kInfinity), -kInfinity);
  EXPECT_EQ(NormalLogUpperTail(-kInfinity), 0);
  EXPECT_TRUE(std::isnan(NormalLogUpperTail(kNaN)));
}

TEST(NormalUpperTail, NeverRisesAcrossItsTwoFormulas) {
  double last = 1;
  double last_log = 0;
  for (int i = -40'000; i <= 40'000; ++i) {
    const double z = i * 0.001;
    const double tail = NormalUpperTail(z);
    const double log_tail = NormalLogUpperTail(z);
    ASSERT_LE(tail, last) << z;
    ASSERT_LE(log_tail, last_log) << z;
    last = tail;
    last_log = log_tail;
  }
}

TEST(NormalCdf, MirrorsTheUpperTailAndAddsUpToOne) {
  for (const TailCase& c : kTails) {
    EXPECT_EQ(NormalCdf(-c.z), NormalUpperTail(c.z)) << c.z;
    EXPECT_NEAR(NormalCdf(c.z) + NormalUpperTail(c.z), 1, 2.3e-16) << c.z;
  }
}

TEST(NormalTwoSided, IsTwiceTheTailWithoutSignAndNeverAboveOne) {
  for (const TailCase& c : kTails) {
    if (c.z < 0) continue;
    for (double z : {c.z, -c.z}) {
      const PValue value = NormalTwoSided(z);
      EXPECT_LE(value.p, 1) << z;
      if (c.tail > 1e-300) ExpectRelative(value.p, 2 * c.tail, 1e-15, z);
      if (z != 0) {
        EXPECT_NEAR(value.log_p, c.log_tail + std::log(2.0), 1e-15 * std::fabs(c.log_tail) + 1e-15) << z;
      }
    }
  }
  EXPECT_EQ(NormalTwoSided(0).p, 1);
  EXPECT_EQ(NormalTwoSided(0).log_p, 0);
  EXPECT_EQ(NormalTwoSided(-kInfinity).p, 0);
  EXPECT_EQ(NormalTwoSided(kInfinity).log_p, -kInfinity);
  EXPECT_TRUE(std::isnan(NormalTwoSided(kNaN).p));
  // ln(2 Q(1e-8)) to all digits, where 2 Q itself has rounded most of them away.
  ExpectRelative(NormalTwoSided(1e-8).log_p, -7.978845639859642e-09, 1e-15, 1e-8);
}

TEST(NormalQuantile, AgreesWithFiftyDigitArithmetic) {
  struct Case {
    double p;
    double z;
  };
  // mpmath 1.3.0, 50 digits, of the double nearest to the written p.
  const Case cases[] = {
      {5e-324, -38.467405617144344},
      {1e-310, -37.663060331949524},
      {1e-300, -37.0470962993612},
      {1e-200, -30.20559417957964},
      {1e-100, -21.273453560965326},
      {1e-30, -11.464024688443615},
      {1e-12, -7.034483825301132},
      {1e-10, -6.361340902404057},
      {0.0001, -3.7190164854556804},
      {0.01, -2.326347874040841},
      {0.025, -1.9599639845400543},
      {0.05, -1.6448536269514726},
      {0.0749, -1.4402382675279637},
      {0.0751, -1.43882539275254},
      {0.1, -1.2815515655446004},
      {0.2, -0.8416212335729142},
      {0.3, -0.5244005127080408},
      {0.4, -0.2533471031357997},
      {0.4999, -0.00025066283008800747},
      {0.49999999, -2.5066282733116222e-08},
      {0.51, 0.025068908258711057},
      {0.75, 0.6744897501960817},
      {0.9249, 1.4388253927525403},
      {0.9251, 1.440238267527964},
      {0.95, 1.6448536269514722},
      {0.975, 1.9599639845400538},
      {0.99, 2.3263478740408408},
      {0.999, 3.090232306167813},
      {0.999999999999999, 7.941444487415978},
  };
  for (const Case& c : cases) {
    ASSERT_TRUE(NormalQuantile(c.p).has_value()) << c.p;
    ExpectRelative(*NormalQuantile(c.p), c.z, 1e-15, c.p);
  }
  EXPECT_EQ(NormalQuantile(0.5), 0);
}

TEST(NormalQuantile, HasNoAnswerOutsideTheOpenUnitInterval) {
  for (double p : {0.0, 1.0, -0.1, 1.1, kNaN, kInfinity, -kInfinity}) EXPECT_FALSE(NormalQuantile(p).has_value()) << p;
}

TEST(NormalQuantile, UndoesTheDistributionFunction) {
  for (int i = -370; i <= 80; ++i) {
    const double z = i * 0.1;
    const double p = NormalCdf(z);
    if (p >= 1) continue;
    // A relative error e of p moves z by e * p / density, which for z > 0 is e times Mills' ratio of -z.
    const double moved = z <= 0 ? 1e-14 : 4e-16 * std::exp(z * z / 2);
    EXPECT_NEAR(*NormalQuantile(p), z, 1e-14 + moved) << z;
  }
}

}  // namespace
}  // namespace assay
