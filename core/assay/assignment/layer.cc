#include "assay/assignment/layer.h"

#include "assay/assignment/bucketing.h"
#include "assay/assignment/unit_hash.h"

namespace assay {

std::uint32_t LayerBucket(std::string_view layer_salt, std::string_view unit) {
  return Bucket(UnitHash32(kLayerPurpose, layer_salt, unit), kPpm);
}

bool IsInLayerRange(std::string_view layer_salt, std::string_view unit, const LayerRange& range) {
  const std::uint32_t bucket = LayerBucket(layer_salt, unit);
  return bucket >= range.start_ppm && bucket < range.end_ppm;
}

Status ValidateLayerRange(const LayerRange& range) {
  if (range.start_ppm >= range.end_ppm) return InvalidArgument("layer range: start must be below end");
  if (range.end_ppm > kPpm) return InvalidArgument("layer range: end above 1000000 ppm");
  return {};
}

}  // namespace assay
