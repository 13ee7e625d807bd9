#include "assay/engine/flag_engine.h"

#include <cstring>
#include <optional>

#include "assay/evaluation/explain.h"
#include "assay/evaluation/validate.h"
#include "assay/wire/context.h"
#include "assay/wire/decode_datafile.h"

namespace assay {

namespace {

const EvaluationDetails kNoContext = EvaluationError(ErrorCode::kInvalidContext);

}  // namespace

Status FlagEngine::Load(ByteView datafile) {
  Datafile& next = datafiles_[1 - used_];
  if (const Status status = DecodeDatafile(datafile, next); !status.ok()) return status;
  if (const Status status = ValidateDatafile(next); !status.ok()) return status;
  used_ = 1 - used_;
  datafiles_[1 - used_].bytes = {};
  evaluator_.Attach(next);
  context_status_ = {};
  return {};
}

Status FlagEngine::SetContext(ByteView context) {
  context_bytes_.resize(context.size());
  if (!context.empty()) std::memcpy(context_bytes_.data(), context.data(), context.size());
  context_status_ = ReadContext(context_bytes_, evaluator_);
  return context_status_;
}

const EvaluationDetails& FlagEngine::Evaluate(std::size_t flag) { return context_status_.ok() ? evaluator_.Evaluate(flag) : kNoContext; }

bool FlagEngine::TakeExposure(std::size_t flag) {
  if (!context_status_.ok()) return false;
  const std::optional<Exposure> exposure = evaluator_.ExposureOf(flag);
  return exposure.has_value() && logged_.Insert(ExposureKey(*exposure));
}

ByteBuffer FlagEngine::Explain(std::size_t flag) { return context_status_.ok() ? assay::Explain(evaluator_, flag) : ByteBuffer(); }

}  // namespace assay
