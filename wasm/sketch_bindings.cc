// The exports of sketch.wasm: see ABI.md. No logic here: sketches in, one call, bytes out.

#include <emscripten/bind.h>

#include "assay/engine/sketch_request.h"
#include "assay/sketch/describe.h"
#include "byte_exchange.h"

namespace assay {
namespace {

ByteExchange exchange;

int AbiVersion() { return kAbiVersion; }
std::uintptr_t ReserveInput(std::size_t size) { return exchange.ReserveInput(size); }
std::uintptr_t OutputOffset() { return exchange.OutputOffset(); }
std::size_t OutputSize() { return exchange.OutputSize(); }

int PutOut(Result<ByteBuffer> answer) {
  exchange.ReleaseInput();
  if (answer.ok()) exchange.SetOutput(*std::move(answer));
  return exchange.Report(answer.status());
}

int Describe(std::size_t size) { return PutOut(SummarizeSketch(exchange.Input(size))); }

int Rewrite(std::size_t size, int packing) {
  return PutOut(RewriteSketch(exchange.Input(size), packing == 0 ? HllPacking::kHll4 : HllPacking::kHll8));
}

int Merge(std::size_t size) { return PutOut(AnswerMergeRequest(exchange.Input(size))); }

}  // namespace
}  // namespace assay

EMSCRIPTEN_BINDINGS(assay_sketch) {
  emscripten::function("abiVersion", &assay::AbiVersion);
  emscripten::function("reserveInput", &assay::ReserveInput);
  emscripten::function("outputOffset", &assay::OutputOffset);
  emscripten::function("outputSize", &assay::OutputSize);
  emscripten::function("describe", &assay::Describe);
  emscripten::function("rewrite", &assay::Rewrite);
  emscripten::function("merge", &assay::Merge);
}
