// assay/behavior/funnel_compare.h
//
// The same users by the rules of several presets, and why their numbers differ: who gets further or less far than by the first preset, and
// what rule that hangs on, found by running the user's events again with one rule changed at a time. Linear in the events of all users,
// times the presets; users who differ cost a few runs more. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_COMPARE_H_
#define ASSAY_BEHAVIOR_FUNNEL_COMPARE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/behavior/funnel.h"

namespace assay {

// Presets of one comparison.
inline constexpr std::size_t kMaxFunnelComparands = 8;

struct FunnelComparand {
  FunnelPreset preset = FunnelPreset::kAssay;
  WindowFunnelModes window_funnel = {};  // kClickHouse
};

// Why a user's level differs between two presets: the first of these changes, in this order, after which it does not.
enum class FunnelDifference : std::uint8_t {
  kRounding,     // times are not rounded down: of Amplitude only
  kTie,          // nothing happens at one time: events keep their order and windows, and windowFunnel's strict_increase is off
  kRepeat,       // an event takes one step only (windowFunnel's strict_once), or a repeated step stops nothing (no strict_deduplication)
  kReentry,      // every entry is tried, not the first alone (Mixpanel)
  kExclusion,    // nothing excludes
  kStrictOrder,  // other events may come between
  kOther,        // none of them alone shows it
};
inline constexpr std::size_t kFunnelDifferences = 7;

struct FunnelDisagreement {
  UserIndex user = 0;
  std::uint32_t first_level = 0;  // steps by the first preset; 0: none
  std::uint32_t level = 0;        // by this one
  FunnelDifference reason = FunnelDifference::kOther;
};

struct FunnelComparison {
  std::vector<std::uint64_t> users;  // by step: who reached it; in any order: who took so many steps
  // Against the first preset; all nothing for the first itself.
  std::uint64_t further = 0;                                // users
  std::uint64_t less_far = 0;                               // users
  std::array<std::uint64_t, kFunnelDifferences> reasons{};  // by FunnelDifference: of those users
  std::vector<FunnelDisagreement> samples;                  // the first of them, ascending by id
};

// One comparison per preset. Of `query` it reads steps, window_ms, order, optional, step_windows_ms, exclusions, tie_ms, filter and range;
// whatever breaks down or explains the answer is passed over. For kClickHouse with strict_order, kStrict is the order of the others: it is
// asked for by its mode alone.
//
// Errors: kInvalidArgument for no preset or more than kMaxFunnelComparands, more than kMaxFunnelSamples samples, a count, entry, reentry
// or hold_property that is not the default, and when the query breaks a rule or asks for what one of the presets does not have;
// kResourceExhausted as ComputeFunnel() says.
Result<std::vector<FunnelComparison>> CompareFunnelPresets(const Table& table, const FunnelQuery& query,
                                                           std::span<const FunnelComparand> presets, std::size_t samples);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_COMPARE_H_
