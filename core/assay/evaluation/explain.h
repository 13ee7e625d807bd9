// assay/evaluation/explain.h
//
// The full story of one answer, made only when somebody asks: the value of every node of every rule, those that did not decide included. It
// evaluates the nodes again, one by one, so answering itself pays nothing for it. What the nodes are is in the datafile's bytes, which the
// reader has: only places and values are handed out.

#ifndef ASSAY_EVALUATION_EXPLAIN_H_
#define ASSAY_EVALUATION_EXPLAIN_H_

#include <cstddef>

#include "assay/base/bytes.h"
#include "assay/evaluation/evaluator.h"

namespace assay {

// Texts in explanations are cut to so many bytes.
inline constexpr std::uint32_t kMaxExplainedBytes = 256;

// Calls inside each other whose nodes are put out.
inline constexpr std::uint32_t kMaxExplainedCalls = 32;

// Steps of a whole explanation (interpreter.h). Every node is evaluated for itself, so a program that is made to be slow would be slower still.
inline constexpr std::uint32_t kMaxExplainedSteps = 4 * kMaxInterpreterSteps;

// For each rule of `flag`, for its condition and then its value (where it has them), for each node from the outside in: u32 place in the code,
// u8 error code (0 when the node did not fail), u8 type (value.h), then a bool's u8, a number's f64, a text's u32 size and its first bytes, or
// a list's or object's u32 size. Numbers little-endian, texts cut to kMaxExplainedBytes and then perhaps within a character. Behind the first call of
// a shared expression (up to kMaxExplainedCalls inside each other) stand the nodes of that expression; the body of an iteration has no value of its own and is left out. Ends early, behind a whole node, when the steps are used up. Empty for a
// malformed flag and for one that does not exist.
ByteBuffer Explain(Evaluator& evaluator, std::size_t flag);

}  // namespace assay

#endif  // ASSAY_EVALUATION_EXPLAIN_H_
