#include "assay/wire/decode_event_batch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/wire/batch_bytes.h"

namespace assay {
namespace {

// Three rows, sessions, and a column of every type, with and without rows.
BatchParts FullBatch() {
  BatchParts parts;
  parts.first_sequence = (std::uint64_t{1} << 53) - 4;
  const std::uint32_t open = parts.AddText("open");
  const std::uint32_t empty = parts.AddText("");
  const std::uint32_t ana = parts.AddText("ana");
  const std::uint32_t zhanna = parts.AddText("жанна");
  const std::uint32_t plan = parts.AddText("plan");
  parts.times = {-5, 0, 8'640'000'000'000'000};
  parts.names = {open, open, plan};
  parts.users = {ana, zhanna, ana};
  parts.sessions = {empty, ana, ana};
  parts.properties = {
      {.name = plan, .type = fb::PropertyType::String, .rows = std::vector<std::uint32_t>{0, 2}, .codes = {empty, zhanna}},
      {.name = open, .type = fb::PropertyType::Number, .rows = {}, .numbers = {0.5, -1e300, 0}},
      {.name = ana, .type = fb::PropertyType::Bool, .rows = std::vector<std::uint32_t>{1}, .bools = {1}},
  };
  return parts;
}

StatusCode CodeOf(const BatchParts& parts) { return DecodeEventBatch(MessageCopy(BatchBytes(parts)).view()).status().code(); }

TEST(DecodeEventBatch, GivesBackWhatWasWritten) {
  const BatchParts parts = FullBatch();
  const MessageCopy message(BatchBytes(parts));
  const Result<EventBatchView> batch = DecodeEventBatch(message.view());
  ASSERT_TRUE(batch.ok()) << batch.status().message();
  EXPECT_TRUE(ValidateEventBatch(*batch, {}).ok());
  EXPECT_EQ(batch->first_sequence, parts.first_sequence);
  EXPECT_EQ(batch->strings, (std::vector<std::string_view>{"open", "", "ana", "жанна", "plan"}));
  EXPECT_EQ(std::vector<double>(batch->times.begin(), batch->times.end()), parts.times);
  EXPECT_EQ(std::vector<std::uint32_t>(batch->names.begin(), batch->names.end()), parts.names);
  EXPECT_EQ(std::vector<std::uint32_t>(batch->users.begin(), batch->users.end()), parts.users);
  EXPECT_EQ(std::vector<std::uint32_t>(batch->sessions.begin(), batch->sessions.end()), parts.sessions);
  ASSERT_EQ(batch->properties.size(), parts.properties.size());
  for (std::size_t i = 0; i < parts.properties.size(); ++i) {
    const PropertyColumnView& column = batch->properties[i];
    const PropertyParts& written = parts.properties[i];
    EXPECT_EQ(column.name, written.name) << i;
    EXPECT_EQ(static_cast<int>(column.type), static_cast<int>(written.type)) << i;
    EXPECT_EQ(column.every_row, !written.rows.has_value()) << i;
    EXPECT_EQ(std::vector<std::uint32_t>(column.rows.begin(), column.rows.end()), written.rows.value_or(std::vector<std::uint32_t>()));
    EXPECT_EQ(std::vector<std::uint32_t>(column.codes.begin(), column.codes.end()), written.codes) << i;
    EXPECT_EQ(std::vector<double>(column.numbers.begin(), column.numbers.end()), written.numbers) << i;
    EXPECT_EQ(std::vector<std::uint8_t>(column.bools.begin(), column.bools.end()), written.bools) << i;
  }
}

TEST(DecodeEventBatch, PointsIntoTheMessage) {
  const MessageCopy message(BatchBytes(FullBatch()));
  const Result<EventBatchView> batch = DecodeEventBatch(message.view());
  ASSERT_TRUE(batch.ok());
  const auto* times = reinterpret_cast<const std::uint8_t*>(batch->times.data());
  EXPECT_GE(times, message.view().data());
  EXPECT_LE(times + batch->times.size_bytes(), message.view().data() + message.view().size());
}

TEST(DecodeEventBatch, TakesAnEmptyBatch) {
  const MessageCopy message(BatchBytes({}));
  const Result<EventBatchView> batch = DecodeEventBatch(message.view());
  ASSERT_TRUE(batch.ok()) << batch.status().message();
  EXPECT_EQ(batch->rows(), 0U);
  EXPECT_TRUE(batch->strings.empty());
  EXPECT_TRUE(batch->properties.empty());
}

TEST(DecodeEventBatch, TakesABatchWhoseFieldsAreAllAbsent) {
  flatbuffers::FlatBufferBuilder fbb;
  fb::FinishEventBatchBuffer(fbb, fb::CreateEventBatch(fbb));
  const MessageCopy message(FinishedBytes(fbb));
  const Result<EventBatchView> batch = DecodeEventBatch(message.view());
  ASSERT_TRUE(batch.ok()) << batch.status().message();
  EXPECT_EQ(batch->rows(), 0U);
}

TEST(DecodeEventBatch, RefusesEveryTruncation) {
  const ByteBuffer message = BatchBytes(FullBatch());
  for (std::size_t size = 0; size < message.size(); ++size) {
    const MessageCopy cut(ByteView(message).first(size));
    EXPECT_EQ(DecodeEventBatch(cut.view()).status().code(), StatusCode::kDataLoss) << size << " of " << message.size() << " bytes";
  }
}

// What passes with one byte changed must still be safe to read: AddressSanitizer watches the reads of ValidateEventBatch().
TEST(DecodeEventBatch, StaysInsideTheMessageWhateverByteIsChanged) {
  const ByteBuffer message = BatchBytes(FullBatch());
  std::size_t refused = 0;
  for (std::size_t at = 0; at < message.size(); ++at) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      ByteBuffer changed = message;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ change);
      const MessageCopy copy(changed);
      const Result<EventBatchView> batch = DecodeEventBatch(copy.view());
      if (!batch.ok()) {
        ++refused;
        continue;
      }
      for (const std::string_view text : batch->strings) {
        const auto* start = reinterpret_cast<const std::uint8_t*>(text.data());
        ASSERT_TRUE(text.empty() || (start >= copy.view().data() && start + text.size() <= copy.view().data() + changed.size())) << at;
      }
      if (!ValidateEventBatch(*batch, {}).ok()) ++refused;
    }
  }
  EXPECT_GT(refused, message.size());
}

TEST(DecodeEventBatch, RefusesBytesThatAreNotAligned) {
  const ByteBuffer message = BatchBytes(FullBatch());
  for (std::size_t misalignment = 1; misalignment < 8; ++misalignment) {
    const MessageCopy copy(message, misalignment);
    EXPECT_EQ(DecodeEventBatch(copy.view()).status().code(), StatusCode::kInvalidArgument) << misalignment;
  }
}

// FlatBuffers' verifier passes both.
TEST(DecodeEventBatch, RefusesNumbersThatAreNotAligned) {
  int refused = 0;
  for (const bool is_property : {false, true}) {
    for (const bool shifted : {false, true}) {
      flatbuffers::FlatBufferBuilder fbb;
      const auto careless = CarelessVector(fbb, 5, shifted);
      const auto column = fb::CreatePropertyColumn(fbb, 0, fb::PropertyType::Number, 0, 0, is_property ? careless : 0);
      const auto properties = fbb.CreateVector(&column, 1);
      fb::FinishEventBatchBuffer(fbb, fb::CreateEventBatch(fbb, 1, 1, 0, 0, is_property ? 0 : careless, 0, 0, 0, properties));
      const MessageCopy message(FinishedBytes(fbb));
      flatbuffers::Verifier verifier(message.view().data(), message.view().size());
      ASSERT_TRUE(fb::VerifyEventBatchBuffer(verifier));
      const Result<EventBatchView> batch = DecodeEventBatch(message.view());
      if (batch.ok()) {
        EXPECT_EQ(is_property ? batch->properties[0].numbers[0] : batch->times[0], 5);
      } else {
        EXPECT_EQ(batch.status().code(), StatusCode::kDataLoss);
        ++refused;
      }
    }
  }
  EXPECT_EQ(refused, 2);
}

TEST(DecodeEventBatch, RefusesMessagesOfAnotherKind) {
  for (const char* identifier : {"ASDF", "ASQY", "ASRS", "aseb", "\0\0\0\0"}) {
    const MessageCopy copy(WithIdentifier(BatchBytes(FullBatch()), identifier));
    EXPECT_EQ(DecodeEventBatch(copy.view()).status().code(), StatusCode::kDataLoss) << identifier;
  }
}

TEST(DecodeEventBatch, RefusesFormatsThatItDoesNotKnow) {
  for (const std::uint32_t format : {0U, 2U, 0xFFFFFFFFU}) {
    BatchParts parts = FullBatch();
    parts.format = format;
    EXPECT_EQ(CodeOf(parts), StatusCode::kUnimplemented) << format;
  }
}

TEST(DecodeEventBatch, RefusesADictionaryThatDoesNotFitItsBytes) {
  struct Case {
    const char* name;
    std::string bytes;
    std::vector<std::uint32_t> ends;
  };
  const Case cases[] = {
      {"not ascending", "abcd", {3, 2, 4}}, {"beyond the bytes", "abcd", {5}},   {"far beyond the bytes", "abcd", {0xFFFFFFFF}},
      {"beyond and back", "abcd", {5, 4}},  {"short of the bytes", "abcd", {3}}, {"bytes without ends", "abcd", {}},
      {"ends without bytes", "", {1}},
  };
  for (const Case& c : cases) {
    BatchParts parts;
    parts.string_bytes = c.bytes;
    parts.string_ends = c.ends;
    EXPECT_EQ(CodeOf(parts), StatusCode::kDataLoss) << c.name;
  }
  BatchParts parts;
  parts.string_bytes = "abcd";
  parts.string_ends = {0, 0, 4, 4};
  EXPECT_EQ(CodeOf(parts), StatusCode::kOk);
}

TEST(DecodeEventBatch, LeavesWhatTheColumnsSayToTheValidation) {
  BatchParts parts = FullBatch();
  parts.properties[0].type = static_cast<fb::PropertyType>(9);
  parts.names = {99};
  const MessageCopy message(BatchBytes(parts));
  const Result<EventBatchView> batch = DecodeEventBatch(message.view());
  ASSERT_TRUE(batch.ok());
  EXPECT_EQ(ValidateEventBatch(*batch, {}).code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay
