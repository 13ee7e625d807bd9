// tests/core/behavior/random_streams.h
//
// Random events of a few users with many ties and duplicates, and time zones to look at them in: what the tests against definitions share.

#ifndef TESTS_CORE_BEHAVIOR_RANDOM_STREAMS_H_
#define TESTS_CORE_BEHAVIOR_RANDOM_STREAMS_H_

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "core/columnar/event_table.h"

namespace assay {

// In total order, sequences ascending. Times lie within span_ms from `start` on and are multiples of grain_ms; names are a, b, c; some
// events carry "plan" (p, q), some "x" (0 to 2), some a session of their user.
inline std::vector<TestEvent> RandomStream(std::mt19937_64& random, std::size_t users, std::size_t most_events, TimestampMs start,
                                           DurationMs span_ms, DurationMs grain_ms) {
  std::vector<TestEvent> events(random() % (most_events + 1));
  for (TestEvent& event : events) {
    event.time = start + static_cast<TimestampMs>(random() % static_cast<std::uint64_t>(span_ms / grain_ms)) * grain_ms;
    event.name = std::string(1, static_cast<char>('a' + random() % 3));
    event.user = "u" + std::to_string(random() % users);
    if (random() % 3 == 0) event.properties.emplace_back("plan", std::string(1, static_cast<char>('p' + random() % 2)));
    if (random() % 3 == 0) event.properties.emplace_back("x", static_cast<double>(random() % 3));
    if (random() % 4 != 0) event.session = event.user + "/" + std::to_string(random() % 2);
  }
  std::stable_sort(events.begin(), events.end(), [](const TestEvent& a, const TestEvent& b) { return a.time < b.time; });
  for (std::size_t i = 0; i < events.size(); ++i) events[i].sequence = i * 3;
  return events;
}

// The same events in another order of arrival.
inline void Shuffle(std::mt19937_64& random, std::vector<TestEvent>& events) {
  for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
}

// UTC, one with daylight saving in March 2026, one of 45 minutes, and one that leaves a day out; changes lie near kStreamStart.
inline constexpr TimestampMs kStreamStart = 20'536 * kDayMs;  // 2026-03-24

inline std::vector<ZoneTransition> RandomZone(std::mt19937_64& random) {
  switch (random() % 4) {
    case 0: return {};
    case 1: return {{0, kHourMs}, {kStreamStart + 5 * kDayMs + kHourMs, 2 * kHourMs}};
    case 2: return {{0, 5 * kHourMs + 45 * kMinuteMs}};
    default: return {{0, -10 * kHourMs}, {kStreamStart + 3 * kDayMs + 10 * kHourMs, 14 * kHourMs}};
  }
}

}  // namespace assay

#endif  // TESTS_CORE_BEHAVIOR_RANDOM_STREAMS_H_
