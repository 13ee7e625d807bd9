#include "assay/stats/confidence_sequence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "assay/stats/elementary.h"
#include "core/stats/random_numbers.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

SequenceTuning Tuned(double best_sample, double alpha, Alternative alternative = Alternative::kTwoSided,
                     TuningFormula formula = TuningFormula::kApproximate) {
  return *SequenceTuning::ForSample(best_sample, alpha, alternative, formula);
}

TEST(ConfidenceSequence, AgreesWithSixtyDigitArithmetic) {
  // Waudby-Smith et al., equation 9, with GrowthBook's tuning, in mpmath with 60 digits.
  struct Case {
    double estimate, standard_error, sample, best_sample, alpha, half, log_e, p;
  };
  const Case cases[] = {
      {0.1, 0.05, 1000, 5000, 0.05, 0.16819438628913908, 0.751678670817817, 0.4715742699706487},
      {0.01, 0.01, 1e6, 5000, 0.05, 0.036565364661848065, -3.185502839217366, 1},
      {0.01, 0.0002, 1e6, 5000, 0.05, 0.0007313072932369613, 1245.5277727720352, 0},
      {0, 0.01, 100, 5000, 0.05, 0.0669438861706604, -0.07365930804166046, 1},
      {0.5, 0.1, 10, 1000, 0.1, 0.8854421497616614, 0.7133362237242054, 0.490006695480841},
      {0.002, 0.000195223133875061, 2e9, 5000, 0.05, 0.0008938175608819487, 44.99146999506997, 2.887040314725207e-20},
  };
  for (const Case& c : cases) {
    const Result<SequenceLook> look = LookAtSequence(Tuned(c.best_sample, c.alpha), c.estimate, c.standard_error, c.sample, c.alpha);
    ASSERT_TRUE(look.ok()) << c.estimate;
    EXPECT_NEAR(look->interval.high, c.estimate + c.half, 1e-12 * c.half) << c.estimate;
    EXPECT_NEAR(look->interval.low, c.estimate - c.half, 1e-12 * c.half) << c.estimate;
    EXPECT_NEAR(look->log_e, c.log_e, 1e-12 * std::fabs(c.log_e)) << c.estimate;
    EXPECT_NEAR(look->p_value.p, c.p, 1e-11 * c.p) << c.estimate;
  }
}

TEST(ConfidenceSequence, IsMsprtWithAFixedMixingVariance) {
  // ln likelihood ratio and half width of the two-sided mSPRT with mixture N(0, tau) and variance V of the estimate.
  struct Case {
    double estimate, variance, tau, log_ratio, half;
  };
  const Case cases[] = {{0.01, 1e-5, 1e-4, 3.34650690905536, 0.009606401928868575},
                        {0, 1e-5, 1e-4, -1.1989476363991853, 0.009606401928868575},
                        {0.1, 1e-6, 1e-4, 4948.18748924653, 0.0032730186242349328}};
  for (const Case& c : cases) {
    constexpr double kSample = 1000;  // any: the variance of one observation is then V * sample
    const Result<SequenceTuning> tuning = SequenceTuning::ForMixingVariance(c.tau, c.variance * kSample);
    ASSERT_TRUE(tuning.ok());
    const Result<SequenceLook> look = LookAtSequence(*tuning, c.estimate, std::sqrt(c.variance), kSample, 0.05);
    ASSERT_TRUE(look.ok());
    EXPECT_NEAR(look->log_e, c.log_ratio, 1e-12 * std::fabs(c.log_ratio));
    EXPECT_NEAR(look->interval.high - c.estimate, c.half, 1e-12 * c.half);
  }
}

TEST(ConfidenceSequence, TuningIsThatOfTheOtherProducts) {
  EXPECT_NEAR(Tuned(100, 0.05).prior_sample(), 12.60056, 1e-5);  // confseq best_rho
  const double rho = 0.03984006677137368;                        // GrowthBook, N* = 5,000
  EXPECT_NEAR(Tuned(5000, 0.05).prior_sample(), 1 / (rho * rho), 1e-9);
  EXPECT_NEAR(Tuned(100, 0.05, Alternative::kTwoSided, TuningFormula::kExact).prior_sample(), 12.17735, 1e-5);
  EXPECT_NEAR(*SequenceCriticalValue(Tuned(10'000, 0.05), 12'345, 0.05), 3.037293787814572, 1e-14);
}

TEST(ConfidenceSequence, ExactTuningMinimisesTheWidthAtItsSample) {
  for (const double alpha : {0.2, 0.05, 0.001, 1e-9}) {
    const double prior = Tuned(1000, alpha, Alternative::kTwoSided, TuningFormula::kExact).prior_sample();
    const double here = *SequenceCriticalValue(*SequenceTuning::OfPriorSample(prior), 1000, alpha);
    for (const double factor : {0.9, 0.999, 1.001, 1.1}) {
      EXPECT_LT(here, *SequenceCriticalValue(*SequenceTuning::OfPriorSample(prior * factor), 1000, alpha)) << alpha << ' ' << factor;
    }
  }
}

TEST(ConfidenceSequence, OneSidedIntervalIsGrowthBooks) {
  // gbstats test_tests.py, SequentialOneSidedTreatmentGreaterTTest, absolute and relative.
  const SequenceTuning tuning = Tuned(5000, 0.05, Alternative::kGreater);
  const Result<SequenceLook> greater = LookAtSequence(tuning, 0.23437666666666668, 0.12983081254184736, 6461, 0.05, Alternative::kGreater);
  EXPECT_NEAR(greater->interval.low, -0.12656844172804982, 1e-12);
  EXPECT_EQ(greater->interval.high, kInfinity);
  const Result<SequenceLook> less = LookAtSequence(tuning, -0.23437666666666668, 0.12983081254184736, 6461, 0.05, Alternative::kLess);
  EXPECT_EQ(less->interval.high, -greater->interval.low);
  EXPECT_EQ(less->interval.low, -kInfinity);
  EXPECT_EQ(less->log_e, greater->log_e);
}

TEST(ConfidenceSequence, IntervalExcludesNothingExactlyWhileTheEvidenceIsBelowOneOverAlpha) {
  for (const Alternative alternative : {Alternative::kTwoSided, Alternative::kGreater, Alternative::kLess}) {
    for (const double alpha : {0.2, 0.05, 0.001}) {
      for (const double sample : {1.0, 30.0, 1e4, 1e8}) {
        const SequenceTuning tuning = Tuned(5000, alpha, alternative);
        for (double z = -12; z <= 12; z += 0.37) {
          const Result<SequenceLook> look = LookAtSequence(tuning, z, 1, sample, alpha, alternative);
          ASSERT_TRUE(look.ok());
          const bool excluded = look->interval.low > 0 || look->interval.high < 0;
          EXPECT_EQ(excluded, look->log_e > -Log(alpha)) << z << ' ' << sample << ' ' << alpha;
        }
      }
    }
  }
}

TEST(ConfidenceSequence, AnswersAtTheEdges) {
  const SequenceTuning tuning = Tuned(5000, 0.05);
  const Result<SequenceLook> certain = LookAtSequence(tuning, 0.5, 0, 10, 0.05);
  EXPECT_EQ(certain->interval.low, 0.5);
  EXPECT_EQ(certain->interval.high, 0.5);
  EXPECT_EQ(certain->log_e, kInfinity);
  EXPECT_EQ(certain->p_value.p, 0);
  EXPECT_EQ(LookAtSequence(tuning, 0, 0, 10, 0.05)->p_value.p, 1);
  EXPECT_GT(LookAtSequence(tuning, 1e9, 1, 1e6, 0.05)->log_e, 1e17);
  EXPECT_FALSE(SequenceTuning::ForSample(0, 0.05).ok());
  EXPECT_FALSE(SequenceTuning::ForSample(100, 1).ok());
  EXPECT_FALSE(SequenceTuning::ForSample(100, 0.5, Alternative::kGreater).ok());
  EXPECT_FALSE(SequenceTuning::ForMixingVariance(-1, 1).ok());
  EXPECT_FALSE(LookAtSequence(tuning, std::nan(""), 1, 10, 0.05).ok());
  EXPECT_FALSE(LookAtSequence(tuning, 0, -1, 10, 0.05).ok());
  EXPECT_FALSE(LookAtSequence(tuning, 0, 1, 0, 0.05).ok());
}

TEST(AnytimeEvidence, KeepsTheLargestWhateverTheOrder) {
  AnytimeEvidence one;
  AnytimeEvidence other;
  EXPECT_EQ(one.AnytimeP().p, 1);
  for (const double log_e : {-3.0, 2.0, 1.0}) one.Add(log_e);
  for (const double log_e : {2.5, -kInfinity}) other.Add(log_e);
  AnytimeEvidence both = one;
  both.Merge(other);
  AnytimeEvidence reverse = other;
  reverse.Merge(one);
  reverse.Merge(one);
  EXPECT_EQ(both.max_log_e, 2.5);
  EXPECT_EQ(reverse.max_log_e, 2.5);
  EXPECT_EQ(both.AnytimeP().log_p, -2.5);
}

TEST(ConfidenceSequence, IsRarelyWrongHoweverOftenOneLooks) {
  // 2,000 streams of 2,000 normal observations without an effect, looked at after each from the 20th on.
  constexpr int kStreams = 2000;
  RandomNumbers random(20240501);
  const SequenceTuning tuning = Tuned(1000, 0.05);
  const SequenceTuning one_sided = Tuned(1000, 0.05, Alternative::kGreater);
  int wrong = 0;
  int wrong_one_sided = 0;
  int wrong_fixed = 0;
  for (int stream = 0; stream < kStreams; ++stream) {
    double sum = 0;
    bool two = false;
    bool one = false;
    bool fixed = false;
    for (int n = 1; n <= 2000; ++n) {
      sum += random.Normal();
      if (n < 20) continue;
      const double z = sum / std::sqrt(n);
      two = two || *SequenceLogEvidence(tuning, n, z) >= -Log(0.05);
      one = one || *SequenceLogEvidence(one_sided, n, z, Alternative::kGreater) >= -Log(0.05);
      fixed = fixed || std::fabs(z) > 1.959964;
    }
    wrong += two;
    wrong_one_sided += one;
    wrong_fixed += fixed;
  }
  EXPECT_LE(wrong, 0.06 * kStreams);
  EXPECT_LE(wrong_one_sided, 0.06 * kStreams);
  EXPECT_GT(wrong_fixed, 0.3 * kStreams) << "the simulation has to be able to find a method that is not valid";
}

}  // namespace
}  // namespace assay
