// assay/wire/decode_datafile.h
//
// Bytes of a compiled datafile (datafile.fbs) -> Datafile, which keeps its own copy of them: its texts are views into that copy.

#ifndef ASSAY_WIRE_DECODE_DATAFILE_H_
#define ASSAY_WIRE_DECODE_DATAFILE_H_

#include <cstddef>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/evaluation/datafile.h"

namespace assay {

// A larger datafile is refused before it is looked at: a page must not hang over one.
inline constexpr std::size_t kMaxDatafileBytes = std::size_t{4} << 20;

// Makes `datafile` the one that `bytes` hold. Nothing but its texts is looked at: that indexes and programs are sound is ValidateDatafile()'s to
// say. On error `datafile` is not to be used.
//
// Errors: kResourceExhausted when there are more than kMaxDatafileBytes; kDataLoss when the bytes are not a well-formed datafile; kUnimplemented
//         when their format number is another than this build reads; kInvalidArgument, as TextIndex::Build.
Status DecodeDatafile(ByteView bytes, Datafile& datafile);

}  // namespace assay

#endif  // ASSAY_WIRE_DECODE_DATAFILE_H_
