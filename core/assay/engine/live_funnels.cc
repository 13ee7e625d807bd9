#include "assay/engine/live_funnels.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "assay/engine/answer.h"
#include "assay/engine/limits.h"

namespace assay {

LiveFunnels::Entry* LiveFunnels::Find(ByteView bytes) {
  for (const std::unique_ptr<Entry>& entry : entries_) {
    if (std::equal(bytes.begin(), bytes.end(), entry->bytes.begin(), entry->bytes.end())) return entry.get();
  }
  return nullptr;
}

// An entry for a query that has none; none where there is no room, or for what nothing is kept for.
LiveFunnels::Entry* LiveFunnels::Keep(ByteView bytes, WireQuery query) {
  // A cohort's users come and go with every event.
  if (!std::holds_alternative<WireFunnelQuery>(query.kind) || !query.cohort.empty()) return nullptr;
  if (entries_.size() == kMaxLiveFunnels || !CheckQuerySize(query).ok()) return nullptr;
  auto entry = std::make_unique<Entry>(table_, bytes, std::move(query));
  if (!BindFunnelQuery({entry->query}, std::get<WireFunnelQuery>(entry->query.kind), entry->bound).ok()) return nullptr;
  entries_.push_back(std::move(entry));
  return entries_.back().get();
}

std::optional<WireResult> LiveFunnels::Answer(ByteView bytes, WireQuery query) {
  const std::optional<TimestampMs> start_ms = query.start_ms;
  const std::optional<TimestampMs> end_ms = query.end_ms;
  Entry* entry = Find(bytes);
  if (entry == nullptr) entry = Keep(bytes, std::move(query));
  if (entry == nullptr || entry->is_too_large) return std::nullopt;
  if (start_ms != entry->query.start_ms || end_ms != entry->query.end_ms) {
    // The range moves: what is known of another one is of no use. Should it stay from now on, the next answer starts to keep it.
    entry->live.Forget();
    entry->query.start_ms = start_ms;
    entry->query.end_ms = end_ms;
    entry->bound.query.range = BindRange(entry->query);
    return std::nullopt;
  }
  if (!entry->live.Update().ok()) return std::nullopt;
  Result<WireResult> answer = TellFunnel(table_, std::get<WireFunnelQuery>(entry->query.kind), entry->live.Answer());
  std::size_t held = 0;
  for (const std::unique_ptr<Entry>& each : entries_) held += each->live.MemoryBytes();
  if (held > kMaxLiveBytes) {
    entry->live.Forget();
    entry->is_too_large = true;
  }
  if (!answer.ok()) return std::nullopt;
  return *std::move(answer);
}

void LiveFunnels::Update() {
  for (const std::unique_ptr<Entry>& entry : entries_) entry->live.Follow();
}

void LiveFunnels::Forget(ByteView bytes) {
  std::erase_if(entries_, [&](const std::unique_ptr<Entry>& entry) {
    return std::equal(bytes.begin(), bytes.end(), entry->bytes.begin(), entry->bytes.end());
  });
}

}  // namespace assay
