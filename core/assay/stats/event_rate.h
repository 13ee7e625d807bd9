// assay/stats/event_rate.h
//
// How many events per trial: errors per attempt, where most have none and some have many. Takes counts only. Pure functions, O(1), same bits
// on every platform.

#ifndef ASSAY_STATS_EVENT_RATE_H_
#define ASSAY_STATS_EVENT_RATE_H_

#include <cstdint>
#include <optional>

#include "assay/stats/confidence.h"
#include "assay/stats/estimate.h"

namespace assay {

// Whole numbers, so nothing is lost by keeping the squares, and the order of the trials does not matter.
struct EventCounts {
  std::uint64_t trials = 0;
  std::uint64_t events = 0;
  std::uint64_t squares = 0;  // sum over the trials of the square of its events

  void Add(std::uint64_t events_of_trial) {
    ++trials;
    events += events_of_trial;
    squares += events_of_trial * events_of_trial;
  }
};

// Events per trial, or nothing without trials. Inside [0, infinity); low is 0 without an event, high always above the rate.
//
// Definition: the score interval of a Poisson rate whose variance is d times as large, d the sample variance over the mean, at least 1: the
// rates r with |rate - r| <= z sqrt(d r / n). Events that come in bursts widen it, and none in n trials is [0, 3.84 / n] at 95 %.
// Source: Barker, A Comparison of Nine Confidence Intervals for a Poisson Parameter, 2002, doi:10.1198/000313002317572736; Wedderburn,
// Quasi-Likelihood Functions, 1974, doi:10.1093/biomet/61.3.439.
[[nodiscard]] std::optional<Estimate> EventRate(const EventCounts& counts, const Confidence& confidence);

// The relative change of the rate, current / baseline - 1, or nothing when one has no trials or the baseline no event. The interval is
// absent when the current one has no event.
//
// Definition: exp(ln ratio -+ z sqrt(d1 / events1 + d2 / events2)) - 1.
[[nodiscard]] std::optional<Estimate> EventRateChange(const EventCounts& baseline, const EventCounts& current,
                                                      const Confidence& confidence);

}  // namespace assay

#endif  // ASSAY_STATS_EVENT_RATE_H_
