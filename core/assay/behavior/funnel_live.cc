#include "assay/behavior/funnel_live.h"

#include <utility>

#include "assay/base/sort.h"
#include "assay/behavior/funnel_rules.h"

namespace assay {
namespace {

// A new event costs some ten times what a stored one costs when all are gone through.
constexpr std::uint64_t kRebuildShare = 8;
constexpr std::uint64_t kFewRows = 4096;

}  // namespace

bool LiveFunnel::IsWorthUpdating() const {
  if (!state_.has_value() || state_->epoch != table_.epoch()) return false;
  return table_.rows() - state_->rows <= kFewRows + state_->rows / kRebuildShare;
}

Status LiveFunnel::Update() {
  Status status;
  if (!IsWorthUpdating()) {
    state_.reset();
    status = Build();
  } else if (table_.rows() > state_->rows) {
    status = TakeInRows();
  }
  if (!status.ok()) state_.reset();
  return status;
}

void LiveFunnel::Follow() {
  if (!IsWorthUpdating() || !Update().ok()) Forget();
}

Status LiveFunnel::Build() {
  if (Status status = CheckFunnelQuery(query_); !status.ok()) return status;
  State& state = state_.emplace(table_, query_);
  Result<FunnelSource> source = FunnelSource::Compile(table_, query_, state.fold.wants_every_event());
  if (!source.ok()) return source.status();
  state.source.emplace(*std::move(source));
  state.users.resize(table_.users().size());
  Status status;
  state.source->ForEachUser(state.fold.touch(), [&](UserIndex user, FunnelUserEvents events) {
    if (!status.ok()) return;
    Timeline& timeline = state.users[user];
    timeline.events.assign(events.begin(), events.end());
    timeline.sequences.reserve(events.size());
    for (const FunnelTimelines::Event& event : events) timeline.sequences.push_back(table_.SequenceAt(event.row));
    state.events += timeline.events.capacity();
    status = state.fold.Change(FunnelChange::kAdd, user, events);
  });
  state.rows = table_.rows();
  return status;
}

Status LiveFunnel::TakeInRows() {
  State& state = *state_;
  if (Status status = state.source->Refresh(); !status.ok()) return status;
  state.fold.touch().Refresh(table_, query_.by);
  state.users.resize(table_.users().size());
  std::vector<NewEvent> events;
  state.source->ForEachEvent(state.fold.touch(), state.rows, [&](UserIndex user, const FunnelTimelines::Event& event) {
    events.push_back({user, table_.SequenceAt(event.row), event});
  });
  state.rows = table_.rows();
  SortSmall(events, [](const NewEvent& a, const NewEvent& b) {
    if (a.user != b.user) return a.user < b.user;
    return a.event.time != b.event.time ? a.event.time < b.event.time : a.sequence < b.sequence;
  });
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < events.size(); begin = end) {
    for (end = begin; end < events.size() && events[end].user == events[begin].user;) ++end;
    if (Status status = TakeIn(std::span(events).subspan(begin, end - begin)); !status.ok()) return status;
  }
  return {};
}

// Of one user.
Status LiveFunnel::TakeIn(std::span<const NewEvent> events) {
  const UserIndex user = events.front().user;
  Timeline& timeline = state_->users[user];
  if (!timeline.events.empty()) {
    if (Status status = state_->fold.Change(FunnelChange::kTakeBack, user, timeline.events); !status.ok()) return status;
  }
  Insert(events, timeline);
  return state_->fold.Change(FunnelChange::kAdd, user, timeline.events);
}

// From the latest on, so that what comes after all others, as most does, moves nothing.
void LiveFunnel::Insert(std::span<const NewEvent> events, Timeline& timeline) {
  std::size_t old = timeline.events.size();
  state_->events -= timeline.events.capacity();
  timeline.events.resize(old + events.size());
  timeline.sequences.resize(old + events.size());
  state_->events += timeline.events.capacity();
  for (std::size_t left = events.size(); left > 0;) {
    const std::size_t to = old + left - 1;
    const NewEvent& latest = events[left - 1];
    const bool is_before =
        old > 0 && (latest.event.time != timeline.events[old - 1].time ? latest.event.time < timeline.events[old - 1].time
                                                                       : latest.sequence < timeline.sequences[old - 1]);
    if (is_before) {
      --old;
      timeline.events[to] = timeline.events[old];
      timeline.sequences[to] = timeline.sequences[old];
    } else {
      --left;
      timeline.events[to] = latest.event;
      timeline.sequences[to] = latest.sequence;
    }
  }
}

FunnelResult LiveFunnel::Answer() {
  FunnelResult result = state_->fold.Finish();
  result.events_scanned = state_->source->events_scanned();
  return result;
}

std::size_t LiveFunnel::MemoryBytes() const {
  if (!state_.has_value()) return 0;
  return state_->events * (sizeof(FunnelTimelines::Event) + sizeof(std::uint64_t)) + state_->users.capacity() * sizeof(Timeline) +
         state_->fold.MemoryBytes();
}

}  // namespace assay
