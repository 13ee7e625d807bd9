#include "assay/wire/context.h"

#include <cstring>
#include <string_view>

#include "assay/strings/utf8.h"

namespace assay {
namespace {

constexpr std::size_t kLeastValueBytes = 1;

// Reads forward; after the first fault every read answers zero.
class Reader {
 public:
  Reader(ByteView bytes, Scratch& scratch) : at_(bytes.data()), end_(bytes.data() + bytes.size()), scratch_(scratch) {}

  template <typename T>
  T Scalar() {
    T value{};
    if (Has(sizeof(T))) {
      std::memcpy(&value, at_, sizeof(T));
      at_ += sizeof(T);
    }
    return value;
  }

  // How many things follow, each of at least `least` bytes.
  std::uint32_t Count(std::size_t least) {
    const std::uint32_t count = Scalar<std::uint32_t>();
    if (count <= rest() / least) return count;
    Fault(DataLoss("context: malformed bytes"));
    return 0;
  }

  std::string_view Text() {
    const std::uint32_t size = Scalar<std::uint32_t>();
    if (!Has(size)) return {};
    const std::string_view text(reinterpret_cast<const char*>(at_), size);
    at_ += size;
    if (!IsValidUtf8(text)) Fault(InvalidArgument("context: a text is not UTF-8"));
    return text;
  }

  Value ReadValue(std::uint32_t depth) {
    const auto type = static_cast<ValueType>(Scalar<std::uint8_t>());
    switch (type) {
      case ValueType::kNull: return {};
      case ValueType::kBool: return Value::Bool(Scalar<std::uint8_t>() != 0);
      case ValueType::kNumber: return Value::Number(Scalar<double>());
      case ValueType::kText: return Value::Text(Text());
      case ValueType::kList:
      case ValueType::kObject: break;
      default: Fault(DataLoss("context: malformed bytes")); return {};
    }
    if (depth == kMaxContextDepth) Fault(ResourceExhausted("context: too large"));
    const std::uint32_t count = Count(type == ValueType::kList ? kLeastValueBytes : kLeastValueBytes + 4);
    return type == ValueType::kList ? Value::List(Items(count, depth)) : Value::Object(Members(count, depth));
  }

  void Fault(Status status) {
    if (status_.ok()) status_ = status;
    at_ = end_;
  }

  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] bool at_end() const { return at_ == end_; }

 private:
  [[nodiscard]] std::size_t rest() const { return static_cast<std::size_t>(end_ - at_); }

  bool Has(std::size_t size) {
    if (size <= rest()) return true;
    Fault(DataLoss("context: malformed bytes"));
    return false;
  }

  std::span<const Value> Items(std::uint32_t count, std::uint32_t depth) {
    const std::span<Value> items = scratch_.Make<Value>(count);
    if (items.size() != count) Fault(ResourceExhausted("context: too large"));
    for (Value& item : items) item = ReadValue(depth + 1);
    return items;
  }

  std::span<const Member> Members(std::uint32_t count, std::uint32_t depth) {
    const std::span<Member> members = scratch_.Make<Member>(count);
    if (members.size() != count) Fault(ResourceExhausted("context: too large"));
    for (Member& member : members) {
      member.key = Text();
      member.value = ReadValue(depth + 1);
    }
    return members;
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
  Scratch& scratch_;
  Status status_;
};

void ReadAttributes(Reader& reader, std::span<Value> attributes) {
  const std::uint32_t count = reader.Count(4 + kLeastValueBytes);
  if (count > kMaxContextAttributes) reader.Fault(ResourceExhausted("context: too large"));
  for (std::uint32_t i = 0; i < count && reader.status().ok(); ++i) {
    const std::uint32_t place = reader.Scalar<std::uint32_t>();
    if (place >= attributes.size()) {
      reader.Fault(InvalidArgument("context: malformed bytes"));
      return;
    }
    Value& attribute = attributes[place];
    if (!attribute.is(ValueType::kNull) || attribute.size != 0) reader.Fault(InvalidArgument("context: an attribute is given twice"));
    attribute = reader.ReadValue(0);
    if (attribute.is(ValueType::kNull)) attribute.size = 1;  // given, which nobody but this looks at
  }
}

}  // namespace

Status ReadContext(ByteView bytes, Evaluator& evaluator) {
  Interpreter& interpreter = evaluator.NewContext();
  if (evaluator.datafile() == nullptr) return {};
  if (bytes.size() > kMaxContextBytes) return ResourceExhausted("context: too large");
  Reader reader(bytes, interpreter.scratch());
  interpreter.set_now(reader.Scalar<double>());
  ReadAttributes(reader, interpreter.attributes());
  const std::uint32_t forced = reader.Count(8);
  for (std::uint32_t i = 0; i < forced; ++i) {
    const std::uint32_t flag = reader.Scalar<std::uint32_t>();
    evaluator.Force(flag, reader.Scalar<std::uint32_t>());
  }
  if (!reader.status().ok() || !reader.at_end()) evaluator.NewContext();
  if (reader.status().ok() && !reader.at_end()) return DataLoss("context: malformed bytes");
  return reader.status();
}

}  // namespace assay
