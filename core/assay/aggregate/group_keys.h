// assay/aggregate/group_keys.h
//
// What a query groups by: gives every row a dense key, so that rows with equal values (or equally missing ones) share it. One property
// costs an array read per row for texts and bools and a hash probe for numbers; each further property one probe more. Not thread-safe.

#ifndef ASSAY_AGGREGATE_GROUP_KEYS_H_
#define ASSAY_AGGREGATE_GROUP_KEYS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/aggregate/dense_ids.h"
#include "assay/aggregate/property_value.h"
#include "assay/aggregate/text_reader.h"
#include "assay/columnar/column_reader.h"
#include "assay/columnar/scan.h"

namespace assay {

// The values of one property as dense codes; 0 means missing.
class PropertyCoder {
 public:
  static constexpr std::uint32_t kMissing = 0;

  // `table` must outlive the coder and not grow meanwhile, unless Refresh() is called after. `property` may be "$event".
  PropertyCoder(const Table& table, std::string_view property) : texts_(table, property) { Refresh(table, property); }

  // Takes note of what the same table gained since, in one epoch of it; codes given stay as they are.
  void Refresh(const Table& table, std::string_view property);

  // One code per row of `rows` (of the scan's group). Valid until the next call.
  std::span<const std::uint32_t> Code(const Scan& scan, std::span<const RowInGroup> rows);

  // Codes given so far are below this; kMissing counts whether or not a row has it.
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(payloads_.size()) + 1; }

  // The value behind a code that Code() gave; nothing for kMissing.
  [[nodiscard]] std::optional<PropertyValue> Value(std::uint32_t code) const;

 private:
  struct Payload {
    PropertyType type;
    std::uint64_t bits;  // StringId, bits of the double, or 0/1
  };

  std::uint32_t AddCode(PropertyType type, std::uint64_t bits);

  TextReader texts_;
  std::optional<ColumnReader<double>> numbers_;
  std::optional<ColumnReader<std::uint8_t>> bools_;
  std::vector<Payload> payloads_;            // code c is payloads_[c - 1]
  std::vector<std::uint32_t> code_of_text_;  // by StringId, kMissing until met
  std::uint32_t code_of_bool_[2] = {kMissing, kMissing};
  DenseIds number_ids_;
  std::vector<std::uint32_t> code_of_number_;  // by id of number_ids_
  std::vector<std::uint32_t> codes_;
};

class GroupKeys {
 public:
  // Key 0 is the one where every property is missing; it exists whether or not a row has it.
  GroupKeys(const Table& table, std::span<const std::string_view> properties);

  // As PropertyCoder::Refresh(), for the same properties.
  void Refresh(const Table& table, std::span<const std::string_view> properties);

  // One key per row of `rows` (of the scan's group). Valid until the next call.
  std::span<const std::uint32_t> Resolve(const Scan& scan, std::span<const RowInGroup> rows);

  // The same in two steps, for who picks each property's code from another row: the codes of property p (0-based), and the key of one
  // code per property. The former stays valid until the next call for that property.
  std::span<const std::uint32_t> Code(std::size_t property, const Scan& scan, std::span<const RowInGroup> rows);
  std::uint32_t Combine(std::span<const std::uint32_t> codes);

  [[nodiscard]] std::size_t properties() const { return coders_.size(); }

  // Keys given so far are below this.
  [[nodiscard]] std::uint32_t size() const;

  // The values behind a key below size().
  [[nodiscard]] GroupKey Values(std::uint32_t key) const;

 private:
  std::vector<PropertyCoder> coders_;
  std::vector<DenseIds> pairs_;  // pairs_[p]: (key over properties 0..p, code of property p + 1) -> key over properties 0..p + 1
  std::vector<std::uint32_t> keys_;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_GROUP_KEYS_H_
