// assay/evaluation/evaluator.h
//
// Flags to answers: one datafile, one context at a time. A flag is evaluated when it is first asked for, and what flags share (segments,
// prerequisites) is evaluated once per context. Not thread-safe.

#ifndef ASSAY_EVALUATION_EVALUATOR_H_
#define ASSAY_EVALUATION_EVALUATOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/evaluation/datafile.h"
#include "assay/evaluation/exposure.h"
#include "assay/evaluation/reason.h"
#include "assay/targeting/interpreter.h"

namespace assay {

struct EvaluationDetails {
  std::optional<std::uint32_t> variant;  // of the flag; none when the reader's default is to be used
  std::optional<std::uint32_t> rule;     // of the flag: the one that decided, or that failed
  Reason reason = Reason::kUnknown;
  ErrorCode error_code = ErrorCode::kNone;  // kNone exactly when the reason is not ERROR
  std::optional<double> bucket;             // the number that a Choose found in a range
};

// Details that say what went wrong, for example kInvalidContext when there is no context to evaluate for.
[[nodiscard]] EvaluationDetails EvaluationError(ErrorCode code);

class Evaluator final : private HostOperations {
 public:
  Evaluator() : interpreter_(*this) {}
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // From now on answers for `datafile`, which is validated and outlives this. Forgets the context.
  void Attach(const Datafile& datafile);

  // Forgets the context and every answer. Returns where to put the new one: Interpreter::attributes(), set_now().
  Interpreter& NewContext();

  // From now on, until the next context, `flag` answers `variant` with reason STATIC and no rule, whatever its rules say: a person is looking
  // at that variant on purpose. Ignored for a malformed flag and for what does not exist.
  void Force(std::size_t flag, std::uint32_t variant);

  // The answer of datafile.flags[flag]. Valid until the next context. In this order:
  //   1. no such flag                                ERROR, FLAG_NOT_FOUND
  //   2. malformed flag                              ERROR, PARSE_ERROR
  //   3. forced                                      that variant, STATIC
  //   4. not enabled                                 default variant, DISABLED
  //   5. no rules                                    default variant, STATIC
  //   6. each rule in turn whose condition is truthy:
  //        Serve                                     that variant, or none, with the rule's reason
  //        Choose                                    the variant of the first range that holds the number, with the rule's reason; a value that is
  //                                                  no number, or in no range: on to the next rule
  //        Named                                     the variant whose key the value is, with the rule's reason; for null the default variant,
  //                                                  DEFAULT; else ERROR with the rule's error code, or when it has none on to the next rule
  //        Fail                                      ERROR with the rule's error code
  //   7. nothing decided                             default variant, DEFAULT
  // An expression that fails ends it with ERROR and its code. A flag that needs its own answer fails with PARSE_ERROR.
  const EvaluationDetails& Evaluate(std::size_t flag);

  // The exposure that reading `flag` stands for, or nothing when it stands for none: the rule that decided must name an experiment, and nobody
  // may have forced the variant. Valid until the next call and the next context.
  std::optional<Exposure> ExposureOf(std::size_t flag);

  [[nodiscard]] const Datafile* datafile() const { return datafile_; }
  Interpreter& interpreter() { return interpreter_; }
  [[nodiscard]] const Interpreter& interpreter() const { return interpreter_; }

 private:
  // The answer of a flag for the context that `context` counts; of an earlier one it is no longer the answer.
  struct Answer {
    EvaluationDetails details;
    std::uint32_t context = 0;
    bool running = false;
  };

  Value Call(const std::uint32_t* node) override;
  Value VendorHash(const std::uint32_t* node);
  Value AskFlag(const std::uint32_t* node);
  bool InSet(const IdSet& set, const Value& value);

  // Fill `details`, which is as new. Apply() returns whether the rule decided.
  void Decide(const Flag& flag, EvaluationDetails& details);
  bool Apply(const Flag& flag, const Rule& rule, EvaluationDetails& details);

  const Datafile* datafile_ = nullptr;
  Interpreter interpreter_;
  std::vector<Answer> answers_;  // by flag
  std::uint32_t context_ = 0;
  std::uint32_t running_ = 0;  // evaluations inside each other
};

}  // namespace assay

#endif  // ASSAY_EVALUATION_EVALUATOR_H_
