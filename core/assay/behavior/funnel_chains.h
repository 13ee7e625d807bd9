// assay/behavior/funnel_chains.h
//
// The state machine of the ordered funnel for one user: feed it the user's matching events in total order, and it holds the chain that
// first reached the highest step. One implementation serves the streaming and the by-user path. O(matched steps) per event; an event that
// can advance nothing costs one test. Rules and proof sketch: core/decisions/funnel-semantics.md.

#ifndef ASSAY_BEHAVIOR_FUNNEL_CHAINS_H_
#define ASSAY_BEHAVIOR_FUNNEL_CHAINS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "assay/base/time.h"
#include "assay/behavior/step_scan.h"

namespace assay {

// Where a user stands. Apart from the times, because it is small and looked at for every event: for 100,000 users it stays in cache.
struct FunnelProgress {
  StepMask open = 1;          // steps that the next event may take: step 1, and step k + 1 when a chain waits at step k; 0 at the end
  std::uint32_t reached = 0;  // the highest step reached; 0 when the user never took step 1
};

class FunnelChains {
 public:
  // `steps` is 1..kMaxSteps; window_ms >= 0.
  FunnelChains(std::size_t steps, DurationMs window_ms) : steps_(steps), window_ms_(window_ms) {}

  // Times that the caller keeps per user, at first of any value: those of the waiting chain at step 1, at step 2, ... (k times for step k;
  // none for the last step, which ends the funnel), then those of the best chain.
  [[nodiscard]] std::size_t Times() const { return BestAt() + steps_; }

  // Takes in the user's next event in total order, at `time`, which matches the steps of `mask`. Precondition: mask & progress.open is
  // not 0; events that can take no step need not be fed.
  void Advance(FunnelProgress& progress, TimestampMs* times, TimestampMs time, StepMask mask) const;

  // The times of steps 1..progress.reached of the chain that first got there.
  [[nodiscard]] std::span<const TimestampMs> BestTimes(const FunnelProgress& progress, const TimestampMs* times) const {
    return {times + BestAt(), progress.reached};
  }

 private:
  // Where the times of the chain that waits at `step` (1-based) start: after those of 1 + 2 + ... + (step - 1) steps.
  [[nodiscard]] static constexpr std::size_t ChainAt(std::size_t step) { return step * (step - 1) / 2; }
  [[nodiscard]] std::size_t BestAt() const { return ChainAt(steps_); }

  std::size_t steps_;
  DurationMs window_ms_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_CHAINS_H_
