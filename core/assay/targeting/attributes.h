// assay/targeting/attributes.h
//
// The facts that conditions look at. A datafile has one AttributeTable: the attributes its flags name, and the texts its conditions compare
// with. A context is resolved against that table once; after that an attribute is an array access and equality of texts is equality of ids,
// however many flags are evaluated. A table is not changed while contexts are resolved against it; then both are safe to read from any
// thread.

#ifndef ASSAY_TARGETING_ATTRIBUTES_H_
#define ASSAY_TARGETING_ATTRIBUTES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/strings/arena.h"
#include "assay/strings/interner.h"

namespace assay {

// The numbers are those of ValueType in wire/common.fbs.
enum class AttributeType : std::uint8_t { kMissing = 0, kString = 1, kNumber = 2, kBool = 3 };

// A value over somebody else's bytes. Only the field that `type` names counts.
struct AttributeValue {
  AttributeType type = AttributeType::kMissing;
  std::string_view text;  // UTF-8
  double number = 0;      // NaN and infinities are allowed and compare as IEEE 754 says
  bool boolean = false;

  static AttributeValue String(std::string_view text) { return {AttributeType::kString, text, 0, false}; }
  static AttributeValue Number(double number) { return {AttributeType::kNumber, {}, number, false}; }
  static AttributeValue Bool(bool boolean) { return {AttributeType::kBool, {}, 0, boolean}; }
};

// One entry of a context as the caller has it. A value of type kMissing is the same as no entry.
struct Attribute {
  std::string_view name;
  AttributeValue value;
};

// A context with more attributes is refused: looking for duplicates compares every pair.
inline constexpr std::size_t kMaxContextAttributes = 256;

// Position of an attribute in its AttributeTable; dense, from 0.
using AttributeIndex = std::uint32_t;

class AttributeTable {
 public:
  // The index of the attribute `name`, which is added when it is new. `name` must be valid UTF-8.
  //
  // Errors: kResourceExhausted, as Interner::Intern.
  Result<AttributeIndex> Add(std::string_view name) { return names_.Intern(name); }

  // The id of a text that conditions compare with. `text` must be valid UTF-8.
  //
  // Errors: kResourceExhausted, as Interner::Intern.
  Result<StringId> AddOperand(std::string_view text) { return operands_.Intern(text); }

  // From now on contexts have the SemverKey() of this attribute ready.
  void UseAsSemver(AttributeIndex attribute);

  [[nodiscard]] std::optional<AttributeIndex> Find(std::string_view name) const { return names_.Find(name); }
  [[nodiscard]] std::optional<StringId> FindOperand(std::string_view text) const { return operands_.Find(text); }
  [[nodiscard]] bool IsUsedAsSemver(AttributeIndex attribute) const;
  [[nodiscard]] std::string_view Name(AttributeIndex attribute) const { return names_.Text(attribute); }
  [[nodiscard]] std::uint32_t size() const { return names_.size(); }

 private:
  Interner names_;
  Interner operands_;
  ByteBuffer used_as_semver_;  // by AttributeIndex, 1 where it is; may be shorter than names_
};

// What equality compares: two values are equal, as condition.h defines it, exactly when both have a key and the keys are the same. A
// number's key is its bits, with -0 as 0. Keys of texts and booleans lie where only NaNs have their bits, and a NaN has no key.
using EqualityKey = std::uint64_t;

[[nodiscard]] std::optional<EqualityKey> NumberKey(double number);  // nothing for NaN
[[nodiscard]] EqualityKey TextKey(StringId operand);
[[nodiscard]] EqualityKey BoolKey(bool boolean);

// One attribute of a context, ready for conditions.
struct ResolvedAttribute {
  AttributeValue value;            // views into the caller's bytes
  std::optional<EqualityKey> key;  // nothing when missing, NaN, or a text that no condition of the datafile compares with
  std::string_view semver_key;     // of a string that is used as a version: its key, empty when it is not a version
};

// A context as one datafile sees it: values by AttributeIndex. One can be resolved again and again.
class ResolvedContext {
 public:
  // Takes the attributes that `table` knows; others cannot matter. The texts of `attributes` must live as long as this is read.
  //
  // Errors: kInvalidArgument when two attributes have one name or when a text is not valid UTF-8; kResourceExhausted when there are more
  // than kMaxContextAttributes. On error nothing changes.
  Status Resolve(const AttributeTable& table, std::span<const Attribute> attributes);

  // The attribute, of type kMissing when the context did not have it or when the index is of no table that was resolved against.
  [[nodiscard]] const ResolvedAttribute& At(AttributeIndex attribute) const {
    return attribute < attributes_.size() ? attributes_[attribute] : missing_;
  }

 private:
  Arena arena_;
  std::span<ResolvedAttribute> attributes_;
  ResolvedAttribute missing_;
};

}  // namespace assay

#endif  // ASSAY_TARGETING_ATTRIBUTES_H_
