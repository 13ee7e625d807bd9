// wasm/byte_exchange.h
//
// How bytes cross: JavaScript writes into `input`, calls, and copies `output` out before the next call. One exchange per module instance.

#ifndef ASSAY_WASM_BYTE_EXCHANGE_H_
#define ASSAY_WASM_BYTE_EXCHANGE_H_

#include <cstddef>
#include <cstdint>

#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

// Raised whenever an exported function or a byte format changes its meaning; js/client/wasm/abi.ts holds the same number and both sides are
// compared at load.
inline constexpr int kAbiVersion = 3;

class ByteExchange {
 public:
  // The address of `size` writable bytes, aligned to 8. May grow memory: JavaScript must take a fresh view of it afterwards.
  std::uintptr_t ReserveInput(std::size_t size);

  // What JavaScript wrote: the first `size` reserved bytes; empty when fewer were reserved.
  [[nodiscard]] ByteView Input(std::size_t size) const;

  // Gives the input's memory back when it is large: one big batch must not pin it.
  void ReleaseInput();

  // Puts `bytes` out.
  void SetOutput(ByteBuffer bytes) { output_ = static_cast<ByteBuffer&&>(bytes); }

  // Puts the message out when `status` is a failure. Returns the status code, which is what exported functions return.
  int Report(Status status);

  [[nodiscard]] std::uintptr_t OutputOffset() const { return reinterpret_cast<std::uintptr_t>(output_.data()); }
  [[nodiscard]] std::size_t OutputSize() const { return output_.size(); }

 private:
  ByteBuffer input_;
  ByteBuffer output_;
};

}  // namespace assay

#endif  // ASSAY_WASM_BYTE_EXCHANGE_H_
