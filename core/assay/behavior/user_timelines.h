// assay/behavior/user_timelines.h
//
// Events grouped by user and put into total order (time, sequence): what an analysis of users goes through. A counting sort by user, which
// is sequential for sealed rows because they come user by user, then a sort of each user's few events. Holds every event twice while
// sorting. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_USER_TIMELINES_H_
#define ASSAY_BEHAVIOR_USER_TIMELINES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/sort.h"
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

  // Takes in an event, in any order.
  void Add(UserIndex user, const Event& event) {
    ++ends_[user];
    if (blocks_.empty() || blocks_.back().size() == kBlockEntries) {
      blocks_.emplace_back();
      blocks_.back().reserve(kBlockEntries);
    }
    blocks_.back().push_back({user, event});
  }

  // Calls visit(user, events in total order) for every user who has events, by ascending user. Once, after the last Add().
  template <typename Visitor>
  void ForEachUser(const Visitor& visit) {
    std::vector<Event> events = Distribute();
    const auto before = [this](const Event& a, const Event& b) {
      return a.time != b.time ? a.time < b.time : table_.SequenceAt(a.row) < table_.SequenceAt(b.row);
    };
    std::uint32_t start = 0;
    for (UserIndex user = 0; user < ends_.size(); ++user) {
      const std::span<Event> own(events.data() + start, ends_[user] - start);
      start = ends_[user];
      if (own.empty()) continue;
      if (!std::is_sorted(own.begin(), own.end(), before)) SortSmall(own, before);
      visit(user, std::span<const Event>(own));
    }
  }

 private:
  // Blocks, so that nothing large is copied while growing.
  static constexpr std::size_t kBlockEntries = 8192;

  struct Entry {
    UserIndex user;
    Event event;
  };

  // All events user by user; ends_[user] is then where the user's end.
  std::vector<Event> Distribute() {
    std::uint32_t total = 0;
    for (std::uint32_t& end : ends_) {
      total += end;
      end = total - end;  // for now the start; placing moves it to the end
    }
    std::vector<Event> events(total);
    for (std::vector<Entry>& block : blocks_) {
      for (const Entry& entry : block) events[ends_[entry.user]++] = entry.event;
      block = {};
    }
    return events;
  }

  const Table& table_;
  std::vector<std::uint32_t> ends_;  // by user; until Distribute() the number of events
  std::vector<std::vector<Entry>> blocks_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_USER_TIMELINES_H_
