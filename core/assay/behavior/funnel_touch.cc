#include "assay/behavior/funnel_touch.h"

#include <algorithm>

#include "assay/base/sort.h"

namespace assay {

FunnelTouches::FunnelTouches(const Table& table, std::span<const std::string_view> properties)
    : keys_(table, properties), codes_(properties.size(), PropertyCoder::kMissing) {}

std::uint32_t FunnelTouches::Combine() {
  const std::uint32_t key = keys_.Combine(touched_);
  const std::size_t properties = keys_.properties();
  if ((key + std::size_t{1}) * properties > codes_.size()) codes_.resize((key + std::size_t{1}) * properties);
  std::copy(touched_.begin(), touched_.end(), codes_.begin() + static_cast<std::ptrdiff_t>(key * properties));
  return key;
}

std::span<const std::uint32_t> FunnelTouches::KeysOf(const Scan& scan, std::span<const RowInGroup> rows) {
  row_keys_.assign(rows.size(), 0);
  const std::size_t properties = keys_.properties();
  if (properties == 0) return row_keys_;
  std::vector<std::span<const std::uint32_t>> codes;
  codes.reserve(properties);
  for (std::size_t property = 0; property < properties; ++property) codes.push_back(keys_.Code(property, scan, rows));
  Begin();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t property = 0; property < properties; ++property) touched_[property] = codes[property][i];
    row_keys_[i] = Combine();
  }
  return row_keys_;
}

bool FunnelTouches::Touch(const ChainEvent& event) {
  if (event.steps == 0) return false;
  const std::size_t properties = touched_.size();
  bool is_full = true;
  for (std::size_t property = 0; property < properties; ++property) {
    std::uint32_t& code = touched_[property];
    if (code == PropertyCoder::kMissing) code = codes_[event.held * properties + property];
    is_full = is_full && code != PropertyCoder::kMissing;
  }
  return is_full;
}

std::uint32_t FunnelTouches::First(std::span<const ChainEvent> events) {
  Begin();
  for (const ChainEvent& event : events) {
    if (Touch(event)) break;
  }
  return Combine();
}

std::uint32_t FunnelTouches::Last(std::span<const ChainEvent> events) {
  Begin();
  for (std::size_t i = events.size(); i > 0; --i) {
    if (Touch(events[i - 1])) break;
  }
  return Combine();
}

void FunnelTouches::Distinct(std::span<const ChainEvent> events, StepMask mask, std::vector<std::uint32_t>& values) const {
  values.clear();
  for (const ChainEvent& event : events) {
    if ((event.steps & mask) != 0 && event.held != 0) values.push_back(event.held);
  }
  SortSmall(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace assay
