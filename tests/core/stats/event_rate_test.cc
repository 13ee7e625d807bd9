#include "assay/stats/event_rate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <random>

namespace assay {
namespace {

EventCounts Of(std::initializer_list<std::uint64_t> trials) {
  EventCounts counts;
  for (const std::uint64_t events : trials) counts.Add(events);
  return counts;
}

TEST(EventRate, SolvesItsDefinition) {
  const Confidence confidence = Confidence::Percent95();
  struct Case {
    const char* name;
    EventCounts counts;
    double dispersion;
  };
  const Case cases[] = {
      {"none in ten", {10, 0, 0}, 1},
      {"one in one", Of({1}), 1},
      {"as even as can be", Of({1, 1, 1, 1}), 1},
      {"in a burst", Of({0, 0, 0, 12}), 12},
      {"many", {1'000'000'000, 3'000'000'000, 12'000'000'000}, 1},
  };
  for (const Case& c : cases) {
    const Estimate rate = *EventRate(c.counts, confidence);
    const double n = static_cast<double>(c.counts.trials);
    ASSERT_TRUE(rate.interval.has_value()) << c.name;
    EXPECT_NEAR(rate.value, static_cast<double>(c.counts.events) / n, 1e-15) << c.name;
    EXPECT_LE(rate.interval->low, rate.value) << c.name;
    EXPECT_LT(rate.value, rate.interval->high) << c.name;
    for (const double end : {rate.interval->low, rate.interval->high}) {
      const double distance = std::fabs(rate.value - end);
      EXPECT_NEAR(distance, confidence.z() * std::sqrt(c.dispersion * end / n), 1e-7 * distance) << c.name;
    }
  }
  EXPECT_FALSE(EventRate({}, confidence).has_value());
  EXPECT_NEAR(EventRate({10, 0, 0}, confidence)->interval->high, 0.384146, 1e-6);
}

TEST(EventRateChange, ComparesOnTheLogarithm) {
  const Confidence confidence = Confidence::Percent95();
  const EventCounts before{100, 50, 50};
  const EventCounts after{200, 50, 50};
  const Estimate change = *EventRateChange(before, after, confidence);
  const double margin = confidence.z() * std::sqrt(1.0 / 50 + 1.0 / 50);
  EXPECT_DOUBLE_EQ(change.value, -0.5);
  EXPECT_NEAR(change.interval->low, 0.5 * std::exp(-margin) - 1, 1e-14);
  EXPECT_NEAR(change.interval->high, 0.5 * std::exp(margin) - 1, 1e-14);
  EXPECT_FALSE(EventRateChange({100, 0, 0}, after, confidence).has_value());
  EXPECT_FALSE(EventRateChange({}, after, confidence).has_value());
  EXPECT_FALSE(EventRateChange(before, {}, confidence).has_value());
  EXPECT_EQ(EventRateChange(before, {9, 0, 0}, confidence)->value, -1);
  EXPECT_FALSE(EventRateChange(before, {9, 0, 0}, confidence)->interval.has_value());
}

// Errors of attempts come in bursts: a Poisson rate that itself varies from attempt to attempt (negative binomial). A plain Poisson
// interval would cover 0.77 here.
TEST(EventRate, CoversTheRateOfEventsInBursts) {
  constexpr std::uint64_t kSeed = 271'828;
  constexpr int kSamples = 4'000;
  std::mt19937_64 random(kSeed);
  std::negative_binomial_distribution<std::uint64_t> errors(1, 0.4);  // mean 1.5, variance 3.75
  int covered = 0;
  for (int i = 0; i < kSamples; ++i) {
    EventCounts counts;
    for (int attempt = 0; attempt < 60; ++attempt) counts.Add(errors(random));
    const Interval interval = *EventRate(counts, Confidence::Percent95())->interval;
    covered += interval.low <= 1.5 && 1.5 <= interval.high ? 1 : 0;
  }
  EXPECT_NEAR(covered / double{kSamples}, 0.95, 0.015) << "seed " << kSeed;
}

}  // namespace
}  // namespace assay
