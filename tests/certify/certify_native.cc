// Reads a datafile and contexts from standard input, each behind its length (u32, little-endian), evaluates every flag for every context, and prints
// per flag a running hash of the answers: variant, error code and bucket. js/certify/identity.ts does the same through WebAssembly and
// JavaScript, so a change here is a change there.

#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <vector>

#include "assay/engine/flag_engine.h"

namespace assay {
namespace {

static_assert(std::endian::native == std::endian::little);

class Checksum {
 public:
  void Add(std::uint32_t word) {
    a_ = (a_ ^ word) * 0x9e3779b1U;
    a_ ^= a_ >> 15;
    b_ = (b_ + word) * 0x85ebca6bU;
    b_ ^= b_ >> 13;
  }

  void Print() const { std::printf("%08x%08x\n", static_cast<unsigned>(a_), static_cast<unsigned>(b_)); }

 private:
  std::uint32_t a_ = 0x243f6a88U;
  std::uint32_t b_ = 0x85a308d3U;
};

void Add(const EvaluationDetails& answer, Checksum& sum) {
  const std::uint64_t bucket = answer.bucket ? std::bit_cast<std::uint64_t>(*answer.bucket) : ~std::uint64_t{0};
  sum.Add(answer.variant ? *answer.variant : ~std::uint32_t{0});
  sum.Add(static_cast<std::uint32_t>(answer.error_code));
  sum.Add(static_cast<std::uint32_t>(bucket));
  sum.Add(static_cast<std::uint32_t>(bucket >> 32));
}

// Nothing at the end of the input. The input was made by identity.ts a moment ago: when it ends early that is a bug of ours.
std::optional<ByteBuffer> ReadSized(bool& ended_early) {
  std::uint8_t size_bytes[4];
  const std::size_t got = std::fread(size_bytes, 1, sizeof(size_bytes), stdin);
  ended_early = got != 0 && got != sizeof(size_bytes);
  if (got != sizeof(size_bytes)) return std::nullopt;
  std::uint32_t size = 0;
  std::memcpy(&size, size_bytes, sizeof(size));
  ByteBuffer bytes(size);
  ended_early = std::fread(bytes.data(), 1, size, stdin) != size;
  return ended_early ? std::nullopt : std::optional(bytes);
}

int Run() {
  bool ended_early = false;
  const std::optional<ByteBuffer> datafile = ReadSized(ended_early);
  FlagEngine engine;
  if (!datafile || !engine.Load(*datafile).ok()) {
    std::fputs("assay_certify: the datafile cannot be loaded\n", stderr);
    return 1;
  }
  std::vector<Checksum> sums(engine.flags());
  while (const std::optional<ByteBuffer> context = ReadSized(ended_early)) {
    if (!engine.SetContext(*context).ok()) {
      std::fputs("assay_certify: a context cannot be read\n", stderr);
      return 1;
    }
    for (std::size_t flag = 0; flag < sums.size(); ++flag) Add(engine.Evaluate(flag), sums[flag]);
  }
  if (ended_early) {
    std::fputs("assay_certify: the input ends early\n", stderr);
    return 1;
  }
  for (const Checksum& sum : sums) sum.Print();
  return 0;
}

}  // namespace
}  // namespace assay

int main() { return assay::Run(); }
