// assay/aggregate/distinct_counter.h
//
// Exact numbers of distinct users (or sessions) per slot. Where a slot's rows come user after user, the slot's last user says whether a row
// counts; where each key's rows come bucket after bucket, a byte per (key, user) says whether the user was seen in the key's current
// bucket: one memory access per row. Otherwise, and where those bytes would pass a budget, the (slot, user) pairs are kept and counted at
// the end by a counting sort: O(pairs + users + slots), same answer. Not thread-safe.

#ifndef ASSAY_AGGREGATE_DISTINCT_COUNTER_H_
#define ASSAY_AGGREGATE_DISTINCT_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// In which order rows come to a DistinctCounter.
enum class RowOrder : std::uint8_t {
  kAny,
  kSlotsAdvance,  // no key returns to a slot it has left
  kIdsGrouped,    // no slot returns to an id it has left
};

class DistinctCounter {
 public:
  // Stamps are for at most this many bytes; enough for 640 keys of 100,000 users.
  static constexpr std::size_t kStampBudgetBytes = std::size_t{64} << 20;

  // Counts ids below `universe`.
  DistinctCounter(std::uint32_t universe, RowOrder order, std::size_t stamp_budget_bytes = kStampBudgetBytes);

  // For RowOrder::kAny: from now on ids below `universe` are counted, which must not be less than before.
  void Grow(std::uint32_t universe) { universe_ = universe; }

  // Row i, of key keys[i] (below key_count) and slot slots[i] (below slot_count), belongs to ids[i]. Ids of universe or more are not
  // counted: they stand for "none".
  void Add(std::span<const std::uint32_t> slots, std::span<const std::uint32_t> keys, std::span<const std::uint32_t> ids,
           std::uint32_t slot_count, std::uint32_t key_count);

  // Distinct ids by slot, slot_count of them. Call once, after the last Add().
  std::vector<std::uint64_t> Finish(std::uint32_t slot_count);

 private:
  // Which slot a key is in, and the value that its stamps have there.
  struct KeyState {
    std::uint8_t* stamps = nullptr;  // one per id: the epoch in which it was last seen; nullptr: pairs are kept instead
    std::uint32_t slot = 0xffffffff;
    std::uint8_t epoch = 0;
  };

  struct Pairs {
    std::vector<std::uint32_t> slots;
    std::vector<std::uint32_t> ids;
  };

  void AddKeys(std::uint32_t key_count);
  void Advance(KeyState& key, std::uint32_t slot);
  void CountPairs();

  std::uint32_t universe_;
  RowOrder order_;
  std::vector<std::uint32_t> last_id_;  // by slot, for kIdsGrouped
  std::size_t stampable_keys_;
  std::vector<KeyState> keys_;
  std::vector<std::vector<std::uint8_t>> stamps_;  // of the keys that have them
  std::vector<Pairs> pairs_;                       // one per Add(), so that nothing large is copied while growing
  std::vector<std::uint64_t> counts_;              // by slot
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_DISTINCT_COUNTER_H_
