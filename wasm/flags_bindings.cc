// The exports of flags.wasm: see ABI.md. No logic here: bytes in, FlagEngine, bytes out.

#include <emscripten/bind.h>

#include <cstring>

#include "assay/engine/flag_engine.h"
#include "byte_exchange.h"

namespace assay {
namespace {

// One instance of the module is one engine; JavaScript drops both together.
ByteExchange exchange;
FlagEngine engine;

// Per flag four int32: variant, reason, error code, rule; -1 where there is none.
void PutDetailsOut() {
  const std::span<const EvaluationDetails> details = engine.details();
  ByteBuffer out(details.size() * 16);
  std::uint8_t* place = out.data();
  for (const EvaluationDetails& one : details) {
    const std::int32_t numbers[4] = {one.variant ? static_cast<std::int32_t>(*one.variant) : -1, static_cast<std::int32_t>(one.reason),
                                     static_cast<std::int32_t>(one.error_code), one.rule ? static_cast<std::int32_t>(*one.rule) : -1};
    std::memcpy(place, numbers, sizeof(numbers));
    place += sizeof(numbers);
  }
  exchange.SetOutput(std::move(out));
}

int AbiVersion() { return kAbiVersion; }
std::uintptr_t ReserveInput(std::size_t size) { return exchange.ReserveInput(size); }
std::uintptr_t OutputOffset() { return exchange.OutputOffset(); }
std::size_t OutputSize() { return exchange.OutputSize(); }

int Load(std::size_t size) {
  const Status status = engine.Load(exchange.Input(size));
  exchange.ReleaseInput();
  if (status.ok()) exchange.SetOutput(engine.Manifest());
  return exchange.Report(status);
}

int SetContext(std::size_t size) { return exchange.Report(engine.SetContext(exchange.Input(size))); }

bool TakeExposure(std::size_t flag) { return engine.TakeExposure(flag); }

}  // namespace
}  // namespace assay

EMSCRIPTEN_BINDINGS(assay_flags) {
  emscripten::function("abiVersion", &assay::AbiVersion);
  emscripten::function("reserveInput", &assay::ReserveInput);
  emscripten::function("outputOffset", &assay::OutputOffset);
  emscripten::function("outputSize", &assay::OutputSize);
  emscripten::function("load", &assay::Load);
  emscripten::function("setContext", &assay::SetContext);
  emscripten::function("putDetailsOut", &assay::PutDetailsOut);
  emscripten::function("takeExposure", &assay::TakeExposure);
}
