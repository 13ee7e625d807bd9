#include "assay/behavior/funnel_evidence.h"

#include <algorithm>

#include "assay/aggregate/time_slots.h"
#include "assay/base/sort.h"
#include "assay/behavior/keep_first.h"

namespace assay {
namespace {

constexpr std::uint32_t kNoGroup = 0xffffffff;

// values[at], of values that are as they begin until set.
template <typename T>
T& Grow(std::vector<T>& values, std::size_t at) {
  if (at >= values.size()) values.resize(at + 1);
  return values[at];
}

}  // namespace

FunnelEvidence::FunnelEvidence(const Table& table, const FunnelQuery& query, bool is_live)
    : table_(table),
      is_live_(is_live),
      steps_(query.steps.size()),
      samples_(query.samples),
      drop_reasons_(query.drop_reasons),
      bucket_start_(query.bucket_start) {
  if (query.bucket_ms.has_value()) {
    bucket_start_ = [width = *query.bucket_ms](TimestampMs time) { return BucketStart(time, width); };
  }
}

void FunnelEvidence::Change(FunnelChange change, std::uint32_t key, const FunnelOutcome& outcome) {
  const bool converted = outcome.end == ChainEnd::kConverted;
  const std::size_t list = ListOf(key, converted ? steps_ : outcome.reached - 1);
  if (samples_ > 0) ChangeSample(change, static_cast<std::uint32_t>(list), outcome.user);
  if (drop_reasons_ && !converted) {
    Count(change, Grow(ends_, list)[static_cast<std::size_t>(outcome.end)]);
    // A list fits 32 bits: a count per list is kept, and 2^32 of them would not fit the memory.
    if (outcome.next.has_value()) Count(change, Grow(next_, next_ids_.Insert(std::uint64_t{list} << 32 | *outcome.next)));
  }
  if (bucket_start_) {
    const std::uint32_t bucket = buckets_.Insert(static_cast<std::uint64_t>(bucket_start_(outcome.entered_at)));
    Entered& entered = Grow(trend_, trend_ids_.Insert(std::uint64_t{key} << 32 | bucket));
    Count(change, entered.chains);
    if (converted) Count(change, entered.converted);
  }
}

void FunnelEvidence::ChangeExcluded(FunnelChange change, std::uint32_t key) { Count(change, Grow(excluded_, key)); }

void FunnelEvidence::ChangeSample(FunnelChange change, std::uint32_t list, UserIndex user) {
  if (change == FunnelChange::kTakeBack) {
    sampled_.Remove(list, user);
    return;
  }
  const std::span<const std::int64_t> known = sampled_[list];
  if (!is_live_ && !known.empty() && known.back() == user) return;
  sampled_.Add(list, user);
}

void FunnelEvidence::FillSamples(std::size_t list, std::vector<UserIndex>& users) const {
  const Interner& ids = table_.users();
  std::int64_t last = -1;
  for (const std::int64_t user : sampled_[static_cast<std::uint32_t>(list)]) {
    if (user != last) {
      KeepFirst(static_cast<UserIndex>(user), samples_, [&ids](UserIndex a, UserIndex b) { return ids.Text(a) < ids.Text(b); }, users);
    }
    last = user;
  }
}

void FunnelEvidence::Fill(std::span<const std::uint32_t> keys, std::span<FunnelGroup> groups) const {
  std::vector<std::uint32_t> group_of_key;
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    group_of_key.resize(std::max<std::size_t>(group_of_key.size(), keys[i] + std::size_t{1}), kNoGroup);
    group_of_key[keys[i]] = i;
    FunnelGroup& group = groups[i];
    if (keys[i] < excluded_.size()) group.excluded = excluded_[keys[i]];
    for (std::size_t place = 0; place <= steps_ && samples_ > 0; ++place) {
      FillSamples(ListOf(keys[i], place), place == steps_ ? group.converted_users : group.steps[place].dropped_users);
    }
    for (std::size_t step = 0; step < steps_; ++step) {
      const std::size_t list = ListOf(keys[i], step);
      if (list >= ends_.size()) break;
      const auto of = [&](ChainEnd end) { return ends_[list][static_cast<std::size_t>(end)]; };
      FunnelDrops& drops = group.steps[step].drops;
      drops.window = of(ChainEnd::kWindow);
      drops.exclusion = of(ChainEnd::kExclusion);
      drops.order = of(ChainEnd::kOrder);
      drops.no_next_event = of(ChainEnd::kNoNextEvent);
    }
  }
  FillTrend(group_of_key, groups);
  FillNextEvents(group_of_key, groups);
}

void FunnelEvidence::FillTrend(std::span<const std::uint32_t> group_of_key, std::span<FunnelGroup> groups) const {
  for (std::uint32_t id = 0; id < trend_.size(); ++id) {
    const std::uint64_t pair = trend_ids_.Key(id);
    const auto key = static_cast<std::size_t>(pair >> 32);
    if (key >= group_of_key.size() || group_of_key[key] == kNoGroup || trend_[id].chains == 0) continue;
    const auto start = static_cast<TimestampMs>(buckets_.Key(static_cast<std::uint32_t>(pair)));
    groups[group_of_key[key]].trend.push_back({start, trend_[id].chains, trend_[id].converted});
  }
  for (FunnelGroup& group : groups) {
    SortSmall(group.trend, [](const FunnelTrendRow& a, const FunnelTrendRow& b) { return a.bucket_start < b.bucket_start; });
  }
}

void FunnelEvidence::FillNextEvents(std::span<const std::uint32_t> group_of_key, std::span<FunnelGroup> groups) const {
  for (std::uint32_t id = 0; id < next_.size(); ++id) {
    const std::uint64_t pair = next_ids_.Key(id);
    const auto list = static_cast<std::size_t>(pair >> 32);
    const std::size_t key = list / (steps_ + 1);
    if (key >= group_of_key.size() || group_of_key[key] == kNoGroup || next_[id] == 0) continue;
    FunnelDrops& drops = groups[group_of_key[key]].steps[list % (steps_ + 1)].drops;
    drops.next_events.push_back({static_cast<NameIndex>(pair), next_[id]});
  }
  if (next_.empty()) return;
  for (FunnelGroup& group : groups) {
    for (FunnelStepResult& step : group.steps) {
      std::vector<FunnelNextEvent>& next = step.drops.next_events;
      SortSmall(next, [&](const FunnelNextEvent& a, const FunnelNextEvent& b) {
        return a.chains != b.chains ? a.chains > b.chains : table_.names().Text(a.name) < table_.names().Text(b.name);
      });
      while (next.size() > kMaxFunnelNextEvents) {
        step.drops.other_next_events += next.back().chains;
        next.pop_back();
      }
    }
  }
}

}  // namespace assay
