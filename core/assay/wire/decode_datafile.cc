#include "assay/wire/decode_datafile.h"

#include <string_view>
#include <utility>
#include <vector>

#include "assay/strings/utf8.h"
#include "assay/wire/generated/datafile_generated.h"
#include "assay/wire/verify.h"

namespace assay {
namespace {

Status CopyText(const flatbuffers::String* source, std::string& target) {
  const std::string_view text = source == nullptr ? std::string_view() : source->string_view();
  if (!IsValidUtf8(text)) return InvalidArgument("datafile: texts must be valid UTF-8");
  target.assign(text);
  return {};
}

Status DecodeCondition(const fb::Condition& source, AttributeTable& attributes, std::vector<Condition>& conditions) {
  std::vector<AttributeValue> values;
  if (source.values() != nullptr) {
    for (const fb::Value* value : *source.values()) {
      switch (value->type()) {
        case fb::ValueType::String:
          values.push_back(AttributeValue::String(value->text() == nullptr ? std::string_view() : value->text()->string_view()));
          if (!IsValidUtf8(values.back().text)) return InvalidArgument("condition: texts must be valid UTF-8");
          break;
        case fb::ValueType::Number: values.push_back(AttributeValue::Number(value->number())); break;
        case fb::ValueType::Bool: values.push_back(AttributeValue::Bool(value->boolean())); break;
        default: return InvalidArgument("condition: a value must be a string, a number or a boolean");
      }
    }
  }
  const std::string_view name = source.name()->string_view();
  if (!IsValidUtf8(name)) return InvalidArgument("condition: texts must be valid UTF-8");
  Result<Condition> condition = CompileCondition(name, static_cast<ConditionOperator>(source.op()), values, attributes);
  if (!condition.ok()) return condition.status();
  conditions.push_back(*std::move(condition));
  return {};
}

Status DecodeSplit(const fb::Split& source, AttributeTable& attributes, Split& split) {
  if (Status status = CopyText(source.experiment(), split.experiment); !status.ok()) return status;
  if (Status status = CopyText(source.salt(), split.salt); !status.ok()) return status;
  std::string unit;
  if (Status status = CopyText(source.unit(), unit); !status.ok()) return status;
  const Result<AttributeIndex> index = attributes.Add(unit);
  if (!index.ok()) return index.status();
  split.unit = *index;
  split.version = source.version();
  split.total = source.total();
  split.coverage_ppm = source.coverage_ppm();
  if (source.slots() != nullptr) {
    split.slots.reserve(source.slots()->size());
    for (const fb::Slot* slot : *source.slots()) split.slots.push_back({slot->start(), slot->end(), slot->variant()});
  }
  if (source.layer() >= 0) {
    split.layer = static_cast<std::uint32_t>(source.layer());
    split.layer_range = {source.layer_start_ppm(), source.layer_end_ppm()};
  }
  return {};
}

Status DecodeRule(const fb::Rule& source, AttributeTable& attributes, Rule& rule) {
  if (Status status = CopyText(source.id(), rule.id); !status.ok()) return status;
  if (source.conditions() != nullptr) {
    for (const fb::Condition* condition : *source.conditions()) {
      if (Status status = DecodeCondition(*condition, attributes, rule.conditions); !status.ok()) return status;
    }
  }
  if (source.variant() >= 0) rule.variant = static_cast<std::uint32_t>(source.variant());
  if (source.split() == nullptr) return {};
  return DecodeSplit(*source.split(), attributes, rule.split.emplace());
}

// Everything of a flag but its key.
Status DecodeFlagBody(const fb::Flag& source, AttributeTable& attributes, Flag& flag) {
  flag.invalid = source.invalid();
  flag.enabled = source.enabled();
  flag.default_variant = source.default_variant();
  if (source.type() > fb::FlagType::Json) return InvalidArgument("flag: a type this build does not know");
  flag.type = static_cast<FlagType>(source.type());
  if (source.variants() != nullptr) {
    for (const fb::Variant* variant : *source.variants()) {
      Variant& decoded = flag.variants.emplace_back();
      if (Status status = CopyText(variant->key(), decoded.key); !status.ok()) return status;
      if (Status status = CopyText(variant->value_json(), decoded.value_json); !status.ok()) return status;
    }
  }
  if (source.rules() != nullptr) {
    for (const fb::Rule* rule : *source.rules()) {
      if (Status status = DecodeRule(*rule, attributes, flag.rules.emplace_back()); !status.ok()) return status;
    }
  }
  return {};
}

}  // namespace

Result<Datafile> DecodeDatafile(ByteView bytes) {
  const Result<const fb::Datafile*> root = VerifiedRoot<fb::Datafile>(bytes, fb::DatafileIdentifier());
  if (!root.ok()) return root.status();
  const fb::Datafile& source = **root;

  Datafile datafile;
  datafile.revision = source.revision();
  if (source.layers() != nullptr) {
    for (const fb::Layer* layer : *source.layers()) {
      Layer& decoded = datafile.layers.emplace_back();
      if (Status status = CopyText(layer->key(), decoded.key); !status.ok()) return status;
      if (Status status = CopyText(layer->salt(), decoded.salt); !status.ok()) return status;
    }
  }
  if (source.flags() == nullptr) return datafile;
  Interner keys;
  datafile.flags.reserve(source.flags()->size());
  for (const fb::Flag* flag : *source.flags()) {
    Flag& decoded = datafile.flags.emplace_back();
    if (Status status = CopyText(flag->key(), decoded.key); !status.ok()) return status;
    const Result<StringId> id = keys.Intern(decoded.key);
    if (!id.ok()) return id.status();
    if (*id + 1 != datafile.flags.size()) return InvalidArgument("flags: two have the same key");
    if (Status status = DecodeFlagBody(*flag, datafile.attributes, decoded); !status.ok()) {
      if (status.code() == StatusCode::kResourceExhausted) return status;
      decoded.invalid = true;
    }
  }
  return datafile;
}

}  // namespace assay
