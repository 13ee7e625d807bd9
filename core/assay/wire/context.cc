#include "assay/wire/context.h"

#include <cstring>
#include <string_view>

namespace assay {
namespace {

// Reads forward; after the first read past the end every read answers zero and `ok` is false.
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}

  template <typename T>
  T Scalar() {
    T value{};
    const ByteView bytes = Take(sizeof(T));
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }

  std::string_view Text() {
    const ByteView bytes = Take(Scalar<std::uint32_t>());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  [[nodiscard]] std::size_t remaining() const { return rest_.size(); }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  ByteView Take(std::size_t size) {
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  ByteView rest_;
  bool ok_ = true;
};

// The machine's numbers are the message's: WebAssembly and every native target are little-endian.
template <typename T>
void Put(ByteBuffer& out, const T* items, std::size_t count) {
  const std::size_t at = out.size();
  out.resize(at + count * sizeof(T));
  if (count != 0) std::memcpy(out.data() + at, items, count * sizeof(T));
}

void PutU8(ByteBuffer& out, std::uint8_t value) { Put(out, &value, 1); }

void PutU32(ByteBuffer& out, std::size_t value) {
  const auto number = static_cast<std::uint32_t>(value);
  Put(out, &number, 1);
}

void PutText(ByteBuffer& out, std::string_view text) {
  PutU32(out, text.size());
  Put(out, text.data(), text.size());
}

constexpr std::size_t kLeastAttributeBytes = 6;  // the length of an empty name, a type and a bool

}  // namespace

Result<std::vector<Attribute>> DecodeContext(ByteView bytes) {
  Reader reader(bytes);
  const std::uint32_t count = reader.Scalar<std::uint32_t>();
  if (count > reader.remaining() / kLeastAttributeBytes) return DataLoss("context: truncated");
  std::vector<Attribute> attributes(count);
  for (Attribute& attribute : attributes) {
    attribute.name = reader.Text();
    switch (static_cast<AttributeType>(reader.Scalar<std::uint8_t>())) {
      case AttributeType::kString: attribute.value = AttributeValue::String(reader.Text()); break;
      case AttributeType::kNumber: attribute.value = AttributeValue::Number(reader.Scalar<double>()); break;
      case AttributeType::kBool: attribute.value = AttributeValue::Bool(reader.Scalar<std::uint8_t>() != 0); break;
      default: return DataLoss("context: truncated or of an unknown attribute type");
    }
  }
  if (!reader.ok() || reader.remaining() != 0) return DataLoss("context: truncated or too long");
  return attributes;
}

ByteBuffer EncodeManifest(const Datafile& datafile) {
  ByteBuffer out;
  PutU32(out, datafile.flags.size());
  for (const Flag& flag : datafile.flags) {
    PutText(out, flag.key);
    PutU8(out, static_cast<std::uint8_t>(flag.type));
    PutU8(out, flag.invalid ? 1 : 0);
    if (flag.invalid) {  // what was decoded of it before it turned out malformed means nothing
      PutU32(out, 0);
      PutU32(out, 0);
      continue;
    }
    PutU32(out, flag.variants.size());
    for (const Variant& variant : flag.variants) {
      PutText(out, variant.key);
      PutText(out, variant.value_json);
    }
    PutU32(out, flag.rules.size());
    for (const Rule& rule : flag.rules) {
      PutText(out, rule.id);
      PutText(out, rule.split ? rule.split->experiment : std::string_view());
      PutU32(out, rule.split ? rule.split->version : 0);
      PutText(out, rule.split ? datafile.attributes.Name(rule.split->unit) : std::string_view());
    }
  }
  return out;
}

}  // namespace assay
