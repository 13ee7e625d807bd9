#include "assay/engine/sketch_request.h"

#include <cmath>
#include <cstddef>
#include <cstring>

#include "assay/sketch/describe.h"

namespace assay {

Result<ByteBuffer> SummarizeSketch(ByteView sketch) {
  const Result<SketchSummary> summary = DescribeSketch(sketch);
  if (!summary.ok()) return summary.status();
  const double nothing = std::nan("");
  double numbers[11 + kSummaryRanks.size()] = {
      static_cast<double>(summary->kind),
      static_cast<double>(summary->serial_version),
      static_cast<double>(summary->k),
      summary->empty ? 1.0 : 0.0,
      static_cast<double>(summary->retained),
      summary->count,
      summary->lower_bound,
      summary->upper_bound,
      summary->rank_error,
      summary->min.value_or(nothing),
      summary->max.value_or(nothing),
  };
  for (std::size_t i = 0; i < kSummaryRanks.size(); ++i) numbers[11 + i] = summary->quantiles ? (*summary->quantiles)[i] : nothing;
  ByteBuffer bytes(sizeof(numbers));
  std::memcpy(bytes.data(), numbers, sizeof(numbers));
  return bytes;
}

}  // namespace assay
