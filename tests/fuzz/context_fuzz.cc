// Bytes of a context, for a datafile that does something with every type of value. What is refused leaves an empty context; what is accepted
// gives the same answers when it is read again.

#include <string>
#include <vector>

#include "assay/evaluation/evaluator.h"
#include "assay/evaluation/explain.h"
#include "assay/wire/context.h"
#include "core/evaluation/program_builder.h"
#include "fuzz/fuzz_input.h"

namespace assay {
namespace {

// The corpus uses the same names, at the same places.
constexpr const char* kNames[] = {"x", "user", "version", "list"};

DatafileParts Parts() {
  DatafileParts parts;
  ProgramParts& program = parts.program;
  for (const char* name : kNames) program.Attribute(name);
  const Code x = program.AttributeNode("x"), user = program.AttributeNode("user"), list = program.AttributeNode("list");
  const Code item = Node(Opcode::kItem, {0}), unit = Node(Opcode::kUnit, {}, {user});
  const auto of = [](Opcode op, const std::vector<Code>& operands) { return Node(op, {}, operands); };
  const std::vector<Code> conditions = {
      program.OneOf({"de", "größe", "version"}, x),
      of(Opcode::kEquals, {x, of(Opcode::kList, {user, list})}),
      of(Opcode::kLooseEquals, {x, user}),
      of(Opcode::kJsLess, {list, x}),
      of(Opcode::kIn, {x, list}),
      of(Opcode::kContains, {of(Opcode::kLower, {user}), x}),
      of(Opcode::kLength, {of(Opcode::kCat, {x, user, list})}),
      of(Opcode::kSubstring, {user, x, x}),
      of(Opcode::kToNumber, {list}),
      of(Opcode::kPaddedVersion, {x}),
      of(Opcode::kAny, {list, of(Opcode::kAll, {Node(Opcode::kGet, {program.Text("x")}, {item}), item})}),
      of(Opcode::kMerge, {list, of(Opcode::kMap, {list, of(Opcode::kEquals, {item, x})})}),
      Node(Opcode::kCompareVersions, {3}, {program.AttributeNode("version"), program.TextNode("1.10.0")}),
      Node(Opcode::kDate, {0}, {x}),
      Node(Opcode::kDate, {1}, {x}),
      Node(Opcode::kInCidr, Listed({0, 0, 0xFFFF, 0x0A000000, 104}), {x}),
      Node(Opcode::kMatches, Listed({0x2'02, '0', '9', 0x0'03, 0}), {user}),
      Node(Opcode::kMurmur3, {1, 1}, {user}),
      of(Opcode::kFnv1a, {user}),
  };
  for (std::size_t i = 0; i < conditions.size(); ++i) parts.AddFlag(std::to_string(i), {parts.If(conditions[i], parts.Serve(1))});
  const Code bucket = Node(Opcode::kUnitHash, {program.Text("variant"), program.Text("salt")}, {unit});
  parts.AddFlag("split",
                {parts.Exposing(parts.Choose(bucket, {{0, 2147483648.0, 1}, {2147483648.0, 4294967296.0, 2}}), "button", 1, unit)});
  parts.AddFlag("named", {parts.Named(x)});
  parts.AddFlag("clock", {parts.Choose(Node(Opcode::kNow), {{0, 1e13, 1}})});
  return parts;
}

std::vector<EvaluationDetails> Answers(Evaluator& evaluator) {
  std::vector<EvaluationDetails> answers;
  for (std::size_t flag = 0; flag < evaluator.datafile()->flags.size(); ++flag) {
    answers.push_back(evaluator.Evaluate(flag));
    Require((answers.back().reason == Reason::kError) == (answers.back().error_code != ErrorCode::kNone));
    Require(!answers.back().variant || *answers.back().variant < 3);
    static_cast<void>(evaluator.ExposureOf(flag));
  }
  return answers;
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  static const DatafileParts parts = Parts();
  static const Datafile datafile = parts.View();
  static Evaluator evaluator;
  if (evaluator.datafile() == nullptr) evaluator.Attach(datafile);

  const FuzzInput input(data, size);
  const bool accepted = ReadContext(input.view(), evaluator).ok();
  if (!accepted) {
    for (const Value& value : evaluator.interpreter().attributes()) Require(value.is(ValueType::kNull));
  }
  const std::vector<EvaluationDetails> answers = Answers(evaluator);
  for (std::size_t flag = 0; flag < answers.size(); ++flag) static_cast<void>(Explain(evaluator, flag));
  if (!accepted) return 0;

  Require(ReadContext(input.view(), evaluator).ok());
  const std::vector<EvaluationDetails> again = Answers(evaluator);
  for (std::size_t flag = 0; flag < answers.size(); ++flag) {
    Require(answers[flag].variant == again[flag].variant && answers[flag].error_code == again[flag].error_code);
  }
  return 0;
}
