#include "assay/behavior/funnel_links.h"

namespace assay {

FunnelLinks::FunnelLinks(const Table& table, const StepLists& lists, std::size_t steps, DurationMs window_ms)
    : table_(table), lists_(lists), window_ms_(window_ms), slices_(steps), links_(steps) {}

// Lists ascend by user, and so do the users that are asked for. Asking twice for a user changes nothing.
void FunnelLinks::FindSlice(std::size_t step) {
  const std::vector<UserIndex>& users = lists_[step].users;
  Slice& slice = slices_[step];
  std::size_t at = slice.begin;
  while (at < users.size() && users[at] < user_) ++at;
  slice.begin = at;
  while (at < users.size() && users[at] == user_) ++at;
  slice.end = at;
}

// Makes links_[step] of the chains that reach it. A chain waits at the step before until the next event of this step, which takes it or
// finds it too old; a newer chain takes its place. False when none gets there.
bool FunnelLinks::Extend(std::size_t step) {
  FindSlice(step);
  const StepList& list = lists_[step];
  const std::vector<Link>& before = links_[step - 1];
  std::vector<Link>& links = links_[step];
  links.clear();
  std::size_t arrived = 0;  // links that came before the event at hand
  std::size_t taken = 0;    // `arrived` when a chain last left
  for (std::size_t i = slices_[step].begin; i < slices_[step].end; ++i) {
    const TimestampMs time = list.times[i];
    while (arrived < before.size() && Before(before[arrived].time, before[arrived].row, time, list.rows[i])) ++arrived;
    if (arrived == taken) continue;
    taken = arrived;
    const Link& last = before[arrived - 1];
    if (time - last.start > window_ms_) continue;
    links.push_back({time, last.start, list.rows[i], static_cast<std::uint32_t>(arrived - 1)});
    if (step + 1 == links_.size()) break;  // the user has finished
  }
  return !links.empty();
}

void FunnelLinks::TakeTimes(std::size_t reached) {
  times_.resize(reached);
  std::uint32_t link = 0;  // the first that got there
  for (std::size_t step = reached; step-- > 0;) {
    times_[step] = links_[step][link].time;
    link = links_[step][link].previous;
  }
}

bool FunnelLinks::Next() {
  const StepList& first = lists_[0];
  Slice& slice = slices_[0];
  if (slice.end == first.users.size()) return false;
  user_ = first.users[slice.end];
  slice.begin = slice.end;
  FindSlice(0);
  links_[0].clear();
  for (std::size_t i = slice.begin; i < slice.end; ++i) links_[0].push_back({first.times[i], first.times[i], first.rows[i], 0});
  std::size_t reached = 1;
  while (reached < links_.size() && Extend(reached)) ++reached;
  TakeTimes(reached);
  return true;
}

void FunnelLinks::FirstTouch(std::span<std::uint32_t> codes) {
  for (std::size_t step = 1; step < slices_.size(); ++step) FindSlice(step);
  for (std::size_t property = 0; property < codes.size(); ++property) {
    codes[property] = PropertyCoder::kMissing;
    TimestampMs time = 0;
    std::uint32_t row = 0;
    for (std::size_t step = 0; step < slices_.size(); ++step) {
      const StepList& list = lists_[step];
      for (std::size_t i = slices_[step].begin; i < slices_[step].end; ++i) {
        const std::uint32_t code = list.codes[i * codes.size() + property];
        if (code == PropertyCoder::kMissing) continue;
        if (codes[property] == PropertyCoder::kMissing || Before(list.times[i], list.rows[i], time, row)) {
          codes[property] = code;
          time = list.times[i];
          row = list.rows[i];
        }
        break;  // later ones of this step are no earlier
      }
    }
  }
}

}  // namespace assay
