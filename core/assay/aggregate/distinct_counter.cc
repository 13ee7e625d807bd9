#include "assay/aggregate/distinct_counter.h"

#include <algorithm>

namespace assay {

DistinctCounter::DistinctCounter(std::uint32_t universe, RowOrder order, std::size_t stamp_budget_bytes)
    : universe_(universe),
      order_(order),
      stampable_keys_(order == RowOrder::kSlotsAdvance ? stamp_budget_bytes / std::max<std::size_t>(universe, 1) : 0) {}

void DistinctCounter::AddKeys(std::uint32_t key_count) {
  for (std::size_t key = keys_.size(); key < key_count; ++key) {
    keys_.emplace_back();
    if (stamps_.size() == stampable_keys_) continue;
    stamps_.emplace_back(universe_, std::uint8_t{0});
    keys_.back().stamps = stamps_.back().data();  // stays: moving a vector keeps its elements in place
  }
}

void DistinctCounter::Advance(KeyState& key, std::uint32_t slot) {
  key.slot = slot;
  ++key.epoch;
  if (key.epoch == 0) {  // every value was used: forget all and start again
    std::fill_n(key.stamps, universe_, std::uint8_t{0});
    key.epoch = 1;
  }
}

void DistinctCounter::Add(std::span<const std::uint32_t> slots, std::span<const std::uint32_t> keys, std::span<const std::uint32_t> ids,
                          std::uint32_t slot_count, std::uint32_t key_count) {
  counts_.resize(slot_count);
  if (order_ == RowOrder::kIdsGrouped) {
    last_id_.resize(slot_count, universe_);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (ids[i] >= universe_) continue;
      counts_[slots[i]] += last_id_[slots[i]] != ids[i] ? 1U : 0U;
      last_id_[slots[i]] = ids[i];
    }
    return;
  }
  AddKeys(key_count);
  Pairs pairs;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const std::uint32_t id = ids[i];
    if (id >= universe_) continue;
    KeyState& key = keys_[keys[i]];
    if (key.stamps == nullptr) {
      pairs.slots.push_back(slots[i]);
      pairs.ids.push_back(id);
      continue;
    }
    if (key.slot != slots[i]) Advance(key, slots[i]);
    counts_[slots[i]] += key.stamps[id] != key.epoch ? 1U : 0U;
    key.stamps[id] = key.epoch;
  }
  if (!pairs.slots.empty()) pairs_.push_back(std::move(pairs));
}

void DistinctCounter::CountPairs() {
  // Slots sorted by id; then an id's slots are together and a stamp per slot tells whether this id was counted there.
  std::vector<std::uint32_t> ends(universe_, 0);
  for (const Pairs& pairs : pairs_) {
    for (const std::uint32_t id : pairs.ids) ++ends[id];
  }
  std::uint32_t total = 0;
  for (std::uint32_t& end : ends) {
    total += end;
    end = total - end;  // for now the start; filling moves it to the end
  }
  std::vector<std::uint32_t> by_id(total);
  for (const Pairs& pairs : pairs_) {
    for (std::size_t i = 0; i < pairs.ids.size(); ++i) by_id[ends[pairs.ids[i]]++] = pairs.slots[i];
  }
  std::vector<std::uint32_t> last_id(counts_.size(), universe_);
  std::size_t at = 0;
  for (std::uint32_t id = 0; id < universe_; ++id) {
    for (; at < ends[id]; ++at) {
      counts_[by_id[at]] += last_id[by_id[at]] != id ? 1U : 0U;
      last_id[by_id[at]] = id;
    }
  }
}

std::vector<std::uint64_t> DistinctCounter::Finish(std::uint32_t slot_count) {
  counts_.resize(slot_count);
  if (!pairs_.empty()) CountPairs();
  return std::move(counts_);
}

}  // namespace assay
