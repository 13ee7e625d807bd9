#include "assay/evaluation/evaluator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluation/program_builder.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// An evaluator with a datafile of its own, without a context.
class Answers {
 public:
  explicit Answers(const DatafileParts& parts) : parts_(parts), datafile_(parts_.View()) { evaluator.Attach(datafile_); }
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  // Sets an attribute of the current context.
  void Set(std::string_view name, const Value& value) {
    const TextId id = datafile_.program.texts.Find(name);
    for (std::size_t i = 0; i < datafile_.program.attributes.size(); ++i) {
      if (datafile_.program.attributes[i] == id) evaluator.interpreter().attributes()[i] = value;
    }
  }

  const EvaluationDetails& operator[](std::size_t flag) { return evaluator.Evaluate(flag); }

 private:
  const DatafileParts parts_;
  const Datafile datafile_;

 public:
  Evaluator evaluator;
};

struct Expected {
  std::optional<std::uint32_t> variant;
  std::optional<std::uint32_t> rule;
  Reason reason;
  ErrorCode code = ErrorCode::kNone;
  std::optional<double> bucket = {};
};

constexpr std::optional<std::uint32_t> kNone = std::nullopt;

Expected Error(ErrorCode code, std::optional<std::uint32_t> rule = {}) { return {kNone, rule, Reason::kError, code}; }

void Expect(const EvaluationDetails& details, const Expected& expected, const std::string& what) {
  EXPECT_EQ(details.variant, expected.variant) << what;
  EXPECT_EQ(details.rule, expected.rule) << what;
  EXPECT_STREQ(ReasonName(details.reason), ReasonName(expected.reason)) << what;
  EXPECT_STREQ(ErrorCodeName(details.error_code), ErrorCodeName(expected.code)) << what;
  EXPECT_EQ(details.bucket, expected.bucket) << what;
}

TEST(Evaluate, AnswersByTheFirstOfItsRulesThatApplies) {
  DatafileParts parts;
  const auto two_rules = [&] { return std::vector<Rule>{parts.If(False(), parts.Serve(1)), parts.Serve(2)}; };
  const std::uint32_t malformed = parts.AddFlag("malformed", {parts.Serve(3)});
  const std::uint32_t marked = parts.AddFlag("marked in the source", {parts.Serve(1)});
  parts.flags[marked].invalid = true;
  parts.flags[marked].enabled = false;
  const std::uint32_t disabled = parts.AddFlag("disabled", two_rules());
  parts.flags[disabled].enabled = false;
  const std::uint32_t disabled_without = parts.AddFlag("disabled, without a default", two_rules());
  parts.flags[disabled_without].enabled = false;
  parts.flags[disabled_without].default_variant = -1;
  const std::uint32_t no_rules = parts.AddFlag("no rules");
  const std::uint32_t nothing = parts.AddFlag("no rules, no variants");
  parts.flags[nothing].variants = 0;
  parts.flags[nothing].default_variant = -1;
  const std::uint32_t second = parts.AddFlag("second rule", two_rules());
  const std::uint32_t neither = parts.AddFlag("no rule holds", {parts.If(False(), parts.Serve(1)), parts.If(Null(), parts.Serve(2))});
  parts.flags[neither].default_variant = 2;
  const std::uint32_t truthy = parts.AddFlag("a condition need not be a boolean", {parts.If(parts.program.TextNode("no"), parts.Serve(1))});
  const std::uint32_t served_none = parts.AddFlag("serves none", {parts.Serve(-1, Reason::kStatic)});
  const std::uint32_t fails =
      parts.AddFlag("fails", {parts.If(False(), parts.Serve(1)), parts.Fail(ErrorCode::kTypeMismatch), parts.Serve(1)});
  const std::uint32_t when_fails = parts.AddFlag("a condition fails", {parts.If(FailNode(6), parts.Serve(1)), parts.Serve(2)});
  const std::uint32_t later_fails = parts.AddFlag("a later condition fails", {parts.Serve(1), parts.If(FailNode(6), parts.Serve(2))});
  Answers answers(parts);

  struct Case {
    std::size_t flag;
    Expected expected;
  };
  const Case cases[] = {
      {parts.flags.size(), Error(ErrorCode::kFlagNotFound)},
      {static_cast<std::size_t>(-1), Error(ErrorCode::kFlagNotFound)},
      {malformed, Error(ErrorCode::kParseError)},
      {marked, Error(ErrorCode::kParseError)},
      {disabled, {0, kNone, Reason::kDisabled}},
      {disabled_without, {kNone, kNone, Reason::kDisabled}},
      {no_rules, {0, kNone, Reason::kStatic}},
      {nothing, {kNone, kNone, Reason::kStatic}},
      {second, {2, 1, Reason::kTargetingMatch}},
      {neither, {2, kNone, Reason::kDefault}},
      {truthy, {1, 0, Reason::kTargetingMatch}},
      {served_none, {kNone, 0, Reason::kStatic}},
      {fails, Error(ErrorCode::kTypeMismatch, 1)},
      {when_fails, Error(ErrorCode::kInvalidContext, 0)},
      {later_fails, {1, 0, Reason::kTargetingMatch}},
  };
  for (int time = 0; time < 2; ++time) {
    for (const Case& c : cases) {
      const std::string key = c.flag < parts.flags.size() ? std::string(parts.View().program.texts[parts.flags[c.flag].key]) : "none";
      Expect(answers[c.flag], c.expected, key);
    }
    answers.evaluator.NewContext();
  }
}

TEST(Evaluate, HasNoFlagsBeforeADatafile) {
  Evaluator evaluator;
  Expect(evaluator.Evaluate(0), Error(ErrorCode::kFlagNotFound), "no datafile");
  EXPECT_FALSE(evaluator.ExposureOf(0).has_value());
  evaluator.NewContext();
  evaluator.Force(0, 0);
  Expect(evaluator.Evaluate(0), Error(ErrorCode::kFlagNotFound), "no datafile, a context");
}

TEST(Evaluate, ChoosesTheFirstRangeThatHoldsTheNumber) {
  DatafileParts parts;
  const std::vector<Range> ranges = {{0, 10, 1}, {10, 20, 2}, {15, 30, 0}, {40, 40, 1}, {-kInfinity, -5, 2}, {1e300, kInfinity, 1}};
  parts.AddFlag("f", {parts.Choose(parts.program.AttributeNode("x"), ranges), parts.Serve(0)});
  parts.AddFlag("without a range", {parts.Choose(parts.program.AttributeNode("x"), {}), parts.Serve(2)});
  parts.AddFlag("fails", {parts.Choose(FailNode(5), ranges), parts.Serve(0)});
  Answers answers(parts);
  const Expected next = {0, 1, Reason::kTargetingMatch};
  const auto chosen = [](std::uint32_t variant, double bucket) { return Expected{variant, 0, Reason::kSplit, ErrorCode::kNone, bucket}; };
  struct Case {
    const char* name;
    Value x;
    Expected expected;
  };
  const Case cases[] = {
      {"the low end", Value::Number(0), chosen(1, 0)},
      {"-0", Value::Number(-0.0), chosen(1, -0.0)},
      {"inside", Value::Number(9.999), chosen(1, 9.999)},
      {"the high end belongs to the next", Value::Number(10), chosen(2, 10)},
      {"two ranges hold it", Value::Number(16), chosen(2, 16)},
      {"the later of the two alone", Value::Number(20), chosen(0, 20)},
      {"behind the last", Value::Number(30), next},
      {"an empty range", Value::Number(40), next},
      {"below the first", Value::Number(-1), next},
      {"far below", Value::Number(-1e300), chosen(2, -1e300)},
      {"minus infinity", Value::Number(-kInfinity), chosen(2, -kInfinity)},
      {"infinity is in no range", Value::Number(kInfinity), next},
      {"NaN", Value::Number(std::numeric_limits<double>::quiet_NaN()), next},
      {"a text", Value::Text("5"), next},
      {"true", Value::Bool(true), next},
      {"null", Value::Null(), next},
  };
  for (const Case& c : cases) {
    answers.evaluator.NewContext();
    answers.Set("x", c.x);
    Expect(answers[0], c.expected, c.name);
    Expect(answers[1], {2, 1, Reason::kTargetingMatch}, c.name);
    Expect(answers[2], Error(ErrorCode::kTargetingKeyMissing, 0), c.name);
  }
}

TEST(Evaluate, ServesTheVariantThatIsNamed) {
  DatafileParts parts;
  parts.AddFlag("goes on", {parts.Named(parts.program.AttributeNode("x")), parts.Serve(2)});
  parts.AddFlag("fails", {parts.Named(parts.program.AttributeNode("x"), ErrorCode::kGeneral), parts.Serve(2)});
  parts.AddFlag("of booleans", {parts.Named(parts.program.AttributeNode("x"), ErrorCode::kParseError)});
  parts.variants[6].key = parts.program.Text("true");
  parts.variants[7].key = parts.program.Text("false");
  parts.AddFlag("its value fails", {parts.Named(FailNode(4)), parts.Serve(2)});
  Answers answers(parts);
  const Expected next = {2, 1, Reason::kTargetingMatch}, unknown = Error(ErrorCode::kGeneral, 0), wrong = Error(ErrorCode::kParseError, 0);
  const Expected standard = {0, 0, Reason::kDefault};
  const auto named = [](std::uint32_t variant) { return Expected{variant, 0, Reason::kTargetingMatch}; };
  struct Case {
    const char* name;
    Value x;
    Expected goes_on, fails, of_booleans;
  };
  const Case cases[] = {
      {"on", Value::Text("on"), named(1), named(1), wrong},      {"blue", Value::Text("blue"), named(2), named(2), named(2)},
      {"null", Value::Null(), standard, standard, standard},     {"an unknown name", Value::Text("red"), next, unknown, wrong},
      {"no name", Value::Text(""), next, unknown, wrong},        {"a longer name", Value::Text("one"), next, unknown, wrong},
      {"another case", Value::Text("ON"), next, unknown, wrong}, {"true", Value::Bool(true), next, unknown, named(0)},
      {"false", Value::Bool(false), next, unknown, named(1)},    {"the text of true", Value::Text("true"), next, unknown, named(0)},
      {"a number", Value::Number(1), next, unknown, wrong},      {"a list", Value::List({}), next, unknown, wrong},
  };
  for (const Case& c : cases) {
    answers.evaluator.NewContext();
    answers.Set("x", c.x);
    Expect(answers[0], c.goes_on, c.name);
    Expect(answers[1], c.fails, c.name);
    Expect(answers[2], c.of_booleans, c.name);
    Expect(answers[3], Error(ErrorCode::kTypeMismatch, 0), c.name);
  }
}

// "kNone exactly when the reason is not ERROR", whatever a datafile says.
TEST(Evaluate, GivesAnErrorCodeWithTheReasonErrorAndOnlyWithIt) {
  for (std::uint32_t number = 0; number < 16; ++number) {
    DatafileParts parts;
    Rule with_reason = parts.Serve(1), failing = parts.Fail(ErrorCode::kGeneral), unknown = parts.Named(parts.program.TextNode("red"));
    with_reason.reason = static_cast<std::uint8_t>(number);
    failing.error = unknown.error = static_cast<std::uint8_t>(number);
    parts.AddFlag("a rule with that reason", {with_reason});
    parts.AddFlag("a rule that fails with that code", {failing});
    parts.AddFlag("an unknown name with that code", {unknown});
    parts.AddFlag("an operation that fails with that code", {parts.If(FailNode(number), parts.Serve(1))});
    Answers answers(parts);
    for (std::size_t flag = 0; flag < parts.flags.size(); ++flag) {
      const EvaluationDetails& details = answers[flag];
      EXPECT_EQ(details.error_code != ErrorCode::kNone, details.reason == Reason::kError) << "flag " << flag << ", number " << number;
      EXPECT_LE(static_cast<int>(details.error_code), static_cast<int>(ErrorCode::kGeneral)) << "flag " << flag << ", number " << number;
    }
  }
}

TEST(Force, SetsTheAnswerUntilTheNextContext) {
  DatafileParts parts;
  const std::uint32_t plain = parts.AddFlag("plain", {parts.Serve(1)});
  const std::uint32_t malformed = parts.AddFlag("malformed", {parts.Serve(9)});
  const std::uint32_t disabled = parts.AddFlag("disabled");
  parts.flags[disabled].enabled = false;
  const std::uint32_t asks = parts.AddFlag("asks", {parts.Choose(Node(Opcode::kFlagVariant, {plain}), {{0, 1, 0}, {1, 2, 1}, {2, 3, 2}})});
  const std::uint32_t exposes = parts.AddFlag("exposes", {parts.Exposing(parts.Serve(1), "button", 1, parts.program.TextNode("ana"))});
  Answers answers(parts);
  Expect(answers[asks], {1, 0, Reason::kSplit, ErrorCode::kNone, 1}, "before");
  EXPECT_TRUE(answers.evaluator.ExposureOf(exposes).has_value());

  answers.evaluator.NewContext();
  answers.evaluator.Force(plain, 2);
  answers.evaluator.Force(malformed, 1);
  answers.evaluator.Force(disabled, 1);
  answers.evaluator.Force(exposes, 1);
  answers.evaluator.Force(parts.flags.size(), 0);
  answers.evaluator.Force(static_cast<std::size_t>(-1), 0);
  Expect(answers[plain], {2, kNone, Reason::kStatic}, "forced");
  Expect(answers[malformed], Error(ErrorCode::kParseError), "malformed");
  Expect(answers[disabled], {1, kNone, Reason::kStatic}, "disabled");
  Expect(answers[asks], {2, 0, Reason::kSplit, ErrorCode::kNone, 2}, "who asks sees it too");
  Expect(answers[exposes], {1, kNone, Reason::kStatic}, "an experiment");
  EXPECT_FALSE(answers.evaluator.ExposureOf(exposes).has_value());

  answers.evaluator.NewContext();
  for (const std::uint32_t variant : {3U, 0xFFFFFFFFU}) answers.evaluator.Force(plain, variant);
  Expect(answers[plain], {1, 0, Reason::kTargetingMatch}, "a variant that does not exist");
}

TEST(Prerequisites, GiveTheirVariantOrTheirFailure) {
  DatafileParts parts;
  const auto variant_of = [](std::uint32_t flag) { return Node(Opcode::kFlagVariant, {flag}); };
  const auto asks = [&](std::uint32_t flag) { return parts.Choose(variant_of(flag), {{0, 1, 0}, {1, 2, 1}, {2, 3, 2}}); };
  struct Case {
    const char* name;
    std::uint32_t asked;
    Expected expected;
  };
  std::vector<Case> cases;
  const auto add = [&](const char* name, const std::vector<Rule>& rules, const Expected& expected) {
    cases.push_back({name, parts.AddFlag(name, rules), expected});
  };
  const auto chosen = [](std::uint32_t variant) {
    return Expected{variant, 0, Reason::kSplit, ErrorCode::kNone, static_cast<double>(variant)};
  };
  add("a variant", {parts.Serve(2)}, chosen(2));
  add("its default", {parts.If(False(), parts.Serve(2))}, chosen(0));
  add("disabled", {parts.Serve(2)}, chosen(0));
  parts.flags[2].enabled = false;
  add("none", {parts.Serve(-1)}, {0, kNone, Reason::kDefault});
  add("malformed", {parts.Serve(7)}, Error(ErrorCode::kParseError, 0));
  add("fails", {parts.Fail(ErrorCode::kTargetingKeyMissing)}, Error(ErrorCode::kTargetingKeyMissing, 0));
  add("a condition fails", {parts.If(FailNode(4), parts.Serve(1))}, Error(ErrorCode::kTypeMismatch, 0));
  const std::size_t count = cases.size();
  for (std::size_t i = 0; i < count; ++i) parts.AddFlag("asks " + std::to_string(i), {asks(cases[i].asked)});
  for (std::size_t i = 0; i < count; ++i) {
    parts.AddFlag("asks who asks " + std::to_string(i), {asks(static_cast<std::uint32_t>(count + i))});
  }
  for (const bool asked_first : {false, true}) {
    Answers answers(parts);
    for (std::size_t i = 0; i < count; ++i) {
      if (asked_first) answers[cases[i].asked];
      Expect(answers[count + i], cases[i].expected, cases[i].name);
      // One level further out it is the default of the one that asked that is seen.
      const Expected outer = cases[i].expected.reason == Reason::kDefault ? chosen(0) : cases[i].expected;
      Expect(answers[2 * count + i], outer, std::string(cases[i].name) + ", two levels");
    }
  }
}

// All flags of a cycle fail, whichever is asked first; who asks one of them fails too; a flag that gets by without its answer does not.
TEST(Prerequisites, FailInACycle) {
  DatafileParts parts;
  const auto asks = [&](std::uint32_t flag) { return parts.If(Node(Opcode::kFlagVariant, {flag}), parts.Serve(1)); };
  parts.AddFlag("a", {asks(1)});
  parts.AddFlag("b", {asks(2)});
  parts.AddFlag("c", {asks(0)});
  parts.AddFlag("itself", {asks(3)});
  parts.AddFlag("outside", {asks(1)});
  parts.AddFlag("gets by", {parts.Serve(2), asks(5)});
  parts.AddFlag("at the second rule", {parts.If(False(), parts.Serve(1)), asks(6)});
  for (std::uint32_t first = 0; first < parts.flags.size(); ++first) {
    Answers answers(parts);
    answers[first];
    for (std::uint32_t flag = 0; flag < 5; ++flag) {
      Expect(answers[flag], Error(ErrorCode::kParseError, 0), "flag " + std::to_string(flag) + ", first " + std::to_string(first));
    }
    Expect(answers[5], {2, 0, Reason::kTargetingMatch}, "gets by");
    Expect(answers[6], Error(ErrorCode::kParseError, 1), "at the second rule");
  }
}

TEST(Prerequisites, AreEvaluatedOncePerContext) {
  DatafileParts parts;
  // Each flag asks the one before it twice. With each asking anew the last would need 2^500 steps.
  parts.AddFlag("0", {parts.Serve(1)});
  for (std::uint32_t i = 1; i < 60; ++i) {
    const Code asks = Node(Opcode::kFlagVariant, {i - 1});
    parts.AddFlag(std::to_string(i), {parts.If(Node(Opcode::kEquals, {}, {asks, asks}), parts.Serve(1))});
  }
  Answers answers(parts);
  Expect(answers[59], {1, 0, Reason::kTargetingMatch}, "the last");
}

TEST(Prerequisites, NestToTheLimitAndFailBeyondIt) {
  DatafileParts parts;
  parts.AddFlag("0", {parts.Serve(1)});
  for (std::uint32_t i = 1; i <= 5000; ++i) {
    parts.AddFlag(std::to_string(i), {parts.If(Node(Opcode::kFlagVariant, {i - 1}), parts.Serve(1))});
  }
  Answers answers(parts);
  Expect(answers[5000], Error(ErrorCode::kGeneral, 0), "far beyond the limit");
  Expect(answers[kMaxNesting], {1, 0, Reason::kTargetingMatch}, "at the limit");
  answers.evaluator.NewContext();
  Expect(answers[kMaxNesting + 1], Error(ErrorCode::kGeneral, 0), "one beyond it");
  // Those inside it failed only because of the one that asked for them; from the inside out nothing nests.
  for (std::uint32_t i = 0; i <= kMaxNesting; ++i) Expect(answers[i], {1, 0, Reason::kTargetingMatch}, std::to_string(i));
  answers.evaluator.NewContext();
  for (std::uint32_t i = 0; i <= 5000; ++i) Expect(answers[i], {1, 0, Reason::kTargetingMatch}, std::to_string(i));
}

// A loop that takes a little more than `size` times `size` steps and no memory but for one list.
Code Loop(DatafileParts& parts, std::size_t size) {
  const Code list = Call(parts.program.Add(Node(Opcode::kList, {}, std::vector<Code>(size, True()))));
  return Node(Opcode::kAll, {}, {list, Node(Opcode::kAll, {}, {list, True()})});
}

TEST(Limits, EndInGeneralAndSpareTheOtherFlags) {
  DatafileParts parts;
  const std::uint32_t text = parts.program.Text(std::string(600'000, 'x'));
  const Code lower = Node(Opcode::kLower, {}, {Node(Opcode::kText, {text})});
  parts.AddFlag("before", {parts.Serve(1)});
  parts.AddFlag("steps", {parts.If(Loop(parts, 1000), parts.Serve(1)), parts.Serve(2)});
  parts.AddFlag("steps of a value", {parts.Choose(Loop(parts, 1000), {{0, 1, 1}})});
  parts.AddFlag("steps of a name", {parts.Named(Loop(parts, 1000))});
  parts.AddFlag("asks", {parts.If(Node(Opcode::kFlagVariant, {1}), parts.Serve(1))});
  parts.AddFlag("after", {parts.Serve(1)});
  parts.AddFlag("scratch memory", {parts.If(Node(Opcode::kAnd, {}, {lower, lower}), parts.Serve(1))});
  parts.AddFlag("after all", {parts.Serve(1)});
  Answers answers(parts);
  for (int time = 0; time < 2; ++time) {
    for (std::size_t flag = 0; flag < parts.flags.size(); ++flag) {
      const bool serves = flag == 0 || flag == 5 || flag == 7;
      Expect(answers[flag], serves ? Expected{1, 0, Reason::kTargetingMatch} : Error(ErrorCode::kGeneral, 0), std::to_string(flag));
    }
    answers.evaluator.NewContext();
  }
}

// The flag asked for has steps enough of its own: that somebody asked who had none left may not be remembered.
TEST(Limits, AreThoseOfTheFlagThatWasAskedFor) {
  DatafileParts parts;
  const std::uint32_t modest = parts.AddFlag("modest", {parts.If(Loop(parts, 400), parts.Serve(1))});
  const std::uint32_t greedy =
      parts.AddFlag("greedy", {parts.If(Node(Opcode::kAnd, {}, {Loop(parts, 350), Node(Opcode::kFlagVariant, {modest})}), parts.Serve(1))});
  Answers answers(parts);
  Expect(answers[greedy], Error(ErrorCode::kGeneral, 0), "greedy");
  Expect(answers[modest], {1, 0, Reason::kTargetingMatch}, "modest");
  // With the other's answer known it has steps enough.
  answers.evaluator.NewContext();
  answers[modest];
  Expect(answers[greedy], {1, 0, Reason::kTargetingMatch}, "greedy, asked later");
}

TEST(SharedExpressions, AreEvaluatedOnceForAllFlags) {
  DatafileParts parts;
  const auto shared = parts.program.Add(Loop(parts, 450));  // most of the steps of an answer
  for (int i = 0; i < 3; ++i) {
    const Code calls = Node(Opcode::kAnd, {}, std::vector<Code>(10, Call(shared)));
    parts.AddFlag(std::to_string(i), {parts.If(calls, parts.Serve(1))});
  }
  Answers answers(parts);
  for (std::size_t flag = 0; flag < 3; ++flag) Expect(answers[flag], {1, 0, Reason::kTargetingMatch}, std::to_string(flag));
}

TEST(SharedExpressions, AreEvaluatedAnewInANewContext) {
  DatafileParts parts;
  const auto shared = parts.program.Add(parts.program.OneOf({"ES", "DE"}, parts.program.AttributeNode("country")));
  parts.AddFlag("a", {parts.If(Call(shared), parts.Serve(1))});
  parts.AddFlag("b", {parts.If(Node(Opcode::kNot, {}, {Call(shared)}), parts.Serve(1))});
  Answers answers(parts);
  for (const char* country : {"ES", "FR", "DE", ""}) {
    const bool is_one = country[0] == 'E' || country[0] == 'D';
    answers.evaluator.NewContext();
    answers.Set("country", Value::Text(country));
    EXPECT_EQ(answers[0].reason, is_one ? Reason::kTargetingMatch : Reason::kDefault) << country;
    EXPECT_EQ(answers[1].reason, is_one ? Reason::kDefault : Reason::kTargetingMatch) << country;
  }
}

TEST(ExposureOf, IsOfTheRuleThatDecided) {
  DatafileParts parts;
  const Code unit = Node(Opcode::kUnit, {}, {parts.program.AttributeNode("user")});
  const auto expose = [&](const Rule& rule) { return parts.Exposing(rule, "knöpfe", 7, unit); };
  const std::uint32_t plain = parts.AddFlag("plain", {parts.Serve(1)});
  const std::uint32_t serves = parts.AddFlag("serves", {expose(parts.Serve(1))});
  const std::uint32_t splits =
      parts.AddFlag("splits", {expose(parts.Choose(parts.program.AttributeNode("x"), {{0, 1, 2}})), parts.Serve(1)});
  const std::uint32_t names = parts.AddFlag("names", {expose(parts.Named(parts.program.TextNode("blue")))});
  const std::uint32_t none = parts.AddFlag("serves none", {expose(parts.Serve(-1))});
  const std::uint32_t fails = parts.AddFlag("fails", {expose(parts.Fail(ErrorCode::kGeneral))});
  const std::uint32_t skipped = parts.AddFlag("its rule did not hold", {parts.If(False(), expose(parts.Serve(1)))});
  const std::uint32_t malformed = parts.AddFlag("malformed", {expose(parts.Serve(9))});
  const std::uint32_t number = parts.AddFlag("no text as unit", {parts.Exposing(parts.Serve(1), "knöpfe", 7, True())});
  const std::uint32_t greedy = parts.AddFlag("its unit takes too long", {parts.Exposing(parts.Serve(1), "knöpfe", 7, Loop(parts, 1000))});
  Answers answers(parts);
  Evaluator& evaluator = answers.evaluator;

  evaluator.NewContext();
  answers.Set("user", Value::Text("жанна"));
  answers.Set("x", Value::Number(0.5));
  for (int time = 0; time < 2; ++time) {  // reading it does not change it
    for (const auto& [flag, variant] : {std::pair{serves, "on"}, std::pair{splits, "blue"}, std::pair{names, "blue"}}) {
      const std::optional<Exposure> exposure = evaluator.ExposureOf(flag);
      ASSERT_TRUE(exposure.has_value()) << flag;
      EXPECT_EQ(exposure->experiment, "knöpfe") << flag;
      EXPECT_EQ(exposure->version, 7U) << flag;
      EXPECT_EQ(exposure->unit, "жанна") << flag;
      EXPECT_EQ(exposure->variant, variant) << flag;
    }
    for (const std::size_t flag :
         {plain, none, fails, skipped, malformed, number, greedy, static_cast<std::uint32_t>(parts.flags.size())}) {
      EXPECT_FALSE(evaluator.ExposureOf(flag).has_value()) << flag;
    }
    Expect(answers[greedy], {1, 0, Reason::kTargetingMatch}, "its unit takes too long");  // the answer stands
  }

  evaluator.NewContext();
  answers.Set("user", Value::Number(17));
  ASSERT_TRUE(evaluator.ExposureOf(serves).has_value());
  EXPECT_EQ(evaluator.ExposureOf(serves)->unit, "17");
  EXPECT_FALSE(evaluator.ExposureOf(splits).has_value());  // by the second rule now

  for (const Value& user : {Value::Null(), Value::Text(""), Value::Bool(true), Value::Number(0.5)}) {
    evaluator.NewContext();
    answers.Set("user", user);
    EXPECT_FALSE(evaluator.ExposureOf(serves).has_value());
    Expect(answers[serves], {1, 0, Reason::kTargetingMatch}, "a unit that is none");
  }
}

// A page may read a flag in every frame that it draws.
TEST(ExposureOf, MayBeAskedForAnyNumberOfTimesInAContext) {
  DatafileParts parts;
  const Code unit = Node(Opcode::kUnit, {}, {parts.program.AttributeNode("user")});
  parts.AddFlag("experiment", {parts.Exposing(parts.Serve(1), "button", 1, unit)});
  parts.AddFlag("another", {parts.If(Node(Opcode::kLower, {}, {parts.program.TextNode("YES")}), parts.Serve(1))});
  Answers answers(parts);
  answers.Set("user", Value::Number(1234567890123));
  for (int i = 0; i < 200'000; ++i) ASSERT_TRUE(answers.evaluator.ExposureOf(0).has_value()) << i;
  Expect(answers[1], {1, 0, Reason::kTargetingMatch}, "another flag, for the first time");
}

TEST(Evaluator, TakesAnotherDatafile) {
  DatafileParts first, second;
  first.AddFlag("a", {first.Serve(1)});
  first.AddFlag("b", {first.Serve(1)});
  second.AddFlag("c", {second.Serve(2)});
  Answers answers(first);
  answers[0];
  answers[1];
  const Datafile other = second.View();
  answers.evaluator.Attach(other);
  EXPECT_EQ(answers.evaluator.datafile(), &other);
  Expect(answers[0], {2, 0, Reason::kTargetingMatch}, "c");
  Expect(answers[1], Error(ErrorCode::kFlagNotFound), "there is no second flag");
}

}  // namespace
}  // namespace assay
