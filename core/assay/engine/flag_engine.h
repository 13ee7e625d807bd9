// assay/engine/flag_engine.h
//
// The façade of flags.wasm: a datafile and a context in, every flag's answer out. One instance serves one page. Not thread-safe.

#ifndef ASSAY_ENGINE_FLAG_ENGINE_H_
#define ASSAY_ENGINE_FLAG_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/evaluation/evaluate.h"
#include "assay/evaluation/exposure.h"
#include "assay/evaluation/flag.h"

namespace assay {

class FlagEngine {
 public:
  // Takes a compiled datafile (wire/datafile.fbs, aligned to 8). Malformed flags are marked and fail alone. The context stays and is
  // evaluated again against the new datafile.
  //
  // Errors: as DecodeDatafile(); the datafile in use stays in use.
  Status Load(ByteView datafile);

  // What JavaScript must know of the datafile in use: EncodeManifest() of wire/context.h.
  [[nodiscard]] ByteBuffer Manifest() const;

  // Takes a context (bytes as in wire/context.h) and evaluates every flag for it.
  //
  // Errors: as DecodeContext() and ResolvedContext::Resolve(); then no context is set and every flag answers ERROR, INVALID_CONTEXT.
  Status SetContext(ByteView context);

  // One answer per flag, in the datafile's order. Valid until the next call that is not const.
  [[nodiscard]] std::span<const EvaluationDetails> details() const { return details_; }

  // Whether the answer to `flag` is an exposure that was not yet logged; from now on it counts as logged. False for a flag out of range.
  [[nodiscard]] bool TakeExposure(std::size_t flag);

 private:
  void EvaluateContext();
  Status ResolveContext();

  Datafile datafile_;
  ByteBuffer context_bytes_;  // the texts of context_ are views into it
  Status context_status_;
  ResolvedContext context_;
  std::vector<EvaluationDetails> details_;
  ExposureDedup logged_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_FLAG_ENGINE_H_
