// assay/targeting/program.h
//
// A datafile's rule programs as they lie in its bytes, and the check that makes them safe to run. Views: the bytes must outlive them. What
// the words mean: opcode.h.

#ifndef ASSAY_TARGETING_PROGRAM_H_
#define ASSAY_TARGETING_PROGRAM_H_

#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/targeting/opcode.h"
#include "assay/targeting/text_index.h"

namespace assay {

// The numbers are those of SetKind in wire/datafile.fbs.
enum class SetKind : std::uint8_t { kExact = 0, kBloom = 1 };

// Fields as in wire/datafile.fbs.
struct IdSet {
  SetKind kind = SetKind::kExact;
  std::uint32_t hashes = 0;
  std::uint32_t first_word = 0;
  std::uint32_t words = 0;
};

struct Program {
  TextIndex texts;
  std::span<const double> numbers;            // finite
  std::span<const std::uint32_t> attributes;  // names, by attribute
  std::span<const std::uint32_t> code;
  std::span<const std::uint32_t> expressions;  // where each starts in the code
  std::span<const IdSet> sets;
  std::span<const std::uint64_t> set_words;
  std::uint32_t flags = 0;   // how many flags there are to refer to
  std::uint32_t shared = 0;  // expressions below this are kept per context: others call them, or several
                             // rules have them. Filled by CheckProgram() and ValidateDatafile()
};

// Index of an expression, as rules refer to them.
using ExpressionIndex = std::uint32_t;

// How many nodes of one expression a node may stand inside.
inline constexpr std::uint32_t kMaxExpressionDepth = 64;

// More expressions than this may not be shared, nor attributes looked at: each costs memory in every context.
inline constexpr std::uint32_t kMaxShared = 4096;
inline constexpr std::uint32_t kMaxAttributes = 4096;

// Checks everything that Interpreter relies on. Returns one byte per expression: 1 where it is well-formed, and so is everything it calls.
//
// Errors: kInvalidArgument when what all expressions share is wrong: attributes that are no texts, numbers that are not finite, sets that
// reach out of their words, expressions that do not ascend. kResourceExhausted when there are too many.
Result<std::vector<std::uint8_t>> CheckProgram(Program& program);

// The parts of a node.
inline Opcode OpcodeOf(const std::uint32_t* node) { return static_cast<Opcode>(*node & 0xff); }
inline std::uint32_t NodeWords(const std::uint32_t* node) { return *node >> 8; }

// The node behind it.
inline const std::uint32_t* Next(const std::uint32_t* node) { return node + NodeWords(node); }

// The first operand of a well-formed node, its end when it has none.
[[nodiscard]] const std::uint32_t* FirstOperand(const std::uint32_t* node);

}  // namespace assay

#endif  // ASSAY_TARGETING_PROGRAM_H_
