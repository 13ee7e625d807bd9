#include "assay/stats/elementary.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Uniform in [low, high).
double Uniform(std::mt19937_64& random, double low, double high) {
  return low + (high - low) * (static_cast<double>(random() >> 11) * 0x1p-53);
}

double UlpsApart(double got, long double want) {
  const double nearest = static_cast<double>(want);
  const double step = std::nextafter(std::fabs(nearest), kInfinity) - std::fabs(nearest);
  return static_cast<double>(std::fabs(static_cast<long double>(got) - want) / step);
}

// The oracle is the C library's long double. Where long double is no wider than double it is itself up to one ulp off, hence the allowance.
constexpr double kOracleUlps = std::numeric_limits<long double>::digits > 53 ? 0 : 1;

TEST(Exp, IsWithinOneUlpOverTheWholeRange) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const double x = Uniform(random, -708, 709.7);
    ASSERT_LE(UlpsApart(Exp(x), std::exp(static_cast<long double>(x))), 1 + kOracleUlps) << "seed 1, x = " << x;
  }
}

TEST(Exp, GoesThroughSubnormalNumbersToZero) {
  EXPECT_NEAR(Exp(-740), 4.2e-322, 5e-324);
  EXPECT_EQ(Exp(-746), 0);
  EXPECT_EQ(Exp(-kInfinity), 0);
}

TEST(Exp, AwkwardArguments) {
  EXPECT_EQ(Exp(0.0), 1);
  EXPECT_EQ(Exp(-0.0), 1);
  EXPECT_EQ(Exp(710), kInfinity);
  EXPECT_EQ(Exp(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(Exp(kNaN)));
}

TEST(ExpScaled, KeepsFullPrecisionOutsideTheRangeOfDouble) {
  // exp(-10000) = 1.135483865314736e-4343 (50-digit arithmetic).
  const ScaledDouble value = ExpScaled(-10'000);
  EXPECT_GE(value.mantissa, 0.7);
  EXPECT_LE(value.mantissa, 1.42);
  const double log10 = (std::log10(value.mantissa) + static_cast<double>(value.exponent) * std::log10(2.0)) + 4343;
  EXPECT_NEAR(std::pow(10.0, log10), 1.135483865314736, 1e-11);  // 1e-11: log10 of 1e-4343 in double
  EXPECT_EQ(FromScaled(value), 0);
  EXPECT_EQ(FromScaled({1, 100'000}), kInfinity);
  EXPECT_EQ(FromScaled({1.5, 10}), 1536);
}

TEST(Expm1, IsWithinTwoUlpsAlsoNearZero) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100'000; ++i) {
    const double x = Uniform(random, -1, 1) * std::ldexp(1.0, -static_cast<int>(random() % 60)) * (i % 10 == 0 ? 30 : 1);
    ASSERT_LE(UlpsApart(Expm1(x), std::expm1(static_cast<long double>(x))), 2 + kOracleUlps) << "seed 2, x = " << x;
  }
  EXPECT_EQ(Expm1(0), 0);
  EXPECT_EQ(Expm1(-1000), -1);
  EXPECT_EQ(Expm1(1000), kInfinity);
  EXPECT_TRUE(std::isnan(Expm1(kNaN)));
}

TEST(Log, IsWithinOneUlpForEveryMagnitude) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 200'000; ++i) {
    const double x = std::bit_cast<double>(random() % 0x7ff0'0000'0000'0000U);  // positive finite bits, subnormal ones among them
    if (x == 0) continue;
    ASSERT_LE(UlpsApart(Log(x), std::log(static_cast<long double>(x))), 1 + kOracleUlps) << "seed 3, x = " << x;
  }
}

TEST(Log, IsWithinOneUlpNearOne) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 100'000; ++i) {
    const double x = 1 + Uniform(random, -0.5, 1) * std::ldexp(1.0, -static_cast<int>(random() % 50));
    if (x == 1) continue;
    ASSERT_LE(UlpsApart(Log(x), std::log(static_cast<long double>(x))), 1 + kOracleUlps) << "seed 4, x = " << x;
  }
}

TEST(Log, AwkwardArguments) {
  EXPECT_EQ(Log(1), 0);
  EXPECT_EQ(Log(0.0), -kInfinity);
  EXPECT_EQ(Log(-0.0), -kInfinity);
  EXPECT_EQ(Log(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(Log(-1)));
  EXPECT_TRUE(std::isnan(Log(-kInfinity)));
  EXPECT_TRUE(std::isnan(Log(kNaN)));
}

TEST(Log1p, IsWithinTwoUlpsAlsoNearZero) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 100'000; ++i) {
    const double x = Uniform(random, -1, 1) * std::ldexp(1.0, -static_cast<int>(random() % 60));
    ASSERT_LE(UlpsApart(Log1p(x), std::log1p(static_cast<long double>(x))), 2 + kOracleUlps) << "seed 5, x = " << x;
    const double wide = std::fabs(x) * 1e6;
    ASSERT_LE(UlpsApart(Log1p(wide), std::log1p(static_cast<long double>(wide))), 2 + kOracleUlps) << "seed 5, x = " << wide;
  }
  EXPECT_EQ(Log1p(0), 0);
  EXPECT_EQ(Log1p(-1), -kInfinity);
  EXPECT_EQ(Log1p(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(Log1p(-1.5)));
  EXPECT_TRUE(std::isnan(Log1p(kNaN)));
}

TEST(MultiplyExactly, HighAndLowMakeUpTheWholeProduct) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t a = random() >> 11;
    const std::uint64_t b = random() >> 11;
    const ExactProduct product = MultiplyExactly(static_cast<double>(a), static_cast<double>(b));
    // Compared modulo 2^64: high and low are whole numbers below 2^106, each exactly convertible by its bits.
    const int shift = 53;
    const double top = std::floor(std::ldexp(product.high, -shift));
    const std::uint64_t high =
        (static_cast<std::uint64_t>(top) << shift) + static_cast<std::uint64_t>(product.high - std::ldexp(top, shift));
    const std::uint64_t low = static_cast<std::uint64_t>(static_cast<std::int64_t>(product.low));
    ASSERT_EQ(high + low, a * b) << "seed 6, " << a << " * " << b;
    ASSERT_LE(std::fabs(product.low), std::ldexp(std::fabs(product.high), -53)) << "seed 6, " << a << " * " << b;
  }
}

// The promise to every platform: these functions' bits. The constant was computed natively; a build (another compiler, WebAssembly) that
// contracts a*b+c, uses its own exp or reorders a sum gets another one.
TEST(Elementary, BitsAreTheSameOnEveryPlatform) {
  std::mt19937_64 random(7);
  std::uint64_t digest = 0xcbf29ce484222325U;  // FNV-1a over the results' bit patterns
  const auto take = [&digest](double value) {
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) digest = (digest ^ ((bits >> shift) & 0xff)) * 0x100000001b3U;
  };
  for (int i = 0; i < 10'000; ++i) {
    const double x = Uniform(random, -745, 709);
    const double unit = Uniform(random, -0.999, 1);
    take(Exp(x));
    take(Expm1(unit));
    take(Log(std::fabs(x)));
    take(Log1p(unit));
  }
  EXPECT_EQ(digest, 12195567685264293753U);
}

}  // namespace
}  // namespace assay
