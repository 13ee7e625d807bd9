// The operations of rule programs that bucket, look ids up and ask other flags (targeting/opcode.h).

#include <span>
#include <string_view>

#include "assay/assignment/unit_hash.h"
#include "assay/evaluation/evaluator.h"
#include "assay/evaluation/unit_id.h"
#include "assay/hash/xxh.h"
#include "assay/targeting/coercion.h"

namespace assay {

namespace {

constexpr double kTwoTo32 = 4294967296.0;

// floor(hash * total / 2^32), exact: what Bucket() of assignment/bucketing.h does.
Value Scale(const Value& hash, double total) {
  if (!hash.is(ValueType::kNumber) || !(hash.number >= 0 && hash.number < kTwoTo32) || !(total >= 0 && total < kTwoTo32)) return {};
  const std::uint64_t product = static_cast<std::uint64_t>(hash.number) * static_cast<std::uint64_t>(total);
  return Value::Number(static_cast<double>(product >> 32));
}

}  // namespace

Value Evaluator::Call(const std::uint32_t* node) {
  const Opcode op = OpcodeOf(node);
  const Program& program = datafile_->program;
  switch (op) {
    case Opcode::kInSet: return Value::Bool(InSet(program.sets[node[1]], interpreter_.Eval(node + 2)));
    case Opcode::kUnit: return UnitIdOf(interpreter_.Eval(node + 1), interpreter_);
    case Opcode::kScale: return Scale(interpreter_.Eval(node + 2), program.numbers[node[1]]);
    case Opcode::kFlagVariant:
    case Opcode::kFlagPick: return AskFlag(node);
    case Opcode::kUnitHash: {
      const Value unit = interpreter_.Eval(node + 3);
      if (!unit.is(ValueType::kText)) return {};
      return Value::Number(UnitHash32(program.texts[node[1]], program.texts[node[2]], unit.bytes()));
    }
    default: return VendorHash(node);
  }
}

Value Evaluator::AskFlag(const std::uint32_t* node) {
  if (answers_[node[1]].running) return interpreter_.Fail(static_cast<FailureCode>(ErrorCode::kParseError));
  const EvaluationDetails& details = Evaluate(node[1]);
  if (details.error_code != ErrorCode::kNone) return interpreter_.Fail(static_cast<FailureCode>(details.error_code));
  if (!details.variant) return {};
  if (OpcodeOf(node) == Opcode::kFlagVariant) return Value::Number(*details.variant);
  const std::uint32_t* const end = node + NodeWords(node);
  const std::uint32_t* operand = node + 2;
  for (std::uint32_t i = 0; i < *details.variant && operand < end; ++i) operand += NodeWords(operand);
  return operand < end ? interpreter_.Eval(operand) : Value();
}

bool Evaluator::InSet(const IdSet& set, const Value& value) {
  const Value id = value.is(ValueType::kNumber) && IsSafeInteger(value.number) ? DigitsOf(value.number, interpreter_) : value;
  if (!id.is(ValueType::kText) || set.words == 0) return false;
  const std::uint64_t hash = Xxh64(id.bytes());
  const std::span<const std::uint64_t> words = datafile_->program.set_words.subspan(set.first_word, set.words);
  if (set.kind == SetKind::kExact) {
    std::size_t low = 0;
    for (std::size_t high = words.size(); low < high;) {
      const std::size_t middle = (low + high) / 2;
      if (words[middle] < hash)
        low = middle + 1;
      else
        high = middle;
    }
    return low < words.size() && words[low] == hash;
  }
  const std::uint64_t bits = std::uint64_t{set.words} * 64;
  const std::uint64_t step = hash >> 32 | 1;
  std::uint64_t bit = hash & 0xffffffff;
  for (std::uint32_t i = 0; i < set.hashes; ++i, bit += step) {
    const std::uint64_t at = bit % bits;
    if ((words[static_cast<std::size_t>(at / 64)] >> (at % 64) & 1) == 0) return false;
  }
  return true;
}

}  // namespace assay
