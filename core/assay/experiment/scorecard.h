// assay/experiment/scorecard.h
//
// The analysis of one experiment: users and conversions per arm with intervals, every arm against the control, and the sample-ratio test
// that says whether any of it can be believed. Two passes over the rows in range, O(users) memory. Fixed horizon: to be read once, at the
// end. Not thread-safe.

#ifndef ASSAY_EXPERIMENT_SCORECARD_H_
#define ASSAY_EXPERIMENT_SCORECARD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/base/status.h"
#include "assay/base/time.h"
#include "assay/columnar/scan.h"
#include "assay/stats/confidence.h"
#include "assay/stats/proportions.h"
#include "assay/stats/srm.h"

namespace assay {

// More arms than this are no experiment but a free-text property that was logged as the variant.
inline constexpr std::size_t kMaxExperimentArms = 256;

// Where arms are not given, the variant of this name is the control.
inline constexpr std::string_view kControlArm = "control";

struct ExperimentQuery {
  std::string_view experiment;            // the exposures' experiment; not empty
  EventMatch conversion;                  // what counts as success
  DurationMs window_ms = 0;               // 0 or more: how long after the first exposure a conversion counts, inclusive
  std::vector<std::string_view> arms;     // control first; empty: the variants seen, kControlArm or else the first in UTF-8 order in front
  std::vector<double> weights;            // intended shares, one per arm, in any unit; empty: equal. Only together with `arms`
  std::vector<PropertyCondition> filter;  // on every event, exposures too
  TimeRange range;                        // of exposures and conversions
  Confidence confidence = Confidence::Percent95();
};

struct ArmScore {
  std::string_view arm;
  Proportion conversion;             // users who converted, of the users exposed to this arm alone
  std::optional<Interval> interval;  // Wilson's; absent without users
};

// An arm against the control. Each part is absent where it has no answer: see stats/proportions.h.
struct ArmEffect {
  std::string_view arm;
  std::optional<Difference> absolute;
  std::optional<Lift> relative;
  std::optional<ZTest> test;
};

// Arm names point into the query's `arms`, or into the table's dictionary where the query gave none.
struct Scorecard {
  std::vector<ArmScore> arms;      // in the query's order
  std::vector<ArmEffect> effects;  // of every arm but the first
  std::optional<SampleRatioTest> sample_ratio;
  std::uint64_t excluded_multiple_arms = 0;     // users who saw more than one variant: in no arm
  std::uint64_t unknown_arm_users = 0;          // users who saw only a variant that is none of `arms`: in no arm
  std::uint64_t exposures_without_variant = 0;  // events that name the experiment but no variant
  std::uint64_t events_scanned = 0;             // events inside the range
};

// The scorecard of the experiment in `query`. A user belongs to the one variant that the user's exposures name, from the first of them on.
//
// Definition: a user converts when an event matches `conversion`, comes after the first exposure in (time, sequence) order (the exposure
// itself never counts) and not later than window_ms after it. A range that starts after a user's true first exposure makes a later one the
// first; end the range window_ms after the last exposure of interest, or late users have less time to convert.
//
// Errors: kInvalidArgument when the experiment is empty, the window negative, the range reversed, an arm given twice, weights given without
// arms or not as TestSampleRatio() wants them, or a condition is malformed. kResourceExhausted when there are more than kMaxExperimentArms
// arms, given or, if none were given, seen.
Result<Scorecard> ComputeScorecard(const Table& table, const ExperimentQuery& query);

}  // namespace assay

#endif  // ASSAY_EXPERIMENT_SCORECARD_H_
