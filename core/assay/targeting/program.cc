#include "assay/targeting/program.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "assay/targeting/interpreter.h"
#include "assay/targeting/regex.h"

namespace assay {

namespace {

// What an immediate word is an index into, or how a list of words is checked.
enum Immediate : std::uint8_t {
  kNone,
  kWord,
  kAsText,
  kAsNumber,
  kAsAttribute,
  kAsShared,
  kAsSet,
  kAsFlag,
  kTexts,
  kNumbers,
  kPattern,
  kBlocks
};

// Few opcodes have immediates or an unusual number of operands: two bytes say it all.
struct Shape {
  std::uint8_t immediate;  // Immediate; a second one, where there is one, in the upper half
  std::uint8_t operands;   // at least, and in the upper half at most; 15 is any number
};

constexpr Shape Of(std::uint8_t least, std::uint8_t most, Immediate first = kNone, Immediate second = kNone) {
  return {static_cast<std::uint8_t>(first | second << 4), static_cast<std::uint8_t>(least | most << 4)};
}

constexpr std::uint8_t kMany = 15;

constexpr Shape kShapes[] = {
    Of(0, 0),                    // Null
    Of(0, 0),                    // True
    Of(0, 0),                    // False
    Of(0, 0, kAsNumber),         // Number
    Of(0, 0, kAsText),           // Text
    Of(0, kMany),                // List
    Of(0, 0, kAsAttribute),      // Attribute
    Of(1, 1, kAsText),           // Get
    Of(1, 1, kAsText),           // Member
    Of(0, 0, kWord),             // Item
    Of(0, 0),                    // Accumulator
    Of(0, 0),                    // Now
    Of(0, 0, kAsShared),         // Call
    Of(0, kMany),                // And
    Of(0, kMany),                // Or
    Of(1, 1),                    // Not
    Of(1, kMany),                // If
    Of(2, 2),                    // Equals
    Of(2, 2),                    // LooseEquals
    Of(2, 2),                    // Less
    Of(2, 2),                    // LessOrEqual
    Of(2, 2),                    // JsLess
    Of(2, 2),                    // JsLessOrEqual
    Of(1, 1, kTexts),            // OneOfTexts
    Of(1, 1, kNumbers),          // OneOfNumbers
    Of(2, 2),                    // In
    Of(1, 1, kWord),             // Is
    Of(1, 1),                    // Integer
    Of(2, 2),                    // Contains
    Of(2, 2),                    // StartsWith
    Of(2, 2),                    // EndsWith
    Of(1, 1),                    // Lower
    Of(1, 1),                    // ToText
    Of(1, 1),                    // ToNumber
    Of(1, 1),                    // ParseFloat
    Of(0, kMany),                // Cat
    Of(2, 3),                    // Substring
    Of(1, 1),                    // Length
    Of(1, 1, kPattern),          // Matches
    Of(2, 2, kWord),             // CompareVersions
    Of(1, 1),                    // PaddedVersion
    Of(1, 1, kWord),             // Date
    Of(1, 1, kBlocks),           // InCidr
    Of(1, 1, kAsSet),            // InSet
    Of(1, kMany),                // Add
    Of(2, 2),                    // Subtract
    Of(1, kMany),                // Multiply
    Of(2, 2),                    // Divide
    Of(2, 2),                    // Modulo
    Of(0, kMany),                // Min
    Of(0, kMany),                // Max
    Of(2, 2),                    // Any
    Of(2, 2),                    // All
    Of(2, 2),                    // Filter
    Of(2, 2),                    // Map
    Of(3, 3),                    // Reduce
    Of(0, kMany),                // Merge
    Of(0, 0, kWord),             // Fail
    Of(1, 1),                    // Unit
    Of(1, 1, kAsText, kAsText),  // UnitHash
    Of(1, 1, kAsNumber),         // Scale
    Of(1, 1, kWord, kWord),      // Murmur3
    Of(1, 1),                    // Fnv1a
    Of(1, 1),                    // Md5
    Of(1, 1),                    // Sha1
    Of(1, 1, kAsNumber),         // Sha256
    Of(1, 1),                    // Crc32
    Of(0, 0, kAsFlag),           // FlagVariant
    Of(1, kMany, kAsFlag),       // FlagPick
    Of(0, kMany, kTexts),        // Object
};
static_assert(std::size(kShapes) == kOpcodes);

#ifdef ASSAY_NATIVE_RULES
// What vendor_operations.cc and evaluation/vendor_hashes.cc have, and this build has not.
constexpr bool IsKnown(std::uint32_t opcode) {
  constexpr Opcode kVendors[] = {
      Opcode::kMember,   Opcode::kAccumulator,   Opcode::kLooseEquals, Opcode::kJsLess,     Opcode::kJsLessOrEqual, Opcode::kIn,
      Opcode::kInteger,  Opcode::kToText,        Opcode::kToNumber,    Opcode::kParseFloat, Opcode::kCat,           Opcode::kSubstring,
      Opcode::kLength,   Opcode::kPaddedVersion, Opcode::kFilter,      Opcode::kMap,        Opcode::kReduce,        Opcode::kMerge,
      Opcode::kMurmur3,  Opcode::kFnv1a,         Opcode::kMd5,         Opcode::kSha1,       Opcode::kSha256,        Opcode::kCrc32,
      Opcode::kFlagPick, Opcode::kObject};
  for (const Opcode one : kVendors) {
    if (opcode == static_cast<std::uint32_t>(one)) return false;
  }
  return opcode < kOpcodes;
}
#else
constexpr bool IsKnown(std::uint32_t opcode) { return opcode < kOpcodes; }
#endif

// Words of a block of kInCidr: an address and the length of its prefix.
constexpr std::uint32_t kBlockWords = 5;

class Checker {
 public:
  Checker(Program& program, const std::vector<std::uint8_t>& checked) : program_(program), checked_(checked) {}

  // Whether the words from `at` on, and before `end`, begin with a well-formed node.
  bool IsNode(std::uint32_t at, std::uint32_t end, std::uint32_t depth) const {
    if (at >= end || depth > kMaxExpressionDepth) return false;
    const std::uint32_t header = program_.code[at];
    if (!IsKnown(header & 0xff) || header >> 8 == 0 || header >> 8 > end - at) return false;
    end = at + (header >> 8);
    const Shape shape = kShapes[header & 0xff];
    ++at;
    std::uint32_t listed = 0;
    for (std::uint8_t immediates = shape.immediate; immediates != 0; immediates >>= 4) {
      if (at == end) return false;
      if (!IsImmediate(static_cast<Immediate>(immediates & 15), at, end, listed)) return false;
      at += 1 + listed;
    }
    std::uint32_t operands = 0;
    for (; at < end; ++operands) {
      if (!IsNode(at, end, depth + 1)) return false;
      at += program_.code[at] >> 8;
    }
    const Opcode op = static_cast<Opcode>(header & 0xff);
    if (op == Opcode::kObject && operands != listed) return false;
    if (op == Opcode::kFail && program_.code[end - 1] - 1 >= kGeneralFailure) return false;  // its one immediate: 1..kGeneralFailure
    return operands >= (shape.operands & 15) && (shape.operands >> 4 == kMany || operands <= shape.operands >> 4);
  }

 private:
  // `listed`: how many words more than one the immediate has.
  bool IsImmediate(Immediate kind, std::uint32_t at, std::uint32_t end, std::uint32_t& listed) const {
    const std::uint32_t word = program_.code[at];
    switch (kind) {
      case kWord: return true;
      case kAsText: return word < program_.texts.size();
      case kAsNumber: return word < program_.numbers.size();
      case kAsAttribute: return word < program_.attributes.size();
      case kAsShared:
        if (word >= checked_.size() || word >= kMaxShared || checked_[word] == 0) return false;
        program_.shared = std::max(program_.shared, word + 1);
        return true;
      case kAsSet: return word < program_.sets.size();
      case kAsFlag: return word < program_.flags;
      default: break;
    }
    if (word > end - at - 1) return false;
    listed = word;
    const std::span<const std::uint32_t> words = program_.code.subspan(at + 1, word);
    if (kind == kPattern) return IsValidRegex(words);
    if (kind == kBlocks) {
      for (std::size_t i = kBlockWords - 1; i < words.size(); i += kBlockWords) {
        if (words[i] > 128) return false;
      }
      return words.size() % kBlockWords == 0;
    }
    const std::size_t size = kind == kTexts ? program_.texts.size() : program_.numbers.size();
    for (const std::uint32_t one : words) {
      if (one >= size) return false;
    }
    return true;
  }

  Program& program_;
  const std::vector<std::uint8_t>& checked_;  // of the expressions before this one
};

Status CheckShared(const Program& program) {
  for (const double number : program.numbers) {
    if (!std::isfinite(number)) return InvalidArgument("datafile: numbers must be finite");
  }
  if (program.attributes.size() > kMaxAttributes) return ResourceExhausted("datafile: too many attributes");
  for (const std::uint32_t name : program.attributes) {
    if (name >= program.texts.size()) return InvalidArgument("datafile: a malformed set or attribute");
  }
  for (const IdSet& set : program.sets) {
    const std::size_t words = program.set_words.size();
    if (set.first_word > words || set.words > words - set.first_word) return InvalidArgument("datafile: a malformed set or attribute");
    if (set.kind > SetKind::kBloom || set.hashes > 32 || (set.kind == SetKind::kBloom && set.hashes == 0))
      return InvalidArgument("datafile: a malformed set or attribute");
  }
  return {};
}

}  // namespace

const std::uint32_t* FirstOperand(const std::uint32_t* node) {
  const std::uint32_t* at = node + 1;
  for (std::uint8_t immediates = kShapes[*node & 0xff].immediate; immediates != 0; immediates >>= 4) {
    at += 1 + ((immediates & 15) >= kTexts ? *at : 0);
  }
  return at;
}

Result<std::vector<std::uint8_t>> CheckProgram(Program& program) {
  if (const Status status = CheckShared(program); !status.ok()) return status;
  std::vector<std::uint8_t> checked;
  checked.reserve(program.expressions.size());
  for (std::size_t i = 0; i < program.expressions.size(); ++i) {
    const std::uint32_t start = program.expressions[i];
    const std::size_t end = i + 1 < program.expressions.size() ? program.expressions[i + 1] : program.code.size();
    if (start > end || end > program.code.size()) return InvalidArgument("datafile: places must ascend");
    checked.push_back(Checker(program, checked).IsNode(start, static_cast<std::uint32_t>(end), 0) ? 1 : 0);
  }
  return checked;
}

}  // namespace assay
