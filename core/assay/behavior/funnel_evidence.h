// assay/behavior/funnel_evidence.h
//
// What stands behind a funnel's counts: why and with what chains ended, which users, when they entered. O(1) per chain; memory grows with
// the chains that are told of, not with their events. Not thread-safe.

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
#include "assay/behavior/funnel_tally.h"
#include "assay/columnar/table.h"

namespace assay {

class FunnelEvidence {
 public:
  // Gathers what the query asks for. Both must outlive the result.
  FunnelEvidence(const Table& table, const FunnelQuery& query);

  // A unit of group `key`; users ascend.
  void Add(std::uint32_t key, const FunnelOutcome& outcome);

  // A unit of group `key` that counts at no step.
  void AddExcluded(std::uint32_t key);

  // Fills in groups[i], whose key is keys[i]: drops, samples, trend and excluded.
  void Fill(std::span<const std::uint32_t> keys, std::span<FunnelGroup> groups) const;

 private:
  static constexpr std::size_t kEnds = 5;  // of ChainEnd
  static constexpr UserIndex kNoUser = 0xffffffff;

  // A list: who dropped at a key's step, or after the steps of the key who converted.
  struct Samples {
    std::vector<UserIndex> users;  // ascending by id
    UserIndex latest = kNoUser;
  };
  struct Entered {
    std::uint64_t chains = 0;
    std::uint64_t converted = 0;
  };

  // Lists per key: the steps', then one more.
  [[nodiscard]] std::size_t ListOf(std::uint32_t key, std::size_t place) const { return key * (steps_ + 1) + place; }
  void AddSample(std::size_t list, UserIndex user);
  void FillTrend(std::span<const std::uint32_t> group_of_key, std::span<FunnelGroup> groups) const;
  void FillNextEvents(std::span<const std::uint32_t> group_of_key, std::span<FunnelGroup> groups) const;

  const Table& table_;
  std::size_t steps_;
  std::size_t samples_;
  bool drop_reasons_;
  std::function<TimestampMs(TimestampMs)> bucket_start_;
  std::vector<std::uint64_t> excluded_;                 // by key
  std::vector<std::array<std::uint64_t, kEnds>> ends_;  // by list
  DenseIds next_ids_;                                   // (list, name)
  std::vector<std::uint64_t> next_;                     // by id of next_ids_
  std::vector<Samples> sampled_;                        // by list
  DenseIds buckets_;                                    // start
  DenseIds trend_ids_;                                  // (key, id of buckets_)
  std::vector<Entered> trend_;                          // by id of trend_ids_
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_EVIDENCE_H_
