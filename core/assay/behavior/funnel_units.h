// assay/behavior/funnel_units.h
//
// One user's events as a segment sees them, split into the units that a funnel counts: the user, each session, each held value, or each
// pair of the two. O(events), and a sort where units are not users. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_UNITS_H_
#define ASSAY_BEHAVIOR_FUNNEL_UNITS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/behavior/chain.h"
#include "assay/behavior/funnel_source.h"

namespace assay {

class FunnelUnits {
 public:
  explicit FunnelUnits(const FunnelQuery& query)
      : by_session_(query.count == FunnelCount::kSessions), by_held_(query.hold_property.has_value()) {}

  // Splits the user's events that segment (0-based) sees, or all without one. Returns the number of events of a step or exclusion that
  // were left out for want of a session.
  std::uint64_t Split(FunnelUserEvents events, std::optional<std::size_t> segment);

  // Of the user split last; none for who has no event in a unit.
  [[nodiscard]] std::size_t size() const { return ends_.size(); }

  // A unit's events in total order; row is the index into the user's events, held the event's key. Valid until the next Split().
  [[nodiscard]] std::span<const ChainEvent> operator[](std::size_t unit) const {
    const std::size_t begin = unit == 0 ? 0 : ends_[unit - 1];
    return {events_.data() + begin, ends_[unit] - begin};
  }

 private:
  struct Member {
    SessionIndex session;
    std::uint32_t held;
    std::uint32_t index;
  };

  bool by_session_;
  bool by_held_;
  std::vector<Member> members_;
  std::vector<ChainEvent> events_;
  std::vector<std::size_t> ends_;  // by unit, into events_
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_UNITS_H_
