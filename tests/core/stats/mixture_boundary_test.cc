#include "assay/stats/mixture_boundary.h"

#include <gtest/gtest.h>

#include <cmath>

#include "assay/stats/elementary.h"
#include "assay/stats/zeta.h"
#include "core/stats/random_numbers.h"

namespace assay {
namespace {

TEST(MixtureBoundary, AgreesWithConfseq) {
  // gostevehoward/confseq, uniform_boundaries_unittest.cpp: values of a reference implementation in R, all at s = 10, v = 100.
  struct Case {
    const char* name;
    Result<MixtureBoundary> mixture;
    double log_e, bound;
  };
  const Case cases[] = {
      {"normal", MixtureBoundary::Normal(100, 0.05, false), -0.6510052, 30.35209},
      {"normal, one side", MixtureBoundary::Normal(100, 0.05, true), -0.06502391, 27.66071},
      {"gamma-exponential", MixtureBoundary::GammaExponential(100, 0.05, 2), -0.2490165, 33.02017},
      {"gamma-Poisson", MixtureBoundary::GammaPoisson(100, 0.05, 2), -0.06991219, 30.1949},
      {"beta-binomial", MixtureBoundary::BetaBinomial(100, 0.05, 0.2, 0.8, false), -0.6941012, 31.4308},
      {"beta-binomial, one side", MixtureBoundary::BetaBinomial(100, 0.05, 0.2, 0.8, true), -0.07134019, 28.41238},
  };
  for (const Case& c : cases) {
    ASSERT_TRUE(c.mixture.ok()) << c.name;
    EXPECT_NEAR(c.mixture->LogEvidence(10, 100), c.log_e, 1e-6) << c.name;
    const Result<double> bound = c.mixture->Bound(100, 0.05);
    ASSERT_TRUE(bound.ok()) << c.name;
    EXPECT_NEAR(*bound, c.bound, 1e-5) << c.name;
    EXPECT_NEAR(c.mixture->LogEvidence(*bound, 100), -Log(0.05), 1e-9) << c.name;
    EXPECT_NEAR(c.mixture->LogEvidence(0, 0), 0, 1e-12) << c.name;
  }
}

TEST(MixtureBoundary, PolynomialStitchingAgreesWithConfseq) {
  EXPECT_NEAR(*PolyStitchingBound(100, 0.05, 10, 3, 1.4, 2), 64.48755, 1e-5);
  EXPECT_NEAR(*PolyStitchingBound(100, 0.05, 10, -1, 1.4, 2), 28.99389, 1e-5);
  EXPECT_EQ(*PolyStitchingBound(0, 0.05, 10, 3, 1.4, 2), *PolyStitchingBound(10, 0.05, 10, 3, 1.4, 2));
}

TEST(MixtureBoundary, BoundsDoNotPassTheGreatestSum) {
  // One coin flip of probability 0.2 cannot exceed 0.8, whatever the evidence asked for.
  const Result<MixtureBoundary> coin = MixtureBoundary::BetaBinomial(16, 0.05, 0.2, 0.8, false);
  EXPECT_NEAR(*coin->Bound(0.16, 0.05), 0.8, 1e-12);
}

TEST(MixtureBoundary, RefusesWhatIsOutOfRange) {
  EXPECT_FALSE(MixtureBoundary::Normal(0, 0.05, false).ok());
  EXPECT_FALSE(MixtureBoundary::Normal(100, 0.5, true).ok());
  EXPECT_FALSE(MixtureBoundary::GammaExponential(100, 0.05, 0).ok());
  EXPECT_FALSE(MixtureBoundary::GammaPoisson(100, std::nan(""), 1).ok());
  EXPECT_FALSE(MixtureBoundary::BetaBinomial(100, 0.05, 0, 1, false).ok());
  EXPECT_FALSE(MixtureBoundary::Normal(100, 0.05, false)->Bound(0, 0.05).ok());
  EXPECT_FALSE(MixtureBoundary::Normal(100, 0.05, false)->Bound(1, 1).ok());
  EXPECT_FALSE(PolyStitchingBound(1, 0.05, 0, 1, 1.4, 2).ok());
  EXPECT_FALSE(PolyStitchingBound(1, 0.05, 1, 1, 1, 2).ok());
  EXPECT_FALSE(PolyStitchingBound(1, 0.05, 1, 1, 1.4, 1).ok());
}

TEST(MixtureBoundary, IsCrossedRarelyByPoissonSums) {
  // 2,000 streams of 500 centred Poisson counts of mean 2, sub-Poisson with c = 1.
  RandomNumbers random(11);
  const Result<MixtureBoundary> mixture = MixtureBoundary::GammaPoisson(500, 0.05, 1);
  int crossed = 0;
  for (int stream = 0; stream < 2000; ++stream) {
    double sum = 0;
    bool out = false;
    for (int n = 1; n <= 500; ++n) {
      double count = 0;
      for (double product = random.Uniform(); product > std::exp(-2.0); product *= random.Uniform()) ++count;
      sum += count - 2;
      out = out || mixture->LogEvidence(sum, 2.0 * n) >= -Log(0.05);
    }
    crossed += out;
  }
  EXPECT_LE(crossed, 100 + 25);
  EXPECT_GT(crossed, 10) << "a bound that is never reached would say nothing";
}

TEST(Zeta, AgreesWithKnownValues) {
  EXPECT_NEAR(Zeta(2), 1.6449340668482264, 1e-14);
  EXPECT_NEAR(Zeta(4), 1.0823232337111382, 1e-14);
  EXPECT_NEAR(Zeta(1.4), 3.1055472779775810, 1e-13);
  EXPECT_NEAR(Zeta(1.001), 1000.5772884760117, 1e-10);
  EXPECT_NEAR(Zeta(100), 1, 1e-14);
}

}  // namespace
}  // namespace assay
