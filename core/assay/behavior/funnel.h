// assay/behavior/funnel.h
//
// Funnels over a table: how many users, sessions or attempts took the steps by the rules of a preset, how long they took, where and why
// they left, in total, by property values, by segments and by the time of entry. Exact, also for ties, repeated steps and late events.
// The plain ordered funnel of users streams in one pass when rows are in order; everything else groups events by user and keeps one user's
// chains at a time. Semantics: core/decisions/funnel-semantics.md and funnel-presets.md. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_H_
#define ASSAY_BEHAVIOR_FUNNEL_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/status.h"
#include "assay/behavior/chain.h"
#include "assay/behavior/step_scan.h"
#include "assay/behavior/time_stats.h"
#include "assay/columnar/scan.h"

namespace assay {

// Filters answered side by side; a bit each.
inline constexpr std::size_t kMaxFunnelSegments = 8;

// Users that one list of samples holds: evidence to look at, not an export.
inline constexpr std::size_t kMaxFunnelSamples = 1000;

// Names in a list of next events; the others are counted together.
inline constexpr std::size_t kMaxFunnelNextEvents = 10;

// What counts once. With FunnelQuery::hold_property each of them is split by the values of that property.
enum class FunnelCount : std::uint8_t {
  kUsers,     // a user, by the best chain
  kSessions,  // a session of a user, by the best chain of its events; events without a session are left out
  kTotals,    // every attempt of a user
};

enum class FunnelEntry : std::uint8_t {
  kClosed,  // chains start with step 1
  kOpen,    // chains start with any step; a step counts the chains that took it. Only kAssay, in order, not kTotals
};

enum class FunnelReentry : std::uint8_t {
  kEveryEntry,  // every event of step 1 is tried
  kFirstEntry,  // only the first, until its attempt ends: FunnelPreset::kMixpanel, which always does so. Not kClickHouse, kPostHog, kAmplitude
};

// Whose values of the properties to break down by a unit's chain is counted under.
enum class FunnelTouch : std::uint8_t {
  kFirst,  // per property the value on the unit's first event that matches any step and carries the property
  kLast,   // the last one
  kStep,   // the values on the event that took step FunnelQuery::touch_step (in any order: the so-many-th event); all missing when none did
  kAllEvents,  // kPostHog: the funnel of each combination of values apart, over the events with these values alone
};

// Events that end a chain between two steps, see FunnelExclusion; an event is one when any of the alternatives matches it.
struct FunnelExcludedEvents {
  std::uint32_t from_step = 1;     // 1-based
  std::uint32_t to_step = 2;       // above from_step
  std::vector<EventMatch> any_of;  // at least one
};

// The events that a segment's funnel sees: those that pass all conditions, besides FunnelQuery::filter.
struct FunnelSegment {
  std::vector<PropertyCondition> where;
};

struct FunnelQuery {
  std::vector<FunnelStep> steps;          // 1..32
  DurationMs window_ms = 0;               // a step counts while its time - time of the chain's first event <= window_ms; at least 0
  std::vector<PropertyCondition> filter;  // on every event
  std::vector<std::string_view> by;       // property names; "$event" is the event's name
  TimeRange range;
  std::size_t max_groups = 1000;  // at least 1

  FunnelPreset preset = FunnelPreset::kAssay;
  FunnelOrder order = FunnelOrder::kOrdered;
  StepMask optional = 0;                         // bit k: a chain may leave out step k + 1; neither the first nor the last
  std::vector<DurationMs> step_windows_ms;       // empty, or one per step: since the event before it in the chain; the first is unused
  std::vector<FunnelExcludedEvents> exclusions;  // at most 32
  WindowFunnelModes window_funnel;               // kClickHouse
  DurationMs tie_ms = kSecondMs;                 // kAmplitude: times are rounded down to multiples of this; at least 1

  FunnelCount count = FunnelCount::kUsers;
  FunnelEntry entry = FunnelEntry::kClosed;
  FunnelReentry reentry = FunnelReentry::kEveryEntry;
  std::optional<std::string_view> hold_property;  // chains of events with one value; events without the property belong to none
  FunnelTouch touch = FunnelTouch::kFirst;
  std::uint32_t touch_step = 1;                          // kStep: 1..steps
  std::vector<FunnelSegment> segments;                   // at most kMaxFunnelSegments
  std::optional<DurationMs> bucket_ms;                   // trend by fixed width, 1..kMaxTimestampMs, aligned to the epoch in UTC
  std::function<TimestampMs(TimestampMs)> bucket_start;  // trend by a calendar: the start of the bucket of a time. Not with bucket_ms
  std::size_t samples = 0;                               // users per list of samples, at most kMaxFunnelSamples
  bool drop_reasons = false;                             // fill in FunnelStepResult::drops
};

// An event name that users went on with.
struct FunnelNextEvent {
  NameIndex name = 0;
  std::uint64_t chains = 0;
};

// Why and with what the chains that ended at a step ended there; the reasons add up to those chains. The next event is the one right after
// the chain's last, whatever it is, among those that the funnel sees (range, filter, segment, session, held value).
struct FunnelDrops {
  std::uint64_t window = 0;
  std::uint64_t exclusion = 0;
  std::uint64_t order = 0;                   // strict order: another event came
  std::uint64_t no_next_event = 0;           // nothing came that ended the chain: it might go on
  std::vector<FunnelNextEvent> next_events;  // at most kMaxFunnelNextEvents, most frequent first, ties by name in UTF-8 bytes
  std::uint64_t other_next_events = 0;       // chains that went on with other names; chains without any event after are in neither
};

struct FunnelStepResult {
  std::uint64_t users = 0;       // units or attempts that reached the step; with kOpen that took it; in any order that took so many steps
  TimeStats time_from_previous;  // since the event before it in the chain, of those who took it after another; empty for step 1
  std::uint64_t skipped = 0;     // chains that left out this optional step between two others
  FunnelDrops drops;             // of chains that took this step last; only with FunnelQuery::drop_reasons
  std::vector<UserIndex> dropped_users;  // ascending by id, the first FunnelQuery::samples of who has such a chain
};

// By the time of a chain's first event.
struct FunnelTrendRow {
  TimestampMs bucket_start = 0;
  std::uint64_t entered = 0;
  std::uint64_t converted = 0;
};

struct FunnelGroup {
  GroupKey key;                            // empty in FunnelPart::total
  std::vector<FunnelStepResult> steps;     // one per step
  TimeStats time_to_convert;               // from the first event of converted chains to the last; its count is that of conversions
  std::uint64_t entered = 0;               // units with a chain, or attempts; `users` of step 1 unless the entry is open
  std::uint64_t excluded = 0;              // kPostHog: units that an exclusion takes out, which count at no step
  std::vector<FunnelTrendRow> trend;       // ascending, only buckets that a chain entered in; only with a bucket
  std::vector<UserIndex> converted_users;  // ascending by id, the first FunnelQuery::samples
};

// The answer for all events, or for a segment's.
struct FunnelPart {
  FunnelGroup total;
  std::vector<FunnelGroup> groups;           // by `entered`, descending, then by key; empty without `by`
  std::uint64_t groups_omitted = 0;          // groups beyond max_groups, which `total` still counts
  std::uint64_t events_without_session = 0;  // kSessions: events of a step or exclusion that belong to no session
};

struct FunnelResult : FunnelPart {
  std::vector<FunnelPart> segments;  // in the query's order
  std::uint64_t events_scanned = 0;  // events inside the range
};

// The answer to `query`. A unit is in exactly one group, but for kPostHog with kStep (a group per value that the step's events carry) and
// kAllEvents, whose groups overlap as PostHog's do.
//
// Errors: kInvalidArgument naming the rule that the query breaks, also for what the preset's vendor does not have; kResourceExhausted
// for a user with more events than FunnelPresetRunner takes.
Result<FunnelResult> ComputeFunnel(const Table& table, const FunnelQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_H_
