#include "assay/evaluation/explain.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace assay {

namespace {

// Whether the second operand is run once per item.
bool IsIteration(Opcode op) { return op >= Opcode::kAny && op <= Opcode::kReduce; }

class Explainer {
 public:
  explicit Explainer(Evaluator& evaluator)
      : program_(evaluator.datafile()->program), interpreter_(evaluator.interpreter()), explained_(program_.expressions.size()) {}

  void Expression(std::int32_t index) {
    if (index >= 0) Node(program_.code.data() + program_.expressions[static_cast<std::size_t>(index)]);
  }

  ByteBuffer Take() { return static_cast<ByteBuffer&&>(out_); }

 private:
  template <typename T>
  void Put(T value) {
    const std::size_t at = out_.size();
    out_.resize(at + sizeof(T));
    std::memcpy(out_.data() + at, &value, sizeof(T));
  }

  void Put(const Value& value) {
    Put(static_cast<std::uint8_t>(value.type));
    switch (value.type) {
      case ValueType::kNull: return;
      case ValueType::kBool: return Put(static_cast<std::uint8_t>(value.boolean ? 1 : 0));
      case ValueType::kNumber: return Put(value.number);
      default: Put(value.size);
    }
    if (!value.is(ValueType::kText)) return;
    const std::uint32_t shown = std::min(value.size, kMaxExplainedBytes);
    out_.insert(out_.end(), value.text.data, value.text.data + shown);
  }

  void Node(const std::uint32_t* node) {
    if (steps_left_ == 0) return;
    interpreter_.Begin();
    interpreter_.BeginAside();
    const Value value = interpreter_.Eval(node);
    interpreter_.EndAside();
    steps_left_ -= std::min(steps_left_, kMaxInterpreterSteps - interpreter_.steps_left());
    Put(static_cast<std::uint32_t>(node - program_.code.data()));
    Put(static_cast<std::uint8_t>(interpreter_.failure()));
    Put(value);
    if (OpcodeOf(node) == Opcode::kCall && calls_ < kMaxExplainedCalls && std::exchange(explained_[node[1]], std::uint8_t{1}) == 0) {
      ++calls_;
      Expression(static_cast<std::int32_t>(node[1]));
      --calls_;
    }
    const std::uint32_t* const end = node + NodeWords(node);
    bool is_body = false;
    for (const std::uint32_t* operand = FirstOperand(node); operand < end; operand += NodeWords(operand)) {
      if (!is_body) Node(operand);
      is_body = !is_body && IsIteration(OpcodeOf(node));
    }
  }

  const Program& program_;
  Interpreter& interpreter_;
  ByteBuffer out_;
  std::vector<std::uint8_t> explained_;  // by expression: 1 where its nodes were put out for a call
  std::uint32_t steps_left_ = kMaxExplainedSteps;
  std::uint32_t calls_ = 0;  // inside each other
};

}  // namespace

ByteBuffer Explain(Evaluator& evaluator, std::size_t flag) {
  const Datafile* const datafile = evaluator.datafile();
  if (datafile == nullptr || flag >= datafile->flags.size() || datafile->malformed[flag] != 0) return {};
  evaluator.Evaluate(flag);
  Explainer explainer(evaluator);
  const Flag& of = datafile->flags[flag];
  for (const Rule& rule : datafile->rules.subspan(of.first_rule, of.rules)) {
    explainer.Expression(rule.when);
    if (rule.action == Action::kChoose || rule.action == Action::kNamed) explainer.Expression(rule.value);
  }
  return explainer.Take();
}

}  // namespace assay
