// assay/snapshot/row_group_snapshot.h
//
// A row group as bytes (row_group.fbs) and back. A snapshot stands alone: it carries its own dictionary and its rows' sequence numbers, so
// snapshots may be loaded in any order, beside journal segments that hold the same events, and no event is stored twice.

#ifndef ASSAY_SNAPSHOT_ROW_GROUP_SNAPSHOT_H_
#define ASSAY_SNAPSHOT_ROW_GROUP_SNAPSHOT_H_

#include <cstddef>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/columnar/table.h"
#include "assay/ingest/ingestor.h"

namespace assay {

// Row group `index` (below table.row_groups()) as one finished FlatBuffer. The same rows give the same bytes on every platform. O(rows).
ByteBuffer SaveRowGroup(const Table& table, std::size_t index);

// Adds the rows of a snapshot (its first byte aligned to 8) through `ingestor`, except those whose sequence numbers are stored already.
//
// Errors: kDataLoss when the bytes are not a well-formed snapshot, kUnimplemented when a newer version wrote them, kInvalidArgument and
//         kResourceExhausted as ValidateEventBatch() and Ingestor::Ingest(). A snapshot with several runs of sequence numbers may then have
//         been added in part; loading it again, or the journal, completes it.
Result<IngestReport> LoadRowGroup(ByteView bytes, Ingestor& ingestor);

}  // namespace assay

#endif  // ASSAY_SNAPSHOT_ROW_GROUP_SNAPSHOT_H_
