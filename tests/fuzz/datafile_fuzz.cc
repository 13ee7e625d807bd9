// Bytes of a compiled datafile, evaluated for a fixed context. Every flag must get an answer that points inside the flag, and an explanation.

#include <utility>

#include "assay/evaluation/evaluator.h"
#include "assay/evaluation/explain.h"
#include "assay/evaluation/exposure.h"
#include "assay/evaluation/validate.h"
#include "assay/wire/context.h"
#include "assay/wire/decode_datafile.h"
#include "fuzz/context_bytes.h"
#include "fuzz/fuzz_input.h"

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
  const ByteBuffer context = ContextOfEveryType();
  Require(ReadContext(context, evaluator).ok());
  for (std::size_t i = 0; i < datafile.flags.size(); ++i) {
    const Flag& flag = datafile.flags[i];
    const EvaluationDetails one = evaluator.Evaluate(i);
    Require((one.reason == Reason::kError) == (one.error_code != ErrorCode::kNone) || one.error_code == ErrorCode::kNone);
    Require(datafile.malformed[i] == 0 || one.error_code == ErrorCode::kParseError);
    Require(!one.variant || *one.variant < flag.variants);
    Require(!one.rule || *one.rule < flag.rules);
    if (const std::optional<Exposure> exposure = evaluator.ExposureOf(i)) Require(ExposureKey(*exposure) == ExposureKey(*exposure));
    static_cast<void>(Explain(evaluator, i));
  }
  return 0;
}
