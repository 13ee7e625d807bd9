// tests/core/targeting/program_code.h
//
// Rule programs as tests write them: nodes as words (opcode.h), and the pools that their immediates are indexes into. Nothing is checked, so
// that malformed programs can be written as well.

#ifndef TESTS_CORE_TARGETING_PROGRAM_CODE_H_
#define TESTS_CORE_TARGETING_PROGRAM_CODE_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "assay/targeting/program.h"

namespace assay {

using Code = std::vector<std::uint32_t>;

inline Code Node(Opcode op, const Code& immediates = {}, const std::vector<Code>& operands = {}) {
  Code code = {0};
  code.insert(code.end(), immediates.begin(), immediates.end());
  for (const Code& operand : operands) code.insert(code.end(), operand.begin(), operand.end());
  code[0] = static_cast<std::uint32_t>(op) | static_cast<std::uint32_t>(code.size()) << 8;
  return code;
}

inline Code Null() { return Node(Opcode::kNull); }
inline Code True() { return Node(Opcode::kTrue); }
inline Code False() { return Node(Opcode::kFalse); }
inline Code Call(std::uint32_t expression) { return Node(Opcode::kCall, {expression}); }
inline Code FailNode(std::uint32_t code) { return Node(Opcode::kFail, {code}); }

// The immediate of the list kinds: a count and so many words.
inline Code Listed(Code words) {
  words.insert(words.begin(), static_cast<std::uint32_t>(words.size()));
  return words;
}

// `code` with `times` nodes of one operand around it.
inline Code Nested(Code code, std::uint32_t times, Opcode op = Opcode::kNot) {
  for (; times != 0; --times) code = Node(op, {}, {code});
  return code;
}

struct ProgramParts {
  std::string text_bytes;
  std::vector<std::uint32_t> text_ends;
  std::vector<double> numbers;
  std::vector<std::uint32_t> attributes;
  Code code;
  std::vector<std::uint32_t> expressions;
  std::vector<IdSet> sets;
  std::vector<std::uint64_t> set_words;
  std::uint32_t flags = 0;

  // The index of a text, which is added unless it is there.
  TextId Text(std::string_view text) {
    for (TextId id = 0, start = 0; id < text_ends.size(); start = text_ends[id++]) {
      if (std::string_view(text_bytes).substr(start, text_ends[id] - start) == text) return id;
    }
    text_bytes += text;
    text_ends.push_back(static_cast<std::uint32_t>(text_bytes.size()));
    return static_cast<TextId>(text_ends.size() - 1);
  }

  // The index of an attribute, likewise.
  std::uint32_t Attribute(std::string_view name) {
    const TextId id = Text(name);
    const auto found = std::find(attributes.begin(), attributes.end(), id);
    if (found != attributes.end()) return static_cast<std::uint32_t>(found - attributes.begin());
    attributes.push_back(id);
    return static_cast<std::uint32_t>(attributes.size() - 1);
  }

  Code TextNode(std::string_view text) { return Node(Opcode::kText, {Text(text)}); }
  Code AttributeNode(std::string_view name) { return Node(Opcode::kAttribute, {Attribute(name)}); }
  Code NumberNode(double number) {
    numbers.push_back(number);
    return Node(Opcode::kNumber, {static_cast<std::uint32_t>(numbers.size() - 1)});
  }
  Code OneOf(std::vector<std::string_view> texts, const Code& operand) {
    Code ids;
    for (const std::string_view text : texts) ids.push_back(Text(text));
    std::sort(ids.begin(), ids.end());
    return Node(Opcode::kOneOfTexts, Listed(ids), {operand});
  }

  // The index of the expression, which is appended.
  ExpressionIndex Add(const Code& expression) {
    expressions.push_back(static_cast<std::uint32_t>(code.size()));
    code.insert(code.end(), expression.begin(), expression.end());
    return static_cast<ExpressionIndex>(expressions.size() - 1);
  }

  // Views into these parts, which must stay as they are.
  [[nodiscard]] Program View() const {
    Program program;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_bytes.data());
    if (!program.texts.Build({bytes, text_bytes.size()}, text_ends).ok()) std::abort();
    program.numbers = numbers;
    program.attributes = attributes;
    program.code = code;
    program.expressions = expressions;
    program.sets = sets;
    program.set_words = set_words;
    program.flags = flags;
    return program;
  }
};

}  // namespace assay

#endif  // TESTS_CORE_TARGETING_PROGRAM_CODE_H_
