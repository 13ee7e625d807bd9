// assay/behavior/funnel_evidence.h
//
// What stands behind a funnel's counts: why and with what chains ended, which users, when they entered. O(1) per chain, also to take one
// back; memory grows with the chains that are told of, not with their events. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_EVIDENCE_H_
#define ASSAY_BEHAVIOR_FUNNEL_EVIDENCE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "assay/aggregate/dense_ids.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_cells.h"
#include "assay/behavior/ordered_lists.h"
#include "assay/columnar/table.h"

namespace assay {

class FunnelEvidence {
 public:
  // Gathers what the query asks for. Both must outlive the result. Unless it is live, chains are only added, by users who ascend.
  FunnelEvidence(const Table& table, const FunnelQuery& query, bool is_live);

  // A unit of group `key`.
  void Change(FunnelChange change, std::uint32_t key, const FunnelOutcome& outcome);

  // A unit of group `key` that counts at no step.
  void ChangeExcluded(FunnelChange change, std::uint32_t key);

  // To be called before Fill() when it is live.
  void Settle() { sampled_.Settle(); }

  // Fills in groups[i], whose key is keys[i]: drops, samples, trend and excluded.
  void Fill(std::span<const std::uint32_t> keys, std::span<FunnelGroup> groups) const;

  // Heap bytes held by samples, the rest being small. O(lists).
  [[nodiscard]] std::size_t MemoryBytes() const { return sampled_.MemoryBytes(); }

 private:
  static constexpr std::size_t kEnds = 5;  // of ChainEnd

  struct Entered {
    std::uint64_t chains = 0;
    std::uint64_t converted = 0;
  };

  // Lists per key: the steps' (dropped), then one more (converted).
  [[nodiscard]] std::size_t ListOf(std::uint32_t key, std::size_t place) const { return key * (steps_ + 1) + place; }
  void ChangeSample(FunnelChange change, std::uint32_t list, UserIndex user);
  void FillSamples(std::size_t list, std::vector<UserIndex>& users) const;
  void FillTrend(std::span<const std::uint32_t> group_of_key, std::span<FunnelGroup> groups) const;
  void FillNextEvents(std::span<const std::uint32_t> group_of_key, std::span<FunnelGroup> groups) const;

  const Table& table_;
  bool is_live_;
  std::size_t steps_;
  std::size_t samples_;
  bool drop_reasons_;
  std::function<TimestampMs(TimestampMs)> bucket_start_;
  std::vector<std::uint64_t> excluded_;                 // by key
  std::vector<std::array<std::uint64_t, kEnds>> ends_;  // by list
  DenseIds next_ids_;                                   // (list, name)
  std::vector<std::uint64_t> next_;                     // by id of next_ids_
  OrderedLists sampled_;                                // users, once per chain
  DenseIds buckets_;                                    // start
  DenseIds trend_ids_;                                  // (key, id of buckets_)
  std::vector<Entered> trend_;                          // by id of trend_ids_
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_EVIDENCE_H_
