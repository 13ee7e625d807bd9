// The operations of rule programs that bucket as other vendors do, and the one that compares another flag's value. flags.wasm is built with
// ASSAY_NATIVE_RULES, which leaves them out; flags-compat.wasm has them.

#include "assay/evaluation/evaluator.h"

#ifdef ASSAY_NATIVE_RULES

namespace assay {

// CheckProgram() refuses such nodes.
Value Evaluator::VendorHash(const std::uint32_t*) { return interpreter_.Fail(kGeneralFailure); }

}  // namespace assay

#else

#include <array>
#include <span>
#include <string_view>

#include "assay/base/bytes.h"
#include "assay/hash/crc32.h"
#include "assay/hash/fnv1a.h"
#include "assay/hash/md5.h"
#include "assay/hash/murmur3.h"
#include "assay/hash/sha1.h"
#include "assay/hash/sha256.h"
#include "assay/targeting/coercion.h"
#include "assay/targeting/utf16.h"

namespace assay {

namespace {

// SHA-256 takes as long for so many as a node takes.
constexpr std::size_t kHashedBytesPerStep = 4;

constexpr std::uint64_t kSixtyBits = (std::uint64_t{1} << 60) - 1;

// The first eight bytes of a digest as a number, most significant first.
template <std::size_t kBytes>
std::uint64_t First64(void (*digest_of)(std::string_view, std::span<std::uint8_t, kBytes>), std::string_view text) {
  std::array<std::uint8_t, kBytes> digest;
  digest_of(text, digest);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
  return number;
}

}  // namespace

Value Evaluator::VendorHash(const std::uint32_t* node) {
  const Opcode op = OpcodeOf(node);
  const Value value = interpreter_.Eval(FirstOperand(node));
  if (!value.is(ValueType::kText)) return {};
  const std::string_view text = value.bytes();
  if (!interpreter_.Charge(text.size() / kHashedBytesPerStep)) return {};
  switch (op) {
    case Opcode::kMurmur3: {
      if (node[2] == 0) return Value::Number(Murmur3X86(text, node[1]));
      ByteBuffer low;
      AppendLowBytes(text, low);
      return Value::Number(Murmur3X86({reinterpret_cast<const char*>(low.data()), low.size()}, node[1]));
    }
    case Opcode::kFnv1a: return Value::Number(Fnv1a32(text));
    case Opcode::kMd5: return Value::Number(static_cast<double>(First64(Md5, text) >> 32));
    case Opcode::kSha1: return Value::Number(static_cast<double>(First64(Sha1, text) >> 4) / static_cast<double>(kSixtyBits));
    case Opcode::kSha256: {
      const double modulus = datafile_->program.numbers[node[1]];
      if (!(modulus >= 1 && IsSafeInteger(modulus))) return {};
      return Value::Number(static_cast<double>(First64(Sha256, text) % static_cast<std::uint64_t>(modulus)));
    }
    case Opcode::kCrc32: return Value::Number(Crc32(text));
    default: return {};
  }
}

}  // namespace assay

#endif  // ASSAY_NATIVE_RULES
