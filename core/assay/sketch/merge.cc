#include "assay/sketch/merge.h"

#include "assay/sketch/ddsketch.h"
#include "assay/sketch/describe.h"
#include "assay/sketch/hll.h"
#include "assay/sketch/kll.h"

namespace assay {
namespace {

Result<HllSketch> ReadHll(ByteView bytes) { return HllSketch::Deserialize(bytes); }
Result<KllSketch> ReadKll(ByteView bytes) { return KllSketch::Deserialize(bytes); }
Result<DdSketch> ReadDdSketch(ByteView bytes) { return DdSketch::Deserialize(bytes); }

template <typename Sketch>
Result<ByteBuffer> MergeAll(std::span<const ByteView> sketches, Result<Sketch> (*read)(ByteView)) {
  Result<Sketch> merged = read(sketches[0]);
  if (!merged.ok()) return merged.status();
  for (const ByteView bytes : sketches.subspan(1)) {
    const Result<Sketch> sketch = read(bytes);
    if (!sketch.ok()) return sketch.status();
    const Status status = merged->Merge(*sketch);
    if (!status.ok()) return status;
  }
  return merged->Serialize();
}

}  // namespace

Result<ByteBuffer> MergeSketches(std::span<const ByteView> sketches) {
  if (sketches.empty()) return InvalidArgument("sketches: at least one");
  for (const ByteView bytes : sketches) {
    if (bytes.size() < 8) return DataLoss("bytes: truncated");
  }
  const SketchFamily family = FamilyOf(sketches[0]);
  for (const ByteView bytes : sketches) {
    if (FamilyOf(bytes) != family) return InvalidArgument("sketches: must be of one kind");
  }
  switch (family) {
    case SketchFamily::kHll: return MergeAll(sketches, &ReadHll);
    case SketchFamily::kKll: return MergeAll(sketches, &ReadKll);
    case SketchFamily::kDdSketch: return MergeAll(sketches, &ReadDdSketch);
    default: return Unimplemented("sketches: a kind that is not merged");
  }
}

}  // namespace assay
