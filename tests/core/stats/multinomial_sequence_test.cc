#include "assay/stats/multinomial_sequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "assay/stats/elementary.h"
#include "core/stats/random_numbers.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Counts = std::vector<std::uint64_t>;
using Weights = std::vector<double>;

TEST(MultinomialSequence, AgreesWithSixtyDigitArithmetic) {
  struct Case {
    Counts counts;
    Weights weights;
    double concentration, log_e;
  };
  const Case cases[] = {
      {{50, 50}, {0.5, 0.5}, 2, -2.0842441128641545},
      {{500, 500}, {0.5, 0.5}, 100, -1.2012203220415492},
      {{821588, 815482}, {0.5, 0.5}, 100, 6.532367670619091},
      {{821588, 815482}, {0.5, 0.5}, 10000, 8.765972292410426},
      {{0, 10}, {0.5, 0.5}, 100, 0.4114659291345672},
      {{500000000, 500200000}, {0.5, 0.5}, 100, 11.934351130326444},
      {{40, 129, 233}, {0.1, 0.4, 0.5}, 100, 3.0271009447907486},
      {{40, 129, 233, 0}, {1, 4, 5, 0}, 100, 3.0271009447907486},
  };
  for (const Case& c : cases) {
    const Result<double> log_e = MultinomialLogEvidence(c.counts, c.weights, c.concentration);
    ASSERT_TRUE(log_e.ok());
    EXPECT_NEAR(*log_e, c.log_e, 1e-10 * std::fabs(c.log_e)) << c.counts[0];
  }
}

TEST(MultinomialSequence, IsAnEValue) {
  // Summed over all outcomes of ten users in three cells, probability times evidence is 1.
  const Weights weights = {1, 2, 5};
  double sum = 0;
  for (std::uint64_t a = 0; a <= 10; ++a) {
    for (std::uint64_t b = 0; a + b <= 10; ++b) {
      const std::uint64_t cells[] = {a, b, 10 - a - b};
      double ways = 1;
      double placed = 0;
      double probability = 1;
      for (int i = 0; i < 3; ++i) {
        for (std::uint64_t k = 1; k <= cells[i]; ++k) ways *= ++placed / static_cast<double>(k);
        probability *= std::pow(weights[static_cast<std::size_t>(i)] / 8, static_cast<double>(cells[i]));
      }
      sum += ways * probability * std::exp(*MultinomialLogEvidence(cells, weights, 7.5));
    }
  }
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(MultinomialSequence, SharesHoldWhatTheEvidenceDoesNotExclude) {
  // Lindon and Malek's example as savvi prints it: what it shows is the intersection over time, so it lies within the last look's.
  const Weights weights = {0.1, 0.4, 0.5};
  const Result<std::vector<Interval>> shares = MultinomialShares(Counts{40, 129, 233}, weights, 100, 0.05);
  ASSERT_TRUE(shares.ok());
  const Interval published[] = {{0.0567, 0.1494}, {0.2609, 0.4028}, {0.4971, 0.6518}};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_LE((*shares)[i].low, published[i].low + 5e-5);
    EXPECT_GE((*shares)[i].high, published[i].high - 5e-5);
  }
  EXPECT_NEAR((*shares)[0].low, 0.0564529404337947, 1e-12);  // mpmath, profile likelihood
  EXPECT_NEAR((*shares)[0].high, 0.157704917303342, 1e-12);
  EXPECT_NEAR((*shares)[1].high, 0.402830261902, 1e-12);
}

TEST(MultinomialSequence, AnswersAtTheEdges) {
  EXPECT_EQ(*MultinomialLogEvidence(Counts{0, 0}, Weights{1, 1}, 100), 0);
  EXPECT_EQ(*MultinomialLogEvidence(Counts{7}, Weights{1}, 100), 0);
  EXPECT_EQ(*MultinomialLogEvidence(Counts{7, 1}, Weights{1, 0}, 100), kInfinity);
  const Result<std::vector<Interval>> nothing = MultinomialShares(Counts{0, 0, 0}, Weights{1, 1, 0}, 100, 0.05);
  EXPECT_EQ((*nothing)[0].low, 0);
  EXPECT_EQ((*nothing)[0].high, 1);
  EXPECT_EQ((*nothing)[2].high, 0);
  const Result<std::vector<Interval>> one = MultinomialShares(Counts{5, 0}, Weights{1, 0}, 100, 0.05);
  EXPECT_EQ((*one)[0].low, 1);
  EXPECT_EQ((*one)[0].high, 1);
  EXPECT_EQ(MultinomialShares(Counts{5, 1}, Weights{1, 0}, 100, 0.05).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_FALSE(MultinomialLogEvidence(Counts{1, 2}, Weights{1}, 100).ok());
  EXPECT_FALSE(MultinomialLogEvidence(Counts{1, 2}, Weights{1, -1}, 100).ok());
  EXPECT_FALSE(MultinomialLogEvidence(Counts{1, 2}, Weights{0, 0}, 100).ok());
  EXPECT_FALSE(MultinomialLogEvidence(Counts{1, 2}, Weights{1, 1}, 0).ok());
  EXPECT_FALSE(MultinomialLogEvidence(Counts{}, Weights{}, 100).ok());
  EXPECT_FALSE(MultinomialLogEvidence(Counts{std::uint64_t{1} << 53, 1}, Weights{1, 1}, 100).ok());
}

TEST(ConversionSequence, AgreesWithThePublishedCanary) {
  // savvi's canary: weights 0.8 and 0.2, stopped at 148 and 62. p and contrast as published; mpmath for the ends.
  const Result<ConversionLook> look = CompareConversions(148, 62, 0.8, 0.2, 100, 0.05);
  ASSERT_TRUE(look.ok());
  EXPECT_NEAR(Exp(-look->log_e), 0.04557963175926054, 1e-13);
  EXPECT_NEAR(Log1p(*look->lift), 0.5162, 5e-5);
  EXPECT_NEAR(Log1p(look->interval.low), 0.00464625352841795, 1e-12);
  EXPECT_NEAR(Log1p(look->interval.high), 0.994506439222722, 1e-12);
}

TEST(ConversionSequence, IntervalHoldsZeroExactlyWhileTheEvidenceIsTooLow) {
  for (const double concentration : {1.0, 10.0, 100.0}) {
    for (std::uint64_t control = 0; control <= 60; control += 3) {
      for (std::uint64_t treatment = 0; treatment <= 60; treatment += 3) {
        const Result<ConversionLook> look = CompareConversions(control, treatment, 2, 1, concentration, 0.05);
        ASSERT_TRUE(look.ok());
        const bool excluded = look->interval.low > 0 || look->interval.high < 0;
        EXPECT_EQ(excluded, look->log_e > -Log(0.05)) << control << ' ' << treatment << ' ' << concentration;
        EXPECT_EQ(look->lift.has_value(), control > 0);
        if (look->lift) {
          EXPECT_LE(look->interval.low, *look->lift);
          EXPECT_GE(look->interval.high, *look->lift);
        }
        if (control == 0) {
          EXPECT_EQ(look->interval.high, kInfinity);
        }
        if (treatment == 0) {
          EXPECT_EQ(look->interval.low, -1);
        }
      }
    }
  }
  EXPECT_FALSE(CompareConversions(1, 1, 0, 1, 10, 0.05).ok());
  EXPECT_FALSE(CompareConversions(1, 1, 1, 1, 10, 0).ok());
}

TEST(ConversionSequence, IsRarelyWrongWhenWatchedFromTheFirstVisitorOn) {
  constexpr int kStreams = 2000;
  RandomNumbers random(7);
  int wrong = 0;
  int missed = 0;
  for (int stream = 0; stream < kStreams; ++stream) {
    std::uint64_t converted[2] = {0, 0};
    double most = 0;
    bool outside = false;
    for (int visitor = 0; visitor < 2000; ++visitor) {
      const bool treatment = random.Coin(0.5);
      const double rate = visitor < 1000 ? 0.03 : 0.2;  // what the clock does to both alike changes nothing
      if (!random.Coin(rate)) continue;
      ++converted[treatment];
      const Result<ConversionLook> look = CompareConversions(converted[0], converted[1], 1, 1, 10, 0.05);
      most = std::max(most, look->log_e);
      outside = outside || look->interval.low > 0 || look->interval.high < 0;
    }
    wrong += most >= -Log(0.05);
    missed += outside;
  }
  EXPECT_LE(wrong, 0.05 * kStreams);
  EXPECT_LE(missed, 0.05 * kStreams);
}

}  // namespace
}  // namespace assay
