// tests/fuzz/fuzz_input.h
//
// What every fuzz target needs: its input in memory of its own, and a check that ends the run.

#ifndef TESTS_FUZZ_FUZZ_INPUT_H_
#define TESTS_FUZZ_FUZZ_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "assay/base/bytes.h"

namespace assay {

// The input as messages arrive: aligned to 8, which libFuzzer does not promise, and of exactly its size, so that AddressSanitizer sees a read
// beyond it.
class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* data, std::size_t size) : memory_(std::malloc(size)), size_(size) {
    if (size > 0) std::memcpy(memory_.get(), data, size);
  }

  [[nodiscard]] ByteView view() const { return {static_cast<const std::uint8_t*>(memory_.get()), size_}; }

 private:
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  std::unique_ptr<void, Free> memory_;
  std::size_t size_;
};

// Ends the run with a finding unless `holds`.
inline void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace assay

#endif  // TESTS_FUZZ_FUZZ_INPUT_H_
