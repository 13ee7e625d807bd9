// assay/wire/result_sequence.h
//
// The answer to query_sequence.h. Mirrors result_sequence.fbs.

#ifndef ASSAY_WIRE_RESULT_SEQUENCE_H_
#define ASSAY_WIRE_RESULT_SEQUENCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "assay/wire/result_parts.h"

namespace assay {

struct WireSequenceSample {
  std::string user;
  bool matched = false;
  std::vector<double> times_ms;
};

struct WireSequenceResult {
  WireProportion matched;
  std::uint64_t matches = 0;
  std::vector<std::uint32_t> meeting;
  WireProportions retained;
  std::vector<WireSequenceSample> samples;
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_SEQUENCE_H_
