// assay/engine/assign_request.h
//
// Assigning many units, bytes to bytes: too many numbers for FlatBuffers to be of any help. Little-endian; grammar in wasm/ABI.md.

#ifndef ASSAY_ENGINE_ASSIGN_REQUEST_H_
#define ASSAY_ENGINE_ASSIGN_REQUEST_H_

#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

// The answer to a request: AssignUnits() of assignment/assign_units.h, u16 per id.
//   request  u32 coverage_ppm, u32 total, u32 slots, u32 ids, u32 salt bytes; per slot u32 start, u32 end, u32 variant; per id u32 end; the salt; the
//            ids' bytes. Aligned to 4.
//
// Errors: kDataLoss when the bytes end early; as AssignUnits().
Result<ByteBuffer> AnswerAssignRequest(ByteView request);

}  // namespace assay

#endif  // ASSAY_ENGINE_ASSIGN_REQUEST_H_
