// assay/engine/flag_engine.h
//
// The façade of flags.wasm: a datafile and a context in, answers out. One instance serves one page. Not thread-safe.

#ifndef ASSAY_ENGINE_FLAG_ENGINE_H_
#define ASSAY_ENGINE_FLAG_ENGINE_H_

#include <cstddef>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/evaluation/datafile.h"
#include "assay/evaluation/evaluator.h"
#include "assay/evaluation/exposure.h"

namespace assay {

class FlagEngine {
 public:
  // Takes a compiled datafile (wire/datafile.fbs, aligned to 8). Malformed flags fail alone. Forgets the context,
  // which named attributes by their places in the datafile before.
  //
  // Errors: as DecodeDatafile() and ValidateDatafile(); the datafile in use stays in use.
  Status Load(ByteView datafile);

  // Takes a context (bytes as in wire/context.h).
  //
  // Errors: as ReadContext(); then no context is set and every flag answers ERROR, INVALID_CONTEXT.
  Status SetContext(ByteView context);

  // How many flags the datafile in use has.
  [[nodiscard]] std::size_t flags() const { return datafiles_[used_].flags.size(); }

  // The answer of a flag by its place in the datafile; valid until the next call.
  const EvaluationDetails& Evaluate(std::size_t flag);

  // Whether an answer for this context depended on the instant that the context named.
  [[nodiscard]] bool looked_at_clock() const { return evaluator_.interpreter().looked_at_clock(); }

  // Whether the answer to `flag` is an exposure that was not yet logged; from now on it counts as logged. False for a flag out of range.
  [[nodiscard]] bool TakeExposure(std::size_t flag);

  // Explain() of evaluation/explain.h; empty without a context.
  ByteBuffer Explain(std::size_t flag);

 private:
  Datafile datafiles_[2];  // the one in use and the one that is being loaded
  std::size_t used_ = 0;
  Evaluator evaluator_;
  ByteBuffer context_bytes_;  // the texts of the context are views into it
  Status context_status_;
  ExposureDedup logged_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_FLAG_ENGINE_H_
