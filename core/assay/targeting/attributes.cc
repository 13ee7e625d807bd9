#include "assay/targeting/attributes.h"

#include <bit>
#include <cmath>

#include "assay/strings/utf8.h"
#include "assay/targeting/semver.h"

namespace assay {

namespace {

// The two highest ranges of bits that IEEE 754 gives to NaNs; an id and a boolean fit below them.
constexpr EqualityKey kTextKeys = 0xFFFF'0000'0000'0000U;
constexpr EqualityKey kBoolKeys = 0xFFFE'0000'0000'0000U;

std::optional<EqualityKey> KeyOf(const AttributeValue& value, const AttributeTable& table) {
  switch (value.type) {
    case AttributeType::kString: {
      const std::optional<StringId> operand = table.FindOperand(value.text);
      if (!operand) return std::nullopt;
      return TextKey(*operand);
    }
    case AttributeType::kNumber: return NumberKey(value.number);
    case AttributeType::kBool: return BoolKey(value.boolean);
    case AttributeType::kMissing: break;
  }
  return std::nullopt;
}

Status ValidateContext(std::span<const Attribute> attributes) {
  if (attributes.size() > kMaxContextAttributes) return ResourceExhausted("context: too many attributes");
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const Attribute& attribute = attributes[i];
    if (!IsValidUtf8(attribute.name)) return InvalidArgument("context: attribute name is not UTF-8");
    if (attribute.value.type == AttributeType::kString && !IsValidUtf8(attribute.value.text)) {
      return InvalidArgument("context: attribute value is not UTF-8");
    }
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      if (attributes[earlier].name == attribute.name) return InvalidArgument("context: attribute given twice");
    }
  }
  return {};
}

}  // namespace

std::optional<EqualityKey> NumberKey(double number) {
  if (std::isnan(number)) return std::nullopt;
  return std::bit_cast<EqualityKey>(number == 0 ? 0.0 : number);
}

EqualityKey TextKey(StringId operand) { return kTextKeys | operand; }

EqualityKey BoolKey(bool boolean) { return kBoolKeys | (boolean ? 1U : 0U); }

void AttributeTable::UseAsSemver(AttributeIndex attribute) {
  if (attribute >= used_as_semver_.size()) used_as_semver_.resize(attribute + 1);
  used_as_semver_[attribute] = 1;
}

bool AttributeTable::IsUsedAsSemver(AttributeIndex attribute) const {
  return attribute < used_as_semver_.size() && used_as_semver_[attribute] != 0;
}

Status ResolvedContext::Resolve(const AttributeTable& table, std::span<const Attribute> attributes) {
  if (const Status status = ValidateContext(attributes); !status.ok()) return status;
  arena_ = Arena();
  attributes_ = arena_.Make<ResolvedAttribute>(table.size());
  for (const Attribute& attribute : attributes) {
    const std::optional<AttributeIndex> index = table.Find(attribute.name);
    if (!index) continue;
    ResolvedAttribute& resolved = attributes_[*index];
    resolved.value = attribute.value;
    resolved.key = KeyOf(attribute.value, table);
    if (attribute.value.type == AttributeType::kString && table.IsUsedAsSemver(*index)) {
      resolved.semver_key = KeepSemverKey(attribute.value.text, arena_);
    }
  }
  return {};
}

}  // namespace assay
