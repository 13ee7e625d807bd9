// assay/targeting/value.h
//
// What rule programs compute with: JSON's values, as views over somebody else's bytes. Copying one is copying 16 bytes in WebAssembly.

#ifndef ASSAY_TARGETING_VALUE_H_
#define ASSAY_TARGETING_VALUE_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace assay {

// The numbers are those of a context's bytes (wire/context.h), and bit 1 << type is that of Opcode::kIs.
enum class ValueType : std::uint8_t { kNull = 0, kBool = 1, kNumber = 2, kText = 3, kList = 4, kObject = 5 };

// The index of a text among its datafile's texts (text_index.h).
using TextId = std::uint32_t;
inline constexpr TextId kNotIndexed = 0xffffffff;  // looked up, and not among them
inline constexpr TextId kNotLookedUp = 0xfffffffe;

struct Member;

struct Value {
  struct TextView {
    const char* data;  // UTF-8
    TextId id;
  };

  ValueType type = ValueType::kNull;
  std::uint32_t size = 0;  // text: bytes; list, object: items
  union {
    double number = 0;  // any double, NaN included
    bool boolean;
    TextView text;
    const Value* items;
    const Member* members;
  };

  static Value Null() { return {}; }
  static Value Bool(bool boolean) {
    Value value;
    value.type = ValueType::kBool;
    value.boolean = boolean;
    return value;
  }
  static Value Number(double number) {
    Value value;
    value.type = ValueType::kNumber;
    value.number = number;
    return value;
  }
  static Value Text(std::string_view bytes, TextId id = kNotLookedUp) {
    Value value;
    value.type = ValueType::kText;
    value.size = static_cast<std::uint32_t>(bytes.size());
    value.text = {bytes.data(), id};  // NOLINT(bugprone-suspicious-stringview-data-usage): `size` says how many bytes
    return value;
  }
  static Value List(std::span<const Value> items) {
    Value value;
    value.type = ValueType::kList;
    value.size = static_cast<std::uint32_t>(items.size());
    value.items = items.data();
    return value;
  }
  static Value Object(std::span<const Member> members);

  [[nodiscard]] bool is(ValueType wanted) const { return type == wanted; }
  // Only of a value of the type that the name says.
  [[nodiscard]] std::string_view bytes() const { return {text.data, size}; }
  [[nodiscard]] std::span<const Value> list() const { return {items, size}; }
  [[nodiscard]] std::span<const Member> object() const;
};

struct Member {
  std::string_view key;  // distinct in its object
  Value value;
};

inline Value Value::Object(std::span<const Member> members) {
  Value value;
  value.type = ValueType::kObject;
  value.size = static_cast<std::uint32_t>(members.size());
  value.members = members.data();
  return value;
}

inline std::span<const Member> Value::object() const { return {members, size}; }

// The value of that key; null when `of` is no object or has none.
inline Value MemberOf(const Value& of, std::string_view key) {
  if (!of.is(ValueType::kObject)) return {};
  for (const Member& member : of.object()) {
    if (member.key == key) return member.value;
  }
  return {};
}

}  // namespace assay

#endif  // ASSAY_TARGETING_VALUE_H_
