// Bytes of a compiled datafile, evaluated for a fixed context. Every flag must get an answer that points inside the flag.

#include <array>
#include <vector>

#include "assay/evaluation/evaluate.h"
#include "assay/evaluation/exposure.h"
#include "assay/evaluation/validate.h"
#include "assay/wire/context.h"
#include "assay/wire/decode_datafile.h"
#include "fuzz/fuzz_input.h"

namespace assay {
namespace {

// The corpus uses the same attributes.
const std::array<Attribute, 6> kAttributes = {{{"user", AttributeValue::String("жанна")},
                                               {"account", AttributeValue::Number(17)},
                                               {"x", AttributeValue::Number(5)},
                                               {"version", AttributeValue::String("v1.10.0-rc.2")},
                                               {"vip", AttributeValue::Bool(true)},
                                               {"", AttributeValue::String("")}}};

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  Result<Datafile> datafile = Datafile();
  {
    const FuzzInput input(data, size);
    datafile = DecodeDatafile(input.view());
  }  // a datafile owns its data
  if (!datafile.ok()) return 0;
  const std::size_t invalid = ValidateDatafile(*datafile);
  Require(invalid <= datafile->flags.size());
  Require(EncodeManifest(*datafile).size() >= 4 + datafile->flags.size() * 14);  // what a flag without anything takes

  ResolvedContext context;
  Require(context.Resolve(datafile->attributes, kAttributes).ok());
  std::vector<EvaluationDetails> details;
  EvaluateAll(*datafile, context, details);
  Require(details.size() == datafile->flags.size());
  for (std::size_t i = 0; i < details.size(); ++i) {
    const Flag& flag = datafile->flags[i];
    const EvaluationDetails& one = details[i];
    Require(one.variant.has_value() == (one.reason != Reason::kError));
    Require((one.reason == Reason::kError) == (one.error_code != ErrorCode::kNone));
    Require(flag.invalid == (one.error_code == ErrorCode::kParseError));
    Require(!one.variant || *one.variant < flag.variants.size());
    Require(!one.rule || *one.rule < flag.rules.size());
    if (const std::optional<Exposure> exposure = ExposureOf(*datafile, i, one, context)) {
      Require(one.reason == Reason::kSplit && !exposure->experiment.empty() && ExposureKey(*exposure) == ExposureKey(*exposure));
    }
  }
  return 0;
}
