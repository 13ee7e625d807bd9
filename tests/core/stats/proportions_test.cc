#include "assay/stats/proportions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <random>

#include "assay/stats/chi_squared.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

Proportion Of(std::uint64_t successes, std::uint64_t trials) { return *Proportion::Of(successes, trials); }

void ExpectNear(double got, double want, double relative, const char* what, const char* name) {
  EXPECT_NEAR(got, want, relative * std::fabs(want)) << name << ": " << what;
}

TEST(Proportion, RefusesMoreSuccessesThanTrialsAndCountsBeyondADouble) {
  EXPECT_EQ(Proportion::Of(2, 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Proportion::Of(0, Proportion::kMaxTrials + 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(Proportion::Of(Proportion::kMaxTrials, Proportion::kMaxTrials).ok());
}

TEST(Proportion, HasNoRateWithoutTrials) {
  EXPECT_FALSE(Proportion().Rate().has_value());
  EXPECT_EQ(Of(0, 4).Rate(), 0);
  EXPECT_EQ(Of(3, 4).Rate(), 0.75);
}

TEST(WilsonInterval, AgreesWithTheReferenceEngines) {
  struct Case {
    const char* name;
    std::uint64_t successes;
    std::uint64_t trials;
    double level;
    double low;
    double high;
    double absolute;  // digits that the source gives
  };
  // "R": binom.confint of R's binom package and DescTools BinomCI (R 4.3.3), through the tests of statsmodels 82c59e37. The others: the
  // formula in mpmath 1.2.1 with 60 digits.
  const Case cases[] = {
      {"R 4 of 20", 4, 20, 0.95, 0.0806576625797981, 0.4160174322518935, 1e-12},
      {"R 1 of 30", 1, 30, 0.95, 0.00590859, 0.16670391, 1e-8},
      {"R 29 of 30", 29, 30, 0.95, 0.8332961, 0.9940914, 1e-7},
      {"R 0 of 30", 0, 30, 0.95, 0, 0.11351339, 1e-8},
      {"R 100 of 200", 100, 200, 0.95, 0.4313609, 0.5686391, 1e-7},
      {"0 of 1", 0, 1, 0.95, 0, 0.7934506856227627, 1e-15},
      {"1 of 1", 1, 1, 0.95, 0.2065493143772374, 1, 1e-15},
      {"1000 of 1000", 1000, 1000, 0.95, 0.9961732415144449, 1, 1e-15},
      {"1 of a billion", 1, 1'000'000'000, 0.95, 1.7652455495696314e-10, 5.664934243297439e-09, 1e-22},
      {"0 of a billion", 0, 1'000'000'000, 0.95, 0, 3.84145880593732e-09, 1e-22},
      {"a level so small that its z is 0", 0, 5, 1e-20, 0, 0, 0},
      {"5 % of a billion", 50'000'000, 1'000'000'000, 0.95, 0.04998649360901418, 0.05001350984829875, 1e-16},
  };
  for (const Case& c : cases) {
    const std::optional<Interval> interval = WilsonInterval(Of(c.successes, c.trials), *Confidence::Of(c.level));
    ASSERT_TRUE(interval.has_value()) << c.name;
    EXPECT_NEAR(interval->low, c.low, c.absolute) << c.name;
    EXPECT_NEAR(interval->high, c.high, c.absolute) << c.name;
  }
  EXPECT_FALSE(WilsonInterval(Proportion(), Confidence::Percent95()).has_value());
}

TEST(WilsonInterval, HoldsTheRateInsideTheUnitIntervalWhateverTheCounts) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t trials = 1 + (random() >> (11 + random() % 53));
    const std::uint64_t successes = i % 3 == 0 ? trials - random() % std::min<std::uint64_t>(trials, 3) : random() % (trials + 1);
    const Interval interval = *WilsonInterval(Of(successes, trials), Confidence::Percent95());
    const Interval narrow = *WilsonInterval(Of(successes, trials), *Confidence::Of(1e-20));
    const double rate = *Of(successes, trials).Rate();
    ASSERT_TRUE(0 <= narrow.low && narrow.low <= rate && rate <= narrow.high && narrow.high <= 1)
        << "seed 11: " << successes << " of " << trials;
    ASSERT_TRUE(0 <= interval.low && interval.low <= rate && rate <= interval.high && interval.high <= 1)
        << "seed 11: " << successes << " of " << trials << ": " << interval.low << " " << interval.high;
    ASSERT_LT(interval.low, interval.high) << "seed 11: " << successes << " of " << trials;
  }
}

struct Comparison {
  const char* name;
  std::uint64_t x1, n1, x2, n2;
  double difference, low, high;  // Newcombe
  double z, p, log_p;            // pooled
  std::optional<double> lift;
  std::optional<Interval> ratio;  // Katz, of the ratio
};

// mpmath 1.2.1 with 60 digits; the formulas agree with statsmodels 0.13.5 (test_proportions_2indep, confint_proportions_2indep).
const Comparison kComparisons[] = {
    {"0/1 against 0/1", 0, 1, 0, 1, 0.0, -0.7934506856227627, 0.7934506856227627, 0, 1, 0, std::nullopt, std::nullopt},
    {"0/1 against 1/1", 0, 1, 1, 1, 1.0, -0.12210872068194183, 1.0, 1.4142135623730951, 0.15729920705028513, -1.8496055099332482,
     std::nullopt, std::nullopt},
    {"1/1 against 1/1", 1, 1, 1, 1, 0.0, -0.7934506856227627, 0.7934506856227627, 0, 1, 0, 0.0, std::nullopt},
    {"0/10 against 0/10", 0, 10, 0, 10, 0.0, -0.27753279986288926, 0.27753279986288926, 0, 1, 0, std::nullopt, std::nullopt},
    {"0/1000 against 5/1000", 0, 1000, 5, 1000, 0.005, 0.0002211106558010987, 0.011650955373375113, 2.238868314198225, 0.025164485700318536,
     -3.682321576065037, std::nullopt, std::nullopt},
    {"990/1000 against 1000/1000", 990, 1000, 1000, 1000, 0.01, 0.0040476222790611265, 0.018309468870314774, 3.170213124741207,
     0.0015232716476467965, -6.486894857450162, 0.010101010101010102, Interval{1.0038284713468326, 1.0164127435418753}},
    {"14/28 against 16/30", 14, 28, 16, 30, 0.03333333333333333, -0.21103112849610983, 0.2724345142951782, 0.2538591035287969,
     0.7996044106165794, -0.22363816034236675, 0.06666666666666667, Interval{0.6474599093435194, 1.7572945619620026}},
    {"7/34 against 1/34", 7, 34, 1, 34, -0.17647058823529413, -0.3403686870327074, -0.018921443885772982, -2.258317958127243,
     0.023925843480626652, -3.732796087065963, -0.8571428571428571, Interval{0.01856337779269544, 1.0993776829417645}},
    {"49/100 against 51/100", 49, 100, 51, 100, 0.02, -0.11649972426762045, 0.15545339012994158, 0.282842712474619, 0.7772974107895215,
     -0.25193223378261664, 0.04081632653061224, Interval{0.7887654126262522, 1.3734104059732486}},
    {"1396/3000 against 2422/3461", 1396, 3000, 2422, 3461, 0.23446441298276027, 0.21080987852406877, 0.25776354802555107,
     19.117085774630755, 1.8199638873290761e-81, -185.91057587375275, 0.5038633516821496, Interval{1.4389415698996717, 1.571714257091312}},
    {"8502/44700 against 8279/45489", 8502, 44700, 8279, 45489, -0.008201298315205933, -0.013281940871914862, -0.0031213026887613095,
     -3.164358912748199, 0.0015542499756142857, -6.466762180504526, -0.04311903489646027, Interval{0.9311088495683821, 0.9833664257427261}},
    {"17489/145274 against 17264/145310", 17489, 145274, 17264, 145310, -0.0015782389853555613, -0.0039379284723700435,
     0.0007814231316499893, -1.3109241984234432, 0.18988337448194972, -1.661345213801416, -0.013109788458948127,
     Interval{0.9676094349587563, 1.0065551806830575}},
    {"100000/1000000 against 120000/1000000", 100000, 1000000, 120000, 1000000, 0.02, 0.01913319958432216, 0.020866860960561017,
     45.198461470556865, 0.0, -1025.4878029557644, 0.2, Interval{1.190532226926703, 1.2095430660598623}},
    {"50000000/1000000000 against 50100000/1000000000", 50000000, 1000000000, 50100000, 1000000000, 0.0001, 8.088758891289761e-05,
     0.00011911241285715392, 10.25492734336656, 1.1246054654584042e-24, -55.14460995507972, 0.002,
     Interval{1.0016174427362212, 1.0023827033775081}},
    {"50000000/1000000000 against 50010000/1000000000", 50000000, 1000000000, 50010000, 1000000000, 1e-05, -9.104270932848867e-06,
     2.9104271110097497e-05, 1.02592975683335, 0.3049246952033527, -1.1876904338324026, 0.0002,
     Interval{0.9998179493635982, 1.000582196625668}},
    {"1/1000000000 against 3/1000000000", 1, 1000000000, 3, 1000000000, 2e-09, -3.067636478796655e-09, 7.879144680032691e-09, 1.000000001,
     0.31731050737897265, -1.1478744659744535, 2.0, Interval{0.31206019478237235, 28.840589573676674}},
    {"0/1000000000 against 0/1000000000", 0, 1000000000, 0, 1000000000, 0.0, -3.84145880593732e-09, 3.84145880593732e-09, 0, 1, 0,
     std::nullopt, std::nullopt},
    {"1000/2000 against 1850/2000", 1000, 2000, 1850, 2000, 0.425, 0.3998519724673007, 0.44938741274492167, 29.69460626940593,
     9.014186669761246e-194, -444.50270840792007, 0.85, Interval{1.767590645480143, 1.9362514781075468}},
    {"1/5 against 4/5", 1, 5, 4, 5, 0.6, -0.00028468334755384794, 0.83161408676176, 1.8973665961010275, 0.057779571123597245,
     -2.8511200065469287, 3.0, Interval{0.6565849811155459, 24.368513536230765}},
    {"0/5 against 5/5", 0, 5, 5, 5, 1.0, 0.3855490056903435, 1.0, 3.1622776601683795, 0.0015654022580025497, -6.459612454150122,
     std::nullopt, std::nullopt},
    {"1/1000 against 1/10", 1, 1000, 1, 10, 0.099, 0.016745092997795273, 0.40315114149945913, 7.0072984910632385, 2.4296357206169877e-12,
     -26.743279779024718, 99.0, Interval{6.714419122031358, 1489.3321102324387}},
};

TEST(RateDifference, AgreesWithTheReferenceEngines) {
  for (const Comparison& c : kComparisons) {
    const std::optional<Difference> got = RateDifference(Of(c.x1, c.n1), Of(c.x2, c.n2), Confidence::Percent95());
    ASSERT_TRUE(got.has_value()) << c.name;
    ExpectNear(got->estimate, c.difference, 1e-13, "difference", c.name);
    ExpectNear(got->interval.low, c.low, 1e-11, "low", c.name);
    ExpectNear(got->interval.high, c.high, 1e-11, "high", c.name);
  }
}

// Fagerland, Lydersen, Laake, Recommended confidence intervals for two independent binomial proportions, 2015: 7/34 against 1/34.
TEST(RateDifference, ReproducesThePublishedNewcombeExample) {
  const Difference got = *RateDifference(Of(1, 34), Of(7, 34), Confidence::Percent95());
  EXPECT_NEAR(got.interval.low, 0.019, 5e-4);
  EXPECT_NEAR(got.interval.high, 0.340, 5e-4);
}

TEST(RateDifference, NeverCollapsesToAPoint) {
  for (std::uint64_t n : {std::uint64_t{1}, std::uint64_t{10}, std::uint64_t{1'000'000}}) {
    const Difference none = *RateDifference(Of(0, n), Of(0, n), Confidence::Percent95());
    const Difference all = *RateDifference(Of(n, n), Of(n, n), Confidence::Percent95());
    EXPECT_LT(none.interval.low, 0) << n;
    EXPECT_GT(none.interval.high, 0) << n;
    EXPECT_LT(all.interval.low, 0) << n;
    EXPECT_GT(all.interval.high, 0) << n;
  }
}

TEST(PooledZTest, AgreesWithTheReferenceEngines) {
  for (const Comparison& c : kComparisons) {
    const std::optional<ZTest> got = PooledZTest(Of(c.x1, c.n1), Of(c.x2, c.n2));
    ASSERT_TRUE(got.has_value()) << c.name;
    ExpectNear(got->z, c.z, 1e-13, "z", c.name);
    if (c.p > 1e-300) ExpectNear(got->p_value.p, c.p, 1e-11, "p", c.name);
    ExpectNear(got->p_value.log_p, c.log_p, 1e-12, "log p", c.name);
  }
}

TEST(PooledZTest, NobodyOrEverybodyConvertingIsNoEvidence) {
  for (const ZTest& test : {*PooledZTest(Of(0, 10), Of(0, 1000)), *PooledZTest(Of(10, 10), Of(1000, 1000))}) {
    EXPECT_EQ(test.z, 0);
    EXPECT_EQ(test.p_value.p, 1);
    EXPECT_EQ(test.p_value.log_p, 0);
  }
}

TEST(PooledZTest, OneConversionMoreIsSeenAmongAQuadrillion) {
  const std::uint64_t n = 1'000'000'000'000'000;
  const ZTest test = *PooledZTest(Of(n / 2, n), Of(n / 2 + 1, n));
  EXPECT_NEAR(test.z, std::sqrt(2.0) / std::sqrt(1e15), 1e-20);  // d = 1/n, pooled variance 1/4 * 2/n
}

TEST(RelativeLift, AgreesWithTheReferenceEngines) {
  for (const Comparison& c : kComparisons) {
    const std::optional<Lift> got = RelativeLift(Of(c.x1, c.n1), Of(c.x2, c.n2), Confidence::Percent95());
    ASSERT_EQ(got.has_value(), c.lift.has_value()) << c.name;
    if (!got.has_value()) continue;
    ExpectNear(got->estimate, *c.lift, 1e-13, "lift", c.name);
    ASSERT_EQ(got->interval.has_value(), c.ratio.has_value()) << c.name;
    if (!got->interval.has_value()) continue;
    EXPECT_NEAR(got->interval->low, c.ratio->low - 1, 1e-12 * c.ratio->low) << c.name;
    EXPECT_NEAR(got->interval->high, c.ratio->high - 1, 1e-12 * c.ratio->high) << c.name;
  }
}

TEST(RelativeLift, SaysWhereTheRatioOrItsIntervalDoesNotExist) {
  const Confidence confidence = Confidence::Percent95();
  EXPECT_FALSE(RelativeLift(Of(0, 10), Of(5, 10), confidence).has_value());
  const Lift nothing = *RelativeLift(Of(5, 10), Of(0, 10), confidence);
  EXPECT_EQ(nothing.estimate, -1);
  EXPECT_FALSE(nothing.interval.has_value());
  const Lift everything = *RelativeLift(Of(10, 10), Of(10, 10), confidence);
  EXPECT_EQ(everything.estimate, 0);
  EXPECT_FALSE(everything.interval.has_value());
}

TEST(Comparisons, HaveNoAnswerWhenAnArmIsEmpty) {
  const Confidence confidence = Confidence::Percent95();
  const Proportion some = Of(1, 2);
  EXPECT_FALSE(RateDifference(Proportion(), some, confidence).has_value());
  EXPECT_FALSE(RateDifference(some, Proportion(), confidence).has_value());
  EXPECT_FALSE(PooledZTest(Proportion(), some).has_value());
  EXPECT_FALSE(PooledZTest(some, Proportion()).has_value());
  EXPECT_FALSE(RelativeLift(Proportion(), some, confidence).has_value());
  EXPECT_FALSE(RelativeLift(some, Proportion(), confidence).has_value());
}

// Coverage by exact enumeration over all outcomes (no sampling): Newcombe's interval at 95 % averages close to 95 % over the rates, which a
// Wald interval misses by far at these sizes.
TEST(RateDifference, CoversTheTrueDifferenceAboutAsOftenAsItSays) {
  constexpr int kTrials = 20;
  double choose[kTrials + 1] = {1};
  for (int k = 1; k <= kTrials; ++k) choose[k] = choose[k - 1] * (kTrials - k + 1) / k;
  const auto probability = [&choose](int k, double rate) { return choose[k] * std::pow(rate, k) * std::pow(1 - rate, kTrials - k); };
  double sum = 0;
  double worst = 1;
  int points = 0;
  for (double r1 = 0.05; r1 < 1; r1 += 0.1) {
    for (double r2 = 0.05; r2 < 1; r2 += 0.1) {
      double coverage = 0;
      for (int x1 = 0; x1 <= kTrials; ++x1) {
        for (int x2 = 0; x2 <= kTrials; ++x2) {
          const Interval interval = RateDifference(Of(static_cast<std::uint64_t>(x1), kTrials), Of(static_cast<std::uint64_t>(x2), kTrials),
                                                   Confidence::Percent95())
                                        ->interval;
          if (interval.low <= r2 - r1 && r2 - r1 <= interval.high) coverage += probability(x1, r1) * probability(x2, r2);
        }
      }
      sum += coverage;
      worst = std::min(worst, coverage);
      ++points;
    }
  }
  EXPECT_NEAR(sum / points, 0.95, 0.015);
  EXPECT_GE(worst, 0.90);
}

// The constant was computed natively; every compiler and WebAssembly have to reach it.
TEST(Comparisons, BitsAreTheSameOnEveryPlatform) {
  std::mt19937_64 random(13);
  std::uint64_t digest = 0xcbf29ce484222325U;  // FNV-1a over the results' bit patterns
  const auto take = [&digest](std::initializer_list<double> values) {
    for (double value : values) {
      const std::uint64_t bits = std::bit_cast<std::uint64_t>(value);
      for (int shift = 0; shift < 64; shift += 8) digest = (digest ^ ((bits >> shift) & 0xff)) * 0x100000001b3U;
    }
  };
  for (int i = 0; i < 2'000; ++i) {
    const std::uint64_t n1 = 1 + random() % 10'000;
    const std::uint64_t n2 = 1 + random() % 10'000;
    const Proportion control = Of(1 + random() % n1, n1);
    const Proportion treatment = Of(random() % n2, n2);
    const Difference difference = *RateDifference(control, treatment, Confidence::Percent95());
    const ZTest test = *PooledZTest(control, treatment);
    take({difference.estimate, difference.interval.low, difference.interval.high, test.z, test.p_value.p, test.p_value.log_p});
    const std::optional<Interval> lift = RelativeLift(control, treatment, Confidence::Percent95())->interval;
    if (lift.has_value()) take({lift->low, lift->high});
    const PValue tail = *ChiSquaredUpperTail(test.z * test.z, static_cast<std::uint32_t>(1 + random() % 9));
    take({tail.p, tail.log_p, *NormalQuantile(static_cast<double>(n1) / 10'001)});
  }
  EXPECT_EQ(digest, 9034019166514507044U);
}

}  // namespace
}  // namespace assay
