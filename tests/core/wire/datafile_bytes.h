// tests/core/wire/datafile_bytes.h
//
// Compiled datafiles as bytes, from loose parts that need not make a valid datafile.

#ifndef TESTS_CORE_WIRE_DATAFILE_BYTES_H_
#define TESTS_CORE_WIRE_DATAFILE_BYTES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/wire/generated/datafile_generated.h"
#include "core/wire/message_bytes.h"

namespace assay {

struct ValueParts {
  fb::ValueType type = fb::ValueType::Null;
  std::optional<std::string> text = {};
  double number = 0;
  bool boolean = false;

  static ValueParts String(std::string text) { return {fb::ValueType::String, std::move(text), 0, false}; }
  static ValueParts Number(double number) { return {fb::ValueType::Number, std::nullopt, number, false}; }
  static ValueParts Bool(bool boolean) { return {fb::ValueType::Bool, std::nullopt, 0, boolean}; }
};

struct ConditionParts {
  std::string name = {};
  fb::Operator op = fb::Operator::Equals;
  std::vector<ValueParts> values = {};
};

struct SplitParts {
  std::optional<std::string> experiment = {};
  std::uint32_t version = 0;
  std::string unit = "user";
  std::string salt = "salt";
  std::uint32_t total = 2;
  std::vector<fb::Slot> slots = {{0, 1, 0}, {1, 2, 1}};
  std::uint32_t coverage_ppm = 1'000'000;
  std::int32_t layer = -1;
  std::uint32_t layer_start_ppm = 0;
  std::uint32_t layer_end_ppm = 0;
};

struct RuleParts {
  std::string id = {};
  std::vector<ConditionParts> conditions = {};
  std::int32_t variant = -1;
  std::optional<SplitParts> split = {};
};

struct FlagParts {
  std::string key = {};
  fb::FlagType type = fb::FlagType::Boolean;
  bool enabled = true;
  std::vector<std::pair<std::string, std::string>> variants = {{"off", "false"}, {"on", "true"}};
  std::uint32_t default_variant = 0;
  std::vector<RuleParts> rules = {};
  bool invalid = false;
};

struct DatafileParts {
  std::uint32_t format = 1;
  std::uint64_t revision = 0;
  std::vector<FlagParts> flags = {};
  std::vector<std::pair<std::string, std::string>> layers = {};  // key and salt
};

class DatafileWriter {
 public:
  ByteBuffer Write(const DatafileParts& parts) {
    std::vector<flatbuffers::Offset<fb::Flag>> flags;
    for (const FlagParts& flag : parts.flags) flags.push_back(WriteFlag(flag));
    std::vector<flatbuffers::Offset<fb::Layer>> layers;
    for (const auto& [key, salt] : parts.layers) {
      const auto key_offset = fbb_.CreateString(key);
      layers.push_back(fb::CreateLayer(fbb_, key_offset, fbb_.CreateString(salt)));
    }
    const auto flags_offset = fbb_.CreateVector(flags);
    const auto layers_offset = fbb_.CreateVector(layers);
    fb::FinishDatafileBuffer(fbb_, fb::CreateDatafile(fbb_, parts.format, parts.revision, flags_offset, layers_offset));
    return FinishedBytes(fbb_);
  }

 private:
  flatbuffers::Offset<fb::Condition> WriteCondition(const ConditionParts& condition) {
    std::vector<flatbuffers::Offset<fb::Value>> values;
    for (const ValueParts& value : condition.values) {
      const auto text = value.text ? fbb_.CreateString(*value.text) : 0;
      values.push_back(fb::CreateValue(fbb_, value.type, text, value.number, value.boolean));
    }
    const auto name = fbb_.CreateString(condition.name);
    return fb::CreateCondition(fbb_, name, condition.op, fbb_.CreateVector(values));
  }

  flatbuffers::Offset<fb::Split> WriteSplit(const SplitParts& split) {
    const auto experiment = split.experiment ? fbb_.CreateString(*split.experiment) : 0;
    const auto unit = fbb_.CreateString(split.unit);
    const auto salt = fbb_.CreateString(split.salt);
    const auto slots = fbb_.CreateVectorOfStructs(split.slots);
    return fb::CreateSplit(fbb_, experiment, split.version, unit, salt, split.total, slots, split.coverage_ppm, split.layer,
                           split.layer_start_ppm, split.layer_end_ppm);
  }

  flatbuffers::Offset<fb::Rule> WriteRule(const RuleParts& rule) {
    std::vector<flatbuffers::Offset<fb::Condition>> conditions;
    for (const ConditionParts& condition : rule.conditions) conditions.push_back(WriteCondition(condition));
    const auto id = fbb_.CreateString(rule.id);
    const auto conditions_offset = fbb_.CreateVector(conditions);
    const auto split = rule.split ? WriteSplit(*rule.split) : 0;
    return fb::CreateRule(fbb_, id, conditions_offset, rule.variant, split);
  }

  flatbuffers::Offset<fb::Flag> WriteFlag(const FlagParts& flag) {
    std::vector<flatbuffers::Offset<fb::Variant>> variants;
    for (const auto& [key, value_json] : flag.variants) {
      const auto key_offset = fbb_.CreateString(key);
      variants.push_back(fb::CreateVariant(fbb_, key_offset, fbb_.CreateString(value_json)));
    }
    std::vector<flatbuffers::Offset<fb::Rule>> rules;
    for (const RuleParts& rule : flag.rules) rules.push_back(WriteRule(rule));
    const auto key = fbb_.CreateString(flag.key);
    const auto variants_offset = fbb_.CreateVector(variants);
    const auto rules_offset = fbb_.CreateVector(rules);
    return fb::CreateFlag(fbb_, key, flag.type, flag.enabled, variants_offset, flag.default_variant, rules_offset, flag.invalid);
  }

  flatbuffers::FlatBufferBuilder fbb_;
};

inline ByteBuffer DatafileBytes(const DatafileParts& parts) { return DatafileWriter().Write(parts); }

}  // namespace assay

#endif  // TESTS_CORE_WIRE_DATAFILE_BYTES_H_
