// assay/wire/decode_datafile.h
//
// Bytes of a compiled datafile (datafile.fbs) -> Datafile, which keeps its own copy of them: its texts are views into that copy.

#ifndef ASSAY_WIRE_DECODE_DATAFILE_H_
#define ASSAY_WIRE_DECODE_DATAFILE_H_

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/evaluation/flag.h"

namespace assay {

// The datafile that `bytes` hold (aligned to 8). A flag that is malformed (a condition that cannot be compiled, texts that are not UTF-8)
// is marked invalid and keeps its place; whether indexes, slots and salts of the others are sound is ValidateDatafile()'s to say.
//
// Errors: kDataLoss when the bytes are not a well-formed datafile, kUnimplemented when their format number is newer than this build reads,
//         kInvalidArgument when two flags have one key, or a flag's key or a text of a layer is not UTF-8, kResourceExhausted, as
//         Interner::Intern.
Result<Datafile> DecodeDatafile(ByteView bytes);

}  // namespace assay

#endif  // ASSAY_WIRE_DECODE_DATAFILE_H_
