#include "assay/stats/bayes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "assay/stats/elementary.h"
#include "core/stats/random_numbers.h"

namespace assay {
namespace {

BetaPosterior Of(std::uint64_t successes, std::uint64_t trials, double a = 1, double b = 1) {
  return PosteriorOf(*Proportion::Of(successes, trials), {a, b});
}

TEST(Bayes, TwoRatesAgreeWithMpmath) {
  struct Case {
    std::uint64_t x1, n1, x2, n2;
    double a0, b0, chance, other, loss_2, loss_1;
  };
  const Case cases[] = {
      {0, 0, 0, 0, 1, 1, 0.5, 0.5, 0.16666666666666666, 0.16666666666666666},
      {0, 1, 1, 1, 1, 1, 0.8333333333333334, 0.16666666666666666, 0.03333333333333333, 0.36666666666666664},
      {49, 100, 51, 100, 1, 1, 0.6107705226878395, 0.38922947731216057, 0.019116461202089253, 0.03872430433934415},
      {0, 1000, 5, 1000, 1, 1, 0.9844919531835792, 0.015508046816420817, 1.543073089586796e-05, 0.005005450690975708},
      {990, 1000, 1000, 1000, 1, 1, 0.999525019347302, 0.00047498065269804536, 4.7142931320310275e-07, 0.009980511349472884},
      {100, 1000, 150, 1000, 1, 1, 0.9996423629006765, 0.00035763709932341446, 1.3715423376398485e-06, 0.04990157114313604},
      {2033, 17293, 1945, 17260, 1, 1, 0.07794148223685879, 0.9220585177631412, 0.004993820368461334, 0.00012074691643484935},
      {5, 100, 9, 100, 2, 30, 0.8420418468365238, 0.15795815316347617, 0.002564331882214663, 0.03286736218524497},
  };
  for (const Case& c : cases) {
    const BetaPosterior arms[] = {Of(c.x1, c.n1, c.a0, c.b0), Of(c.x2, c.n2, c.a0, c.b0)};
    const auto chances = CompareRates(arms);
    ASSERT_TRUE(chances.ok());
    EXPECT_NEAR((*chances)[1].best, c.chance, 1e-10 * c.chance) << c.x1;
    EXPECT_NEAR((*chances)[1].other, c.other, 1e-10 * c.other) << c.x1;
    EXPECT_NEAR((*chances)[0].best, c.other, 1e-10 * c.other) << c.x1;
    EXPECT_NEAR((*chances)[1].loss, c.loss_2, 1e-10 * c.loss_2) << c.x1;
    EXPECT_NEAR((*chances)[0].loss, c.loss_1, 1e-10 * c.loss_1) << c.x1;
  }
}

TEST(Bayes, FarApartRatesKeepTheirDigits) {
  // P(p1 > p2) for whole parameters is a finite sum: Beta(a1, b1) against Beta(a2, b2) is a race between two urns. By the exact sum
  // over i < a2 of B(a1 + i, b1 + b2) / ((b2 + i) B(1 + i, b2) B(a1, b1)), in mpmath with 60 digits.
  constexpr double kFarApart = 2.8064250359487567e-30;
  const BetaPosterior arms[] = {Of(100, 1000), Of(300, 1000)};
  const auto chances = CompareRates(arms);
  EXPECT_NEAR((*chances)[1].best, 1, 1e-12);
  EXPECT_NEAR((*chances)[1].other / kFarApart, 1, 1e-9);
  EXPECT_NEAR((*chances)[0].best / (*chances)[1].other, 1, 1e-12);
}

TEST(Bayes, ManyRatesAgreeWithSimulation) {
  const BetaPosterior arms[] = {Of(12, 100), Of(17, 100), Of(3, 10), Of(0, 0)};
  const auto chances = CompareRates(arms);
  RandomNumbers random(21);
  constexpr int kRounds = 100'000;
  double best[4] = {};
  double loss[4] = {};
  const auto gamma = [&](double shape) {  // Marsaglia and Tsang, 2000
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double x = random.Normal();
      const double v = std::pow(1 + c * x, 3);
      if (v > 0 && std::log(random.Uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
  };
  for (int round = 0; round < kRounds; ++round) {
    double rates[4];
    double highest = 0;
    for (int k = 0; k < 4; ++k) {
      const double a = gamma(arms[k].a);
      rates[k] = a / (a + gamma(arms[k].b));
      highest = std::max(highest, rates[k]);
    }
    for (int k = 0; k < 4; ++k) {
      best[k] += rates[k] == highest;
      loss[k] += highest - rates[k];
    }
  }
  double sum = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR((*chances)[k].best, best[k] / kRounds, 0.006) << k;
    EXPECT_NEAR((*chances)[k].loss, loss[k] / kRounds, 0.004) << k;
    EXPECT_NEAR((*chances)[k].best + (*chances)[k].other, 1, 1e-12) << k;
    sum += (*chances)[k].best;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(Bayes, ArmsOfVeryDifferentSizesAddUp) {
  const BetaPosterior arms[] = {Of(50'000'000, 1'000'000'000), Of(1, 20), Of(0, 3), Of(500, 10'000)};
  const auto chances = CompareRates(arms);
  double sum = 0;
  for (const ArmChance& arm : *chances) sum += arm.best;
  EXPECT_NEAR(sum, 1, 1e-10);
}

TEST(Bayes, NormalDecisionsAgreeWithGrowthBookAndMpmath) {
  const auto risk = DecideOnEffect({0.1, 0.05});
  EXPECT_NEAR(risk->loss_if_kept, 0.1004245351, 1e-10);
  EXPECT_NEAR(risk->loss_if_shipped, 0.0004245351, 1e-10);
  const auto sure = DecideOnEffect({0.01, 4.5e-9});
  EXPECT_EQ(sure->loss_if_shipped, 0);
  EXPECT_EQ(sure->loss_if_kept, 0.01);
  EXPECT_NEAR(sure->other_chance.log_p, -2469135802484.669, 1e-1);
  const auto far = DecideOnEffect({1, 0.05});
  EXPECT_NEAR(far->loss_if_shipped, 6.850062473648053e-92, 1e-12 * 6.85e-92);
  EXPECT_NEAR(far->other_chance.log_p, -203.91715537109724, 1e-12 * 204);
  const auto near = DecideOnEffect({0.01, 10});
  EXPECT_NEAR(near->chance.p, 0.500398942213911, 1e-14);
  EXPECT_NEAR(near->loss_if_shipped, 3.9844247987255628, 1e-13);
  EXPECT_NEAR(near->loss_if_kept, 3.9944247987255626, 1e-13);
  for (const double mean : {-7.0, -2.9, 0.0, 0.3, 2.999, 3.001, 30.0}) {
    const auto one = DecideOnEffect({mean, 1});
    const auto mirror = DecideOnEffect({-mean, 1});
    EXPECT_EQ(one->loss_if_shipped, mirror->loss_if_kept) << mean;
    EXPECT_NEAR(one->loss_if_kept - one->loss_if_shipped, mean, 1e-14) << mean;
    EXPECT_EQ(one->chance.p, mirror->other_chance.p) << mean;
  }
  EXPECT_NEAR(DecideOnEffect({2.9999999, 1})->loss_if_shipped / DecideOnEffect({3.0000001, 1})->loss_if_shipped, 1, 1e-5);
}

TEST(Bayes, PosteriorOfAnEffectAgreesWithGrowthBook) {
  // gbstats test_tests.py: estimate 0.05 with error 0.0357..., prior N(0.1, 0.1).
  const auto posterior = PosteriorOfEffect(0.05, 0.03571589282098377, NormalPrior{0.1, 0.1});
  EXPECT_NEAR(posterior->mean, 0.05062977888312217, 1e-15);
  EXPECT_NEAR(posterior->deviation, 0.03549024888958016, 1e-15);
  EXPECT_NEAR(DecideOnEffect(*posterior)->chance.p, 0.9231499085772956, 1e-12);
  EXPECT_NEAR(DecideOnEffect(*posterior)->loss_if_kept, 0.05185680642943358, 1e-14);
  EXPECT_NEAR(DecideOnEffect(*posterior)->loss_if_shipped, 0.001227027546311408, 1e-14);
  EXPECT_EQ(PosteriorOfEffect(0.05, 0.1, {})->deviation, 0.1);
  EXPECT_EQ(PosteriorOfEffect(0.05, 0, NormalPrior{9, 1})->mean, 0.05);
}

TEST(Bayes, TwoMeansAgreeWithTheirDifference) {
  const NormalPosterior arms[] = {{1, 0.3}, {1.5, 0.4}};
  const auto chances = CompareMeans(arms);
  const auto difference = DecideOnEffect({0.5, 0.5});
  EXPECT_NEAR((*chances)[1].best, difference->chance.p, 1e-13);
  EXPECT_NEAR((*chances)[1].loss, difference->loss_if_shipped, 1e-13);
  EXPECT_NEAR((*chances)[0].loss, difference->loss_if_kept, 1e-13);
}

TEST(Bayes, ThompsonSharesKeepTheFloorAndAddUp) {
  const NormalPosterior arms[] = {{0, 1}, {0, 1}, {5, 1}};
  const auto shares = ThompsonShares(*CompareMeans(arms), 0.05);
  EXPECT_NEAR((*shares)[0], (*shares)[1], 1e-15);
  EXPECT_GE((*shares)[0], 0.05);
  EXPECT_NEAR((*shares)[0] + (*shares)[1] + (*shares)[2], 1, 1e-15);
  const auto even = ThompsonShares(*CompareMeans(arms), 1.0 / 3);
  EXPECT_NEAR((*even)[2], 1.0 / 3, 1e-15);
  EXPECT_FALSE(ThompsonShares(*CompareMeans(arms), 0.4).ok());
  EXPECT_FALSE(ThompsonShares({}, 0).ok());
}

TEST(Bayes, CredibleIntervals) {
  const auto rate = CredibleInterval(BetaPosterior{1, 1}, Confidence::Percent95());
  EXPECT_NEAR(rate->low, 0.025, 1e-12);
  EXPECT_NEAR(rate->high, 0.975, 1e-12);
  const Interval effect = CredibleInterval(NormalPosterior{1, 2}, Confidence::Percent95());
  EXPECT_NEAR(effect.high, 1 + 2 * 1.959963984540054, 1e-12);
}

TEST(Bayes, RefusesWhatIsNoPosterior) {
  EXPECT_FALSE(CompareRates({}).ok());
  EXPECT_FALSE(CompareRates(std::vector<BetaPosterior>(kMaxArms + 1)).ok());
  EXPECT_FALSE(CompareRates(std::vector<BetaPosterior>{{0, 1}}).ok());
  EXPECT_FALSE(CompareMeans(std::vector<NormalPosterior>{{0, 0}}).ok());
  EXPECT_FALSE(DecideOnEffect({std::nan(""), 1}).ok());
  EXPECT_FALSE(DecideOnEffect({0, -1}).ok());
  EXPECT_FALSE(PosteriorOfEffect(0, 1, NormalPrior{0, 0}).ok());
  EXPECT_EQ((*CompareRates(std::vector<BetaPosterior>{{1, 1}}))[0].best, 1);
  EXPECT_EQ(DecideOnEffect({0, 0})->chance.p, 0.5);
  EXPECT_EQ(DecideOnEffect({-1, 0})->loss_if_shipped, 1);
}

}  // namespace
}  // namespace assay
