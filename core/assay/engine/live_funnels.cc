#include "assay/engine/live_funnels.h"

#include <algorithm>
#include <variant>

#include "assay/engine/answer.h"
#include "assay/engine/limits.h"

namespace assay {

// The entry of the query, made for it where there is room; none for a query that nothing is kept for.
LiveFunnels::Entry* LiveFunnels::Find(ByteView bytes, const WireQuery& query) {
  for (const std::unique_ptr<Entry>& entry : entries_) {
    if (std::equal(bytes.begin(), bytes.end(), entry->bytes.begin(), entry->bytes.end())) return entry.get();
  }
  // A cohort's users come and go with every event.
  const WireFunnelQuery* funnel = std::get_if<WireFunnelQuery>(&query.kind);
  if (funnel == nullptr || !query.cohort.empty() || entries_.size() == kMaxLiveFunnels || !CheckQuerySize(query).ok()) return nullptr;
  auto entry = std::make_unique<Entry>(table_, bytes, query);
  if (!BindFunnelQuery({entry->query}, std::get<WireFunnelQuery>(entry->query.kind), entry->bound).ok()) return nullptr;
  entries_.push_back(std::move(entry));
  return entries_.back().get();
}

std::optional<WireResult> LiveFunnels::Answer(ByteView bytes, const WireQuery& query) {
  Entry* const entry = Find(bytes, query);
  if (entry == nullptr || entry->is_too_large) return std::nullopt;
  if (query.start_ms != entry->query.start_ms || query.end_ms != entry->query.end_ms) {
    // The range moves: what is known of another one is of no use. Should it stay from now on, the next answer starts to keep it.
    entry->live.Forget();
    entry->query.start_ms = query.start_ms;
    entry->query.end_ms = query.end_ms;
    entry->bound.query.range = BindRange(query);
    return std::nullopt;
  }
  if (!entry->live.Update().ok()) return std::nullopt;
  const Result<WireResult> answer = TellFunnel(table_, std::get<WireFunnelQuery>(entry->query.kind), entry->live.Answer());
  std::size_t held = 0;
  for (const std::unique_ptr<Entry>& each : entries_) held += each->live.MemoryBytes();
  if (held > kMaxLiveBytes) {
    entry->live.Forget();
    entry->is_too_large = true;
  }
  return answer.ok() ? std::optional(*answer) : std::nullopt;
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
