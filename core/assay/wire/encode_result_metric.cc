#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {

flatbuffers::Offset<fb::MetricResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireMetricResult& metric) {
  const auto keys = EncodeKey(fbb, metric.keys);
  const auto groups = EncodeColumn(fbb, metric.groups);
  const auto starts = EncodeColumn(fbb, metric.bucket_starts_ms);
  const auto values = EncodeColumn(fbb, metric.values);
  const auto absent = EncodeColumn(fbb, metric.absent);
  const auto previous = EncodeColumn(fbb, metric.previous);
  const auto previous_absent = EncodeColumn(fbb, metric.previous_absent);
  const auto errors = EncodeColumn(fbb, metric.errors);
  const auto sketches = EncodeColumn(fbb, metric.sketches);
  const auto sketch_ends = EncodeColumn(fbb, metric.sketch_ends);
  return fb::CreateMetricResult(fbb, keys, groups, starts, values, absent, previous, previous_absent, errors, sketches, sketch_ends);
}

}  // namespace assay
