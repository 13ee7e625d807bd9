// assay/evaluation/decimal.h
//
// Whole numbers as decimal digits: a plain loop, because std::to_chars brings a table of digit pairs and unrolled steps into flags.wasm.

#ifndef ASSAY_EVALUATION_DECIMAL_H_
#define ASSAY_EVALUATION_DECIMAL_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay {

// Writes the digits of `value`, no leading zeros, so that the last one stands at the end of `room`. Returns where the first one stands.
//
//   room  at least as many characters as `value` has digits: 10 for 32 bits, 16 for numbers up to 2^53, 20 for any
[[nodiscard]] std::size_t WriteDecimal(std::uint64_t value, std::span<char> room);

}  // namespace assay

#endif  // ASSAY_EVALUATION_DECIMAL_H_
