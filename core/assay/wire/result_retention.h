// assay/wire/result_retention.h
//
// The answer to query_retention.h, column by column. Mirrors result_retention.fbs.

#ifndef ASSAY_WIRE_RESULT_RETENTION_H_
#define ASSAY_WIRE_RESULT_RETENTION_H_

#include <cstdint>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"
#include "assay/wire/result_parts.h"

namespace assay {

struct WireRetentionCells {
  std::vector<std::uint32_t> returned;
  WireProportions complete;
};

struct WireRetentionResult {
  std::uint32_t columns = 0;
  std::vector<WireValue> keys;  // of the groups, one after the other
  std::vector<std::uint32_t> group_users;
  WireRetentionCells group_cells;
  std::vector<std::uint32_t> row_groups;
  std::vector<double> cohort_starts_ms;
  std::vector<std::uint32_t> row_users;
  WireRetentionCells row_cells;
  std::uint64_t total_users = 0;
  WireRetentionCells total_cells;
  TimestampMs observed_end_ms = 0;
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_RETENTION_H_
