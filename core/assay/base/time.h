// assay/base/time.h
//
// Time is data here: the core never reads a clock. Instants are whole milliseconds since 1970-01-01T00:00:00Z (UTC, leap seconds ignored),
// durations whole milliseconds, intervals half-open [start, end).

#ifndef ASSAY_BASE_TIME_H_
#define ASSAY_BASE_TIME_H_

#include <cstdint>

namespace assay {

using TimestampMs = std::int64_t;
using DurationMs = std::int64_t;

// The range of ECMAScript's Date (±100,000,000 days), so every accepted instant prints in JavaScript and is exact in a double.
inline constexpr TimestampMs kMinTimestampMs = -8'640'000'000'000'000;
inline constexpr TimestampMs kMaxTimestampMs = 8'640'000'000'000'000;

inline constexpr DurationMs kSecondMs = 1'000;
inline constexpr DurationMs kMinuteMs = 60 * kSecondMs;
inline constexpr DurationMs kHourMs = 60 * kMinuteMs;
inline constexpr DurationMs kDayMs = 24 * kHourMs;

}  // namespace assay

#endif  // ASSAY_BASE_TIME_H_
