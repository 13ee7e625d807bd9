// assay/stats/alternative.h
//
// Which way an effect may go to count against the null hypothesis.

#ifndef ASSAY_STATS_ALTERNATIVE_H_
#define ASSAY_STATS_ALTERNATIVE_H_

#include <cstdint>

namespace assay {

// The numbers cross the WASM boundary: append only, never renumber. js/stats holds the same list.
enum class Alternative : std::uint8_t {
  kTwoSided = 0,
  kGreater = 1,  // the effect is above the null: the interval has no upper end
  kLess = 2,     // below: the interval has no lower end
};

}  // namespace assay

#endif  // ASSAY_STATS_ALTERNATIVE_H_
