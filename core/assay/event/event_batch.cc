#include "assay/event/event_batch.h"

#include <algorithm>
#include <cmath>

#include "assay/base/sort.h"
#include "assay/base/time.h"
#include "assay/strings/utf8.h"

namespace assay {
namespace {

// Sequence numbers are exact in a JavaScript number.
constexpr std::uint64_t kMaxSequence = std::uint64_t{1} << 53;

bool AllBelow(std::span<const std::uint32_t> codes, std::size_t size) {
  // A maximum instead of an early exit: one branch-free pass that vectorises.
  std::uint32_t greatest = 0;
  for (const std::uint32_t code : codes) greatest = std::max(greatest, code);
  return codes.empty() || greatest < size;
}

bool IsTime(double ms) {
  return ms >= static_cast<double>(kMinTimestampMs) && ms <= static_cast<double>(kMaxTimestampMs) && std::trunc(ms) == ms;
}

Status CheckDictionary(const EventBatchView& batch, const EventBatchLimits& limits) {
  if (batch.strings.size() > limits.max_strings) return ResourceExhausted("strings: more than max_strings");
  for (const std::string_view text : batch.strings) {
    if (text.size() > limits.max_string_bytes) return ResourceExhausted("strings: a text is longer than max_string_bytes");
    if (!IsValidUtf8(text)) return InvalidArgument("strings: must be valid UTF-8");
  }
  return {};
}

// Codes that must name a non-empty text, in a column with one element per row.
Status CheckNames(const EventBatchView& batch, std::span<const std::uint32_t> codes, const char* length, const char* range,
                  const char* empty) {
  if (codes.size() != batch.rows()) return InvalidArgument(length);
  if (!AllBelow(codes, batch.strings.size())) return InvalidArgument(range);
  // Few dictionaries hold the empty text at all, so rows are looked at only then.
  const auto is_empty = [](std::string_view text) { return text.empty(); };
  if (std::none_of(batch.strings.begin(), batch.strings.end(), is_empty)) return {};
  if (std::any_of(codes.begin(), codes.end(), [&](std::uint32_t code) { return batch.strings[code].empty(); }))
    return InvalidArgument(empty);
  return {};
}

Status CheckRows(const EventBatchView& batch, const EventBatchLimits& limits) {
  if (batch.rows() > limits.max_rows) return ResourceExhausted("times: more rows than max_rows");
  if (batch.first_sequence > kMaxSequence || batch.rows() > kMaxSequence - batch.first_sequence) {
    return InvalidArgument("first_sequence: the last sequence must stay below 2^53");
  }
  if (!std::all_of(batch.times.begin(), batch.times.end(), IsTime)) {
    return InvalidArgument("times: must be whole milliseconds in the range of ECMAScript's Date");
  }
  Status status = CheckNames(batch, batch.names, "names: must have one element per row", "names: must be indexes into strings",
                             "names: an event name must not be empty");
  if (!status.ok()) return status;
  status = CheckNames(batch, batch.users, "users: must have one element per row", "users: must be indexes into strings",
                      "users: a user must not be empty");
  if (!status.ok()) return status;
  if (!batch.sessions.empty() && batch.sessions.size() != batch.rows()) return InvalidArgument("sessions: must have one element per row");
  if (!AllBelow(batch.sessions, batch.strings.size())) return InvalidArgument("sessions: must be indexes into strings");
  return {};
}

Status CheckProperty(const EventBatchView& batch, const PropertyColumnView& column) {
  if (column.name >= batch.strings.size()) return InvalidArgument("properties: name must be an index into strings");
  if (batch.strings[column.name].empty()) return InvalidArgument("properties: a property name must not be empty");
  if (column.every_row && !column.rows.empty())
    return InvalidArgument("properties: rows must be empty when every row carries the property");
  for (std::size_t i = 0; i < column.rows.size(); ++i) {
    if (column.rows[i] >= batch.rows()) return InvalidArgument("properties: rows must be below the number of rows");
    if (i > 0 && column.rows[i] <= column.rows[i - 1]) return InvalidArgument("properties: rows must be strictly ascending");
  }
  const std::size_t carried = column.every_row ? batch.rows() : column.rows.size();
  const bool is_string = column.type == PropertyType::kString;
  const bool is_number = column.type == PropertyType::kNumber;
  const bool is_bool = column.type == PropertyType::kBool;
  if (!is_string && !is_number && !is_bool) return InvalidArgument("properties: type must be string, number or bool");
  if (column.codes.size() != (is_string ? carried : 0) || column.numbers.size() != (is_number ? carried : 0) ||
      column.bools.size() != (is_bool ? carried : 0)) {
    return InvalidArgument("properties: must have one value of the column's type per carrying row and none of another type");
  }
  if (!AllBelow(column.codes, batch.strings.size())) return InvalidArgument("properties: codes must be indexes into strings");
  if (!std::all_of(column.numbers.begin(), column.numbers.end(), [](double number) { return std::isfinite(number); })) {
    return InvalidArgument("properties: numbers must be finite");
  }
  if (!std::all_of(column.bools.begin(), column.bools.end(), [](std::uint8_t value) { return value <= 1; })) {
    return InvalidArgument("properties: bools must be 0 or 1");
  }
  return {};
}

bool ShareARow(const PropertyColumnView& a, const PropertyColumnView& b, std::size_t rows) {
  if (a.every_row) return rows > 0 && (b.every_row || !b.rows.empty());
  if (b.every_row) return !a.rows.empty();
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.rows.size() && j < b.rows.size()) {
    if (a.rows[i] == b.rows[j]) return true;
    if (a.rows[i] < b.rows[j])
      ++i;
    else
      ++j;
  }
  return false;
}

// Columns of one name are compared pairwise: there are at most three, one per type. Names are compared as texts, because a dictionary
// may hold a text twice.
Status CheckNamesOfProperties(const EventBatchView& batch) {
  std::vector<const PropertyColumnView*> by_name;
  by_name.reserve(batch.properties.size());
  for (const PropertyColumnView& column : batch.properties) by_name.push_back(&column);
  const auto name = [&](const PropertyColumnView* column) { return batch.strings[column->name]; };
  SortSmall(by_name, [&](const auto* a, const auto* b) {
    const int order = name(a).compare(name(b));
    return order != 0 ? order < 0 : a->type < b->type;
  });
  for (std::size_t i = 0; i < by_name.size(); ++i) {
    for (std::size_t j = i + 1; j < by_name.size() && name(by_name[j]) == name(by_name[i]); ++j) {
      if (by_name[j]->type == by_name[i]->type) return InvalidArgument("properties: one column per name and type");
      if (ShareARow(*by_name[i], *by_name[j], batch.rows())) {
        return InvalidArgument("properties: a row must not carry one property in two types");
      }
    }
  }
  return {};
}

}  // namespace

Status ValidateEventBatch(const EventBatchView& batch, const EventBatchLimits& limits) {
  if (batch.properties.size() > limits.max_properties) return ResourceExhausted("properties: more than max_properties");
  Status status = CheckDictionary(batch, limits);
  if (status.ok()) status = CheckRows(batch, limits);
  for (std::size_t i = 0; status.ok() && i < batch.properties.size(); ++i) status = CheckProperty(batch, batch.properties[i]);
  if (status.ok()) status = CheckNamesOfProperties(batch);
  return status;
}

}  // namespace assay
