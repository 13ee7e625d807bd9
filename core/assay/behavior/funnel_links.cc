#include "assay/behavior/funnel_links.h"

namespace assay {

FunnelLinks::FunnelLinks(const Table& table, const StepLists& lists, std::size_t steps)
    : table_(table), lists_(lists), links_(steps), best_(table.users().size()) {
  for (std::size_t step = 1; step < steps; ++step) Extend(step);
  FindBest();
  OrderUsers();
}

// Makes links_[step] of the chains that reach it. A chain waits at the step before until the next event of this step, which takes it or
// finds it too old; a newer chain takes its place. Which of the two lists goes on is added, not branched on: it is random, and would be
// mispredicted every other time.
void FunnelLinks::Extend(std::size_t step) {
  const StepList& first = lists_[0];
  const StepList& list = lists_[step];
  const Links& before = links_[step - 1];
  const bool is_second = step == 1;  // whose chains start where they wait
  const TimelineKey* const waiting = is_second ? first.keys.data() : before.keys.data();
  const TimelineKey* const starts = is_second ? first.keys.data() : before.starts.data();
  const std::uint32_t* const waiting_rows = is_second ? first.rows.data() : before.rows.data();
  const std::size_t waiting_size = is_second ? first.size() : before.rows.size();
  const TimelineKey* const list_keys = list.keys.data();
  const std::uint32_t* const list_rows = list.rows.data();
  const std::size_t size = list.size();
  if (waiting_size == 0 || size == 0) return;

  Links& links = links_[step];
  TimelineKey* const keys = links.keys.Extend(size);
  TimelineKey* const starts_to = links.starts.Extend(size);
  std::uint32_t* const previous = links.previous.Extend(size);
  std::uint32_t* const rows = links.rows.Extend(size);
  const std::uint64_t window = lists_.timeline().window();
  std::size_t count = 0;
  std::size_t arrived = 0;  // chains that came before the event at hand
  std::size_t taken = 0;    // `arrived` when a chain last left
  std::size_t i = 0;
  const auto take = [&](TimelineKey key) {
    const std::size_t last = arrived - static_cast<std::size_t>(arrived != 0);
    const TimelineKey start = starts[last];
    keys[count] = key;
    starts_to[count] = start;
    previous[count] = static_cast<std::uint32_t>(last);
    rows[count] = list_rows[i];
    return static_cast<std::uint64_t>(arrived != taken) & static_cast<std::uint64_t>(key - start <= window);
  };
  while (i < size && arrived < waiting_size) {
    const TimelineKey key = list_keys[i];
    std::uint64_t arrives = (waiting[arrived] - key) >> 63;  // keys have 63 bits: 1 when the one that waits is less
    if (waiting[arrived] == key) [[unlikely]] {
      arrives = table_.SequenceAt(waiting_rows[arrived]) < table_.SequenceAt(list_rows[i]) ? 1 : 0;
    }
    const std::uint64_t asks = 1 - arrives;
    count += asks & take(key);
    taken += asks * (arrived - taken);
    arrived += arrives;
    i += asks;
  }
  if (i < size) count += take(list_keys[i]);  // of what is left, only one event finds a chain that none has taken
  links.keys.Truncate(count);
  links.starts.Truncate(count);
  links.previous.Truncate(count);
  links.rows.Truncate(count);
}

// Written from the last to the first and from step to step, the link that stays is the first of the highest step.
void FunnelLinks::FindBest() {
  const TimelineKeys timeline = lists_.timeline();
  for (std::size_t step = 0; step < links_.size(); ++step) {
    const RawBuffer<TimelineKey>& keys = step == 0 ? lists_[0].keys : links_[step].keys;
    for (std::size_t i = keys.size(); i-- > 0;) {
      best_[timeline.User(keys[i])] = {static_cast<std::uint32_t>(step + 1), static_cast<std::uint32_t>(i)};
    }
  }
}

// Chains of one length after the other: a loop whose length changes from user to user would be mispredicted at every other one.
void FunnelLinks::OrderUsers() {
  std::array<std::size_t, kMaxSteps + 2> ends{};  // [k]: where those with k steps end, once they are all placed
  for (const Best& best : best_) ++ends[best.steps + 1];
  ends[1] = 0;  // nobody with no step is listed
  for (std::size_t steps = 2; steps < ends.size(); ++steps) ends[steps] += ends[steps - 1];
  users_.resize(ends.back());
  for (UserIndex user = 0; user < best_.size(); ++user) {
    if (best_[user].steps > 0) users_[ends[best_[user].steps]++] = user;
  }
}

std::vector<std::uint32_t> FunnelLinks::FirstTouch(std::size_t property) const {
  struct Touch {
    TimelineKey key = kPastTimelines;
    std::uint32_t code = PropertyCoder::kMissing;
    std::uint32_t row = 0;
  };
  const TimelineKeys timeline = lists_.timeline();
  std::vector<Touch> touches(best_.size());
  for (std::size_t step = 0; step < links_.size(); ++step) {
    const StepList& list = lists_[step];
    const std::uint32_t* const codes = list.codes[property].data();
    for (std::size_t i = list.size(); i-- > 0;) {
      const TimelineKey key = list.keys[i];
      Touch& touch = touches[timeline.User(key)];
      bool is_first = key < touch.key;
      if (key == touch.key) [[unlikely]]
        is_first = table_.SequenceAt(list.rows[i]) < table_.SequenceAt(touch.row);
      is_first &= codes[i] != PropertyCoder::kMissing;
      touch.key = is_first ? key : touch.key;
      touch.code = is_first ? codes[i] : touch.code;
      touch.row = is_first ? list.rows[i] : touch.row;
    }
  }
  std::vector<std::uint32_t> codes;
  codes.reserve(touches.size());
  for (const Touch& touch : touches) codes.push_back(touch.code);
  return codes;
}

}  // namespace assay
