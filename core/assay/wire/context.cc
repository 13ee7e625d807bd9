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
  Reader(ByteView bytes, Scratch& scratch) : rest_(bytes), scratch_(scratch) {}

  template <typename T>
  T Scalar() {
    T value{};
    const ByteView bytes = Take(sizeof(T));
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }

  // How many things follow, each of at least `least` bytes.
  std::uint32_t Count(std::size_t least) {
    const std::uint32_t count = Scalar<std::uint32_t>();
    if (count <= rest_.size() / least) return count;
    Fault(DataLoss("context: truncated"));
    return 0;
  }

  std::string_view Text() {
    const ByteView bytes = Take(Scalar<std::uint32_t>());
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
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
      default: Fault(DataLoss("context: an unknown type")); return {};
    }
    if (depth == kMaxContextDepth) Fault(ResourceExhausted("context: too large"));
    const std::uint32_t count = Count(type == ValueType::kList ? kLeastValueBytes : kLeastValueBytes + 4);
    return type == ValueType::kList ? Value::List(Items(count, depth)) : Value::Object(Members(count, depth));
  }

  void Fault(Status status) {
    if (status_.ok()) status_ = status;
    rest_ = {};
  }

  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  ByteView Take(std::size_t size) {
    if (size > rest_.size()) {
      Fault(DataLoss("context: truncated"));
      return {};
    }
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
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

  ByteView rest_;
  Scratch& scratch_;
  Status status_;
};

// The place of an attribute among those of the program; its size when it is none of them.
std::size_t PlaceOf(const Program& program, TextId name) {
  std::size_t place = 0;
  while (place < program.attributes.size() && program.attributes[place] != name) ++place;
  return place;
}

void ReadAttributes(Reader& reader, const Program& program, Interpreter& interpreter) {
  const std::uint32_t count = reader.Count(4 + kLeastValueBytes);
  if (count > kMaxContextAttributes) reader.Fault(ResourceExhausted("context: too large"));
  for (std::uint32_t i = 0; i < count && reader.status().ok(); ++i) {
    const TextId name = program.texts.Find(reader.Text());
    Value value = reader.ReadValue(0);
    const std::size_t place = name == kNotIndexed ? program.attributes.size() : PlaceOf(program, name);
    if (place == program.attributes.size()) continue;
    Value& attribute = interpreter.attributes()[place];
    if (!attribute.is(ValueType::kNull) || attribute.size != 0) reader.Fault(InvalidArgument("context: an attribute is given twice"));
    if (value.is(ValueType::kText)) value.text.id = program.texts.Find(value.bytes());
    attribute = value;
    if (value.is(ValueType::kNull)) attribute.size = 1;  // given, which nobody but this looks at
  }
}

}  // namespace

Status ReadContext(ByteView bytes, Evaluator& evaluator) {
  Interpreter& interpreter = evaluator.NewContext();
  if (evaluator.datafile() == nullptr) return {};
  if (bytes.size() > kMaxContextBytes) return ResourceExhausted("context: too large");
  Reader reader(bytes, interpreter.scratch());
  interpreter.set_now(reader.Scalar<double>());
  ReadAttributes(reader, evaluator.datafile()->program, interpreter);
  const std::uint32_t forced = reader.Count(8);
  for (std::uint32_t i = 0; i < forced; ++i) {
    const std::uint32_t flag = reader.Scalar<std::uint32_t>();
    evaluator.Force(flag, reader.Scalar<std::uint32_t>());
  }
  if (!reader.status().ok() || !reader.at_end()) evaluator.NewContext();
  if (reader.status().ok() && !reader.at_end()) return DataLoss("context: too long");
  return reader.status();
}

}  // namespace assay
