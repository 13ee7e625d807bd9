// assay/behavior/chain_ordered.h
//
// Ordered and strict funnels by assay's rules, and Mixpanel's: optional steps, exclusions, step windows, attempts. Time O(events x steps),
// times the runs of optional steps before a step, times log(events) where steps have windows of their own. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_CHAIN_ORDERED_H_
#define ASSAY_BEHAVIOR_CHAIN_ORDERED_H_

#include "assay/behavior/chain.h"

namespace assay {

class OrderedChains {
 public:
  // Steps taken by waiting chains of one attempt. Only a stream of millions of events of one user, all matching many steps, gets there.
  static constexpr std::size_t kMaxTaken = std::size_t{1} << 24;

  // `rules` must be valid and outlive the result. Greedy, as Mixpanel does it without optimised re-entry: the first event that matches
  // step 1 opens an attempt, every further step is taken by the first event that can, and users count by their first attempt.
  OrderedChains(const FunnelRules& rules, bool is_greedy);

  // Appends to `chains` the best chain, or with totals that of every attempt; none for who never took step 1.
  //
  // Errors: kResourceExhausted beyond kMaxTaken.
  Status Run(std::span<const ChainEvent> events, std::vector<Chain>& chains);

 private:
  // An event that took a step, and how.
  struct Taken {
    std::uint32_t event;
    std::uint32_t start;   // the event that took step 1
    std::uint32_t before;  // index of the Taken before it; kNoEvent at step 1
    std::uint32_t step;    // 0-based
  };

  // Chains that wait at a step, as indices into taken_: events ascend, starts do not; one alone unless steps have windows.
  struct Waiting {
    std::vector<std::uint32_t> chains;
    std::size_t head = 0;

    [[nodiscard]] bool empty() const { return head == chains.size(); }
    void clear() {
      chains.clear();
      head = 0;
    }
  };

  void Expire(std::span<const ChainEvent> events, TimestampMs now);
  [[nodiscard]] bool IsIdle() const;
  void Reset();
  // The chain that the step is best added to at `now`; kNoEvent when none.
  [[nodiscard]] std::uint32_t Predecessor(std::span<const ChainEvent> events, std::size_t step, TimestampMs now) const;
  void Add(std::size_t step, std::uint32_t event, std::uint32_t before);

  const FunnelRules& rules_;
  bool is_greedy_;
  std::vector<DurationMs> reach_;
  std::vector<Waiting> waiting_;  // by step
  std::vector<Taken> taken_;
  Chain best_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_CHAIN_ORDERED_H_
