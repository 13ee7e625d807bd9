// The exports of flags.wasm: see ABI.md. No logic here: bytes in, FlagEngine, bytes out.

#include <emscripten/bind.h>

#include "assay/engine/flag_engine.h"
#include "byte_exchange.h"

namespace assay {
namespace {

// One instance of the module is one engine; JavaScript drops both together.
ByteExchange exchange;
FlagEngine engine;

// What evaluate() hands out: four numbers, -1 where there is none, then the bucket, NaN where there is none.
struct Answer {
  std::int32_t variant;
  std::int32_t rule;
  std::int32_t reason;
  std::int32_t error_code;
  double bucket;
  std::int32_t looked_at_clock;  // 1 when an answer for this context, this one or another, depends on the instant
};
Answer answer;

int AbiVersion() { return kAbiVersion; }
std::uintptr_t ReserveInput(std::size_t size) { return exchange.ReserveInput(size); }
std::uintptr_t OutputOffset() { return exchange.OutputOffset(); }
std::size_t OutputSize() { return exchange.OutputSize(); }

int Load(std::size_t size) {
  const int code = exchange.Report(engine.Load(exchange.Input(size)));
  exchange.ReleaseInput();
  return code;
}

int SetContext(std::size_t size) { return exchange.Report(engine.SetContext(exchange.Input(size))); }

std::uintptr_t Evaluate(std::size_t flag) {
  const EvaluationDetails& details = engine.Evaluate(flag);
  answer = {details.variant ? static_cast<std::int32_t>(*details.variant) : -1,
            details.rule ? static_cast<std::int32_t>(*details.rule) : -1,
            static_cast<std::int32_t>(details.reason),
            static_cast<std::int32_t>(details.error_code),
            details.bucket ? *details.bucket : __builtin_nan(""),
            engine.looked_at_clock() ? 1 : 0};
  return reinterpret_cast<std::uintptr_t>(&answer);
}

int TakeExposure(std::size_t flag) { return engine.TakeExposure(flag) ? 1 : 0; }

void PutExplanationOut(std::size_t flag) { exchange.SetOutput(engine.Explain(flag)); }

}  // namespace
}  // namespace assay

EMSCRIPTEN_BINDINGS(assay_flags) {
  emscripten::function("abiVersion", &assay::AbiVersion);
  emscripten::function("reserveInput", &assay::ReserveInput);
  emscripten::function("outputOffset", &assay::OutputOffset);
  emscripten::function("outputSize", &assay::OutputSize);
  emscripten::function("load", &assay::Load);
  emscripten::function("setContext", &assay::SetContext);
  emscripten::function("evaluate", &assay::Evaluate);
  emscripten::function("takeExposure", &assay::TakeExposure);
  emscripten::function("putExplanationOut", &assay::PutExplanationOut);
}
