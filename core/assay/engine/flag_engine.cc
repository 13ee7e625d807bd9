#include "assay/engine/flag_engine.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "assay/evaluation/validate.h"
#include "assay/wire/context.h"
#include "assay/wire/decode_datafile.h"

namespace assay {

Status FlagEngine::Load(ByteView datafile) {
  Result<Datafile> decoded = DecodeDatafile(datafile);
  if (!decoded.ok()) return decoded.status();
  datafile_ = *std::move(decoded);
  ValidateDatafile(datafile_);
  EvaluateContext();
  return {};
}

ByteBuffer FlagEngine::Manifest() const { return EncodeManifest(datafile_); }

Status FlagEngine::SetContext(ByteView context) {
  context_bytes_.resize(context.size());
  std::copy(context.begin(), context.end(), context_bytes_.begin());
  EvaluateContext();
  return context_status_;
}

void FlagEngine::EvaluateContext() {
  context_status_ = ResolveContext();
  if (context_status_.ok()) {
    EvaluateAll(datafile_, context_, details_);
    return;
  }
  details_.resize(datafile_.flags.size());
  std::fill(details_.begin(), details_.end(), EvaluationError(ErrorCode::kInvalidContext));
}

Status FlagEngine::ResolveContext() {
  if (context_bytes_.empty()) return context_.Resolve(datafile_.attributes, {});
  const Result<std::vector<Attribute>> attributes = DecodeContext(context_bytes_);
  return attributes.ok() ? context_.Resolve(datafile_.attributes, *attributes) : attributes.status();
}

bool FlagEngine::TakeExposure(std::size_t flag) {
  if (flag >= details_.size() || !context_status_.ok()) return false;
  const std::optional<Exposure> exposure = ExposureOf(datafile_, flag, details_[flag], context_);
  return exposure.has_value() && logged_.Insert(ExposureKey(*exposure));
}

}  // namespace assay
