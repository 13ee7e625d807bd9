// assay/evaluation/evaluate.h
//
// Flags to answers. All flags of a datafile share one resolved context, so evaluating them together costs a walk over conditions and at
// most three hashes per flag. Allocates nothing per flag; safe from any thread while nobody changes the datafile.

#ifndef ASSAY_EVALUATION_EVALUATE_H_
#define ASSAY_EVALUATION_EVALUATE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "assay/evaluation/flag.h"
#include "assay/evaluation/reason.h"
#include "assay/targeting/attributes.h"

namespace assay {

struct EvaluationDetails {
  std::optional<std::uint32_t> variant;  // index into Flag::variants; none exactly when the reason is ERROR
  std::optional<std::uint32_t> rule;     // index into Flag::rules: the one that decided, or that failed
  Reason reason = Reason::kUnknown;
  ErrorCode error_code = ErrorCode::kNone;
};

// Details that say what went wrong, for example kInvalidContext when ResolvedContext::Resolve() refused the context.
[[nodiscard]] EvaluationDetails EvaluationError(ErrorCode code);

// The answer of datafile.flags[flag] for a context.
//
//   datafile  after ValidateDatafile()
//   flag      an index outside datafile.flags gives ERROR, FLAG_NOT_FOUND
//   context   resolved against datafile.attributes
//
// In this order:
//   1. malformed flag                              ERROR, PARSE_ERROR
//   2. not enabled                                 default variant, DISABLED
//   3. no rules                                    default variant, STATIC
//   4. each rule in turn whose conditions all hold:
//        fixed variant                             that variant, TARGETING_MATCH
//        split, unit id missing or unusable        ERROR, TARGETING_KEY_MISSING or INVALID_CONTEXT (unit_id.h)
//        split, unit outside the layer's range or the coverage, or in no slot: on to the next rule
//        split otherwise                           the slot's variant, SPLIT
//   5. nothing applied                             default variant, DEFAULT
[[nodiscard]] EvaluationDetails Evaluate(const Datafile& datafile, std::size_t flag, const ResolvedContext& context);

// Evaluate() of every flag: details[i] is that of datafile.flags[i]. Resizes `details`, whose memory is reused by the next call.
void EvaluateAll(const Datafile& datafile, const ResolvedContext& context, std::vector<EvaluationDetails>& details);

}  // namespace assay

#endif  // ASSAY_EVALUATION_EVALUATE_H_
