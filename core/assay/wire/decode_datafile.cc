#include "assay/wire/decode_datafile.h"

#include <cstddef>
#include <cstring>

#include "assay/wire/generated/datafile_generated.h"
#include "assay/wire/verify.h"

namespace assay {
namespace {

static_assert(sizeof(Flag) == sizeof(fb::Flag) && sizeof(Variant) == sizeof(fb::Variant) && sizeof(Rule) == sizeof(fb::Rule) &&
              sizeof(Range) == sizeof(fb::Range) && sizeof(IdSet) == sizeof(fb::IdSet));

// A vector field of the table: where it stands, the bytes of one element and their alignment. Generated code would do the same as the loop over
// these, once per field.
struct VectorField {
  std::uint8_t offset;
  std::uint8_t element_bytes;
  std::uint8_t alignment = 4;
};

constexpr VectorField kVectors[] = {{fb::Datafile::VT_TEXT_BYTES, 1, 1},
                                    {fb::Datafile::VT_TEXT_ENDS, 4},
                                    {fb::Datafile::VT_NUMBERS, 8, 8},
                                    {fb::Datafile::VT_ATTRIBUTES, 4},
                                    {fb::Datafile::VT_CODE, 4},
                                    {fb::Datafile::VT_EXPRESSIONS, 4},
                                    {fb::Datafile::VT_FLAGS, sizeof(Flag)},
                                    {fb::Datafile::VT_VARIANTS, sizeof(Variant)},
                                    {fb::Datafile::VT_RULES, sizeof(Rule)},
                                    {fb::Datafile::VT_RANGES, sizeof(Range), 8},
                                    {fb::Datafile::VT_SETS, sizeof(IdSet)},
                                    {fb::Datafile::VT_SET_WORDS, 8, 8}};

// The root table, checked by one loop.
class Root : private flatbuffers::Table {
 public:
  bool Verify(flatbuffers::Verifier& verifier) const {
    if (!VerifyTableStart(verifier) || !VerifyField<std::uint32_t>(verifier, fb::Datafile::VT_FORMAT, 4) ||
        !VerifyField<std::uint64_t>(verifier, fb::Datafile::VT_VERSION, 8)) {
      return false;
    }
    for (const VectorField field : kVectors) {
      if (!VerifyOffset(verifier, field.offset)) return false;
      const auto* vector = GetPointer<const std::uint8_t*>(field.offset);
      if (vector != nullptr && !verifier.VerifyVectorOrString<flatbuffers::uoffset_t>(vector, field.element_bytes)) return false;
      // The verifier looks at the alignment of a vector's length, not of its elements.
      if (vector != nullptr && Data(field.offset) % field.alignment != 0) return false;
    }
    return verifier.EndTable();
  }

  [[nodiscard]] std::uint32_t format() const { return GetField<std::uint32_t>(fb::Datafile::VT_FORMAT, 2); }
  [[nodiscard]] std::uint64_t version() const { return GetField<std::uint64_t>(fb::Datafile::VT_VERSION, 0); }

  // The elements of a vector, read where they lie: T is the same scalar, or has the fields of the FlatBuffers struct in the same places.
  template <typename T>
  void Read(flatbuffers::voffset_t field, std::span<const T>& rows) const {
    const auto* vector = GetPointer<const flatbuffers::Vector<std::uint8_t>*>(field);
    rows = vector == nullptr ? std::span<const T>() : std::span(reinterpret_cast<const T*>(vector->Data()), vector->size());
  }

 private:
  [[nodiscard]] std::uintptr_t Data(flatbuffers::voffset_t field) const {
    return reinterpret_cast<std::uintptr_t>(GetPointer<const flatbuffers::Vector<std::uint8_t>*>(field)->Data());
  }
};

// A flag's booleans are bytes that strangers wrote: any other than 0 and 1 is none.
bool AreBools(std::span<const Flag> flags) {
  for (const Flag& flag : flags) {
    std::uint8_t bytes[2];
    std::memcpy(bytes, reinterpret_cast<const std::uint8_t*>(&flag) + offsetof(Flag, enabled), sizeof(bytes));
    if (bytes[0] > 1 || bytes[1] > 1) return false;
  }
  return true;
}

}  // namespace

Status DecodeDatafile(ByteView bytes, Datafile& datafile) {
  if (bytes.size() > kMaxDatafileBytes) return ResourceExhausted("datafile: too large");
  datafile.bytes.resize((bytes.size() + 7) / 8);
  if (!bytes.empty()) std::memcpy(datafile.bytes.data(), bytes.data(), bytes.size());
  const ByteView kept(reinterpret_cast<const std::uint8_t*>(datafile.bytes.data()), bytes.size());
  const Result<const Root*> root = VerifiedRoot<Root>(kept, fb::DatafileIdentifier(), kDatafileFormat);
  if (!root.ok()) return root.status();

  const Root& source = **root;
  datafile.version = source.version();
  Program& program = datafile.program;
  program.shared = 0;
  ByteView text_bytes;
  std::span<const std::uint32_t> text_ends;
  source.Read(fb::Datafile::VT_TEXT_BYTES, text_bytes);
  source.Read(fb::Datafile::VT_TEXT_ENDS, text_ends);
  source.Read(fb::Datafile::VT_NUMBERS, program.numbers);
  source.Read(fb::Datafile::VT_ATTRIBUTES, program.attributes);
  source.Read(fb::Datafile::VT_CODE, program.code);
  source.Read(fb::Datafile::VT_EXPRESSIONS, program.expressions);
  source.Read(fb::Datafile::VT_FLAGS, datafile.flags);
  source.Read(fb::Datafile::VT_VARIANTS, datafile.variants);
  source.Read(fb::Datafile::VT_RULES, datafile.rules);
  source.Read(fb::Datafile::VT_RANGES, datafile.ranges);
  source.Read(fb::Datafile::VT_SETS, program.sets);
  source.Read(fb::Datafile::VT_SET_WORDS, program.set_words);
  if (!AreBools(datafile.flags)) return DataLoss("flags: a malformed one");
  return program.texts.Build(text_bytes, text_ends);
}

}  // namespace assay
