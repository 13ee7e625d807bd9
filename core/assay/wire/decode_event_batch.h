// assay/wire/decode_event_batch.h
//
// Bytes of an EventBatch (event_batch.fbs) -> EventBatchView. O(strings + properties): rows are not touched, the view points into the bytes.

#ifndef ASSAY_WIRE_DECODE_EVENT_BATCH_H_
#define ASSAY_WIRE_DECODE_EVENT_BATCH_H_

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/event/event_batch.h"

namespace assay {

// The batch that `bytes` hold. The structure is verified here (offsets, alignment, identifier, dictionary ends); what the columns say is
// not: pass the view to ValidateEventBatch() before using it. The view is valid as long as `bytes` are.
//
//   bytes   one finished FlatBuffer, its first byte aligned to 8.
//
// Errors: kDataLoss when the bytes are not a well-formed batch, kUnimplemented when their format number is newer than this build reads,
//         kInvalidArgument when `bytes` are not aligned.
Result<EventBatchView> DecodeEventBatch(ByteView bytes);

}  // namespace assay

#endif  // ASSAY_WIRE_DECODE_EVENT_BATCH_H_
