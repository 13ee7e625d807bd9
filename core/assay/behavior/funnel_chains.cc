#include "assay/behavior/funnel_chains.h"

#include <bit>

namespace assay {
namespace {

// A few words: the call that std::copy_n becomes would cost more than the copy.
void CopyTimes(const TimestampMs* from, std::size_t count, TimestampMs* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
}

}  // namespace

void FunnelChains::Advance(FunnelProgress& progress, TimestampMs* times, TimestampMs time, StepMask mask) const {
  StepMask taken = mask & progress.open;
  TimestampMs* const best = times + BestAt();
  // From high to low, so that a chain that this event moves is never moved by it again.
  while (taken != 0) {
    const auto step = static_cast<std::size_t>(std::bit_width(taken));  // 1-based
    const StepMask bit = StepMask{1} << (step - 1);
    taken &= ~bit;
    const TimestampMs* from = times;
    if (step > 1) {
      from = times + ChainAt(step - 1);
      // The chain leaves the step before, whether it advances or is too old: it will never be younger.
      progress.open &= ~bit;
      if (time - from[0] > window_ms_) continue;
    }
    if (step > progress.reached) {
      progress.reached = static_cast<std::uint32_t>(step);
      CopyTimes(from, step - 1, best);
      best[step - 1] = time;
      if (step == steps_) {
        progress.open = 0;
        return;
      }
    }
    TimestampMs* const to = times + ChainAt(step);
    CopyTimes(from, step - 1, to);
    to[step - 1] = time;
    progress.open |= bit << 1;
  }
}

}  // namespace assay
