#include "assay/assignment/allocation.h"

#include "assay/assignment/bucketing.h"
#include "assay/assignment/unit_hash.h"

namespace assay {

bool IsCovered(std::string_view salt, std::string_view unit, std::uint32_t coverage_ppm) {
  if (coverage_ppm == 0) return false;
  if (coverage_ppm >= kPpm) return true;
  return Bucket(UnitHash32(kCoveragePurpose, salt, unit), kPpm) < coverage_ppm;
}

}  // namespace assay
