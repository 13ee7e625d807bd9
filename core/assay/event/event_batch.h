// assay/event/event_batch.h
//
// A batch of events as columns of views over somebody else's bytes: what wire decodes and ingest consumes. Rows have contiguous sequence
// numbers; texts are indexes into the batch's own dictionary. Owns no event data.

#ifndef ASSAY_EVENT_EVENT_BATCH_H_
#define ASSAY_EVENT_EVENT_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "assay/base/status.h"

namespace assay {

// The numbers are those of wire/event_batch.fbs.
enum class PropertyType : std::uint8_t { kString = 1, kNumber = 2, kBool = 3 };

// One property of one type. Exactly one of codes, numbers, bools is used, by `type`; it has one element per carrying row.
struct PropertyColumnView {
  std::uint32_t name = 0;  // index into EventBatchView::strings
  PropertyType type = PropertyType::kString;
  bool every_row = false;                // true: `rows` is empty and every row carries the property
  std::span<const std::uint32_t> rows;   // strictly ascending row numbers
  std::span<const std::uint32_t> codes;  // indexes into EventBatchView::strings
  std::span<const double> numbers;       // finite
  std::span<const std::uint8_t> bools;   // 0 or 1
};

struct EventBatchView {
  std::uint64_t first_sequence = 0;         // row i has sequence first_sequence + i
  std::vector<std::string_view> strings;    // the batch's dictionary
  std::span<const double> times;            // ms since the epoch, whole numbers; its length is the number of rows
  std::span<const std::uint32_t> names;     // one per row, index into strings
  std::span<const std::uint32_t> users;     // one per row, index into strings
  std::span<const std::uint32_t> sessions;  // one per row, index into strings (the empty text: no session), or empty: none known
  std::vector<PropertyColumnView> properties;

  [[nodiscard]] std::size_t rows() const { return times.size(); }
};

// What one batch may hold. engine/limits.h sets the product's values.
struct EventBatchLimits {
  std::size_t max_rows = 1U << 20;
  std::size_t max_strings = 1U << 22;
  std::size_t max_string_bytes = 8192;  // of one text
  std::size_t max_properties = 4096;
};

// Checks everything that later code relies on: column lengths, indexes inside the dictionary, whole times inside the range of base/time.h,
// finite numbers, 0/1 bools, strictly ascending rows, valid UTF-8, non-empty event and user names, no two columns of one (name, type),
// no row that carries one property in two types, and first_sequence + rows() not above 2^53. O(rows + values + properties * log
// properties).
//
// Errors: kInvalidArgument naming the rule, kResourceExhausted naming the limit.
Status ValidateEventBatch(const EventBatchView& batch, const EventBatchLimits& limits);

}  // namespace assay

#endif  // ASSAY_EVENT_EVENT_BATCH_H_
