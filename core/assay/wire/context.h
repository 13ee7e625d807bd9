// assay/wire/context.h
//
// The context of an evaluation. Not FlatBuffers: it is written by a few lines of JavaScript on the page's hottest path, where a builder would
// cost more bytes than the evaluator. Little-endian, unaligned; grammar in wasm/ABI.md.

#ifndef ASSAY_WIRE_CONTEXT_H_
#define ASSAY_WIRE_CONTEXT_H_

#include <cstdint>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/evaluation/evaluator.h"

namespace assay {

inline constexpr std::uint32_t kMaxContextAttributes = 1024;
inline constexpr std::size_t kMaxContextBytes = std::size_t{1} << 18;
inline constexpr std::uint32_t kMaxContextDepth = 16;  // lists and objects inside each other

// Makes the context in `bytes` that of `evaluator`; without a datafile there is nothing to do.
//   f64 now, ms since the epoch; u32 attributes, then per attribute u32 place among Program::attributes and a value; u32 forced flags, then per flag
//   u32 place in the datafile and u32 variant. A text is u32 length and UTF-8 bytes. A value is u8 type (targeting/value.h), then a bool's u8, a number's f64,
//   a text, a list's u32 count and values, or an object's u32 count and members, each a text and a value.
// Views into `bytes` stay in use until the next context.
//
// Errors: kDataLoss when the bytes end early, go on too long or hold an unknown type; kInvalidArgument when the datafile has no such
// attribute, when one is given twice or a text is not UTF-8; kResourceExhausted when a cap above is exceeded. Then the evaluator has an empty context.
Status ReadContext(ByteView bytes, Evaluator& evaluator);

}  // namespace assay

#endif  // ASSAY_WIRE_CONTEXT_H_
