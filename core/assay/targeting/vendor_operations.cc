// The operations of rule programs that only other vendors' rules need: JavaScript's conversions and comparisons, JsonLogic's lists and texts,
// GrowthBook's versions. flags.wasm is built with ASSAY_NATIVE_RULES, which leaves them out; flags-compat.wasm has them.

#include "assay/targeting/coercion.h"
#include "assay/targeting/interpreter.h"

#ifdef ASSAY_NATIVE_RULES

namespace assay {

// CheckProgram() refuses such nodes.
Value Interpreter::VendorOperation(const std::uint32_t*, const std::uint32_t*, const std::uint32_t*) { return Fail(kGeneralFailure); }

}  // namespace assay

#else

#include <algorithm>
#include <cmath>
#include <cstring>

#include "assay/targeting/number_text.h"
#include "assay/targeting/padded_version.h"
#include "assay/targeting/utf16.h"

namespace assay {

namespace {

bool IsJsBelow(Opcode op, std::optional<int> order) { return order && (*order < 0 || (*order == 0 && op == Opcode::kJsLessOrEqual)); }

bool IsIn(const Value& needle, const Value& haystack, Interpreter& interpreter) {
  if (haystack.is(ValueType::kList)) {
    const std::span<const Value> items = haystack.list();
    return interpreter.Charge(items.size()) &&
           std::any_of(items.begin(), items.end(), [&](const Value& one) { return Equals(needle, one, &interpreter); });
  }
  const Value text = ToText(needle, interpreter);
  return text.is(ValueType::kText) && haystack.is(ValueType::kText) && interpreter.Contains(haystack.bytes(), text.bytes());
}

}  // namespace

Value Interpreter::VendorOperation(const std::uint32_t* node, const std::uint32_t* operand, const std::uint32_t* end) {
  const Opcode op = OpcodeOf(node);
  switch (op) {
    case Opcode::kObject: return MakeObject(operand + 1, operand + 1 + *operand, end);
    case Opcode::kMember: return MemberOf(Eval(operand + 1), program_->texts[*operand]);
    case Opcode::kAccumulator: return frame_ > first_frame_ ? frames_[frame_ - 1].accumulator : Value();
    case Opcode::kLooseEquals: {
      const Value left = Eval(operand);
      return Value::Bool(LooseEquals(left, Eval(Next(operand)), *this));
    }
    case Opcode::kJsLess:
    case Opcode::kJsLessOrEqual: {
      const Value left = Eval(operand);
      return Value::Bool(IsJsBelow(op, JsOrder(left, Eval(Next(operand)), *this)));
    }
    case Opcode::kIn: {
      const Value needle = Eval(operand);
      return Value::Bool(IsIn(needle, Eval(Next(operand)), *this));
    }
    case Opcode::kInteger: {
      const Value value = Eval(operand);
      return value.is(ValueType::kNumber) && IsSafeInteger(value.number) ? value : Value();
    }
    case Opcode::kToText: return ToText(Eval(operand), *this);
    case Opcode::kToNumber: return Value::Number(ToNumber(Eval(operand), *this));
    case Opcode::kParseFloat: {
      const Value text = ToText(Eval(operand), *this);
      return Value::Number(text.is(ValueType::kText) ? ParseNumberPrefix(text.bytes()) : std::nan(""));
    }
    case Opcode::kCat: return Join(operand, end);
    case Opcode::kSubstring: {
      const Value text = Eval(operand);
      const std::uint32_t* const start = Next(operand);
      const Value from = Eval(start);
      const Value length = Next(start) == end ? Value::Number(HUGE_VAL) : Eval(Next(start));
      if (!text.is(ValueType::kText) || !from.is(ValueType::kNumber) || !length.is(ValueType::kNumber)) return {};
      Substring(text.bytes(), from.number, length.number, made_);
      return TakeMade();
    }
    case Opcode::kLength: {
      const Value value = Eval(operand);
      if (value.is(ValueType::kText)) return Value::Number(static_cast<double>(Utf16Length(value.bytes())));
      return value.is(ValueType::kList) ? Value::Number(value.size) : Value();
    }
    case Opcode::kPaddedVersion: {
      const Value text = Eval(operand);
      if (!text.is(ValueType::kText)) return {};
      PaddedVersion(text.bytes(), made_);
      return TakeMade();
    }
    case Opcode::kFilter:
    case Opcode::kMap:
    case Opcode::kReduce: return Fold(op, operand);
    case Opcode::kMerge: return Merge(operand, end);
    default: return host_.Call(node);
  }
}

Value Interpreter::Fold(Opcode op, const std::uint32_t* operand) {
  const Value list = Eval(operand);
  const std::uint32_t* const body = Next(operand);
  const std::uint32_t count = list.is(ValueType::kList) ? list.size : 0;
  const bool reduces = op == Opcode::kReduce;
  const Value initial = reduces ? Eval(Next(body)) : Value();
  const std::span<Value> made = scratch().Make<Value>(reduces ? 0 : count);
  if (made.size() != (reduces ? 0 : count)) return Fail(kGeneralFailure);
  if (!EnterIteration()) return {};
  if (reduces) frames_[frame_ - 1].accumulator = initial;
  std::size_t kept = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    frames_[frame_ - 1].item = list.items[i];
    const Value value = Eval(body);
    if (reduces)
      frames_[frame_ - 1].accumulator = value;
    else if (op == Opcode::kMap)
      made[kept++] = value;
    else if (IsTruthy(value))
      made[kept++] = list.items[i];
  }
  const Value accumulator = frames_[frame_ - 1].accumulator;
  --frame_;
  return reduces ? accumulator : Value::List(made.first(kept));
}

Value Interpreter::Join(const std::uint32_t* operand, const std::uint32_t* end) {
  const Value parts = Items(operand, end);
  for (const Value& part : parts.list()) {
    const Value text = ToText(part, *this);
    if (text.is(ValueType::kText)) made_.insert(made_.end(), text.text.data, text.text.data + text.size);
    if (made_.size() > kMaxScratchBytes) {
      made_.clear();
      return Fail(kGeneralFailure);
    }
  }
  return TakeMade();
}

Value Interpreter::Merge(const std::uint32_t* operand, const std::uint32_t* end) {
  const Value parts = Items(operand, end);
  std::size_t count = 0;
  for (const Value& part : parts.list()) count += part.is(ValueType::kList) ? part.size : 1;
  const std::span<Value> merged = scratch().Make<Value>(count);
  if (merged.size() != count) return Fail(kGeneralFailure);
  Value* out = merged.data();
  for (const Value& part : parts.list()) {
    if (!part.is(ValueType::kList))
      *out++ = part;
    else
      out = std::copy(part.items, part.items + part.size, out);
  }
  return Value::List(merged);
}

Value Interpreter::MakeObject(const std::uint32_t* names, const std::uint32_t* operand, const std::uint32_t* end) {
  const auto count = static_cast<std::size_t>(operand - names);
  const std::span<Member> members = scratch().Make<Member>(count);
  if (members.size() != count) return Fail(kGeneralFailure);
  for (std::size_t i = 0; operand < end; ++i, operand = Next(operand)) members[i] = {program_->texts[names[i]], Eval(operand)};
  return Value::Object(members);
}

}  // namespace assay

#endif  // ASSAY_NATIVE_RULES
