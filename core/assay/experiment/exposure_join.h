// assay/experiment/exposure_join.h
//
// Who took part in an experiment: every user's first exposure and variant, from the "$exposure" events of a table. A user is an id as events
// have it, the one that was assigned, whoever's it is (core/decisions/identity.md). One pass, O(rows in range); 24 bytes per user of the
// table. Not thread-safe.

#ifndef ASSAY_EXPERIMENT_EXPOSURE_JOIN_H_
#define ASSAY_EXPERIMENT_EXPOSURE_JOIN_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/base/status.h"
#include "assay/base/time.h"
#include "assay/columnar/scan.h"

namespace assay {

using VariantIndex = std::uint32_t;  // dense over the variants that were seen, in order of arrival

inline constexpr VariantIndex kNotExposed = 0xffffffff;
inline constexpr VariantIndex kSeveralVariants = 0xfffffffe;

struct UserExposure {
  TimestampMs time = 0;        // of the first exposure in (time, sequence) order; only when exposed
  std::uint64_t sequence = 0;  // of the same event
  VariantIndex variant = kNotExposed;
};

struct ExposureJoin {
  std::vector<UserExposure> users;          // by UserIndex, as long as the table's users()
  std::vector<std::string_view> variants;   // by VariantIndex; texts of the table's dictionary, valid until the next append
  std::uint64_t exposures_without_variant;  // events of the experiment whose variant is missing or not a text: they expose nobody
  std::uint64_t events_scanned;             // events inside the range
};

// Every user's exposure to `experiment` among the events of `range` that pass `filter`. A user who saw two variants has kSeveralVariants:
// no arm can claim what such a user does. The answer does not depend on the order of arrival, apart from the numbering of the variants.
//
// `filter` must have been compiled against `table`.
//
// Errors: kInvalidArgument when `experiment` is empty.
Result<ExposureJoin> JoinExposures(const Table& table, std::string_view experiment, Filter& filter, TimeRange range);

}  // namespace assay

#endif  // ASSAY_EXPERIMENT_EXPOSURE_JOIN_H_
