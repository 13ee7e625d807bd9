#include "assay/wire/decode_datafile.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/strings/utf8.h"
#include "assay/wire/generated/datafile_generated.h"
#include "assay/wire/verify.h"

namespace assay {
namespace {

template <typename T>
std::uint32_t SizeOf(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

// Fills one datafile from a verified message, which must live as long as the datafile: texts are views into it. Counts are bounded by the
// verifier's caps, so arrays are made before they are filled.
class Decoder {
 public:
  explicit Decoder(Datafile& datafile) : arena_(datafile.arena), attributes_(datafile.attributes), datafile_(datafile) {}

  Status Decode(const fb::Datafile& source) {
    datafile_.revision = source.revision();
    datafile_.layers = arena_.Make<Layer>(SizeOf(source.layers()));
    for (std::uint32_t i = 0; i < datafile_.layers.size(); ++i) {
      const fb::Layer& layer = *source.layers()->Get(i);
      datafile_.layers[i] = {Text(layer.key()), Text(layer.salt())};
    }
    datafile_.flags = arena_.Make<Flag>(SizeOf(source.flags()));
    Interner keys;
    for (std::uint32_t i = 0; i < datafile_.flags.size(); ++i) {
      const fb::Flag& flag = *source.flags()->Get(i);
      Flag& decoded = datafile_.flags[i];
      decoded.key = Text(flag.key());
      if (!all_utf8_) return InvalidArgument("datafile: texts must be valid UTF-8");
      const Result<StringId> id = keys.Intern(decoded.key);
      if (!id.ok()) return id.status();
      if (*id != i) return InvalidArgument("flags: two have the same key");
      if (const Status status = DecodeFlag(flag, decoded); !status.ok()) {
        if (status.code() == StatusCode::kResourceExhausted) return status;
        decoded.invalid = true;
        all_utf8_ = true;
      }
    }
    return {};
  }

 private:
  // The text, "" when it is absent. One that is not UTF-8 shows in all_utf8_.
  std::string_view Text(const flatbuffers::String* source) {
    if (source == nullptr) return {};
    const std::string_view text = source->string_view();
    all_utf8_ = all_utf8_ && IsValidUtf8(text);
    return text;
  }

  // Everything of a flag but its key.
  Status DecodeFlag(const fb::Flag& source, Flag& flag) {
    flag.invalid = source.invalid();
    flag.enabled = source.enabled();
    flag.default_variant = source.default_variant();
    if (source.type() > fb::FlagType::Json) return InvalidArgument("flag: a type this build does not know");
    flag.type = static_cast<FlagType>(source.type());
    flag.variants = arena_.Make<Variant>(SizeOf(source.variants()));
    for (std::uint32_t i = 0; i < flag.variants.size(); ++i) {
      const fb::Variant& variant = *source.variants()->Get(i);
      flag.variants[i] = {Text(variant.key()), Text(variant.value_json())};
    }
    flag.rules = arena_.Make<Rule>(SizeOf(source.rules()));
    for (std::uint32_t i = 0; i < flag.rules.size(); ++i) {
      if (const Status status = DecodeRule(*source.rules()->Get(i), flag.rules[i]); !status.ok()) return status;
    }
    return all_utf8_ ? Status() : InvalidArgument("flag: texts must be valid UTF-8");
  }

  Status DecodeRule(const fb::Rule& source, Rule& rule) {
    rule.id = Text(source.id());
    rule.conditions = arena_.Make<Condition>(SizeOf(source.conditions()));
    for (std::uint32_t i = 0; i < rule.conditions.size(); ++i) {
      if (const Status status = DecodeCondition(*source.conditions()->Get(i), rule.conditions[i]); !status.ok()) return status;
    }
    if (source.variant() >= 0) rule.variant = static_cast<std::uint32_t>(source.variant());
    if (source.split() == nullptr) return {};
    return DecodeSplit(*source.split(), rule.split.emplace());
  }

  Status DecodeCondition(const fb::Condition& source, Condition& condition) {
    std::vector<AttributeValue> values(SizeOf(source.values()));
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      const fb::Value& value = *source.values()->Get(i);
      // The types are numbered alike, and CompileCondition() refuses those it does not know.
      values[i] = {static_cast<AttributeType>(value.type()), Text(value.text()), value.number(), value.boolean()};
    }
    const std::string_view name = Text(source.name());
    if (!all_utf8_) return InvalidArgument("condition: texts must be valid UTF-8");
    const Result<Condition> compiled = CompileCondition(name, static_cast<ConditionOperator>(source.op()), values, attributes_, arena_);
    if (compiled.ok()) condition = *compiled;
    return compiled.status();
  }

  Status DecodeSplit(const fb::Split& source, Split& split) {
    const std::string_view unit = Text(source.unit());
    split.experiment = Text(source.experiment());
    split.salt = Text(source.salt());
    if (!all_utf8_) return InvalidArgument("split: texts must be valid UTF-8");
    const Result<AttributeIndex> index = attributes_.Add(unit);
    if (!index.ok()) return index.status();
    split.unit = *index;
    split.version = source.version();
    split.total = source.total();
    split.coverage_ppm = source.coverage_ppm();
    split.slots = arena_.Make<Slot>(SizeOf(source.slots()));
    for (std::uint32_t i = 0; i < split.slots.size(); ++i) {
      const fb::Slot& slot = *source.slots()->Get(i);
      split.slots[i] = {slot.start(), slot.end(), slot.variant()};
    }
    if (source.layer() >= 0) {
      split.layer = static_cast<std::uint32_t>(source.layer());
      split.layer_range = {source.layer_start_ppm(), source.layer_end_ppm()};
    }
    return {};
  }

  Arena& arena_;
  AttributeTable& attributes_;
  Datafile& datafile_;
  bool all_utf8_ = true;
};

}  // namespace

Result<Datafile> DecodeDatafile(ByteView bytes) {
  const Result<const fb::Datafile*> root = VerifiedRoot<fb::Datafile>(bytes, fb::DatafileIdentifier());
  if (!root.ok()) return root.status();
  Datafile datafile;
  const std::span<std::uint8_t> kept = datafile.arena.Make<std::uint8_t>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), kept.begin());
  const Status status = Decoder(datafile).Decode(*flatbuffers::GetRoot<fb::Datafile>(kept.data()));
  if (!status.ok()) return status;
  return datafile;
}

}  // namespace assay
