#include "assay/evaluation/explain.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "core/evaluation/program_builder.h"

namespace assay {
namespace {

// What an explanation says of one node.
struct Line {
  std::uint32_t place = 0;
  std::uint8_t error = 0;
  ValueType type = ValueType::kNull;
  bool boolean = false;
  double number = 0;
  std::uint32_t size = 0;
  std::string text;
};

std::vector<Line> Read(const ByteBuffer& bytes) {
  std::vector<Line> lines;
  std::size_t at = 0;
  const auto take = [&](auto& value) {
    ASSERT_LE(at + sizeof(value), bytes.size());
    std::memcpy(&value, bytes.data() + at, sizeof(value));
    at += sizeof(value);
  };
  while (at < bytes.size() && !testing::Test::HasFatalFailure()) {
    Line line;
    std::uint8_t type = 0, boolean = 0;
    take(line.place);
    take(line.error);
    take(type);
    line.type = static_cast<ValueType>(type);
    switch (line.type) {
      case ValueType::kNull: break;
      case ValueType::kBool: take(boolean); break;
      case ValueType::kNumber: take(line.number); break;
      default: take(line.size);
    }
    line.boolean = boolean != 0;
    for (std::uint32_t i = 0; line.type == ValueType::kText && i < line.size && i < kMaxExplainedBytes; ++i) {
      char c = 0;
      take(c);
      line.text += c;
    }
    lines.push_back(line);
  }
  return lines;
}

struct Explained {
  explicit Explained(const DatafileParts& of) : parts(of), datafile(parts.View()) { evaluator.Attach(datafile); }

  std::vector<Line> Of(std::size_t flag) { return Read(Explain(evaluator, flag)); }
  // The operation that the line is about.
  Opcode OpOf(const Line& line) const { return OpcodeOf(datafile.program.code.data() + line.place); }

  const DatafileParts parts;
  const Datafile datafile;
  Evaluator evaluator;
};

TEST(Explain, TellsTheValueOfEveryNodeOfEveryRule) {
  DatafileParts parts;
  const std::string long_text = std::string(255, 'a') + "ü" + std::string(1000, 'b');
  const Code condition = Node(Opcode::kAnd, {}, {parts.program.OneOf({"ES"}, parts.program.AttributeNode("country")), FailNode(5)});
  parts.AddFlag("f",
                {parts.If(True(), parts.Serve(1)), parts.If(condition, parts.Choose(parts.program.NumberNode(2.5), {{0, 1, 0}})),
                 parts.If(Node(Opcode::kList, {}, {Null(), False()}), parts.Named(parts.program.TextNode(long_text))), parts.Serve(2)});
  Explained explained(parts);
  explained.evaluator.interpreter().attributes()[0] = Value::Text("ES", parts.program.Text("ES"));
  const std::vector<Line> lines = explained.Of(0);

  struct Expected {
    Opcode op;
    ValueType type;
    std::uint8_t error;
  };
  const Expected expected[] = {
      {Opcode::kTrue, ValueType::kBool, 0},      {Opcode::kAnd, ValueType::kNull, 5},  {Opcode::kOneOfTexts, ValueType::kBool, 0},
      {Opcode::kAttribute, ValueType::kText, 0}, {Opcode::kFail, ValueType::kNull, 5}, {Opcode::kNumber, ValueType::kNumber, 0},
      {Opcode::kList, ValueType::kList, 0},      {Opcode::kNull, ValueType::kNull, 0}, {Opcode::kFalse, ValueType::kBool, 0},
      {Opcode::kText, ValueType::kText, 0},
  };
  ASSERT_EQ(lines.size(), std::size(expected));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(explained.OpOf(lines[i]), expected[i].op) << i;
    EXPECT_EQ(lines[i].type, expected[i].type) << i;
    EXPECT_EQ(lines[i].error, expected[i].error) << i;
  }
  EXPECT_TRUE(lines[2].boolean);
  EXPECT_EQ(lines[3].text, "ES");
  EXPECT_EQ(lines[5].number, 2.5);
  EXPECT_EQ(lines[6].size, 2U);
  EXPECT_EQ(lines[9].size, long_text.size());  // all of it, of which the first bytes follow, cut within a character
  EXPECT_EQ(lines[9].text, long_text.substr(0, kMaxExplainedBytes));
}

// What runs once per item has no value of its own; the other operands have one.
TEST(Explain, LeavesTheBodiesOfIterationsOut) {
  const Code list = Node(Opcode::kList, {}, {True()});
  const Code body = Nested(Node(Opcode::kItem, {0}), 3);
  for (const Opcode op : {Opcode::kAny, Opcode::kAll, Opcode::kFilter, Opcode::kMap, Opcode::kReduce}) {
    DatafileParts parts;
    std::vector<Code> operands = {list, body};
    if (op == Opcode::kReduce) operands.push_back(parts.program.TextNode("initial"));
    parts.AddFlag("f", {parts.If(Node(Opcode::kAnd, {}, {Node(op, {}, operands), False()}), parts.Serve(1))});
    Explained explained(parts);
    std::vector<Opcode> seen;
    for (const Line& line : explained.Of(0)) seen.push_back(explained.OpOf(line));
    std::vector<Opcode> expected = {Opcode::kAnd, op, Opcode::kList, Opcode::kTrue, Opcode::kFalse};
    if (op == Opcode::kReduce) expected.insert(expected.end() - 1, Opcode::kText);
    EXPECT_EQ(seen, expected) << static_cast<int>(op);
  }
}

TEST(Explain, SaysNothingOfWhatCannotBeEvaluated) {
  DatafileParts parts;
  parts.AddFlag("malformed", {parts.If(True(), parts.Serve(9))});
  parts.AddFlag("no rules");
  parts.AddFlag("no conditions", {parts.Serve(1), parts.Fail(ErrorCode::kGeneral)});
  Explained explained(parts);
  for (const std::size_t flag : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3}, static_cast<std::size_t>(-1)}) {
    EXPECT_TRUE(explained.Of(flag).empty()) << flag;
  }
  Evaluator without_datafile;
  EXPECT_TRUE(Explain(without_datafile, 0).empty());
}

TEST(Explain, ExplainsTheRulesOfADisabledAndOfAForcedFlag) {
  DatafileParts parts;
  parts.AddFlag("disabled", {parts.If(True(), parts.Serve(1))});
  parts.AddFlag("forced", {parts.If(False(), parts.Serve(1))});
  parts.flags[0].enabled = false;
  Explained explained(parts);
  explained.evaluator.Force(1, 2);
  EXPECT_EQ(explained.Of(0).size(), 1U);
  EXPECT_EQ(explained.Of(1).size(), 1U);
  EXPECT_EQ(explained.evaluator.Evaluate(0).reason, Reason::kDisabled);
  EXPECT_EQ(explained.evaluator.Evaluate(1).variant, 2U);
}

TEST(Explain, LeavesEveryAnswerAsItIs) {
  DatafileParts parts;
  const auto asks = [&](std::uint32_t flag) { return parts.If(Node(Opcode::kFlagVariant, {flag}), parts.Serve(2)); };
  parts.AddFlag("does not get to its second rule", {parts.Serve(1), asks(1)});
  parts.AddFlag("a", {asks(2)});
  parts.AddFlag("b", {asks(1)});
  parts.AddFlag("asks itself in vain", {parts.Serve(1), asks(3)});
  parts.AddFlag("fails", {parts.If(FailNode(6), parts.Serve(1))});
  for (const bool explain_first : {false, true}) {
    Explained explained(parts);
    for (std::size_t flag = 0; explain_first && flag < parts.flags.size(); ++flag) explained.Of(flag);
    EXPECT_EQ(explained.evaluator.Evaluate(0).variant, 1U);
    EXPECT_EQ(explained.evaluator.Evaluate(1).error_code, ErrorCode::kParseError);
    EXPECT_EQ(explained.evaluator.Evaluate(2).error_code, ErrorCode::kParseError);
    EXPECT_EQ(explained.evaluator.Evaluate(3).variant, 1U);
    EXPECT_EQ(explained.evaluator.Evaluate(4).error_code, ErrorCode::kInvalidContext);
  }
}

// Explaining makes texts and lists anew; a page that does it again and again may not run out of memory for its answers.
TEST(Explain, TakesNoMemoryFromTheAnswers) {
  DatafileParts parts;
  const Code lower = Node(Opcode::kLower, {}, {parts.program.TextNode(std::string(10'000, 'X'))});
  parts.AddFlag("explained", {parts.If(lower, parts.Serve(1))});
  parts.AddFlag("not yet asked for", {parts.If(lower, parts.Serve(1))});
  Explained explained(parts);
  for (int i = 0; i < 200; ++i) {
    const std::vector<Line> lines = explained.Of(0);
    ASSERT_EQ(lines.size(), 2U) << i;
    ASSERT_EQ(lines[0].error, 0) << i;
  }
  EXPECT_EQ(explained.evaluator.Evaluate(1).variant, 1U);
}

// A flag that is evaluated for an explanation only gets the answer that it has anyhow: here one that takes 2^60 steps when what its
// expressions share is not remembered, and one that makes two thirds of the texts that there is memory for.
TEST(Explain, LeavesTheAnswersOfFlagsThatOnlyItAsksFor) {
  DatafileParts parts;
  std::uint32_t last = parts.program.Add(Node(Opcode::kAdd, {}, {parts.program.NumberNode(1)}));
  for (int i = 0; i < 60; ++i) last = parts.program.Add(Node(Opcode::kAdd, {}, {Call(last), Call(last)}));
  const Code long_text = parts.program.TextNode(std::string(700'000, 'X'));
  parts.AddFlag("shares", {parts.If(Call(last), parts.Serve(1))});
  parts.AddFlag("large", {parts.If(Node(Opcode::kLower, {}, {long_text}), parts.Serve(1))});
  const Code asks =
      Node(Opcode::kList, {}, {Node(Opcode::kLower, {}, {long_text}), Node(Opcode::kFlagVariant, {0}), Node(Opcode::kFlagVariant, {1})});
  parts.AddFlag("explained", {parts.Serve(2), parts.If(asks, parts.Serve(1))});
  Explained explained(parts);
  explained.Of(2);
  for (const std::size_t flag : {0U, 1U}) {
    EXPECT_EQ(explained.evaluator.Evaluate(flag).variant, 1U) << flag;
    EXPECT_EQ(explained.evaluator.Evaluate(flag).error_code, ErrorCode::kNone) << flag;
  }
}

// Texts that explanations make lie where those of the node before it lay.
TEST(Explain, ComparesEachVersionForItself) {
  DatafileParts parts;
  std::vector<Code> comparisons;
  for (const char* version : {"1.0.0-A", "3.0.0-A", "2.0.0-A", "0.0.0-A"}) {
    const Code lower = Node(Opcode::kLower, {}, {parts.program.TextNode(version)});
    comparisons.push_back(Node(Opcode::kCompareVersions, {3}, {lower, parts.program.TextNode("2.0.0-a")}));
  }
  parts.AddFlag("f", {parts.If(Node(Opcode::kList, {}, comparisons), parts.Serve(1))});
  Explained explained(parts);
  std::vector<double> orders;
  for (const Line& line : explained.Of(0)) {
    if (explained.OpOf(line) == Opcode::kCompareVersions) orders.push_back(line.number);
  }
  EXPECT_EQ(orders, (std::vector<double>{-1, 1, 0, -1}));
}

// 20,000 nodes, each with steps enough for a loop of its own: together they would take minutes.
TEST(Explain, EndsSoonWhateverTheRules) {
  DatafileParts parts;
  const Code list = Node(Opcode::kList, {}, std::vector<Code>(300, True()));
  const std::uint32_t items = parts.program.Add(list);
  const Code loop = Node(Opcode::kAll, {}, {Call(items), Node(Opcode::kAll, {}, {Call(items), True()})});
  parts.AddFlag("f", {parts.If(Node(Opcode::kList, {}, std::vector<Code>(20'000, loop)), parts.Serve(1))});
  Explained explained(parts);
  const std::vector<Line> lines = explained.Of(0);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0].error, static_cast<std::uint8_t>(ErrorCode::kGeneral));
}

}  // namespace
}  // namespace assay
