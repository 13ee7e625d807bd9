// Answers every case of a pack with bytes: assay_vectors PACK OUTPUTS. Formats: README.md. run_wasm.ts does the same through WebAssembly, so
// a change here is a change there.

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <vector>

#include "assay/engine/engine.h"
#include "assay/engine/flag_engine.h"
#include "byte_output.h"

namespace assay {
namespace {

enum Op : std::uint8_t { kFlags = 1, kEngine = 2 };

// The pack was made by pack.ts a moment ago: when it ends early that is a bug of ours, reported by ok().
class PackReader {
 public:
  explicit PackReader(ByteView bytes) : rest_(bytes) {}

  template <typename T>
  T Number() {
    T value{};
    const ByteView bytes = Take(sizeof(T));
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }

  // A copy, because what takes it wants it aligned to 8.
  ByteBuffer Bytes() {
    const ByteView bytes = Take(Number<std::uint32_t>());
    return {bytes.begin(), bytes.end()};
  }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  ByteView Take(std::size_t size) {
    ok_ = ok_ && size <= rest_.size();
    if (!ok_) return {};
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  ByteView rest_;
  bool ok_ = true;
};

class Output : public ByteOutput {
 public:
  void Code(Status status) { Number(static_cast<std::uint32_t>(status.code())); }
};

// As Evaluate() of wasm/flags_bindings.cc, which run_wasm.ts reads.
void PutAnswer(const EvaluationDetails& one, Output& answers) {
  answers.Number(one.variant ? static_cast<std::int32_t>(*one.variant) : -1);
  answers.Number(one.rule ? static_cast<std::int32_t>(*one.rule) : -1);
  answers.Number(static_cast<std::int32_t>(one.reason));
  answers.Number(static_cast<std::int32_t>(one.error_code));
  answers.Number(static_cast<std::uint8_t>(one.bucket ? 1 : 0));
  answers.Number(one.bucket.value_or(0));
}

void RunFlags(const std::vector<ByteBuffer>& inputs, Output& output) {
  FlagEngine engine;
  const Status loaded = engine.Load(inputs[0]);
  output.Code(loaded);
  if (!loaded.ok()) {
    output.Bytes(loaded.message());
    return;
  }
  const Status context = engine.SetContext(inputs[1]);
  output.Code(context);
  output.Bytes(context.message());
  Output answers;
  for (std::size_t flag = 0; flag < engine.flags(); ++flag) PutAnswer(engine.Evaluate(flag), answers);
  output.Bytes(answers.bytes());
  for (std::size_t flag = 0; flag < engine.flags(); ++flag) output.Bytes(engine.Explain(flag));
  ByteBuffer exposures;
  for (int time = 0; time < 2; ++time) {
    for (std::size_t flag = 0; flag < engine.flags(); ++flag) exposures.push_back(engine.TakeExposure(flag) ? 1 : 0);
  }
  output.Bytes(exposures);
}

void RunEngine(const std::vector<ByteBuffer>& inputs, Output& output) {
  Engine engine;
  for (std::size_t i = 0; i + 1 < inputs.size(); ++i) {
    const Result<IngestReport> report = engine.Ingest(inputs[i]);
    output.Code(report.status());
    if (report.ok()) {
      output.Number(static_cast<double>(report->accepted));
      output.Number(static_cast<double>(report->duplicates));
    } else {
      output.Bytes(report.status().message());
    }
  }
  const Result<ByteBuffer> answer = engine.Query(inputs.back());
  output.Code(answer.status());
  if (answer.ok()) {
    output.Bytes(*answer);
  } else {
    output.Bytes(answer.status().message());
  }
  const EngineStats stats = engine.Stats();
  output.Number(static_cast<double>(stats.events));
  output.Number(static_cast<double>(stats.users));
}

// The outputs of a whole pack, or nothing when it is malformed.
std::optional<ByteBuffer> Run(ByteView pack) {
  PackReader reader(pack);
  const auto count = reader.Number<std::uint32_t>();
  Output outputs;
  outputs.Number(count);
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    reader.Bytes();  // the name
    const auto op = reader.Number<std::uint8_t>();
    const auto input_count = reader.Number<std::uint32_t>();
    std::vector<ByteBuffer> inputs;
    while (inputs.size() < input_count && reader.ok()) inputs.push_back(reader.Bytes());
    Output output;
    if (op == kFlags && inputs.size() == 2) {
      RunFlags(inputs, output);
    } else if (op == kEngine && !inputs.empty()) {
      RunEngine(inputs, output);
    } else {
      return std::nullopt;
    }
    outputs.Bytes(output.bytes());
  }
  if (!reader.ok() || !reader.at_end()) return std::nullopt;
  return ByteBuffer(outputs.bytes().begin(), outputs.bytes().end());
}

std::optional<ByteBuffer> ReadFile(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return std::nullopt;
  ByteBuffer bytes;
  std::uint8_t part[65536];
  std::size_t size = 0;
  while ((size = std::fread(part, 1, sizeof(part), file)) > 0) bytes.insert(bytes.end(), part, part + size);
  const bool complete = std::ferror(file) == 0;
  std::fclose(file);
  return complete ? std::optional(bytes) : std::nullopt;
}

bool WriteFile(const char* path, ByteView bytes) {
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return std::fclose(file) == 0 && written;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: assay_vectors PACK OUTPUTS\n", stderr);
    return 2;
  }
  const std::optional<assay::ByteBuffer> pack = assay::ReadFile(argv[1]);
  if (!pack) {
    std::fprintf(stderr, "assay_vectors: %s cannot be read\n", argv[1]);
    return 1;
  }
  const std::optional<assay::ByteBuffer> outputs = assay::Run(*pack);
  if (!outputs) {
    std::fputs("assay_vectors: the pack is malformed\n", stderr);
    return 1;
  }
  if (!assay::WriteFile(argv[2], *outputs)) {
    std::fprintf(stderr, "assay_vectors: %s cannot be written\n", argv[2]);
    return 1;
  }
  return 0;
}
