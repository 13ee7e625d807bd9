#include "assay/engine/flag_engine.h"

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
  context_bytes_.assign(context.begin(), context.end());
  EvaluateContext();
  return context_status_;
}

void FlagEngine::EvaluateContext() {
  context_status_ = {};
  std::vector<Attribute> attributes;
  if (!context_bytes_.empty()) {
    Result<std::vector<Attribute>> decoded = DecodeContext(context_bytes_);
    if (decoded.ok()) {
      attributes = *std::move(decoded);
    } else {
      context_status_ = decoded.status();
    }
  }
  if (context_status_.ok()) context_status_ = context_.Resolve(datafile_.attributes, attributes);
  if (context_status_.ok()) {
    EvaluateAll(datafile_, context_, details_);
  } else {
    details_.assign(datafile_.flags.size(), EvaluationError(ErrorCode::kInvalidContext));
  }
}

bool FlagEngine::TakeExposure(std::size_t flag) {
  if (flag >= details_.size() || !context_status_.ok()) return false;
  const std::optional<Exposure> exposure = ExposureOf(datafile_, flag, details_[flag], context_);
  return exposure.has_value() && logged_.Insert(ExposureKey(*exposure));
}

}  // namespace assay
