// Random programs of every operation, and what holds for all of them: they are well-formed, they end, and a flag's answer depends neither on
// which flags were asked for before it nor on explanations.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "assay/evaluation/evaluator.h"
#include "assay/evaluation/explain.h"
#include "assay/targeting/regex.h"
#include "core/evaluation/program_builder.h"

namespace assay {
namespace {

constexpr std::string_view kTexts[] = {"",   "a",        "on",         "blue", "größe",  "👩‍💻", "1.2.3",
                                       "v2", "10.0.0.1", "2024-02-30", "12",   "-0.5e3", "__proto__",   "A\n"};
constexpr double kNumbers[] = {0, -0.0, 1, -1, 2, 0.5, 100, 4294967295.0, 4294967296.0, 9007199254740991.0, 1e300, 5e-324, -7};
constexpr std::uint32_t kAttributes = 5;

class RandomParts {
 public:
  explicit RandomParts(std::uint64_t seed) : random_(seed) {}

  DatafileParts Make() {
    parts_ = {};
    for (const std::string_view text : kTexts) parts_.program.Text(text);
    for (std::uint32_t i = 0; i < kAttributes; ++i) parts_.program.Attribute("attribute " + std::to_string(i));
    parts_.program.numbers.assign(std::begin(kNumbers), std::end(kNumbers));
    parts_.program.set_words = {0, 0x5555555555555555, 0xFFFFFFFFFFFFFFFF};
    parts_.program.sets = {{SetKind::kExact, 0, 0, 3}, {SetKind::kBloom, 2, 1, 2}, {SetKind::kExact, 0, 3, 0}};
    flags_ = 1 + Below(8);
    shared_ = 0;
    for (const std::uint32_t expressions = Below(6); shared_ < expressions; ++shared_) parts_.program.Add(Expression(5));
    for (std::uint32_t i = 0; i < flags_; ++i) {
      std::vector<Rule> rules;
      for (std::uint32_t n = Below(4); n != 0; --n) rules.push_back(RandomRule());
      parts_.AddFlag("flag " + std::to_string(i), rules);
      parts_.flags.back().enabled = Below(10) != 0;
      parts_.flags.back().default_variant = static_cast<std::int32_t>(Below(4)) - 1;
    }
    return parts_;
  }

  // A value that a context may hold. Lists and objects live in this object.
  Value RandomValue(std::uint32_t depth = 3) {
    switch (Below(depth == 0 ? 6 : 8)) {
      case 0: return Value::Null();
      case 1: return Value::Bool(Below(2) != 0);
      case 2: return Value::Number(kNumbers[Below(std::size(kNumbers))]);
      case 3: return Value::Number(std::numeric_limits<double>::quiet_NaN());
      case 4: {
        const TextId id = Below(std::size(kTexts));
        return Value::Text(kTexts[id], Below(2) == 0 ? kNotLookedUp : id);
      }
      case 5: return Value::Text("another text");
      case 6: {
        std::vector<Value>& items = lists_.emplace_back();
        for (std::uint32_t n = Below(5); n != 0; --n) items.push_back(RandomValue(depth - 1));
        return Value::List(items);
      }
      default: {
        std::vector<Member>& members = objects_.emplace_back();
        for (std::uint32_t n = Below(4); n != 0; --n) members.push_back({kTexts[n], RandomValue(depth - 1)});
        return Value::Object(members);
      }
    }
  }

 private:
  std::uint32_t Below(std::size_t end) { return static_cast<std::uint32_t>(random_() % end); }

  std::vector<Code> Operands(std::uint32_t count, std::uint32_t depth) {
    std::vector<Code> operands;
    for (; count != 0; --count) operands.push_back(Expression(depth));
    return operands;
  }

  Code Words(std::size_t pool) {  // ascending indexes
    Code words;
    for (std::uint32_t i = 0; i < pool; ++i) {
      if (Below(3) == 0) words.push_back(i);
    }
    return Listed(words);
  }

  Code Pattern() {
    const auto word = [](RegexOp op, std::uint32_t argument) { return static_cast<std::uint32_t>(op) | argument << 8; };
    switch (Below(4)) {
      case 0: return {word(RegexOp::kMatch, 0)};
      case 1: return {word(RegexOp::kChar, 'a'), word(RegexOp::kMatch, 0)};
      case 2:
        return {word(RegexOp::kSplit, 3), word(RegexOp::kClass, 1), word(RegexOp::kJump, 0), word(RegexOp::kAssert, 1),
                word(RegexOp::kMatch, 0)};
      default: return {word(RegexOp::kClass, 2), '0', '9', word(RegexOp::kSplit, 0), word(RegexOp::kMatch, 0)};
    }
  }

  Code Expression(std::uint32_t depth) {
    const std::uint32_t below = depth == 0 ? 0 : depth - 1;
    if (depth == 0 || Below(5) == 0) return Leaf();
    const auto op = static_cast<Opcode>(Below(kOpcodes));
    const auto node = [&](std::uint32_t operands, const Code& immediates = {}) { return Node(op, immediates, Operands(operands, below)); };
    const auto text = [&] { return Below(std::size(kTexts)); };
    switch (op) {
      case Opcode::kList:
      case Opcode::kAnd:
      case Opcode::kOr:
      case Opcode::kCat:
      case Opcode::kMin:
      case Opcode::kMax:
      case Opcode::kMerge: return node(Below(5));
      case Opcode::kIf:
      case Opcode::kAdd:
      case Opcode::kMultiply: return node(1 + Below(4));
      case Opcode::kGet:
      case Opcode::kMember: return node(1, {text()});
      case Opcode::kOneOfTexts: return node(1, Words(std::size(kTexts)));
      case Opcode::kOneOfNumbers: return node(1, Words(std::size(kNumbers)));
      case Opcode::kIs: return node(1, {Below(64)});
      case Opcode::kMatches: return node(1, Listed(Pattern()));
      case Opcode::kCompareVersions: return node(2, {Below(4)});
      case Opcode::kDate: return node(1, {Below(2)});
      case Opcode::kInCidr: return node(1, Listed({0, 0, 0xFFFF, 0x0A000000, Below(129)}));
      case Opcode::kInSet: return node(1, {Below(3)});
      case Opcode::kUnitHash: return node(1, {text(), text()});
      case Opcode::kScale:
      case Opcode::kSha256: return node(1, {Below(std::size(kNumbers))});
      case Opcode::kMurmur3: return node(1, {static_cast<std::uint32_t>(random_()), Below(2)});
      case Opcode::kFlagPick: return node(1 + Below(4), {Below(flags_)});
      case Opcode::kObject: {
        const std::uint32_t members = Below(4);
        Code names(members);
        std::iota(names.begin(), names.end(), 1);
        return node(members, Listed(names));
      }
      case Opcode::kReduce: return node(3);
      case Opcode::kSubstring: return node(2 + Below(2));
      case Opcode::kEquals:
      case Opcode::kLooseEquals:
      case Opcode::kLess:
      case Opcode::kLessOrEqual:
      case Opcode::kJsLess:
      case Opcode::kJsLessOrEqual:
      case Opcode::kIn:
      case Opcode::kContains:
      case Opcode::kStartsWith:
      case Opcode::kEndsWith:
      case Opcode::kSubtract:
      case Opcode::kDivide:
      case Opcode::kModulo:
      case Opcode::kAny:
      case Opcode::kAll:
      case Opcode::kFilter:
      case Opcode::kMap: return node(2);
      case Opcode::kNot:
      case Opcode::kInteger:
      case Opcode::kLower:
      case Opcode::kToText:
      case Opcode::kToNumber:
      case Opcode::kParseFloat:
      case Opcode::kLength:
      case Opcode::kPaddedVersion:
      case Opcode::kUnit:
      case Opcode::kFnv1a:
      case Opcode::kMd5:
      case Opcode::kSha1:
      case Opcode::kCrc32: return node(1);
      default: return Leaf();
    }
  }

  Code Leaf() {
    switch (Below(shared_ == 0 ? 10 : 11)) {
      case 0: return Null();
      case 1: return True();
      case 2: return Node(Opcode::kItem, {Below(3)});
      case 3: return Node(Opcode::kAccumulator);
      case 4: return Node(Opcode::kNumber, {Below(std::size(kNumbers))});
      case 5: return Node(Opcode::kText, {Below(std::size(kTexts))});
      case 6: return Below(10) == 0 ? FailNode(1 + Below(7)) : Node(Opcode::kNow);
      case 7: return Below(3) == 0 ? Node(Opcode::kFlagVariant, {Below(flags_)}) : False();
      case 10: return Call(Below(shared_));
      default: return Node(Opcode::kAttribute, {Below(kAttributes)});
    }
  }

  Code Text(std::uint32_t depth) { return Node(Opcode::kCat, {}, {Expression(depth), Node(Opcode::kText, {1})}); }

  Rule RandomRule() {
    Rule rule;
    switch (Below(5)) {
      case 0: rule = parts_.Choose(Node(Opcode::kScale, {6}, {Node(Opcode::kMd5, {}, {Text(3)})}), {{0, 40, 1}, {40, 90, 2}}); break;
      case 1: rule = parts_.Named(Expression(6), Below(2) == 0 ? ErrorCode::kNone : ErrorCode::kTypeMismatch); break;
      case 2: rule = parts_.Fail(ErrorCode::kGeneral); break;
      default: rule = parts_.Serve(static_cast<std::int32_t>(Below(4)) - 1);
    }
    if (Below(4) != 0) rule = parts_.If(Expression(6), rule);
    if (Below(3) == 0) rule = parts_.Exposing(rule, "button", 1, Node(Opcode::kUnit, {}, {Below(2) == 0 ? Expression(2) : Text(2)}));
    return rule;
  }

  std::mt19937_64 random_;
  DatafileParts parts_;
  std::uint32_t flags_ = 0;
  std::uint32_t shared_ = 0;
  std::deque<std::vector<Value>> lists_;
  std::deque<std::vector<Member>> objects_;
};

bool Same(const EvaluationDetails& left, const EvaluationDetails& right) {
  return left.variant == right.variant && left.rule == right.rule && left.reason == right.reason && left.error_code == right.error_code &&
         left.bucket == right.bucket;
}

TEST(Evaluator, AnswersEveryRandomProgramTheSameInEveryOrder) {
  constexpr std::uint64_t kSeed = 63;
  RandomParts random(kSeed);
  std::mt19937_64 order_random(kSeed);
  int seen[9] = {}, exposures = 0;
  for (int d = 0; d < 4000; ++d) {
    const DatafileParts parts = random.Make();
    const Datafile datafile = parts.View();
    ASSERT_EQ(std::count(datafile.malformed.begin(), datafile.malformed.end(), 1), 0) << "seed " << kSeed << ", datafile " << d;
    Evaluator evaluator;
    evaluator.Attach(datafile);
    for (int c = 0; c < 4; ++c) {
      std::vector<Value> context(kAttributes);
      for (Value& value : context) value = random.RandomValue();
      const auto set_context = [&] {
        Interpreter& interpreter = evaluator.NewContext();
        std::copy(context.begin(), context.end(), interpreter.attributes().begin());
        interpreter.set_now(1.5e12);
      };
      set_context();
      std::vector<EvaluationDetails> first;
      for (std::size_t flag = 0; flag < parts.flags.size(); ++flag) {
        const EvaluationDetails& details = evaluator.Evaluate(flag);
        first.push_back(details);
        ++seen[static_cast<int>(details.reason)];
        ASSERT_EQ(details.reason == Reason::kError, details.error_code != ErrorCode::kNone) << "seed " << kSeed << ", datafile " << d;
        ASSERT_TRUE(!details.variant || *details.variant < 3) << "seed " << kSeed << ", datafile " << d;
        ASSERT_TRUE(!details.rule || *details.rule < parts.flags[flag].rules) << "seed " << kSeed << ", datafile " << d;
        const std::optional<Exposure> exposure = evaluator.ExposureOf(flag);
        exposures += exposure.has_value() ? 1 : 0;
        ASSERT_TRUE(!exposure || !exposure->unit.empty());
      }
      set_context();
      std::vector<std::size_t> order(parts.flags.size());
      std::iota(order.begin(), order.end(), 0);
      std::shuffle(order.begin(), order.end(), order_random);
      for (const std::size_t flag : order) {
        if (order_random() % 2 == 0) static_cast<void>(Explain(evaluator, order_random() % parts.flags.size()));
        ASSERT_TRUE(Same(evaluator.Evaluate(flag), first[flag]))
            << "seed " << kSeed << ", datafile " << d << ", context " << c << ", flag " << flag << ": "
            << ErrorCodeName(evaluator.Evaluate(flag).error_code) << " instead of " << ErrorCodeName(first[flag].error_code);
      }
    }
  }
  for (const Reason reason :
       {Reason::kStatic, Reason::kDefault, Reason::kTargetingMatch, Reason::kSplit, Reason::kDisabled, Reason::kError}) {
    EXPECT_GT(seen[static_cast<int>(reason)], 500) << ReasonName(reason);
  }
  EXPECT_GT(exposures, 500);
}

}  // namespace
}  // namespace assay
