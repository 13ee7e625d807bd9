// assay/behavior/user_timelines.h
//
// Events grouped by user and put into total order (time, sequence): what an analysis uses when rows arrived out of order. A counting sort
// by user over two passes of the same scan, so that each event is stored once; then users whose events are out of order are sorted.
// O(events + users) plus the sorts. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_USER_TIMELINES_H_
#define ASSAY_BEHAVIOR_USER_TIMELINES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/columnar/table.h"

namespace assay {

// Payload is what the analysis wants to know of an event besides its time.
template <typename Payload>
class UserTimelines {
 public:
  struct Event {
    TimestampMs time;
    std::uint32_t row;  // table-wide
    Payload payload;
  };

  explicit UserTimelines(const Table& table) : table_(table), ends_(table.users().size(), 0) {}

  // First pass: once per event.
  void Count(UserIndex user) { ++ends_[user]; }

  void EndCounting() {
    std::uint32_t total = 0;
    for (std::uint32_t& end : ends_) {
      total += end;
      end = total - end;  // for now the start; placing moves it to the end
    }
    events_.resize(total);
  }

  // Second pass: the same events in any order.
  void Place(UserIndex user, const Event& event) { events_[ends_[user]++] = event; }

  // Calls visit(user, events in total order) for every user who has events, by ascending user. Once, after the second pass.
  template <typename Visitor>
  void ForEachUser(Visitor visit) {
    const auto before = [this](const Event& a, const Event& b) {
      return a.time != b.time ? a.time < b.time : table_.SequenceAt(a.row) < table_.SequenceAt(b.row);
    };
    std::uint32_t start = 0;
    for (UserIndex user = 0; user < ends_.size(); ++user) {
      const std::span<Event> events(events_.data() + start, ends_[user] - start);
      start = ends_[user];
      if (events.empty()) continue;
      if (!std::is_sorted(events.begin(), events.end(), before)) std::sort(events.begin(), events.end(), before);
      visit(user, std::span<const Event>(events));
    }
  }

 private:
  const Table& table_;
  std::vector<std::uint32_t> ends_;  // by user
  std::vector<Event> events_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_USER_TIMELINES_H_
