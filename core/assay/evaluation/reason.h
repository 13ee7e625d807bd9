// assay/evaluation/reason.h
//
// Why an evaluation gave what it gave, in OpenFeature's words. The numbers cross the WASM boundary: append only, never renumber.

#ifndef ASSAY_EVALUATION_REASON_H_
#define ASSAY_EVALUATION_REASON_H_

#include <cstdint>

namespace assay {

// Source: OpenFeature specification, "Types and Data Structures", resolution reason.
enum class Reason : std::uint8_t {
  kStatic = 0,          // the flag has no rules
  kDefault = 1,         // no rule applied
  kTargetingMatch = 2,  // the conditions of a rule with one fixed variant held
  kSplit = 3,           // a rule divided units between variants
  kCached = 4,          // answered from a cache; used by the layers above the core
  kDisabled = 5,        // the flag is switched off
  kUnknown = 6,         // used by the layers above the core
  kStale = 7,           // the datafile is known to be out of date; used by the layers above the core
  kError = 8,           // see the error code
};

// Source: OpenFeature specification, "Types and Data Structures", error code.
enum class ErrorCode : std::uint8_t {
  kNone = 0,
  kProviderNotReady = 1,  // no datafile yet; used by the layers above the core
  kFlagNotFound = 2,
  kParseError = 3,           // the flag is malformed in the datafile
  kTypeMismatch = 4,         // the value is not of the type asked for; used by the layers above the core
  kTargetingKeyMissing = 5,  // the attribute that holds the unit id is missing or empty
  kInvalidContext = 6,       // the context is malformed, or the unit id is of a type that cannot be one
  kGeneral = 7,
};

// The names as users see them, for example "TARGETING_MATCH" and "FLAG_NOT_FOUND"; kNone is "NONE". Static storage.
const char* ReasonName(Reason reason);
const char* ErrorCodeName(ErrorCode code);

}  // namespace assay

#endif  // ASSAY_EVALUATION_REASON_H_
