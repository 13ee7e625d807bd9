// assay/behavior/funnel_fold.h
//
// Folds users into the answer to a funnel query by the rules of any preset: user by user, segment by segment, unit by unit. A user's events
// can be taken back, so that a user who has more of them is folded in anew without the others. O(the user's events) besides what the preset
// costs; keeps one user's chains at a time. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_FOLD_H_
#define ASSAY_BEHAVIOR_FUNNEL_FOLD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_counts.h"
#include "assay/behavior/funnel_entry.h"
#include "assay/behavior/funnel_source.h"
#include "assay/behavior/funnel_touch.h"
#include "assay/behavior/funnel_units.h"

namespace assay {

class FunnelFold {
 public:
  // For a query that passes CheckFunnelQuery(); table and query must outlive the result. Unless it is live, users are only added, ascending,
  // and then there is one answer.
  FunnelFold(const Table& table, const FunnelQuery& query, bool is_live);

  // What codes the events to be folded.
  [[nodiscard]] FunnelTouches& touch() { return touch_; }

  // Whether chains or what is told of them depend on events that match no step and no exclusion.
  [[nodiscard]] bool wants_every_event() const { return wants_every_event_; }

  // Adds a user's events, or takes back those that were added.
  //
  // Errors: as FunnelPresetRunner::Run() says; then the fold is of no more use.
  Status Change(FunnelChange change, UserIndex user, FunnelUserEvents events);

  // The answer without FunnelResult::events_scanned.
  FunnelResult Finish();

  // Heap bytes that grow with the users. O(groups).
  [[nodiscard]] std::size_t MemoryBytes() const;

 private:
  // What a segment, or all events, come to.
  struct Part {
    std::optional<std::size_t> segment;
    FunnelCounts total;
    FunnelCounts groups;
    std::uint64_t events_without_session = 0;
  };

  FunnelFold(const Table& table, const FunnelQuery& query, bool is_live, const FunnelRules& rules);

  Status Visit(Part& part, FunnelChange change, UserIndex user, FunnelUserEvents events);
  [[nodiscard]] bool IsExcluded(const Chain& chain) const { return is_posthog_ && chain.excluded; }
  // PostHog runs the funnel once per value.
  [[nodiscard]] bool GroupsOverlap() const {
    return query_.touch == FunnelTouch::kAllEvents || (is_posthog_ && query_.touch == FunnelTouch::kStep);
  }
  template <typename Add>
  Status ForEachChain(std::span<const ChainEvent> events, Add add);
  std::uint32_t GroupOf(std::span<const ChainEvent> unit, const Chain& chain);
  template <typename Add>
  Status ByStep(std::span<const ChainEvent> unit, Add add);
  template <typename Add>
  Status ByEvents(std::span<const ChainEvent> unit, Add add);
  FunnelPart FinishPart(Part& part);

  const FunnelQuery& query_;
  bool is_posthog_;
  bool in_any_order_;
  bool wants_every_event_;
  FunnelUnitRunner runner_;
  FunnelTouches touch_;
  GroupKeys no_keys_;
  FunnelUnits units_;
  std::vector<Part> parts_;  // all events, then the segments
  std::vector<std::uint32_t> values_;
  std::vector<ChainEvent> by_value_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_FOLD_H_
