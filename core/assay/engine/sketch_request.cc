#include "assay/engine/sketch_request.h"

#include <cmath>
#include <cstddef>
#include <cstring>
#include <vector>

#include "assay/sketch/describe.h"
#include "assay/sketch/merge.h"

namespace assay {

Result<ByteBuffer> SummarizeSketch(ByteView sketch) {
  const Result<SketchSummary> summary = DescribeSketch(sketch);
  if (!summary.ok()) return summary.status();
  const double nothing = std::nan("");
  double numbers[12 + kSummaryRanks.size()] = {
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
  numbers[11 + kSummaryRanks.size()] = summary->value_error;
  ByteBuffer bytes(sizeof(numbers));
  std::memcpy(bytes.data(), numbers, sizeof(numbers));
  return bytes;
}

Result<ByteBuffer> AnswerMergeRequest(ByteView request) {
  std::vector<ByteView> sketches;
  while (!request.empty()) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4 && i < request.size(); ++i) size |= std::size_t{request[i]} << (8 * i);
    if (request.size() < 4 || request.size() - 4 < size) return InvalidArgument("sketches: the request ends early");
    sketches.push_back(request.subspan(4, size));
    request = request.subspan(4 + size);
  }
  return MergeSketches(sketches);
}

}  // namespace assay
