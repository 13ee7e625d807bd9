// The exports of stats.wasm: see ABI.md. No logic here: a name and numbers in, one call, numbers out.

#include <emscripten/bind.h>

#include <cstring>
#include <string_view>
#include <vector>

#include "assay/stats/calls.h"
#include "byte_exchange.h"

namespace assay {
namespace {

ByteExchange exchange;

int AbiVersion() { return kAbiVersion; }
std::uintptr_t ReserveInput(std::size_t size) { return exchange.ReserveInput(size); }
std::uintptr_t OutputOffset() { return exchange.OutputOffset(); }
std::size_t OutputSize() { return exchange.OutputSize(); }

int Call(std::size_t size, std::size_t name_size) {
  const ByteView input = exchange.Input(size);
  if (name_size > input.size()) return exchange.Report(InvalidArgument("name: is longer than the input"));
  const ByteView name = input.last(name_size);
  std::vector<double> arguments((input.size() - name_size) / sizeof(double));
  if (!arguments.empty()) std::memcpy(arguments.data(), input.data(), arguments.size() * sizeof(double));
  std::vector<double> answer;
  const Status status = CallStatistic({reinterpret_cast<const char*>(name.data()), name.size()}, arguments, answer);
  if (!status.ok()) return exchange.Report(status);
  ByteBuffer bytes(answer.size() * sizeof(double));
  if (!answer.empty()) std::memcpy(bytes.data(), answer.data(), bytes.size());
  exchange.SetOutput(static_cast<ByteBuffer&&>(bytes));
  exchange.ReleaseInput();
  return 0;
}

}  // namespace
}  // namespace assay

EMSCRIPTEN_BINDINGS(assay_stats) {
  emscripten::function("abiVersion", &assay::AbiVersion);
  emscripten::function("reserveInput", &assay::ReserveInput);
  emscripten::function("outputOffset", &assay::OutputOffset);
  emscripten::function("outputSize", &assay::OutputSize);
  emscripten::function("call", &assay::Call);
}
