// assay/wire/context.h
//
// The two messages of flag evaluation that are not FlatBuffers: they are written by a few lines of JavaScript on the page's hottest path,
// where a FlatBuffers builder would cost more bytes than the evaluator. Little-endian, unaligned; grammar in wasm/ABI.md.

#ifndef ASSAY_WIRE_CONTEXT_H_
#define ASSAY_WIRE_CONTEXT_H_

#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/evaluation/flag.h"

namespace assay {

// The attributes that `bytes` hold:
//   u32 count, then per attribute: u32 length, name bytes, u8 type (1 string, 2 number, 3 bool), and
//   a string's u32 length and bytes, a number's f64, or a bool's u8 (0 or 1).
// The texts are views into `bytes` and not yet checked: ResolvedContext::Resolve() does that.
//
// Errors: kDataLoss when the bytes end early, go on too long, or hold an unknown type.
Result<std::vector<Attribute>> DecodeContext(ByteView bytes);

// What JavaScript must know of a datafile to read its answers: per flag, in order, its key, type, validity, variants (key and value as
// JSON) and rules (id and, of a split, experiment, version and the unit's attribute).
//   u32 flags, then per flag: text key, u8 type, u8 invalid, u32 variants { text key, text json }, u32 rules { text id, text experiment,
//   u32 version, text unit }, where a text is u32 length and bytes; experiment and unit are empty for a rule without a split. An invalid
//   flag has no variants and no rules: it always answers PARSE_ERROR.
ByteBuffer EncodeManifest(const Datafile& datafile);

}  // namespace assay

#endif  // ASSAY_WIRE_CONTEXT_H_
