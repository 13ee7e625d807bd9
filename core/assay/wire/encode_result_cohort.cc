#include <string>
#include <vector>

#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {

flatbuffers::Offset<fb::CohortResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireCohortResult& cohort) {
  const auto size = EncodeProportion(fbb, cohort.size);
  const auto ids = fbb.CreateVectorOfStrings(cohort.ids);
  return fb::CreateCohortResult(fbb, size, ids);
}

}  // namespace assay
