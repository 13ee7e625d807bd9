// assay/engine/limits.h
//
// Every cap of the engine, in one file: what it takes before it says kResourceExhausted instead of growing.

#ifndef ASSAY_ENGINE_LIMITS_H_
#define ASSAY_ENGINE_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "assay/columnar/table.h"
#include "assay/event/event_batch.h"

namespace assay {

// A WebAssembly memory ends at 4 GiB; the table may take three of them, the rest is for batches, queries and answers.
inline constexpr TableLimits kTableLimits = {
    .max_rows = 0xffffffff,
    .max_memory_bytes = std::uint64_t{3} << 30,
    .max_columns = 4096,
};

// One message from a page, a journal segment or a slice of a file.
inline constexpr EventBatchLimits kEventBatchLimits = {
    .max_rows = 1U << 20,
    .max_strings = 1U << 22,
    .max_string_bytes = 8192,
    .max_properties = 4096,
};

// A funnel keeps per-user state for every step.
inline constexpr std::size_t kMaxFunnelSteps = 32;

// Alternatives, conditions, operands, aggregates and arms of one query, all together: more is a generated query that nobody reads the
// answer of.
inline constexpr std::size_t kMaxQueryParts = 1024;

// Properties to group by at once.
inline constexpr std::size_t kMaxGroupBy = 8;

// Groups of one answer; the rest is counted as omitted.
inline constexpr std::size_t kMaxGroups = 100'000;

// Groups times steps of a funnel's answer, for all events and for each segment; the groups beyond are counted as omitted. A step with its
// times takes about 700 bytes as result and again as message, so this is a third of a gigabyte; with the reasons of its drops half more.
inline constexpr std::size_t kMaxFunnelCells = std::size_t{1} << 18;

// Rows (time bucket and group) of a metric's or task's answer, or of the trends of a funnel's. A row with its times takes up to 600 bytes,
// twice.
inline constexpr std::size_t kMaxResultRows = std::size_t{1} << 19;

// The samples of a funnel's answer: their places, and the texts of the users, each once.
inline constexpr std::size_t kMaxSampleBytes = std::size_t{64} << 20;

// Cells (row and column) of a retention's answer, with 28 bytes each as message.
inline constexpr std::size_t kMaxRetentionAnswerCells = std::size_t{1} << 19;

// Ids of users in a cohort's answer; how many users there are is told all the same.
inline constexpr std::size_t kMaxCohortIds = 100'000;

// Funnels whose answers are kept up to date, and the bytes that they may hold together: 48 and some per event that they look at. Others are
// answered anew each time.
inline constexpr std::size_t kMaxLiveFunnels = 16;
inline constexpr std::size_t kMaxLiveBytes = std::size_t{256} << 20;

// What a kind of query costs beyond the size of its answer is capped where it is computed: kMaxRetentionColumns and kMaxRetentionCells
// (behavior/retention_table.h), kMaxPeriods (active_periods.h), kMaxStickinessWindows and kMaxStickinessWindow (stickiness.h),
// kMaxPathDepth, kMaxPathNodes, kMaxPathFlows and kMaxPathVisits (paths.h), SequencePattern::kMaxParts (sequence.h), kMaxCohortNodes
// (cohort.h).

}  // namespace assay

#endif  // ASSAY_ENGINE_LIMITS_H_
