// assay/behavior/sequence.h
//
// Patterns over a user's events, as ClickHouse's sequenceMatch(), sequenceCount() and sequenceMatchEvents() have them, without their
// backtracking: O(events x parts of the pattern), whatever the events, where ClickHouse gives up after a million steps. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_SEQUENCE_H_
#define ASSAY_BEHAVIOR_SEQUENCE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "assay/base/status.h"
#include "assay/behavior/chain.h"

namespace assay {

class SequencePattern {
 public:
  // Parts of a pattern; a longer one is generated, not written.
  static constexpr std::size_t kMaxParts = 256;

  // (?N) an event that meets condition N (1..conditions); (?t op N) time since the event taken before, in units of `unit_ms`, with op one
  // of <, <=, >, >=, ==; . any event; .* any number of events. Anything may come before the pattern. Events between a time condition and
  // the part after it are passed over.
  //
  // Errors: kInvalidArgument for text that is no pattern, a condition out of range or a time condition after another;
  // kResourceExhausted beyond kMaxParts.
  static Result<SequencePattern> Parse(std::string_view pattern, std::size_t conditions, DurationMs unit_ms);

  // `events` ascend in time and meet at least one condition each (bits of ChainEvent::steps): ClickHouse does not see others.
  [[nodiscard]] bool Matches(std::span<const ChainEvent> events);

  // Matches that do not overlap, each the first after the one before.
  [[nodiscard]] std::uint64_t Count(std::span<const ChainEvent> events);

  // Indices of the events that took the (?N) of the first match; without a match those of the first attempt that got furthest.
  [[nodiscard]] std::vector<std::uint32_t> MatchedEvents(std::span<const ChainEvent> events);

 private:
  enum class Kind : std::uint8_t { kEvent, kAny, kRepeat, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kEqual };
  struct Part {
    Kind kind;
    std::int64_t operand = 0;  // condition, 0-based, or ms
    std::uint32_t cursor = 0;  // repetitions and times: all events before it were tried at this part and failed
    std::uint32_t base = 0;    // the event that time is counted from, on the way that is being tried
    std::uint32_t at = 0;      // the event that it was left with, on that way
  };

  SequencePattern() = default;
  [[nodiscard]] bool MatchesNothing(std::size_t part) const;
  // The first match in events[begin..], in order of where its parts match; moves `begin` behind it.
  bool Next(std::span<const ChainEvent> events, std::uint32_t& begin, std::vector<std::uint32_t>* furthest);
  void Rewind();

  std::vector<Part> parts_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_SEQUENCE_H_
