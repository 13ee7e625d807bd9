#include "assay/evaluation/reason.h"

namespace assay {

const char* ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kStatic: return "STATIC";
    case Reason::kDefault: return "DEFAULT";
    case Reason::kTargetingMatch: return "TARGETING_MATCH";
    case Reason::kSplit: return "SPLIT";
    case Reason::kCached: return "CACHED";
    case Reason::kDisabled: return "DISABLED";
    case Reason::kUnknown: return "UNKNOWN";
    case Reason::kStale: return "STALE";
    case Reason::kError: return "ERROR";
  }
  return "UNKNOWN";
}

const char* ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNone: return "NONE";
    case ErrorCode::kProviderNotReady: return "PROVIDER_NOT_READY";
    case ErrorCode::kFlagNotFound: return "FLAG_NOT_FOUND";
    case ErrorCode::kParseError: return "PARSE_ERROR";
    case ErrorCode::kTypeMismatch: return "TYPE_MISMATCH";
    case ErrorCode::kTargetingKeyMissing: return "TARGETING_KEY_MISSING";
    case ErrorCode::kInvalidContext: return "INVALID_CONTEXT";
    case ErrorCode::kGeneral: return "GENERAL";
  }
  return "GENERAL";
}

}  // namespace assay
