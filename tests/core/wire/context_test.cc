#include "assay/wire/context.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "assay/evaluation/validate.h"
#include "assay/wire/decode_datafile.h"
#include "core/wire/context_bytes.h"
#include "core/wire/datafile_bytes.h"

namespace assay {
namespace {

StatusCode CodeOf(const ByteBuffer& bytes) { return DecodeContext(MessageCopy(bytes).view()).status().code(); }

ByteBuffer ThreeAttributes() {
  return ContextBytes(
      {{"name", AttributeValue::String("жанна")}, {"größe", AttributeValue::Number(-0.0)}, {"", AttributeValue::Bool(true)}});
}

TEST(DecodeContext, GivesBackWhatWasWritten) {
  const MessageCopy message(ThreeAttributes(), 3);  // alignment does not matter
  const Result<std::vector<Attribute>> attributes = DecodeContext(message.view());
  ASSERT_TRUE(attributes.ok());
  ASSERT_EQ(attributes->size(), 3U);
  EXPECT_EQ((*attributes)[0].name, "name");
  EXPECT_EQ((*attributes)[0].value.type, AttributeType::kString);
  EXPECT_EQ((*attributes)[0].value.text, "жанна");
  EXPECT_EQ((*attributes)[1].name, "größe");
  EXPECT_EQ((*attributes)[1].value.type, AttributeType::kNumber);
  EXPECT_TRUE(std::signbit((*attributes)[1].value.number));
  EXPECT_EQ((*attributes)[2].name, "");
  EXPECT_EQ((*attributes)[2].value.type, AttributeType::kBool);
  EXPECT_TRUE((*attributes)[2].value.boolean);
}

TEST(DecodeContext, TakesEveryNumber) {
  for (const double number : {0.0, 5e-324, 1e308, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    const ByteBuffer bytes = ContextBytes({{"x", AttributeValue::Number(number)}});
    const Result<std::vector<Attribute>> attributes = DecodeContext(bytes);
    ASSERT_TRUE(attributes.ok());
    EXPECT_EQ(std::bit_cast<std::uint64_t>((*attributes)[0].value.number), std::bit_cast<std::uint64_t>(number));
  }
}

TEST(DecodeContext, TakesAContextWithoutAttributes) {
  const ByteBuffer bytes = ContextBytes({});
  EXPECT_EQ(bytes.size(), 4U);
  ASSERT_TRUE(DecodeContext(bytes).ok());
  EXPECT_TRUE(DecodeContext(bytes)->empty());
}

TEST(DecodeContext, LeavesTextsToWhoResolvesThem) {
  const ByteBuffer bytes = ContextBytes({{"\xFF", AttributeValue::String("\xC0")}, {"\xFF", AttributeValue::Bool(false)}});
  EXPECT_EQ(CodeOf(bytes), StatusCode::kOk);
}

TEST(DecodeContext, RefusesEveryTruncation) {
  const ByteBuffer bytes = ThreeAttributes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(CodeOf({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}), StatusCode::kDataLoss) << size;
  }
}

TEST(DecodeContext, RefusesBytesBehindTheLastAttribute) {
  ByteBuffer bytes = ThreeAttributes();
  bytes.push_back(0);
  EXPECT_EQ(CodeOf(bytes), StatusCode::kDataLoss);
}

TEST(DecodeContext, RefusesUnknownTypes) {
  for (const int type : {0, 4, 255}) {
    ByteBuffer bytes = ContextBytes({{"x", AttributeValue::Bool(true)}});
    bytes[bytes.size() - 2] = static_cast<std::uint8_t>(type);
    EXPECT_EQ(CodeOf(bytes), StatusCode::kDataLoss) << type;
  }
}

// Nothing is allocated for what a count promises: the test would run out of memory.
TEST(DecodeContext, RefusesHostileCounts) {
  const ByteBuffer bytes = ThreeAttributes();
  const std::size_t counts[] = {0, 4, 4 + 4 + 4 + 1};  // of attributes, of the first name's bytes, of its value's bytes
  for (const std::size_t at : counts) {
    for (const std::uint32_t count : {0xFFFFFFFFU, 0x80000000U, 0x7FFFFFFFU, 1000U}) {
      ByteBuffer hostile = bytes;
      for (int i = 0; i < 4; ++i) hostile[at + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(count >> (8 * i));
      EXPECT_EQ(CodeOf(hostile), StatusCode::kDataLoss) << count << " at " << at;
    }
  }
}

// Reads a manifest as js/client/flags/manifest.ts does.
class ManifestReader {
 public:
  explicit ManifestReader(ByteBuffer bytes) : bytes_(std::move(bytes)) {}

  std::uint32_t U32() {
    std::uint32_t value = 0;
    for (int shift = 0; shift < 32; shift += 8) value |= std::uint32_t{U8()} << shift;
    return value;
  }
  std::uint8_t U8() { return bytes_.at(at_++); }
  std::string Text() {
    std::string text;
    for (std::uint32_t size = U32(); text.size() < size;) text += static_cast<char>(U8());
    return text;
  }
  [[nodiscard]] bool AtEnd() const { return at_ == bytes_.size(); }

 private:
  ByteBuffer bytes_;
  std::size_t at_ = 0;
};

TEST(EncodeManifest, SaysWhatJavaScriptMustKnow) {
  DatafileParts parts;
  parts.flags = {
      {.key = "été", .type = fb::FlagType::Json, .variants = {{"a", "[1,\"ü\"]"}, {"b", "null"}}},
      {.key = "rules",
       .rules = {
           {.id = "fixed", .conditions = {}, .variant = 1, .split = {}},
           {.id = "split", .conditions = {}, .split = SplitParts{.experiment = "button", .version = 0xFFFFFFFF, .unit = "account"}}}}};
  const Result<Datafile> datafile = DecodeDatafile(DatafileBytes(parts));
  ASSERT_TRUE(datafile.ok());
  ManifestReader manifest(EncodeManifest(*datafile));
  EXPECT_EQ(manifest.U32(), 2U);
  EXPECT_EQ(manifest.Text(), "été");
  EXPECT_EQ(manifest.U8(), 3);
  EXPECT_EQ(manifest.U8(), 0);
  EXPECT_EQ(manifest.U32(), 2U);
  EXPECT_EQ(manifest.Text(), "a");
  EXPECT_EQ(manifest.Text(), "[1,\"ü\"]");
  EXPECT_EQ(manifest.Text(), "b");
  EXPECT_EQ(manifest.Text(), "null");
  EXPECT_EQ(manifest.U32(), 0U);
  EXPECT_EQ(manifest.Text(), "rules");
  EXPECT_EQ(manifest.U8(), 0);
  EXPECT_EQ(manifest.U8(), 0);
  EXPECT_EQ(manifest.U32(), 2U);
  for (const char* text : {"off", "false", "on", "true"}) EXPECT_EQ(manifest.Text(), text);
  EXPECT_EQ(manifest.U32(), 2U);
  EXPECT_EQ(manifest.Text(), "fixed");
  EXPECT_EQ(manifest.Text(), "");
  EXPECT_EQ(manifest.U32(), 0U);
  EXPECT_EQ(manifest.Text(), "");
  EXPECT_EQ(manifest.Text(), "split");
  EXPECT_EQ(manifest.Text(), "button");
  EXPECT_EQ(manifest.U32(), 0xFFFFFFFFU);
  EXPECT_EQ(manifest.Text(), "account");
  EXPECT_TRUE(manifest.AtEnd());
}

// Half-decoded values would not be JSON, and whoever parses them would fail for all flags.
TEST(EncodeManifest, SaysNothingOfAnInvalidFlagButItsKey) {
  DatafileParts parts;
  parts.flags = {{.key = "decoding stops", .type = fb::FlagType::String, .variants = {{"a", "\xFF"}}, .rules = {}},
                 {.key = "validation refuses", .variants = {{"a", "true"}, {"a", "false"}}, .rules = {{.id = "0", .conditions = {}}}}};
  Result<Datafile> datafile = DecodeDatafile(DatafileBytes(parts));
  ASSERT_TRUE(datafile.ok());
  EXPECT_EQ(ValidateDatafile(*datafile), 2U);
  ManifestReader manifest(EncodeManifest(*datafile));
  EXPECT_EQ(manifest.U32(), 2U);
  for (const FlagParts& flag : parts.flags) {
    EXPECT_EQ(manifest.Text(), flag.key);
    EXPECT_EQ(manifest.U8(), static_cast<std::uint8_t>(flag.type)) << flag.key;
    EXPECT_EQ(manifest.U8(), 1) << flag.key;
    EXPECT_EQ(manifest.U32(), 0U) << flag.key;
    EXPECT_EQ(manifest.U32(), 0U) << flag.key;
  }
  EXPECT_TRUE(manifest.AtEnd());
}

}  // namespace
}  // namespace assay
