// assay/stats/call_choices.h
//
// What several families of calls read and write beyond assay/stats/call_reader.h: choices by number, counts, lists that may be infinite.

#ifndef ASSAY_STATS_CALL_CHOICES_H_
#define ASSAY_STATS_CALL_CHOICES_H_

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/stats/alternative.h"
#include "assay/stats/call_reader.h"

namespace assay {

// An enumerator by its number, from 0 to `last`.
template <typename Choice>
Choice ReadChoice(CallReader& in, std::uint64_t last, const char* message) {
  const std::uint64_t number = in.Count(message);
  in.Require(number <= last, message);
  return static_cast<Choice>(number <= last ? number : 0);
}

inline Alternative ReadAlternative(CallReader& in) { return ReadChoice<Alternative>(in, 2, "alternative: must be 0, 1 or 2"); }
inline bool ReadFlag(CallReader& in, const char* message) { return ReadChoice<int>(in, 1, message) == 1; }

// How many, then as many whole numbers.
inline std::vector<std::uint64_t> ReadCounts(CallReader& in, const char* message) {
  std::vector<std::uint64_t> counts;
  for (const double value : in.List(message)) {
    const bool whole = value >= 0 && value <= 0x1p53 && std::floor(value) == value;
    in.Require(whole, message);
    counts.push_back(whole ? static_cast<std::uint64_t>(value) : 0);
  }
  return counts;
}

// `count` numbers, which may be infinite, but not NaN.
inline std::vector<double> ReadBounds(CallReader& in, std::size_t count, const char* message) {
  std::vector<double> bounds;
  bounds.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double value = in.Number();
    in.Require(!std::isnan(value), message);
    bounds.push_back(value);
  }
  return bounds;
}

inline Status WriteNumber(const Result<double>& number, std::vector<double>& out) {
  if (!number.ok()) return number.status();
  CallWriter(out).Number(*number);
  return {};
}

inline void WriteNumbers(std::span<const double> numbers, CallWriter& answer) {
  for (const double number : numbers) answer.Number(number);
}

}  // namespace assay

#endif  // ASSAY_STATS_CALL_CHOICES_H_
