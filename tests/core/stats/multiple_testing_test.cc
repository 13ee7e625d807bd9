#include "assay/stats/multiple_testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/stats/random_numbers.h"

namespace assay {
namespace {

TEST(MultipleTesting, AgreesWithR) {
  // R multtest and p.adjust, as statsmodels tests them; p values unsorted.
  const std::vector<double> p = {0.838541367553, 0.642193923795,    0.680845947633,  0.967833824309,   0.71626938238,
                                 0.177096952723, 5.23656777208e-05, 0.0202732688798, 0.00028140506198, 0.0149877310796};
  struct Case {
    Correction correction;
    std::vector<double> of_four_least;  // p[6], p[8], p[9], p[7]
    double of_sixth;                    // p[5]
  };
  const Case cases[] = {
      {Correction::kBonferroni, {0.000523656777208, 0.00281405061980, 0.149877310796, 0.202732688798}, 1},
      {Correction::kHolm, {0.000523656777208, 0.00253264555782, 0.1199018486368, 0.1419128821586}, 1},
      {Correction::kHochberg, {0.000523656777208, 0.00253264555782, 0.1199018486368, 0.1419128821586}, 0.967833824309},
      {Correction::kSidak, {0.0005235333970489142, 0.0028104897961789277, 0.14016246580579017, 0.18520270949069695}, 0.8576076342605613},
      {Correction::kHolmSidak,
       {0.0005235333970489142, 0.0025297966317768816, 0.11379719679449507, 0.13356756197485375},
       0.6894782512235664},
      {Correction::kBenjaminiHochberg, {0.000523656777208, 0.0014070253099, 0.04995910359866667, 0.0506831721995}, 0.354193905446},
      {Correction::kBenjaminiYekutieli, {0.0015337740764175588, 0.004121132465226944, 0.14632862843720582, 0.14844940238274187}, 1},
      // by testing all 1,023 intersections with Simes' test
      {Correction::kHommel, {0.000523656777208, 0.00253264555782, 0.1049141175572, 0.1419128821586}, 0.967833824309},
      {Correction::kNone, {5.23656777208e-05, 0.00028140506198, 0.0149877310796, 0.0202732688798}, 0.177096952723},
  };
  for (const Case& c : cases) {
    const Result<std::vector<double>> adjusted = AdjustPValues(p, c.correction);
    ASSERT_TRUE(adjusted.ok());
    const std::size_t places[] = {6, 8, 9, 7};
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_NEAR((*adjusted)[places[i]], c.of_four_least[i], 1e-10) << static_cast<int>(c.correction) << ' ' << i;
    }
    EXPECT_NEAR((*adjusted)[5], c.of_sixth, 1e-10) << static_cast<int>(c.correction);
  }
}

TEST(MultipleTesting, TwoStageAgreesWithR) {
  const Result<std::vector<double>> all = AdjustTwoStage(std::vector<double>{0.002, 0.004, 0.006, 0.008, 0.01, 0.012}, 0.05);
  for (const double p : *all) EXPECT_EQ(p, 0);
  const Result<std::vector<double>> half =
      AdjustTwoStage(std::vector<double>{0.001, 0.002, 0.003, 0.004, 0.005, 0.05, 0.06, 0.07, 0.08, 0.09}, 0.05);
  EXPECT_NEAR((*half)[0], 0.005, 1e-15);
  EXPECT_NEAR((*half)[5], 0.04166666666666667, 1e-15);
}

// Closed testing by brute force: a hypothesis falls when every set of hypotheses that it is part of falls.
double ClosedP(const std::vector<double>& p, std::size_t hypothesis, double (*of_set)(std::vector<double>)) {
  double greatest = 0;
  for (std::size_t set = 1; set < (std::size_t{1} << p.size()); ++set) {
    if ((set >> hypothesis & 1) == 0) continue;
    std::vector<double> members;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if ((set >> i & 1) != 0) members.push_back(p[i]);
    }
    greatest = std::max(greatest, of_set(members));
  }
  return greatest;
}

double BonferroniOfSet(std::vector<double> p) { return std::min(1.0, static_cast<double>(p.size()) * *std::ranges::min_element(p)); }

double SimesOfSet(std::vector<double> p) {
  std::ranges::sort(p);
  double least = 1;
  for (std::size_t i = 0; i < p.size(); ++i) least = std::min(least, static_cast<double>(p.size()) * p[i] / static_cast<double>(i + 1));
  return least;
}

TEST(MultipleTesting, HolmAndHommelAreClosedTests) {
  RandomNumbers random(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> p;
    const int count = 1 + static_cast<int>(7 * random.Uniform());
    for (int i = 0; i < count; ++i) p.push_back(random.Coin(0.2) ? 0.25 : std::pow(random.Uniform(), 3));
    const Result<std::vector<double>> holm = AdjustPValues(p, Correction::kHolm);
    const Result<std::vector<double>> hommel = AdjustPValues(p, Correction::kHommel);
    for (std::size_t i = 0; i < p.size(); ++i) {
      EXPECT_NEAR((*holm)[i], ClosedP(p, i, BonferroniOfSet), 1e-12) << round;
      EXPECT_NEAR((*hommel)[i], ClosedP(p, i, SimesOfSet), 1e-12) << round;
    }
  }
}

TEST(MultipleTesting, EvidenceIsRejectedAsBenjaminiAndHochbergWouldItsInverse) {
  RandomNumbers random(4);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> log_e;
    std::vector<double> p;
    for (int i = 0; i < 12; ++i) {
      log_e.push_back(std::floor(8 * random.Uniform()) - 1);
      p.push_back(std::min(1.0, std::exp(-log_e.back())));
    }
    const Result<std::vector<bool>> rejected = RejectByEvidence(log_e, 0.05);
    const Result<std::vector<double>> adjusted = AdjustPValues(p, Correction::kBenjaminiHochberg);
    for (std::size_t i = 0; i < log_e.size(); ++i) EXPECT_EQ((*rejected)[i], (*adjusted)[i] <= 0.05) << round << ' ' << i;
  }
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(*RejectByEvidence(std::vector<double>{infinity, -infinity}, 0.05), (std::vector<bool>{true, false}));
}

TEST(MultipleTesting, IntervalsHaveTheLevelOfTheDecision) {
  EXPECT_DOUBLE_EQ(*IntervalError(Correction::kNone, 0.05, 10, 3), 0.05);
  EXPECT_DOUBLE_EQ(*IntervalError(Correction::kBonferroni, 0.05, 10, 3), 0.005);
  EXPECT_DOUBLE_EQ(*IntervalError(Correction::kBenjaminiHochberg, 0.05, 10, 3), 0.015);
  EXPECT_DOUBLE_EQ(*IntervalError(Correction::kBenjaminiHochberg, 0.05, 10, 0), 0.005);
  EXPECT_NEAR(*IntervalError(Correction::kSidak, 0.05, 10, 3), 1 - std::pow(0.95, 0.1), 1e-16);
  EXPECT_NEAR(*IntervalError(Correction::kBenjaminiYekutieli, 0.05, 2, 2), 0.05 / 1.5, 1e-16);
}

TEST(MultipleTesting, HolmIntervalsNeverContradictItsDecision) {
  const Result<std::vector<HolmIntervalRule>> some = HolmIntervals(std::vector<double>{0.001, 0.2, 0.02}, 0.05);
  EXPECT_TRUE((*some)[0].cut_at_null);
  EXPECT_TRUE((*some)[2].cut_at_null);
  EXPECT_FALSE((*some)[1].cut_at_null);
  EXPECT_DOUBLE_EQ((*some)[1].error, 0.05);  // alone left
  const Result<std::vector<HolmIntervalRule>> all = HolmIntervals(std::vector<double>{0.001, 0.002}, 0.05);
  EXPECT_DOUBLE_EQ((*all)[0].error, 0.025);
  EXPECT_TRUE((*all)[0].cut_at_null);
}

TEST(MultipleTesting, AnswersAtTheEdges) {
  EXPECT_TRUE(AdjustPValues(std::vector<double>{}, Correction::kHommel)->empty());
  for (int correction = 0; correction <= 8; ++correction) {
    EXPECT_EQ((*AdjustPValues(std::vector<double>{0.03}, static_cast<Correction>(correction)))[0], 0.03) << correction;
    const Result<std::vector<double>> ends = AdjustPValues(std::vector<double>{0, 1, 0, 1}, static_cast<Correction>(correction));
    EXPECT_EQ((*ends)[0], 0) << correction;
    EXPECT_EQ((*ends)[1], 1) << correction;
    EXPECT_FALSE(AdjustPValues(std::vector<double>{1.5}, static_cast<Correction>(correction)).ok());
    EXPECT_FALSE(AdjustPValues(std::vector<double>{std::nan("")}, static_cast<Correction>(correction)).ok());
  }
  EXPECT_TRUE(RejectByEvidence(std::vector<double>{}, 0.05)->empty());
  EXPECT_FALSE(RejectByEvidence(std::vector<double>{std::nan("")}, 0.05).ok());
  EXPECT_FALSE(IntervalError(Correction::kHolm, 0.05, 0, 0).ok());
  EXPECT_FALSE(IntervalError(Correction::kHolm, 0.05, 2, 3).ok());
  EXPECT_FALSE(AdjustTwoStage(std::vector<double>{0.5}, 1).ok());
}

}  // namespace
}  // namespace assay
