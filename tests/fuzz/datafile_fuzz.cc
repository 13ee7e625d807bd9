// Bytes of a compiled datafile, evaluated for a fixed context. Every flag must get an answer that points inside the flag, and an explanation.

#include <array>
#include <cstring>
#include <random>

#include "assay/evaluation/evaluator.h"
#include "assay/evaluation/explain.h"
#include "assay/evaluation/exposure.h"
#include "assay/evaluation/validate.h"
#include "assay/wire/context.h"
#include "assay/wire/decode_datafile.h"
#include "fuzz/context_bytes.h"
#include "fuzz/fuzz_input.h"

// Mutations of libFuzzer's own seldom leave a message of FlatBuffers well-formed, so most are of whole words: of rows, indexes and programs.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed) {
  std::mt19937 random(seed);
  const std::size_t words = size / 4;
  if (words == 0 || random() % 4 == 0) return LLVMFuzzerMutate(data, size, max_size);
  for (std::size_t n = 1 + random() % 3; n != 0; --n) {
    std::uint8_t* const place = data + random() % words * 4;
    std::uint32_t other = 0, here = 0;
    std::memcpy(&other, data + random() % words * 4, 4);
    std::memcpy(&here, place, 4);
    const auto small = static_cast<std::uint32_t>(random() % 128);
    const std::array<std::uint32_t, 6> choices = {other, here + 1, here - 1, here ^ 1U << random() % 32, small, (here & ~0xFFU) | small};
    std::memcpy(place, &choices[random() % choices.size()], 4);
  }
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  Datafile datafile;
  {
    const FuzzInput input(data, size);
    if (!DecodeDatafile(input.view(), datafile).ok()) return 0;
  }  // a datafile owns its data
  if (!ValidateDatafile(datafile).ok()) return 0;

  static Evaluator evaluator;
  evaluator.Attach(datafile);
  const ByteBuffer context = ContextOfEveryType(datafile.program);
  Require(ReadContext(context, evaluator).ok());
  for (std::size_t i = 0; i < datafile.flags.size(); ++i) {
    const Flag& flag = datafile.flags[i];
    const EvaluationDetails one = evaluator.Evaluate(i);
    Require((one.reason == Reason::kError) == (one.error_code != ErrorCode::kNone));
    Require(one.error_code <= ErrorCode::kGeneral);
    Require(datafile.malformed[i] == 0 || one.error_code == ErrorCode::kParseError);
    Require(!one.variant || *one.variant < flag.variants);
    Require(!one.rule || *one.rule < flag.rules);
    if (const std::optional<Exposure> exposure = evaluator.ExposureOf(i)) Require(ExposureKey(*exposure) == ExposureKey(*exposure));
    static_cast<void>(Explain(evaluator, i));
  }
  return 0;
}
