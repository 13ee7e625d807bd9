#include "assay/sketch/describe.h"

#include <algorithm>
#include <utility>

#include "assay/sketch/ddsketch.h"
#include "assay/sketch/kll.h"
#include "assay/sketch/quantiles.h"
#include "assay/sketch/sorted_view.h"
#include "assay/sketch/tdigest.h"
#include "assay/sketch/theta.h"

namespace assay {
namespace {

constexpr Status kUnknownFamily = Unimplemented("bytes: a kind of sketch that is not read");

// What all sketches of numbers have.
void SetNumbers(SketchSummary& summary, std::uint64_t n, double min, double max) {
  summary.empty = n == 0;
  summary.count = static_cast<double>(n);
  summary.lower_bound = summary.upper_bound = summary.count;
  if (n == 0) return;
  summary.min = min;
  summary.max = max;
}

void SetQuantiles(SketchSummary& summary, const SortedView& view) {
  std::array<double, kSummaryRanks.size()> quantiles{};
  for (std::size_t i = 0; i < quantiles.size(); ++i) quantiles[i] = view.Quantile(kSummaryRanks[i], true);
  summary.quantiles = quantiles;
}

Status DescribeHll(ByteView bytes, SketchSummary& summary) {
  const Result<HllSketch> sketch = HllSketch::Deserialize(bytes);
  if (!sketch.ok()) return sketch.status();
  summary.serial_version = 1;
  summary.k = 1U << sketch->lg_k();
  summary.empty = sketch->empty();
  summary.retained = sketch->Retained();
  summary.count = sketch->Estimate();
  const double spread = 2 * sketch->RelativeStandardError();
  summary.lower_bound = std::max(summary.count / (1 + spread), static_cast<double>(summary.retained));
  summary.upper_bound = summary.count / (1 - spread);
  return Status();
}

Status DescribeTheta(ByteView bytes, SketchSummary& summary) {
  const Result<ThetaSketch> sketch = ReadTheta(bytes);
  if (!sketch.ok()) return sketch.status();
  summary.kind = SketchKind::kTheta;
  summary.serial_version = sketch->serial_version;
  summary.empty = sketch->empty;
  summary.retained = sketch->retained;
  summary.count = sketch->Estimate();
  summary.lower_bound = sketch->LowerBound(2);
  summary.upper_bound = sketch->UpperBound(2);
  return Status();
}

Status DescribeKll(ByteView bytes, SketchSummary& summary) {
  const Result<KllSketch> sketch = KllSketch::Deserialize(bytes);
  if (!sketch.ok()) return sketch.status();
  summary.kind = sketch->item() == KllItem::kFloat ? SketchKind::kKllFloat : SketchKind::kKllDouble;
  summary.serial_version = bytes[1];
  summary.k = sketch->k();
  summary.retained = sketch->Retained();
  summary.rank_error = sketch->NormalizedRankError();
  SetNumbers(summary, sketch->n(), sketch->min().value_or(0), sketch->max().value_or(0));
  if (summary.empty) return Status();
  SetQuantiles(summary, sketch->View());
  return Status();
}

Status DescribeQuantiles(ByteView bytes, SketchSummary& summary) {
  Result<QuantilesSketch> sketch = ReadQuantiles(bytes);
  if (!sketch.ok()) return sketch.status();
  summary.kind = SketchKind::kQuantiles;
  summary.serial_version = sketch->serial_version;
  summary.k = sketch->k;
  summary.retained = sketch->items.size();
  summary.rank_error = sketch->NormalizedRankError();
  SetNumbers(summary, sketch->n, sketch->min, sketch->max);
  if (summary.empty) return Status();
  SetQuantiles(summary, SortedView(std::move(sketch->items)));
  return Status();
}

Status DescribeTDigest(ByteView bytes, SketchSummary& summary) {
  const Result<TDigest> digest = ReadTDigest(bytes);
  if (!digest.ok()) return digest.status();
  summary.kind = digest->has_floats ? SketchKind::kTDigestFloat : SketchKind::kTDigestDouble;
  summary.serial_version = digest->serial_version;
  summary.k = digest->k;
  summary.retained = digest->centroids.size();
  SetNumbers(summary, digest->n, digest->min, digest->max);
  if (summary.empty) return Status();
  std::array<double, kSummaryRanks.size()> quantiles{};
  for (std::size_t i = 0; i < quantiles.size(); ++i) quantiles[i] = digest->Quantile(kSummaryRanks[i]);
  summary.quantiles = quantiles;
  return Status();
}

Status DescribeDdSketch(ByteView bytes, SketchSummary& summary) {
  const Result<DdSketch> sketch = DdSketch::Deserialize(bytes);
  if (!sketch.ok()) return sketch.status();
  const ExponentialHistogram histogram = sketch->ToHistogram();
  summary.kind = SketchKind::kDdSketch;
  summary.retained = histogram.positive.counts.size() + histogram.negative.counts.size() + (histogram.zero_count > 0 ? 1 : 0);
  summary.value_error = sketch->RelativeError();
  SetNumbers(summary, histogram.count, histogram.min.value_or(0), histogram.max.value_or(0));
  if (summary.empty) return Status();
  std::array<double, kSummaryRanks.size()> quantiles{};
  for (std::size_t i = 0; i < quantiles.size(); ++i) quantiles[i] = sketch->Quantile(kSummaryRanks[i])->value_or(0);
  summary.quantiles = quantiles;
  return Status();
}

Status DescribeFamily(ByteView bytes, SketchSummary& summary) {
  switch (FamilyOf(bytes)) {
    case SketchFamily::kHll: return DescribeHll(bytes, summary);
    case SketchFamily::kTheta: return DescribeTheta(bytes, summary);
    case SketchFamily::kKll: return DescribeKll(bytes, summary);
    case SketchFamily::kQuantiles: return DescribeQuantiles(bytes, summary);
    case SketchFamily::kOriginalTDigest:
    case SketchFamily::kTDigest: return DescribeTDigest(bytes, summary);
    case SketchFamily::kDdSketch: return DescribeDdSketch(bytes, summary);
    default: return kUnknownFamily;
  }
}

}  // namespace

SketchFamily FamilyOf(ByteView bytes) {
  return bytes[0] >= DdSketch::kFirstByte ? SketchFamily::kDdSketch : static_cast<SketchFamily>(bytes[2]);
}

const char* SketchKindName(SketchKind kind) {
  constexpr std::array<const char*, 8> kNames = {"hll",       "theta",         "kll float",      "kll double",
                                                 "quantiles", "tdigest float", "tdigest double", "ddsketch"};
  return kNames[static_cast<std::size_t>(kind)];
}

Result<SketchSummary> DescribeSketch(ByteView bytes) {
  if (bytes.size() < 8) return DataLoss("bytes: truncated");
  SketchSummary summary;
  const Status described = DescribeFamily(bytes, summary);
  if (!described.ok()) return described;
  return summary;
}

Result<ByteBuffer> RewriteSketch(ByteView bytes, HllPacking packing) {
  if (bytes.size() < 8) return DataLoss("bytes: truncated");
  if (FamilyOf(bytes) == SketchFamily::kHll) {
    const Result<HllSketch> sketch = HllSketch::Deserialize(bytes);
    return sketch.ok() ? Result<ByteBuffer>(sketch->Serialize(packing)) : sketch.status();
  }
  if (FamilyOf(bytes) == SketchFamily::kKll) {
    const Result<KllSketch> sketch = KllSketch::Deserialize(bytes);
    return sketch.ok() ? Result<ByteBuffer>(sketch->Serialize()) : sketch.status();
  }
  return kUnknownFamily;
}

}  // namespace assay
