// Bytes of a request to assign many units: what is refused is refused again, and what is answered has a variant of the request for each id, the
// same one as the bucketing rule gives it.

#include <cstring>
#include <string_view>

#include "assay/assignment/assign_units.h"
#include "assay/assignment/bucketing.h"
#include "assay/assignment/unit_hash.h"
#include "assay/engine/assign_request.h"
#include "fuzz/fuzz_input.h"

namespace assay {
namespace {

// A request that was answered, read by the grammar of wasm/ABI.md.
class Request {
 public:
  explicit Request(ByteView bytes) : bytes_(bytes) {}

  std::uint32_t coverage_ppm() const { return Word(0); }
  std::uint32_t total() const { return Word(1); }
  std::uint32_t slots() const { return Word(2); }
  std::uint32_t ids() const { return Word(3); }
  std::string_view salt() const { return Text(0, Word(4)); }
  std::string_view id(std::uint32_t i) const {
    const std::uint32_t start = i == 0 ? 0 : End(i - 1);
    return Text(Word(4) + start, End(i) - start);
  }

  // The variant of the slot that holds the bucket.
  std::uint16_t VariantOf(std::uint32_t bucket) const {
    for (std::uint32_t i = 0; i < slots(); ++i) {
      if (Word(5 + 3 * i) <= bucket && bucket < Word(6 + 3 * i)) return static_cast<std::uint16_t>(Word(7 + 3 * i));
    }
    return kUnassigned;
  }

 private:
  std::uint32_t Word(std::size_t index) const {
    std::uint32_t word;
    std::memcpy(&word, bytes_.subspan(4 * index, 4).data(), 4);
    return word;
  }
  std::uint32_t End(std::uint32_t i) const { return Word(5 + std::size_t{3} * slots() + i); }
  std::string_view Text(std::size_t start, std::size_t size) const {
    const std::size_t texts = 4 * (5 + std::size_t{3} * slots() + ids());
    return {reinterpret_cast<const char*>(bytes_.data()) + texts + start, size};
  }

  ByteView bytes_;
};

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const FuzzInput input(data, size);
  const Result<ByteBuffer> answer = AnswerAssignRequest(input.view());
  Require(AnswerAssignRequest(input.view()).ok() == answer.ok());
  if (!answer.ok()) return 0;

  const Request request(input.view());
  Require(answer->size() == request.ids() * sizeof(std::uint16_t));
  for (std::uint32_t i = 0; i < request.ids(); ++i) {
    std::uint16_t variant;
    std::memcpy(&variant, answer->data() + i * sizeof(variant), sizeof(variant));
    const std::string_view unit = request.id(i);
    const bool covered = Bucket(UnitHash32(kCoveragePurpose, request.salt(), unit), kPpm) < request.coverage_ppm();
    const bool assigned = !unit.empty() && covered;
    const std::uint16_t expected =
        assigned ? request.VariantOf(Bucket(UnitHash32(kVariantPurpose, request.salt(), unit), request.total())) : kUnassigned;
    Require(variant == expected);
  }
  return 0;
}
