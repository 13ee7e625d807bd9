// assay/behavior/sequence_query.h
//
// Patterns and ClickHouse's retention() over the users of a table: how many users' events match a pattern (sequence.h), how often, and how
// many users met each condition given the first (retention.h). Exact; the answer depends only on the events, not on their order of arrival.
// Memory: 40 bytes per event that meets a condition. O(events x parts of the pattern), and a sort of each user's events. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_SEQUENCE_QUERY_H_
#define ASSAY_BEHAVIOR_SEQUENCE_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/base/status.h"
#include "assay/columnar/scan.h"

namespace assay {

inline constexpr std::size_t kMaxSequenceSamples = 1'000;

struct SequenceQuery {
  std::vector<EventMatch> conditions;       // 1..kMaxSteps: (?1) is the first. Events that meet none are not seen, not even by "."
  std::optional<std::string_view> pattern;  // of SequencePattern::Parse(), for example "(?1)(?t<=3600).*(?2)"
  DurationMs unit_ms = 1;                   // what (?t) counts in; 1..kMaxTimestampMs
  std::size_t max_samples = 0;              // at most kMaxSequenceSamples
  std::vector<PropertyCondition> filter;    // on every event
  TimeRange range;
};

// How far a user got.
struct SequenceSample {
  UserIndex user = 0;
  bool matched = false;
  std::vector<TimestampMs> times;  // of the events that SequencePattern::MatchedEvents() names
};

struct SequenceResult {
  std::uint64_t users = 0;                    // with an event that meets a condition
  std::uint64_t users_matched = 0;            // whose events match the pattern
  std::uint64_t matches = 0;                  // of all users, as SequencePattern::Count() counts
  std::vector<std::uint64_t> users_meeting;   // by condition: users with an event that meets it
  std::vector<std::uint64_t> users_retained;  // by condition: users who also met the first one, the same or another event, at any time
  std::vector<SequenceSample> samples;        // users who match first, then by id; none without a pattern
  std::uint64_t events_scanned = 0;           // events inside the range
};

// The answer to `query`.
//
// Errors: kInvalidArgument naming the rule that the query breaks, and as SequencePattern::Parse() says.
Result<SequenceResult> ComputeSequence(const Table& table, const SequenceQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_SEQUENCE_QUERY_H_
