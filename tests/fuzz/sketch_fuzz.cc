// Bytes of a sketch of any kind: what is read says the same after it was written by this library, and is written to the same bytes again.

#include "assay/sketch/describe.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const FuzzInput input(data, size);
  const Result<SketchSummary> read = DescribeSketch(input.view());
  if (!read.ok()) return 0;
  const Result<ByteBuffer> written = RewriteSketch(input.view(), HllPacking::kHll4);
  if (!written.ok()) {
    Require(written.status().code() == StatusCode::kUnimplemented);
    return 0;
  }
  const Result<SketchSummary> again = DescribeSketch(*written);
  Require(again.ok() && again->count == read->count && again->retained == read->retained);
  Require(again->quantiles == read->quantiles && again->min == read->min && again->max == read->max);
  const Result<ByteBuffer> twice = RewriteSketch(*written, HllPacking::kHll4);
  Require(twice.ok() && *twice == *written);
  return 0;
}
