#include "assay/targeting/interpreter.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "assay/targeting/case_fold.h"
#include "assay/targeting/coercion.h"
#include "assay/targeting/date.h"
#include "assay/targeting/ip_address.h"
#include "assay/targeting/regex.h"

namespace assay {

namespace {

Value NumberOrNull(std::optional<double> number) { return number ? Value::Number(*number) : Value(); }

// The item at the index that `key` writes as JavaScript would, without leading zeros.
Value ItemOf(const Value& list, std::string_view key) {
  std::uint32_t index = 0;
  if (key.empty() || key.size() > 9 || (key.size() > 1 && key.front() == '0')) return {};
  for (const char c : key) {
    if (c < '0' || c > '9') return {};
    index = index * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return index < list.size ? list.items[index] : Value();
}

bool IsBelow(Opcode op, std::optional<int> order) { return order && (*order < 0 || (*order == 0 && op == Opcode::kLessOrEqual)); }

bool InBlocks(const Value& value, const std::uint32_t* words, std::uint32_t count) {
  if (!value.is(ValueType::kText)) return false;
  const std::optional<IpAddress> address = ParseIpAddress(value.bytes());
  if (!address) return false;
  for (const std::uint32_t* block = words; block < words + count; block += 5) {
    if (InCidr(*address, std::span<const std::uint32_t, 4>(block, 4), block[4])) return true;
  }
  return false;
}

double NumberIn(const Value& value) { return value.is(ValueType::kNumber) ? value.number : std::nan(""); }

}  // namespace

void Interpreter::Attach(const Program& program) {
  program_ = &program;
  left_.dialect = right_.dialect = kNoDialect;
  NewContext();
}

void Interpreter::NewContext() {
  scratch_.Reset();
  attributes_ = scratch_.Make<Value>(program_ == nullptr ? 0 : program_->attributes.size());
  shared_ = scratch_.Make<Memo>(program_ == nullptr ? 0 : program_->shared);
  for (LastVersion* last : {&left_, &right_}) {
    if (!last->is_constant) last->dialect = kNoDialect;
  }
  now_ms_ = 0;
  looked_at_clock_ = false;
}

void Interpreter::Begin() {
  failure_ = 0;
  steps_left_ = kMaxInterpreterSteps;
}

Value Interpreter::Run(ExpressionIndex expression) {
  Memo* const memo = expression < shared_.size() ? &shared_[expression] : nullptr;
  if (memo != nullptr && memo->known) return memo->value;
  const std::uint32_t caller = first_frame_;
  first_frame_ = frame_;
  const Value value = Eval(program_->code.data() + program_->expressions[expression]);
  first_frame_ = caller;
  if (failure_ != 0) return {};
  if (memo != nullptr && !is_aside_) *memo = {value, true};
  return value;
}

Value Interpreter::Fail(FailureCode code) {
  if (failure_ == 0) failure_ = code;
  return {};
}

char* Interpreter::MakeText(std::size_t size) {
  const std::span<char> text = scratch().Make<char>(std::max<std::size_t>(size, 1));
  if (text.empty()) Fail(kGeneralFailure);
  return text.data();
}

Value Interpreter::TakeMade() {
  char* const text = MakeText(made_.size());
  const std::size_t size = made_.size();
  if (text != nullptr && size != 0) std::memcpy(text, made_.data(), size);
  made_.clear();
  return text == nullptr ? Value() : Value::Text({text, size});
}

bool Interpreter::Enter() {
  if (failure_ != 0) return false;
  if (steps_left_ == 0 || nesting_ == kMaxNesting) {
    Fail(kGeneralFailure);
    return false;
  }
  --steps_left_;
  ++nesting_;
  return true;
}

bool Interpreter::Charge(std::uint64_t steps) {
  if (failure_ != 0) return false;
  if (steps > steps_left_) {
    steps_left_ = 0;
    Fail(kGeneralFailure);
    return false;
  }
  steps_left_ -= static_cast<std::uint32_t>(steps);
  return true;
}

bool Interpreter::Contains(std::string_view haystack, std::string_view needle) {
  // The standard's search may compare the whole needle at every place.
  return Charge(std::uint64_t{haystack.size()} * needle.size() / (std::uint64_t{2} * kTextBytesPerStep)) &&
         haystack.find(needle) != std::string_view::npos;
}

Value Interpreter::Eval(const std::uint32_t* node) {
  if (!Enter()) return {};
  const Value value = Dispatch(node, node + 1, Next(node));
  Leave();
  // Whoever asked for a text will read it.
  if (value.is(ValueType::kText)) Charge(value.size / kTextBytesPerStep);
  return value;
}

Value Interpreter::Dispatch(const std::uint32_t* node, const std::uint32_t* operand, const std::uint32_t* end) {
  const Opcode op = OpcodeOf(node);
  switch (op) {
    case Opcode::kNull: return {};
    case Opcode::kTrue: return Value::Bool(true);
    case Opcode::kFalse: return Value::Bool(false);
    case Opcode::kNumber: return Value::Number(program_->numbers[*operand]);
    case Opcode::kText: return Value::Text(program_->texts[*operand], *operand);
    case Opcode::kList: return Items(operand, end);
    case Opcode::kAttribute: return attributes_[*operand];
    case Opcode::kGet: {
      const Value of = Eval(operand + 1);
      const std::string_view key = program_->texts[*operand];
      return of.is(ValueType::kList) ? ItemOf(of, key) : MemberOf(of, key);
    }
    case Opcode::kItem: return *operand < frame_ - first_frame_ ? frames_[frame_ - 1 - *operand].item : Value();
    case Opcode::kNow: looked_at_clock_ = true; return Value::Number(now_ms_);
    case Opcode::kCall: return Run(*operand);

    case Opcode::kAnd:
    case Opcode::kOr:
    case Opcode::kIf: return Logic(op, operand, end);
    case Opcode::kNot: return Value::Bool(!IsTruthy(Eval(operand)));

    case Opcode::kEquals: {
      const Value left = Eval(operand);
      return Value::Bool(assay::Equals(left, Eval(Next(operand)), this));
    }
    case Opcode::kLess:
    case Opcode::kLessOrEqual: {
      const Value left = Eval(operand);
      const Value right = Eval(Next(operand));
      const bool ordered = left.type == right.type && (left.is(ValueType::kNumber) || left.is(ValueType::kText));
      return ordered ? Value::Bool(IsBelow(op, Order(left, right))) : Value();
    }
    case Opcode::kOneOfTexts: {
      const std::uint32_t* const of = operand + 1 + *operand;
      const Value value = Eval(of);
      if (!value.is(ValueType::kText)) return Value::Bool(false);
      TextId id = value.text.id;
      if (id == kNotLookedUp) {
        id = program_->texts.Find(value.bytes());
        if (OpcodeOf(of) == Opcode::kAttribute) attributes_[of[1]].text.id = id;  // other rules will ask, too
      }
      return Value::Bool(std::binary_search(operand + 1, operand + 1 + *operand, id));
    }
    case Opcode::kOneOfNumbers: {
      const Value value = Eval(operand + 1 + *operand);
      bool found = false;
      for (std::uint32_t i = value.is(ValueType::kNumber) && Charge(*operand / 8) ? *operand : 0; i != 0 && !found; --i) {
        found = program_->numbers[operand[i]] == value.number;
      }
      return Value::Bool(found);
    }
    case Opcode::kIs: return Value::Bool((*operand >> static_cast<int>(Eval(operand + 1).type) & 1) != 0);
    case Opcode::kContains:
    case Opcode::kStartsWith:
    case Opcode::kEndsWith: return TextPredicate(op, operand);
    case Opcode::kLower: {
      const Value value = Eval(operand);
      if (!value.is(ValueType::kText)) return {};
      AppendLowerCase(value.bytes(), made_);
      return TakeMade();
    }
    case Opcode::kMatches: {
      const Value value = Eval(operand + 1 + *operand);
      if (!value.is(ValueType::kText)) return Value::Bool(false);
      const bool matches = RegexSearch({operand + 1, *operand}, value.bytes(), steps_left_);
      return steps_left_ == 0 ? Fail(kGeneralFailure) : Value::Bool(matches);
    }
    case Opcode::kCompareVersions: return CompareVersions(*operand & (kSemverPrefix | kSemverShort), operand + 1);
    case Opcode::kDate: {
      const Value value = Eval(operand + 1);
      if (!value.is(ValueType::kText)) return value.is(ValueType::kNumber) ? value : Value();
      return NumberOrNull(ParseDate(value.bytes(), *operand == 0 ? DateDialect::kLenient : DateDialect::kStrict));
    }
    case Opcode::kInCidr: return Value::Bool(Charge(*operand / 5) && InBlocks(Eval(operand + 1 + *operand), operand + 1, *operand));

    case Opcode::kAdd:
    case Opcode::kSubtract:
    case Opcode::kMultiply:
    case Opcode::kDivide:
    case Opcode::kModulo:
    case Opcode::kMin:
    case Opcode::kMax: return Arithmetic(op, operand, end);

    case Opcode::kAny:
    case Opcode::kAll: return Search(op, operand);

    case Opcode::kFail: return Fail(static_cast<FailureCode>(*operand));
    case Opcode::kInSet:
    case Opcode::kUnit:
    case Opcode::kUnitHash:
    case Opcode::kScale:
    case Opcode::kFlagVariant: return host_.Call(node);
    default: return VendorOperation(node, operand, end);
  }
}

Value Interpreter::Logic(Opcode op, const std::uint32_t* operand, const std::uint32_t* end) {
  if (op == Opcode::kIf) {
    for (; Next(operand) != end; operand = Next(Next(operand))) {
      if (IsTruthy(Eval(operand))) return Eval(Next(operand));
      if (Next(Next(operand)) == end) return {};  // pairs only: there is no otherwise
    }
    return Eval(operand);
  }
  Value last = Value::Bool(op == Opcode::kAnd);
  for (; operand < end; operand = Next(operand)) {
    last = Eval(operand);
    if (IsTruthy(last) == (op == Opcode::kOr)) break;
  }
  return last;
}

Value Interpreter::TextPredicate(Opcode op, const std::uint32_t* operand) {
  const Value first = Eval(operand);
  const Value second = Eval(Next(operand));
  if (!first.is(ValueType::kText) || !second.is(ValueType::kText)) return Value::Bool(false);
  if (op == Opcode::kContains) return Value::Bool(Contains(first.bytes(), second.bytes()));
  return Value::Bool(op == Opcode::kStartsWith ? first.bytes().starts_with(second.bytes()) : first.bytes().ends_with(second.bytes()));
}

Value Interpreter::Arithmetic(Opcode op, const std::uint32_t* operand, const std::uint32_t* end) {
  const bool extreme = op == Opcode::kMin || op == Opcode::kMax;
  double result = op == Opcode::kMin ? HUGE_VAL : -HUGE_VAL;
  for (bool first = !extreme; operand < end; operand = Next(operand), first = false) {
    const double number = NumberIn(Eval(operand));
    if (first || (extreme && std::isnan(number))) {
      result = number;
      continue;
    }
    switch (op) {
      case Opcode::kAdd: result += number; break;
      case Opcode::kSubtract: result -= number; break;
      case Opcode::kMultiply: result *= number; break;
      case Opcode::kDivide: result /= number; break;
      case Opcode::kModulo: result = std::fmod(result, number); break;
      // Once NaN, it stays so; -0 is below 0.
      case Opcode::kMin: result = number < result || (number == result && std::signbit(number)) ? number : result; break;
      default: result = number > result || (number == result && !std::signbit(number)) ? number : result; break;
    }
  }
  return Value::Number(result);
}

Value Interpreter::Items(const std::uint32_t* operand, const std::uint32_t* end) {
  std::size_t count = 0;
  for (const std::uint32_t* one = operand; one < end; one = Next(one)) ++count;
  const std::span<Value> items = scratch().Make<Value>(count);
  if (items.size() != count) return Fail(kGeneralFailure);
  for (Value& item : items) {
    item = Eval(operand);
    operand = Next(operand);
  }
  return Value::List(items);
}

bool Interpreter::EnterIteration() {
  if (frame_ == kMaxFrames) {
    Fail(kGeneralFailure);
    return false;
  }
  frames_[frame_].item = Value();
  frames_[frame_].accumulator = frame_ > first_frame_ ? frames_[frame_ - 1].accumulator : Value();
  ++frame_;
  return true;
}

Value Interpreter::Search(Opcode op, const std::uint32_t* operand) {
  const Value list = Eval(operand);
  if (!EnterIteration()) return {};
  bool found = false;  // an item that decides
  for (std::uint32_t i = 0; list.is(ValueType::kList) && i < list.size && !found; ++i) {
    frames_[frame_ - 1].item = list.items[i];
    found = IsTruthy(Eval(Next(operand))) == (op == Opcode::kAny);
  }
  --frame_;
  return Value::Bool(found == (op == Opcode::kAny));
}

std::string_view Interpreter::VersionKey(const Value& version, std::uint32_t dialect, LastVersion& last) {
  const bool same = last.dialect == dialect && last.version.text.data == version.text.data && last.version.size == version.size;
  if (!same) {
    const TextId id = version.text.id;
    last.version = version;
    last.is_constant = id < program_->texts.size() && program_->texts[id].data() == version.text.data;
    last.dialect = dialect;
    last.key_size = SemverKey(version.bytes(), std::span<char, kMaxSemverKeyBytes>(last.key), dialect);
  }
  return {last.key, last.key_size};
}

Value Interpreter::CompareVersions(std::uint32_t dialect, const std::uint32_t* operand) {
  const Value left = Eval(operand);
  const Value right = Eval(Next(operand));
  if (!left.is(ValueType::kText) || !right.is(ValueType::kText)) return {};
  const std::string_view a = VersionKey(left, dialect, left_);
  const std::string_view b = VersionKey(right, dialect, right_);
  if (a.empty() || b.empty()) return {};
  const int order = a.compare(b);
  return Value::Number(order < 0 ? -1 : order > 0 ? 1 : 0);
}

}  // namespace assay
