#include "assay/targeting/coercion.h"

#include <cmath>
#include <cstring>

#include "assay/targeting/number_text.h"
#include "assay/targeting/utf16.h"

namespace assay {

namespace {

constexpr double kMaxSafeInteger = 9007199254740991.0;

int Sign(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

std::optional<int> OrderOfNumbers(double left, double right) {
  if (left < right) return -1;
  if (left > right) return 1;
  if (left == right) return 0;
  return std::nullopt;
}

bool EqualTexts(const Value& left, const Value& right) {
  const TextId a = left.text.id;
  const TextId b = right.text.id;
  if (a < kNotLookedUp && b < kNotLookedUp) return a == b;
  return left.bytes() == right.bytes();
}

// The value as one that == compares without turning it further: what is no number, text, boolean or null becomes text.
Value ToPrimitive(const Value& value, Interpreter& interpreter) {
  return value.is(ValueType::kList) || value.is(ValueType::kObject) ? ToText(value, interpreter) : value;
}

// The texts of the items with commas between them; null items are empty.
Value JoinItems(std::span<const Value> items, Interpreter& interpreter) {
  std::span<Value> texts = interpreter.scratch().Make<Value>(items.size());
  if (texts.size() != items.size()) return interpreter.Fail(kGeneralFailure);
  std::size_t size = items.empty() ? 0 : items.size() - 1;
  for (std::size_t i = 0; i < items.size(); ++i) {
    texts[i] = ToText(items[i], interpreter);
    size += texts[i].is(ValueType::kText) ? texts[i].size : 0;
  }
  char* const text = interpreter.MakeText(size);
  if (text == nullptr) return {};
  char* out = text;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) *out++ = ',';
    if (!texts[i].is(ValueType::kText)) continue;
    out = static_cast<char*>(std::memcpy(out, texts[i].text.data, texts[i].size)) + texts[i].size;
  }
  return Value::Text({text, size});
}

}  // namespace

bool IsTruthy(const Value& value) {
  switch (value.type) {
    case ValueType::kNull: return false;
    case ValueType::kBool: return value.boolean;
    case ValueType::kNumber: return value.number != 0 && !std::isnan(value.number);
    case ValueType::kObject: return true;
    default: return value.size != 0;
  }
}

double ToNumber(const Value& value, Interpreter& interpreter) {
  switch (value.type) {
    case ValueType::kNull: return 0;
    case ValueType::kBool: return value.boolean ? 1 : 0;
    case ValueType::kNumber: return value.number;
    case ValueType::kText: return ParseNumber(value.bytes());
    default: break;
  }
  const Value text = ToText(value, interpreter);
  return text.is(ValueType::kText) ? ParseNumber(text.bytes()) : std::nan("");
}

Value ToText(const Value& value, Interpreter& interpreter) {
  switch (value.type) {
    case ValueType::kBool: return Value::Text(value.boolean ? "true" : "false");
    case ValueType::kNumber: {
      char digits[kMaxNumberTextBytes];
      const std::size_t size = WriteNumber(value.number, digits);
      char* const text = interpreter.MakeText(size);
      if (text == nullptr) return {};
      std::memcpy(text, digits, size);
      return Value::Text({text, size});
    }
    case ValueType::kList: {
      if (!interpreter.Enter()) return {};
      const Value joined = JoinItems(value.list(), interpreter);
      interpreter.Leave();
      return joined;
    }
    case ValueType::kObject: return Value::Text("[object Object]");
    default: return value;
  }
}

bool Equals(const Value& left, const Value& right, Interpreter* interpreter) {
  if (left.type != right.type) return false;
  switch (left.type) {
    case ValueType::kNull: return true;
    case ValueType::kBool: return left.boolean == right.boolean;
    case ValueType::kNumber: return left.number == right.number;
    case ValueType::kText: return EqualTexts(left, right);
    default: break;
  }
  if (left.size != right.size || (interpreter != nullptr && !(interpreter->Charge(left.size) && interpreter->Enter()))) return false;
  bool same = true;
  for (std::uint32_t i = 0; i < left.size && same; ++i) {
    same = left.is(ValueType::kList)
               ? Equals(left.items[i], right.items[i], interpreter)
               : left.members[i].key == right.members[i].key && Equals(left.members[i].value, right.members[i].value, interpreter);
  }
  if (interpreter != nullptr) interpreter->Leave();
  return same && (interpreter == nullptr || interpreter->failure() == 0);
}

bool LooseEquals(const Value& left, const Value& right, Interpreter& interpreter) {
  const bool structured = left.is(ValueType::kList) || left.is(ValueType::kObject);
  // Two lists or two objects are equal to JavaScript only when they are one and the same.
  if (structured && (right.is(ValueType::kList) || right.is(ValueType::kObject))) {
    return left.items != nullptr && left.items == right.items;
  }
  if (left.is(ValueType::kNull) || right.is(ValueType::kNull)) return left.type == right.type;
  const Value a = ToPrimitive(left, interpreter);
  const Value b = ToPrimitive(right, interpreter);
  if (a.type == b.type) return Equals(a, b, &interpreter);
  return ToNumber(a, interpreter) == ToNumber(b, interpreter);
}

std::optional<int> Order(const Value& left, const Value& right) {
  if (left.type != right.type) return std::nullopt;
  if (left.is(ValueType::kNumber)) return OrderOfNumbers(left.number, right.number);
  if (left.is(ValueType::kText)) return Sign(left.bytes().compare(right.bytes()));
  return std::nullopt;
}

std::optional<int> JsOrder(const Value& left, const Value& right, Interpreter& interpreter) {
  const Value a = ToPrimitive(left, interpreter);
  const Value b = ToPrimitive(right, interpreter);
  if (a.is(ValueType::kText) && b.is(ValueType::kText)) return Sign(CompareUtf16(a.bytes(), b.bytes()));
  return OrderOfNumbers(ToNumber(a, interpreter), ToNumber(b, interpreter));
}

bool IsSafeInteger(double number) { return std::trunc(number) == number && std::fabs(number) <= kMaxSafeInteger; }

}  // namespace assay
