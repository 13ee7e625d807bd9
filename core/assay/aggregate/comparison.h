// assay/aggregate/comparison.h
//
// Which earlier range an answer is compared with, by the calendar of a zone where the asker thinks in its units. Pure.

#ifndef ASSAY_AGGREGATE_COMPARISON_H_
#define ASSAY_AGGREGATE_COMPARISON_H_

#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/base/status.h"
#include "assay/base/time.h"
#include "assay/columnar/scan.h"

namespace assay {

// Definition.
// - offset_ms 0: the range right before. When both ends of `range` are starts of units of the calendar, as many units as it has: before
//   March is February. Otherwise as many milliseconds as it has.
// - offset_ms of whole days: both ends as many days of the calendar earlier, at the same time since the start of their day.
// - another offset_ms: both ends as much earlier.
//
// `unit` is kDay to kQuarter; `zone` as of CalendarSpec.
//
// Errors: kInvalidArgument when the earlier range would begin before all dates, for an offset below 0, or as Calendar::Make() says.
Result<TimeRange> EarlierRange(TimeRange range, DurationMs offset_ms, CalendarUnit unit, const std::vector<ZoneTransition>& zone);

}  // namespace assay

#endif  // ASSAY_AGGREGATE_COMPARISON_H_
