#include "assay/behavior/funnel_units.h"

#include <algorithm>

#include "assay/base/sort.h"

namespace assay {

std::uint64_t FunnelUnits::Split(FunnelUserEvents events, std::optional<std::size_t> segment) {
  members_.clear();
  events_.clear();
  ends_.clear();
  std::uint64_t without_session = 0;
  const auto take = [&](std::uint32_t i) {
    const auto& from = events[i];
    events_.push_back({from.time, i, from.payload.steps, from.payload.exclusions, from.payload.key});
  };
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    const FunnelEvent& event = events[i].payload;
    if (segment.has_value() && (event.segments >> *segment & 1) == 0) continue;
    if (by_session_ && event.session == kNoSession) {
      if ((event.steps | event.exclusions) != 0) ++without_session;
      continue;
    }
    if (by_held_ && event.held == PropertyCoder::kMissing) continue;
    if (by_session_ || by_held_) {
      members_.push_back({by_session_ ? event.session : 0, by_held_ ? event.held : 0, i});
    } else {
      take(i);
    }
  }
  if (!events_.empty()) ends_.push_back(events_.size());
  const auto is_same_unit = [](const Member& a, const Member& b) { return a.session == b.session && a.held == b.held; };
  SortSmall(members_, [](const Member& a, const Member& b) {
    if (a.session != b.session) return a.session < b.session;
    return a.held != b.held ? a.held < b.held : a.index < b.index;
  });
  for (std::size_t i = 0; i < members_.size(); ++i) {
    take(members_[i].index);
    if (i + 1 == members_.size() || !is_same_unit(members_[i], members_[i + 1])) ends_.push_back(events_.size());
  }
  return without_session;
}

}  // namespace assay
