// What single operations answer is in tests/vectors/expressions.json. Here: what holds for every program, however it was made.

#include "assay/targeting/interpreter.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/targeting/regex.h"
#include "core/targeting/program_code.h"

namespace assay {
namespace {

// Every kUnit counts itself and is 1: what was evaluated shows, and how often.
class CountingHost final : public HostOperations {
 public:
  Value Call(const std::uint32_t*) override {
    ++calls;
    return Value::Number(1);
  }

  int calls = 0;
};

const Code kCounted = Node(Opcode::kUnit, {}, {Null()});

// A program that is sound, with an interpreter that is about to run it.
class Machine {
 public:
  explicit Machine(const ProgramParts& parts) : parts_(parts), program_(parts_.View()), interpreter(host) {
    const Result<std::vector<std::uint8_t>> checked = CheckProgram(program_);
    EXPECT_TRUE(checked.ok());
    for (std::size_t i = 0; checked.ok() && i < checked->size(); ++i) EXPECT_EQ((*checked)[i], 1) << "expression " << i;
    interpreter.Attach(program_);
    interpreter.Begin();
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  // The value of the last expression, for a new answer.
  Value Run() { return Run(static_cast<ExpressionIndex>(parts_.expressions.size() - 1)); }
  Value Run(ExpressionIndex expression) {
    interpreter.Begin();
    return interpreter.Run(expression);
  }

 private:
  const ProgramParts parts_;
  Program program_;

 public:
  CountingHost host;
  Interpreter interpreter;
};

// A list of `size` trues.
Code ListOf(std::uint32_t size) { return Node(Opcode::kList, {}, std::vector<Code>(size, True())); }

Code Item(std::uint32_t depth = 0) { return Node(Opcode::kItem, {depth}); }
Code Accumulator() { return Node(Opcode::kAccumulator); }
Code Reduce(const Code& list, const Code& body, const Code& initial) { return Node(Opcode::kReduce, {}, {list, body, initial}); }

// `body` for every item of `list` for every item of `list`, and so on.
Code Loops(std::uint32_t loops, const Code& list, Code body) {
  for (; loops != 0; --loops) body = Node(Opcode::kAll, {}, {list, body});
  return body;
}

// More steps than an answer has, and no memory but for one list.
Code Endless(ProgramParts& parts) { return Loops(4, Call(parts.Add(ListOf(200))), True()); }

void ExpectFailure(Machine& machine, FailureCode code, const std::string& what) {
  EXPECT_TRUE(machine.Run().is(ValueType::kNull)) << what;
  EXPECT_EQ(machine.interpreter.failure(), code) << what;
}

TEST(Interpreter, EndsAProgramThatHasUsedUpItsSteps) {
  struct Case {
    const char* name;
    Code code;
    bool fails;
  };
  const auto any_character = static_cast<std::uint32_t>(RegexOp::kClass) | 1U << 8;
  const Code pattern = {any_character, static_cast<std::uint32_t>(RegexOp::kAssert) | 1U << 8, static_cast<std::uint32_t>(RegexOp::kMatch)};
  const Case cases[] = {
      {"as many nodes as it has steps", Node(Opcode::kAnd, {}, std::vector<Code>(kMaxInterpreterSteps - 1, True())), false},
      {"one node more", Node(Opcode::kAnd, {}, std::vector<Code>(kMaxInterpreterSteps, True())), true},
      {"a hundred items, thrice", Loops(3, Call(0), True()), true},
      {"a hundred items, twice", Loops(2, Call(0), True()), false},
      {"a hundred items, fifteen times", Loops(15, Call(0), True()), true},
  };
  for (const Case& c : cases) {
    ProgramParts parts;
    parts.Add(ListOf(100));
    parts.Add(c.code);
    Machine machine(parts);
    machine.Run();
    EXPECT_EQ(machine.interpreter.failure(), c.fails ? kGeneralFailure : 0) << c.name;
    machine.Run();  // an answer has its steps, whatever the one before it took
    EXPECT_EQ(machine.interpreter.failure(), c.fails ? kGeneralFailure : 0) << c.name << ", again";
  }

  ProgramParts parts;
  parts.Add(Node(Opcode::kMatches, Listed(pattern), {parts.TextNode(std::string(kMaxInterpreterSteps, 'a'))}));
  Machine machine(parts);
  ExpectFailure(machine, kGeneralFailure, "a pattern against a long text");
}

// Reading a text takes time too: four hundred times a mebibyte is no work for a page.
TEST(Interpreter, CountsTheLengthOfTextsAmongItsSteps) {
  for (const Opcode op : {Opcode::kLength, Opcode::kContains, Opcode::kToNumber, Opcode::kJsLess}) {
    ProgramParts parts;
    const Code text = parts.TextNode(std::string(1 << 20, 'a'));
    const Code other = parts.TextNode(std::string((1 << 20) - 1, 'a') + "b");
    const std::vector<Code> operands =
        op == Opcode::kContains ? std::vector<Code>{text, parts.TextNode("b")} : std::vector<Code>{text, other};
    const bool of_one = op == Opcode::kLength || op == Opcode::kToNumber;
    const Code node = Node(op, {}, of_one ? std::vector<Code>{text} : operands);
    const std::uint32_t list = parts.Add(ListOf(400));
    parts.Add(Node(Opcode::kAll, {}, {Call(list), Node(Opcode::kList, {}, {node})}));
    Machine machine(parts);
    machine.Run();
    EXPECT_EQ(machine.interpreter.failure(), kGeneralFailure) << static_cast<int>(op);
  }
}

// The standard's search for a text in a text, and what goes through lists, may take a product of their sizes.
TEST(Interpreter, CountsTheWorkOfSearchesAmongItsSteps) {
  struct Case {
    const char* name;
    std::size_t haystack, needle;
    bool fails;
  };
  const Case cases[] = {
      {"a short text in a long one", 1 << 18, 16, false},
      {"a text of two thousand characters in one of as many", 2048, 2048, false},
      {"a long text in a long one", 1 << 14, 1 << 13, true},
  };
  for (const Case& c : cases) {
    for (const Opcode op : {Opcode::kContains, Opcode::kIn}) {
      ProgramParts parts;
      const Code haystack = parts.TextNode(std::string(c.haystack, 'a'));
      const Code needle = parts.TextNode(std::string(c.needle - 1, 'a') + "b");
      parts.Add(Node(op, {}, op == Opcode::kIn ? std::vector<Code>{needle, haystack} : std::vector<Code>{haystack, needle}));
      Machine machine(parts);
      EXPECT_EQ(machine.Run().boolean, false) << c.name;
      EXPECT_EQ(machine.interpreter.failure(), c.fails ? kGeneralFailure : 0) << c.name;
    }
  }

  ProgramParts parts;
  const std::uint32_t list = parts.Add(ListOf(1000));
  parts.Add(Node(Opcode::kAny, {}, {Call(list), Node(Opcode::kIn, {}, {Node(Opcode::kNull), Call(list)})}));
  Machine machine(parts);
  ExpectFailure(machine, kGeneralFailure, "a thousand times in a list of a thousand");
}

TEST(Interpreter, EndsAtOnceWhenItsStepsAreUsedUp) {
  ProgramParts parts;
  parts.Add(Node(Opcode::kList, {}, {Endless(parts), kCounted}));
  Machine machine(parts);
  ExpectFailure(machine, kGeneralFailure, "a loop before a counted node");
  EXPECT_EQ(machine.host.calls, 0);
}

// Each expression calls the one before it twice: without a memory for their values the last would take 2^4000 steps.
TEST(Interpreter, EvaluatesASharedExpressionOncePerContext) {
  ProgramParts parts;
  parts.Add(kCounted);
  for (std::uint32_t i = 0; i + 1 < 180 / 2; ++i) parts.Add(Node(Opcode::kAdd, {}, {Call(i), Call(i)}));
  Machine machine(parts);
  const Value value = machine.Run();
  ASSERT_EQ(machine.interpreter.failure(), 0);
  EXPECT_EQ(value.number, 618970019642690137449562112.0);  // 2^89
  EXPECT_EQ(machine.host.calls, 1);
  machine.Run();
  EXPECT_EQ(machine.host.calls, 1);
  machine.interpreter.NewContext();
  machine.Run();
  EXPECT_EQ(machine.host.calls, 2);
}

TEST(Interpreter, EvaluatesAnExpressionThatNobodyCallsEveryTime) {
  ProgramParts parts;
  parts.Add(kCounted);
  Machine machine(parts);
  machine.Run();
  machine.Run();
  EXPECT_EQ(machine.host.calls, 2);
}

TEST(Interpreter, DoesNotRememberAFailure) {
  ProgramParts parts;
  const std::uint32_t shared = parts.Add(kCounted);
  const std::uint32_t failing = parts.Add(Node(Opcode::kList, {}, {Call(shared), Endless(parts)}));
  const std::uint32_t calls_failing = parts.Add(Call(failing)), calls_shared = parts.Add(Call(shared));
  Machine machine(parts);
  machine.Run(calls_failing);
  EXPECT_EQ(machine.interpreter.failure(), kGeneralFailure);
  EXPECT_EQ(machine.Run(calls_shared).number, 1);
  EXPECT_EQ(machine.interpreter.failure(), 0);
  EXPECT_EQ(machine.host.calls, 1);  // what was known before the failure stays so
  machine.Run(calls_failing);
  EXPECT_EQ(machine.interpreter.failure(), kGeneralFailure);
}

TEST(Interpreter, LetsExpressionsNestToItsLimit) {
  for (const std::uint32_t extra : {0U, 1U, 3000U}) {
    ProgramParts parts;
    parts.Add(True());
    for (std::uint32_t i = 1; i < kMaxNesting + extra; ++i) parts.Add(Call(i - 1));  // the last one nests them all
    Machine machine(parts);
    const Value value = machine.Run();
    EXPECT_EQ(machine.interpreter.failure(), extra == 0 ? 0 : kGeneralFailure) << extra;
    EXPECT_EQ(value.is(ValueType::kBool), extra == 0) << extra;
    // From the bottom up they are all known when they are called.
    for (std::uint32_t i = 0; i < kMaxNesting + extra; ++i) {
      ASSERT_TRUE(machine.Run(i).boolean) << i;
      ASSERT_EQ(machine.interpreter.failure(), 0) << i;
    }
  }
}

TEST(Interpreter, ForgetsItsNestingAfterAFailure) {
  ProgramParts parts;
  parts.Add(FailNode(3));
  for (int i = 0; i < 3; ++i) parts.Add(Nested(Call(static_cast<std::uint32_t>(i)), 60));
  parts.Add(Nested(True(), 60));
  Machine machine(parts);
  for (int i = 0; i < 1000; ++i) {
    machine.Run(3);
    ASSERT_EQ(machine.interpreter.failure(), 3);
    ASSERT_TRUE(machine.Run(4).boolean);
    ASSERT_EQ(machine.interpreter.failure(), 0);
  }
}

TEST(Interpreter, LetsSixteenIterationsRunInsideEachOther) {
  for (const std::uint32_t loops : {16U, 17U, 60U}) {
    ProgramParts parts;
    parts.Add(Loops(loops, ListOf(1), Item(loops - 1)));
    Machine machine(parts);
    const Value value = machine.Run();
    EXPECT_EQ(machine.interpreter.failure(), loops <= 16 ? 0 : kGeneralFailure) << loops;
    EXPECT_EQ(value.is(ValueType::kBool) && value.boolean, loops <= 16) << loops;
    parts.Add(Loops(1, ListOf(1), Call(0)));  // those of callers count
    Machine caller(parts);
    caller.Run();
    EXPECT_EQ(caller.interpreter.failure(), loops < 16 ? 0 : kGeneralFailure) << loops;
  }
}

TEST(Interpreter, LeavesItsIterationsAfterAFailure) {
  for (const Opcode op : {Opcode::kAny, Opcode::kAll, Opcode::kFilter, Opcode::kMap}) {
    ProgramParts parts;
    parts.Add(Node(op, {}, {ListOf(3), Node(op, {}, {ListOf(2), FailNode(5)})}));
    parts.Add(Item());  // outside of every iteration
    parts.Add(Loops(16, ListOf(1), True()));
    Machine machine(parts);
    for (int i = 0; i < 50; ++i) {
      machine.Run(0);
      ASSERT_EQ(machine.interpreter.failure(), 5);
      ASSERT_TRUE(machine.Run(1).is(ValueType::kNull));
      ASSERT_TRUE(machine.Run(2).boolean);
      ASSERT_EQ(machine.interpreter.failure(), 0);
    }
  }
}

// A shared expression is remembered, so it must not depend on where it was called from.
TEST(Interpreter, HidesTheItemsOfTheCallerFromASharedExpression) {
  ProgramParts parts;
  parts.Add(Item());
  parts.Add(Accumulator());
  parts.Add(Node(Opcode::kMap, {}, {ListOf(2), Node(Opcode::kList, {}, {Item(), Call(0), Call(1)})}));
  parts.Add(Reduce(ListOf(1), Node(Opcode::kList, {}, {Accumulator(), Call(1)}), True()));
  Machine machine(parts);
  const Value mapped = machine.Run(2);
  ASSERT_EQ(mapped.size, 2U);
  for (const Value& item : mapped.list()) {
    EXPECT_TRUE(item.list()[0].is(ValueType::kBool));
    EXPECT_TRUE(item.list()[1].is(ValueType::kNull));
    EXPECT_TRUE(item.list()[2].is(ValueType::kNull));
  }
  const Value reduced = machine.Run(3);
  ASSERT_EQ(reduced.size, 2U);
  EXPECT_TRUE(reduced.list()[0].is(ValueType::kBool));
  EXPECT_TRUE(reduced.list()[1].is(ValueType::kNull));
}

TEST(Interpreter, FailsWhenItsScratchMemoryIsFull) {
  const std::string half_a_megabyte(std::size_t{1} << 19, 'x');
  struct Case {
    const char* name;
    Code (*code)(ProgramParts&, const std::string&);
  };
  const Case cases[] = {
      {"a joined text",
       [](ProgramParts& parts, const std::string& text) {
         return Node(Opcode::kCat, {}, {parts.TextNode(text), parts.TextNode(text), parts.TextNode("x")});
       }},
      {"a text joined over and over",
       [](ProgramParts& parts, const std::string&) {
         return Reduce(ListOf(1000), Node(Opcode::kCat, {}, {Accumulator(), parts.TextNode("ü"), Accumulator()}), parts.TextNode("x"));
       }},
      {"a text in lower case, three times",
       [](ProgramParts& parts, const std::string& text) {
         const Code lower = Node(Opcode::kLower, {}, {parts.TextNode(text)});
         return Node(Opcode::kList, {}, {lower, lower, lower});
       }},
      {"lists made of lists",
       [](ProgramParts&, const std::string&) {
         return Reduce(ListOf(100), Node(Opcode::kMerge, {}, {Accumulator(), Accumulator()}), ListOf(2));
       }},
      {"the same list mapped over and over",
       [](ProgramParts&, const std::string&) { return Loops(1, ListOf(100), Node(Opcode::kMap, {}, {ListOf(1000), True()})); }},
      {"objects of objects",
       [](ProgramParts& parts, const std::string&) {
         const Code names = Listed(Code(20, parts.Text("k")));
         return Loops(1, ListOf(100), Loops(1, ListOf(100), Node(Opcode::kObject, names, std::vector<Code>(20, Null()))));
       }},
      {"numbers as texts",
       [](ProgramParts& parts, const std::string&) {
         return Loops(2, ListOf(400), Node(Opcode::kToText, {}, {parts.NumberNode(1.0 / 3)}));
       }},
      {"a list as a text",
       [](ProgramParts& parts, const std::string& text) {
         return Node(Opcode::kToText, {}, {Node(Opcode::kList, {}, std::vector<Code>(3, parts.TextNode(text)))});
       }},
  };
  for (const Case& c : cases) {
    ProgramParts parts;
    parts.Add(c.code(parts, half_a_megabyte));
    Machine machine(parts);
    ExpectFailure(machine, kGeneralFailure, c.name);
    machine.interpreter.NewContext();  // gives it all back
    EXPECT_EQ(machine.interpreter.scratch().Make<char>(kMaxScratchBytes / 2).size(), kMaxScratchBytes / 2) << c.name;
  }
}

// Lists that are made by putting a list twice into the next one: 60 steps make one with 2^60 leaves, and nothing may visit them all.
TEST(Interpreter, ComparesListsThatShareTheirItemsWithinItsSteps) {
  for (const Opcode op : {Opcode::kEquals, Opcode::kIn, Opcode::kToText, Opcode::kLooseEquals}) {
    ProgramParts parts;
    const Code doubled = Reduce(ListOf(60), Node(Opcode::kList, {}, {Accumulator(), Accumulator()}), True());
    if (op == Opcode::kToText)
      parts.Add(Node(op, {}, {doubled}));
    else if (op == Opcode::kIn)
      parts.Add(Node(op, {}, {doubled, Node(Opcode::kList, {}, {doubled})}));
    else
      parts.Add(Node(op, {}, {doubled, doubled}));
    Machine machine(parts);
    machine.Run();  // an answer or a failure, but soon
    EXPECT_TRUE(machine.interpreter.failure() == 0 || machine.interpreter.failure() == kGeneralFailure) << static_cast<int>(op);
  }
}

// The same with shared expressions, which datafiles of our own have.
TEST(Interpreter, ComparesSharedListsWithinItsSteps) {
  ProgramParts parts;
  parts.Add(ListOf(1));
  for (std::uint32_t i = 0; i < 60; ++i) parts.Add(Node(Opcode::kList, {}, {Call(i), Call(i)}));
  parts.Add(Node(Opcode::kEquals, {}, {Call(60), Call(60)}));
  Machine machine(parts);
  machine.Run();
  EXPECT_TRUE(machine.interpreter.failure() == 0 || machine.interpreter.failure() == kGeneralFailure);
}

// WebAssembly has 64 KiB of stack by default, so a comparison may not go thousands of lists deep.
TEST(Interpreter, ComparesDeepSharedListsWithoutRunningOutOfStack) {
  ProgramParts parts;
  const std::uint32_t deepest = kMaxShared - 1;
  parts.Add(True());
  for (std::uint32_t i = 0; i < deepest; ++i) parts.Add(Node(Opcode::kList, {}, {Call(i)}));
  parts.Add(Node(Opcode::kEquals, {}, {Call(deepest), Call(deepest)}));
  Machine machine(parts);
  for (ExpressionIndex i = 0; i < deepest; ++i) machine.Run(i);
  machine.Run();
  EXPECT_EQ(machine.interpreter.failure(), kGeneralFailure);
}

// A list within a list within a list, deeper than any stack.
TEST(Interpreter, ComparesDeepListsWithoutRunningOutOfStack) {
  for (const Opcode op : {Opcode::kEquals, Opcode::kIn, Opcode::kToText, Opcode::kToNumber, Opcode::kLooseEquals}) {
    ProgramParts parts;
    const std::uint32_t items = parts.Attribute("items");
    const Code deep = Reduce(Node(Opcode::kAttribute, {items}), Node(Opcode::kList, {}, {Accumulator()}), True());
    if (op == Opcode::kToText || op == Opcode::kToNumber)
      parts.Add(Node(op, {}, {deep}));
    else if (op == Opcode::kIn)
      parts.Add(Node(op, {}, {deep, Node(Opcode::kList, {}, {deep})}));
    else if (op == Opcode::kLooseEquals)
      parts.Add(Node(op, {}, {deep, True()}));
    else
      parts.Add(Node(op, {}, {deep, deep}));
    Machine machine(parts);
    const std::vector<Value> trues(13'000, Value::Bool(true));
    machine.interpreter.attributes()[items] = Value::List(trues);
    machine.Run();
    EXPECT_TRUE(machine.interpreter.failure() == 0 || machine.interpreter.failure() == kGeneralFailure) << static_cast<int>(op);
  }
}

TEST(Interpreter, KeepsTheFirstFailureAndEvaluatesNothingBehindIt) {
  ProgramParts parts;
  parts.Add(Node(Opcode::kList, {}, {kCounted, FailNode(6), kCounted, FailNode(4)}));
  parts.Add(Node(Opcode::kNot, {}, {FailNode(2)}));
  parts.Add(Node(Opcode::kOr, {}, {FailNode(2), True()}));
  parts.Add(Node(Opcode::kIf, {}, {FailNode(2), True(), True()}));
  Machine machine(parts);
  EXPECT_TRUE(machine.Run(0).is(ValueType::kNull));
  EXPECT_EQ(machine.interpreter.failure(), 6);
  EXPECT_EQ(machine.host.calls, 1);
  for (ExpressionIndex i = 1; i < 4; ++i) {
    EXPECT_TRUE(machine.Run(i).is(ValueType::kNull)) << i;
    EXPECT_EQ(machine.interpreter.failure(), 2) << i;
  }
  EXPECT_TRUE(machine.interpreter.Fail(5).is(ValueType::kNull));
  EXPECT_EQ(machine.interpreter.failure(), 2);
  machine.interpreter.ClearFailure();
  EXPECT_EQ(machine.interpreter.failure(), 0);
}

TEST(Interpreter, EvaluatesOnlyWhatDecides) {
  struct Case {
    const char* name;
    Code code;
    int calls;
  };
  const Case cases[] = {
      {"and", Node(Opcode::kAnd, {}, {kCounted, False(), kCounted}), 1},
      {"or", Node(Opcode::kOr, {}, {Null(), kCounted, kCounted}), 1},
      {"if", Node(Opcode::kIf, {}, {False(), kCounted, kCounted, kCounted, kCounted}), 2},
      {"any", Node(Opcode::kAny, {}, {ListOf(5), kCounted}), 1},
      {"all", Node(Opcode::kAll, {}, {ListOf(5), Nested(kCounted, 1)}), 1},
  };
  for (const Case& c : cases) {
    ProgramParts parts;
    parts.Add(c.code);
    Machine machine(parts);
    machine.Run();
    EXPECT_EQ(machine.host.calls, c.calls) << c.name;
  }
}

TEST(Interpreter, TellsWhetherItLookedAtTheClock) {
  ProgramParts parts;
  parts.Add(Node(Opcode::kIf, {}, {parts.AttributeNode("x"), Node(Opcode::kNow), Null()}));
  Machine machine(parts);
  machine.Run();
  EXPECT_FALSE(machine.interpreter.looked_at_clock());
  machine.interpreter.attributes()[0] = Value::Bool(true);
  machine.interpreter.set_now(1.5e12);
  EXPECT_EQ(machine.Run().number, 1.5e12);
  EXPECT_TRUE(machine.interpreter.looked_at_clock());
  machine.interpreter.NewContext();
  EXPECT_FALSE(machine.interpreter.looked_at_clock());
  EXPECT_TRUE(machine.interpreter.attributes()[0].is(ValueType::kNull));
}

// A text is the same text whether it came with its index or not.
TEST(Interpreter, ComparesTextsWithAndWithoutTheirIndex) {
  ProgramParts parts;
  const std::uint32_t x = parts.Attribute("x");
  const TextId spain = parts.Text("ES");
  parts.Add(parts.OneOf({"ES", "größe", "👩‍💻"}, Node(Opcode::kAttribute, {x})));
  parts.Add(Node(Opcode::kEquals, {}, {Node(Opcode::kAttribute, {x}), parts.TextNode("ES")}));
  Machine machine(parts);
  const std::string es = "ES", other = "other", emoji = "👩‍💻", longer = "ESP";
  struct Case {
    const char* name;
    Value value;
    bool one_of;
    bool equals;
  };
  const Case cases[] = {
      {"with its index", Value::Text(es, spain), true, true},
      {"not looked up", Value::Text(es), true, true},
      {"not looked up, another", Value::Text(emoji), true, false},
      {"not looked up, in no list", Value::Text(other), false, false},
      {"looked up, not there", Value::Text(other, kNotIndexed), false, false},
      {"with the index of another", Value::Text(std::string_view("x"), x), false, false},
      {"longer", Value::Text(longer, kNotIndexed), false, false},
      {"empty", Value::Text("", kNotIndexed), false, false},
  };
  for (const Case& c : cases) {
    machine.interpreter.NewContext();
    machine.interpreter.attributes()[x] = c.value;
    EXPECT_EQ(machine.Run(0).boolean, c.one_of) << c.name;
    EXPECT_EQ(machine.Run(1).boolean, c.equals) << c.name;
  }
}

// The last versions compared are remembered by where they lie; another context may have another text there.
TEST(Interpreter, ComparesAVersionAnewInEveryContext) {
  for (const std::uint32_t dialect : {0U, 1U, 2U, 3U, 4U, 0xFFFFFFFFU}) {
    ProgramParts parts;
    const std::uint32_t x = parts.Attribute("x");
    parts.Add(Node(Opcode::kCompareVersions, {dialect}, {Node(Opcode::kAttribute, {x}), parts.TextNode("2.0.0")}));
    Machine machine(parts);
    std::string version;
    for (const auto& [text, order] :
         std::vector<std::pair<const char*, double>>{{"1.0.0", -1}, {"3.0.0", 1}, {"2.0.0", 0}, {"1.9.9", -1}}) {
      version = text;  // at the same place
      machine.interpreter.NewContext();
      machine.interpreter.attributes()[x] = Value::Text(version);
      EXPECT_EQ(machine.Run().number, order) << text << ", dialect " << dialect;
    }
  }
}

TEST(Interpreter, ComparesAVersionAnewInEveryDialect) {
  ProgramParts parts;
  const Code v1 = parts.TextNode("v1"), one = parts.TextNode("1.0.0");
  for (const std::uint32_t dialect : {3U, 0U, 3U, 1U, 2U, 3U}) parts.Add(Node(Opcode::kCompareVersions, {dialect}, {v1, one}));
  Machine machine(parts);
  for (const ExpressionIndex i : {0U, 1U, 2U, 3U, 4U, 5U}) {
    EXPECT_EQ(machine.Run(i).is(ValueType::kNumber), i == 0 || i == 2 || i == 5) << i;
  }
}

TEST(Interpreter, RunsAnotherProgramAfterAttach) {
  ProgramParts one, two;
  one.Attribute("a");
  one.Add(kCounted);
  one.Add(Call(0));
  for (int i = 0; i < 5; ++i) two.Attribute("attribute " + std::to_string(i));
  two.Add(two.TextNode("two"));
  two.Add(Call(0));
  Machine machine(one);
  EXPECT_EQ(machine.Run(1).number, 1);
  Program other = two.View();
  ASSERT_TRUE(CheckProgram(other).ok());
  machine.interpreter.Attach(other);
  EXPECT_EQ(machine.interpreter.attributes().size(), 5U);
  EXPECT_EQ(machine.Run(1).bytes(), "two");
}

TEST(Interpreter, GivesRoomForAnEmptyText) {
  Machine machine{ProgramParts()};
  EXPECT_NE(machine.interpreter.MakeText(0), nullptr);
  EXPECT_EQ(machine.interpreter.failure(), 0);
  EXPECT_EQ(machine.interpreter.MakeText(kMaxScratchBytes + 1), nullptr);
  EXPECT_EQ(machine.interpreter.failure(), kGeneralFailure);
}

}  // namespace
}  // namespace assay
