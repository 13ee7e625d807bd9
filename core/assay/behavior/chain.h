// assay/behavior/chain.h
//
// What the funnels of every preset take in and give out, for one user: events as masks of steps, the rules, and the chains found. No clock,
// no table: whoever has rows makes ChainEvents of them. Rules by preset: core/decisions/funnel-presets.md.

#ifndef ASSAY_BEHAVIOR_CHAIN_H_
#define ASSAY_BEHAVIOR_CHAIN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/base/time.h"
#include "assay/behavior/step_scan.h"

namespace assay {

// One of a user's events, which are in total order: time ascending, then sequence.
struct ChainEvent {
  TimestampMs time = 0;
  std::uint32_t row = 0;    // the caller's; never looked at
  StepMask steps = 0;       // the steps that it matches
  StepMask exclusions = 0;  // bit r: it matches FunnelRules::exclusions[r]
  std::uint32_t held = 0;   // id of the value that is held constant or broken down by; 0: the event carries none
};

enum class FunnelPreset : std::uint8_t { kAssay, kClickHouse, kPostHog, kMixpanel, kMixpanelOptimised, kAmplitude };

enum class FunnelOrder : std::uint8_t {
  kOrdered,  // steps in their order, anything may lie between
  kStrict,   // and nothing lies between
  kAny,      // steps in any order
};

// Between the event that took from_step (or the last one before it) and the one that takes to_step. Steps are 1-based, from_step < to_step.
struct FunnelExclusion {
  std::uint32_t from_step = 1;
  std::uint32_t to_step = 2;
};

// The optional arguments of windowFunnel().
struct WindowFunnelModes {
  bool strict_deduplication = false;
  bool strict_order = false;
  bool strict_increase = false;
  bool strict_once = false;
  bool allow_reentry = false;  // only with strict_order
};

// PostHog's attribution to a step: that step (1-based) is only taken by events whose `held` is `value`.
struct StepAttribution {
  std::uint32_t step = 1;
  std::uint32_t value = 0;
};

struct FunnelRules {
  FunnelPreset preset = FunnelPreset::kAssay;
  FunnelOrder order = FunnelOrder::kOrdered;
  std::size_t steps = 1;     // 1..kMaxSteps
  DurationMs window_ms = 0;  // from the first event of a chain, inclusive; at least 0
  StepMask optional = 0;     // steps that a chain may skip; neither the first nor the last
  bool totals = false;       // every attempt instead of the user's best
  bool hold_constant = false;
  std::vector<DurationMs> step_windows_ms =
      {};  // empty, or one per step: since the event before it in the chain, inclusive; the first is unused
  std::vector<FunnelExclusion> exclusions = {};     // at most kMaxSteps
  WindowFunnelModes window_funnel = {};             // kClickHouse
  std::optional<StepAttribution> attribution = {};  // kPostHog
  DurationMs tie_ms = kSecondMs;  // kAmplitude: times are rounded down to multiples of this, and ties may be taken in either order
};

// OK, or kInvalidArgument naming the rule that is broken; also for what the preset's vendor does not have.
Status ValidateFunnelRules(const FunnelRules& rules);

// No event: a step that was skipped or not reached, or nothing follows.
inline constexpr std::uint32_t kNoEvent = 0xffffffff;

enum class ChainEnd : std::uint8_t {
  kNoNextEvent,  // the events ended before anything else did
  kConverted,
  kWindow,     // the window, or that of every step that may follow, passed
  kExclusion,  // an exclusion came
  kOrder,      // strict order: another event came
};

struct Chain {
  // The highest step taken, 1-based; in any order the number of steps taken. 0: none.
  std::uint32_t reached = 0;
  // By step, or in any order by time: the event that took it, as an index into the user's events. kNoEvent from `reached` on.
  std::array<std::uint32_t, kMaxSteps> taken;
  ChainEnd end = ChainEnd::kNoNextEvent;
  bool excluded = false;          // ended by an exclusion; in kPostHog the user then counts at no step
  std::uint32_t next = kNoEvent;  // the event after the last one taken

  Chain();
  // One more event of a chain in any order.
  void TakeInOrder(std::uint32_t event);
};

// How long after an event that took step k (0-based) the chain may still go on: the widest of the step windows that may follow, at most
// the window.
std::vector<DurationMs> StepReach(const FunnelRules& rules);

// Fills in end, excluded and next of a chain that found no way on up to events[last], the event that closed its attempt (or the end).
void ExplainEnd(std::span<const ChainEvent> events, const FunnelRules& rules, std::size_t last, Chain& chain);

// Moves the best chain of an attempt, if there is one, to `chains`, its end explained; `best` is then none.
void CloseAttempt(std::span<const ChainEvent> events, const FunnelRules& rules, std::size_t last, Chain& best, std::vector<Chain>& chains);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_CHAIN_H_
