#include "assay/aggregate/group_keys.h"

#include <bit>

namespace assay {
namespace {

// Missing, bool, number, string: the order in which answers list them.
int Rank(const std::optional<PropertyValue>& value) {
  if (!value.has_value()) return 0;
  if (value->type == PropertyType::kBool) return 1;
  return value->type == PropertyType::kNumber ? 2 : 3;
}

int Compare(const std::optional<PropertyValue>& a, const std::optional<PropertyValue>& b) {
  const int ranks = Rank(a) - Rank(b);
  if (ranks != 0 || !a.has_value()) return ranks;
  switch (a->type) {
    case PropertyType::kBool: return static_cast<int>(a->boolean) - static_cast<int>(b->boolean);
    case PropertyType::kNumber: return a->number < b->number ? -1 : (a->number > b->number ? 1 : 0);
    case PropertyType::kString: return a->text.compare(b->text);
  }
  return 0;
}

}  // namespace

bool GroupKeyLess(const GroupKey& a, const GroupKey& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int order = Compare(a[i], b[i]);
    if (order != 0) return order < 0;
  }
  return false;
}

void PropertyCoder::Refresh(const Table& table, std::string_view property) {
  if (!texts_.exists()) texts_ = TextReader(table, property);
  const std::optional<ColumnId> numbers = table.FindColumn(property, PropertyType::kNumber);
  const std::optional<ColumnId> bools = table.FindColumn(property, PropertyType::kBool);
  if (texts_.exists()) code_of_text_.resize(texts_.dictionary().size(), kMissing);
  if (numbers.has_value() && !numbers_.has_value()) numbers_.emplace(*numbers);
  if (bools.has_value() && !bools_.has_value()) bools_.emplace(*bools);
}

std::uint32_t PropertyCoder::AddCode(PropertyType type, std::uint64_t bits) {
  payloads_.push_back({type, bits});
  return static_cast<std::uint32_t>(payloads_.size());
}

std::span<const std::uint32_t> PropertyCoder::Code(const Scan& scan, std::span<const RowInGroup> rows) {
  const auto code_of = [this](StringId text) {
    std::uint32_t& code = code_of_text_[text];
    if (code == kMissing) code = AddCode(PropertyType::kString, text);
    return code;
  };
  if (const std::optional<StringId> text = texts_.Constant(scan)) {
    codes_.assign(rows.size(), rows.empty() ? kMissing : code_of(*text));
    return codes_;
  }
  const Picked<StringId> texts = texts_.Pick(scan, rows);
  if (texts.values.size() == rows.size()) {  // every row has a text: no other type to look for
    codes_.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) codes_[i] = code_of(texts.values[i]);
    return codes_;
  }
  codes_.assign(rows.size(), kMissing);
  for (std::size_t i = 0; i < texts.values.size(); ++i) codes_[texts.positions[i]] = code_of(texts.values[i]);
  if (numbers_.has_value()) {
    const Picked<double> numbers = numbers_->Pick(scan.group(), rows);
    for (std::size_t i = 0; i < numbers.values.size(); ++i) {
      const std::uint32_t id = number_ids_.Insert(std::bit_cast<std::uint64_t>(numbers.values[i]));
      if (id == code_of_number_.size()) code_of_number_.push_back(AddCode(PropertyType::kNumber, number_ids_.Key(id)));
      codes_[numbers.positions[i]] = code_of_number_[id];
    }
  }
  if (bools_.has_value()) {
    const Picked<std::uint8_t> bools = bools_->Pick(scan.group(), rows);
    for (std::size_t i = 0; i < bools.values.size(); ++i) {
      std::uint32_t& code = code_of_bool_[bools.values[i]];
      if (code == kMissing) code = AddCode(PropertyType::kBool, bools.values[i]);
      codes_[bools.positions[i]] = code;
    }
  }
  return codes_;
}

std::optional<PropertyValue> PropertyCoder::Value(std::uint32_t code) const {
  if (code == kMissing) return std::nullopt;
  const Payload& payload = payloads_[code - 1];
  switch (payload.type) {
    case PropertyType::kString: return PropertyValue::String(texts_.dictionary().Text(static_cast<StringId>(payload.bits)));
    case PropertyType::kNumber: return PropertyValue::Number(std::bit_cast<double>(payload.bits));
    case PropertyType::kBool: return PropertyValue::Bool(payload.bits != 0);
  }
  return std::nullopt;
}

GroupKeys::GroupKeys(const Table& table, std::span<const std::string_view> properties) {
  coders_.reserve(properties.size());
  for (const std::string_view property : properties) coders_.emplace_back(table, property);
  if (!coders_.empty()) pairs_.resize(coders_.size() - 1);
  for (DenseIds& pairs : pairs_) pairs.Insert(0);  // all missing is key 0
}

void GroupKeys::Refresh(const Table& table, std::span<const std::string_view> properties) {
  for (std::size_t p = 0; p < coders_.size(); ++p) coders_[p].Refresh(table, properties[p]);
}

std::span<const std::uint32_t> GroupKeys::Resolve(const Scan& scan, std::span<const RowInGroup> rows) {
  if (coders_.empty()) {
    keys_.assign(rows.size(), 0);
    return keys_;
  }
  const std::span<const std::uint32_t> first = coders_.front().Code(scan, rows);
  if (pairs_.empty()) return first;
  keys_.assign(first.begin(), first.end());
  for (std::size_t p = 0; p < pairs_.size(); ++p) {
    const std::span<const std::uint32_t> codes = coders_[p + 1].Code(scan, rows);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      keys_[i] = pairs_[p].Insert((std::uint64_t{keys_[i]} << 32) | codes[i]);
    }
  }
  return keys_;
}

std::span<const std::uint32_t> GroupKeys::Code(std::size_t property, const Scan& scan, std::span<const RowInGroup> rows) {
  return coders_[property].Code(scan, rows);
}

std::uint32_t GroupKeys::Combine(std::span<const std::uint32_t> codes) {
  std::uint32_t key = codes.empty() ? 0 : codes[0];
  for (std::size_t p = 0; p < pairs_.size(); ++p) key = pairs_[p].Insert((std::uint64_t{key} << 32) | codes[p + 1]);
  return key;
}

std::uint32_t GroupKeys::size() const {
  if (!pairs_.empty()) return pairs_.back().size();
  return coders_.empty() ? 1 : coders_.front().size();
}

GroupKey GroupKeys::Values(std::uint32_t key) const {
  GroupKey values(coders_.size());
  for (std::size_t p = coders_.size(); p-- > 1;) {
    const std::uint64_t pair = pairs_[p - 1].Key(key);
    values[p] = coders_[p].Value(static_cast<std::uint32_t>(pair));
    key = static_cast<std::uint32_t>(pair >> 32);
  }
  if (!coders_.empty()) values[0] = coders_[0].Value(key);
  return values;
}

}  // namespace assay
