// tests/core/wire/batch_bytes.h
//
// Event batches as bytes, from loose parts that need not be a valid batch.

#ifndef TESTS_CORE_WIRE_BATCH_BYTES_H_
#define TESTS_CORE_WIRE_BATCH_BYTES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/wire/generated/event_batch_generated.h"
#include "core/wire/message_bytes.h"

namespace assay {

struct PropertyParts {
  std::uint32_t name = 0;
  fb::PropertyType type = fb::PropertyType::String;
  std::optional<std::vector<std::uint32_t>> rows = {};  // nothing: every row
  std::vector<std::uint32_t> codes = {};
  std::vector<double> numbers = {};
  std::vector<std::uint8_t> bools = {};
};

struct BatchParts {
  std::uint32_t format = 1;
  std::uint64_t first_sequence = 1;
  std::string string_bytes = {};
  std::vector<std::uint32_t> string_ends = {};
  std::vector<double> times = {};
  std::vector<std::uint32_t> names = {};
  std::vector<std::uint32_t> users = {};
  std::vector<std::uint32_t> sessions = {};  // empty: left out
  std::vector<PropertyParts> properties = {};

  // The dictionary's index of `text`, which is appended.
  std::uint32_t AddText(std::string_view text) {
    string_bytes += text;
    string_ends.push_back(static_cast<std::uint32_t>(string_bytes.size()));
    return static_cast<std::uint32_t>(string_ends.size() - 1);
  }
};

// The times are written first, so they end the message and no padding follows: every truncation cuts something.
inline ByteBuffer BatchBytes(const BatchParts& parts) {
  flatbuffers::FlatBufferBuilder fbb;
  const auto times = fbb.CreateVector(parts.times);
  const auto ends = fbb.CreateVector(parts.string_ends);
  const auto bytes = fbb.CreateVector(reinterpret_cast<const std::uint8_t*>(parts.string_bytes.data()), parts.string_bytes.size());
  const auto names = fbb.CreateVector(parts.names);
  const auto users = fbb.CreateVector(parts.users);
  const auto sessions = parts.sessions.empty() ? 0 : fbb.CreateVector(parts.sessions);
  std::vector<flatbuffers::Offset<fb::PropertyColumn>> columns;
  for (const PropertyParts& property : parts.properties) {
    const auto rows = property.rows ? fbb.CreateVector(*property.rows) : 0;
    const auto codes = property.codes.empty() ? 0 : fbb.CreateVector(property.codes);
    const auto numbers = property.numbers.empty() ? 0 : fbb.CreateVector(property.numbers);
    const auto bools = property.bools.empty() ? 0 : fbb.CreateVector(property.bools);
    columns.push_back(fb::CreatePropertyColumn(fbb, property.name, property.type, rows, codes, numbers, bools));
  }
  const auto properties = fbb.CreateVector(columns);
  fb::FinishEventBatchBuffer(
      fbb, fb::CreateEventBatch(fbb, parts.format, parts.first_sequence, bytes, ends, times, names, users, sessions, properties));
  return FinishedBytes(fbb);
}

}  // namespace assay

#endif  // TESTS_CORE_WIRE_BATCH_BYTES_H_
