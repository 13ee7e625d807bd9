#include "assay/wire/decode_parts.h"

#include <cmath>
#include <string_view>
#include <utility>

#include "assay/strings/utf8.h"

namespace assay {
namespace {

Result<WireValue> DecodeValue(const fb::Value& value) {
  switch (value.type()) {
    case fb::ValueType::String: {
      std::string text;
      if (Status status = CopyText(value.text(), text); !status.ok()) return status;
      return WireValue(std::move(text));
    }
    case fb::ValueType::Number:
      if (!std::isfinite(value.number())) return InvalidArgument("condition: numbers must be finite");
      return WireValue(value.number());
    case fb::ValueType::Bool: return WireValue(value.boolean());
    case fb::ValueType::Null: break;
  }
  return InvalidArgument("condition: a value must be a string, a number or a boolean");
}

}  // namespace

Status CopyText(const flatbuffers::String* source, std::string& target) {
  const std::string_view text = source == nullptr ? std::string_view() : source->string_view();
  if (!IsValidUtf8(text)) return InvalidArgument("query: texts must be valid UTF-8");
  target.assign(text);
  return {};
}

Result<std::int64_t> WholeMs(double ms, std::int64_t low, std::int64_t high, const char* message) {
  if (!(ms >= static_cast<double>(low) && ms <= static_cast<double>(high)) || ms != std::floor(ms)) return InvalidArgument(message);
  return static_cast<std::int64_t>(ms);
}

Result<DurationMs> WholeDuration(double ms, const char* message) { return WholeMs(ms, 1, kMaxTimestampMs - kMinTimestampMs, message); }

Result<DurationMs> DecodeWindow(double ms) { return WholeDuration(ms, "within: must be a positive whole number of ms"); }

Status DecodeInstant(flatbuffers::Optional<double> ms, std::optional<TimestampMs>& target) {
  if (!ms.has_value()) return {};
  const Result<TimestampMs> instant =
      WholeMs(*ms, kMinTimestampMs, kMaxTimestampMs + 1, "range: must be whole ms inside the range of dates");
  if (!instant.ok()) return instant.status();
  target = *instant;
  return {};
}

Status DecodePeriod(fb::BucketUnit unit, WireBucketUnit& target) {
  if (unit == fb::BucketUnit::Fixed) return InvalidArgument("period: must be a unit of the calendar");
  return DecodeEnum(unit, target, "period: a unit this build does not know");
}

Status DecodeConditions(const flatbuffers::Vector<flatbuffers::Offset<fb::Condition>>* source, std::vector<WireCondition>& target) {
  if (source == nullptr) return {};
  target.reserve(source->size());
  for (const fb::Condition* condition : *source) {
    if (condition->op() > fb::Operator::NotExists) return Unimplemented("condition: this operator is not for event properties");
    WireCondition decoded;
    if (Status status = CopyText(condition->name(), decoded.name); !status.ok()) return status;
    if (decoded.name.empty()) return InvalidArgument("condition: the property's name must not be empty");
    decoded.op = static_cast<WireOperator>(condition->op());
    const std::size_t count = condition->values() == nullptr ? 0 : condition->values()->size();
    for (std::size_t i = 0; i < count; ++i) {
      Result<WireValue> value = DecodeValue(*condition->values()->Get(static_cast<flatbuffers::uoffset_t>(i)));
      if (!value.ok()) return value.status();
      decoded.values.push_back(*std::move(value));
    }
    const bool is_list = decoded.op == WireOperator::kIn || decoded.op == WireOperator::kNotIn;
    const bool is_presence = decoded.op == WireOperator::kExists || decoded.op == WireOperator::kNotExists;
    if (!is_list && count != (is_presence ? 0U : 1U)) return InvalidArgument("condition: wrong number of values for its operator");
    const bool is_order = decoded.op >= WireOperator::kGt && decoded.op <= WireOperator::kLte;
    if (is_order && std::holds_alternative<bool>(decoded.values[0])) {
      return InvalidArgument("condition: gt, gte, lt and lte compare numbers or strings");
    }
    target.push_back(std::move(decoded));
  }
  return {};
}

Status DecodeMatch(const fb::EventMatch* source, WireEventMatch& target, const char* missing) {
  if (source == nullptr) return InvalidArgument(missing);
  if (source->event() != nullptr) {
    std::string name;
    if (Status status = CopyText(source->event(), name); !status.ok()) return status;
    if (name.empty()) return InvalidArgument("event: the name must not be empty");
    target.event = std::move(name);
  }
  return DecodeConditions(source->where(), target.where);
}

}  // namespace assay
