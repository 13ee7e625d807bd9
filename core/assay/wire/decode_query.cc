#include <utility>

#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"
#include "assay/wire/generated/query_generated.h"
#include "assay/wire/query.h"
#include "assay/wire/verify.h"

namespace assay {
namespace {

template <typename T>
Status Store(Result<T> decoded, WireQuery& query) {
  if (!decoded.ok()) return decoded.status();
  query.kind = *std::move(decoded);
  return {};
}

Status DecodeKind(const fb::Query& source, WireQuery& query) {
  if (source.kind() == nullptr) return InvalidArgument("query: needs a kind, such as a funnel or a metric");
  switch (source.kind_type()) {
    case fb::QueryKind::FunnelQuery: return Store(DecodeFunnel(*source.kind_as_FunnelQuery()), query);
    case fb::QueryKind::CompareQuery: return Store(DecodeCompare(*source.kind_as_CompareQuery()), query);
    case fb::QueryKind::MetricQuery: return Store(DecodeMetric(*source.kind_as_MetricQuery()), query);
    case fb::QueryKind::TaskQuery: return Store(DecodeTask(*source.kind_as_TaskQuery()), query);
    case fb::QueryKind::ExperimentQuery: return Store(DecodeExperiment(*source.kind_as_ExperimentQuery()), query);
    case fb::QueryKind::FormulaQuery: return Store(DecodeFormula(*source.kind_as_FormulaQuery()), query);
    case fb::QueryKind::RetentionQuery: return Store(DecodeRetention(*source.kind_as_RetentionQuery()), query);
    case fb::QueryKind::PathsQuery: return Store(DecodePaths(*source.kind_as_PathsQuery()), query);
    case fb::QueryKind::LifecycleQuery: return Store(DecodeLifecycle(*source.kind_as_LifecycleQuery()), query);
    case fb::QueryKind::StickinessQuery: return Store(DecodeStickiness(*source.kind_as_StickinessQuery()), query);
    case fb::QueryKind::SequenceQuery: return Store(DecodeSequence(*source.kind_as_SequenceQuery()), query);
    case fb::QueryKind::CohortQuery: return Store(DecodeCohort(*source.kind_as_CohortQuery()), query);
    case fb::QueryKind::NONE: break;
  }
  return Unimplemented("query: a kind this build does not know");
}

Status DecodeZone(const fb::Query& source, std::vector<WireZoneTransition>& zone) {
  const std::size_t count = source.zone_from_ms() == nullptr ? 0 : source.zone_from_ms()->size();
  if (count != (source.zone_offset_ms() == nullptr ? 0 : source.zone_offset_ms()->size())) {
    return InvalidArgument("zone: needs one offset per transition");
  }
  if (!HasAlignedElements(source.zone_from_ms())) return DataLoss("zone: transitions are not aligned");
  for (flatbuffers::uoffset_t i = 0; i < count; ++i) {
    const Result<TimestampMs> from =
        WholeMs(source.zone_from_ms()->Get(i), kMinTimestampMs, kMaxTimestampMs, "zone: must be whole ms inside the range of dates");
    if (!from.ok()) return from.status();
    zone.push_back({*from, source.zone_offset_ms()->Get(i)});
  }
  return {};
}

Status DecodeBucket(const fb::Query& source, WireQuery& query) {
  if (source.bucket_unit() > fb::BucketUnit::MAX) return Unimplemented("bucket: a unit this build does not know");
  query.bucket_unit = static_cast<WireBucketUnit>(source.bucket_unit());
  if (!source.bucket_ms().has_value()) return {};
  if (query.bucket_unit != WireBucketUnit::kFixed) return InvalidArgument("bucket: either a width or a unit");
  const Result<DurationMs> bucket = WholeDuration(*source.bucket_ms(), "bucket: must be a positive whole number of ms");
  if (!bucket.ok()) return bucket.status();
  query.bucket_ms = *bucket;
  return {};
}

// 0, or a duration.
Status DecodeCompare(const fb::Query& source, WireQuery& query) {
  if (!source.compare_ms().has_value()) return {};
  const Result<DurationMs> compare =
      WholeMs(*source.compare_ms(), 0, kMaxTimestampMs - kMinTimestampMs, "compare: must be a whole number of ms");
  if (!compare.ok()) return compare.status();
  query.compare_ms = *compare;
  return {};
}

}  // namespace

Result<WireQuery> DecodeQuery(ByteView bytes) {
  const Result<const fb::Query*> root = VerifiedRoot<fb::Query>(bytes, fb::QueryIdentifier());
  if (!root.ok()) return root.status();
  const fb::Query& source = **root;

  WireQuery query;
  if (Status status = DecodeKind(source, query); !status.ok()) return status;
  if (Status status = DecodeConditions(source.filter(), query.filter); !status.ok()) return status;
  if (source.by() != nullptr) {
    for (const flatbuffers::String* name : *source.by()) {
      if (Status status = CopyText(name, query.by.emplace_back()); !status.ok()) return status;
      if (query.by.back().empty()) return InvalidArgument("by: a property's name must not be empty");
    }
  }
  if (Status status = DecodeInstant(source.start_ms(), query.start_ms); !status.ok()) return status;
  if (Status status = DecodeInstant(source.end_ms(), query.end_ms); !status.ok()) return status;
  if (Status status = DecodeBucket(source, query); !status.ok()) return status;
  if (Status status = DecodeZone(source, query.zone); !status.ok()) return status;
  if (Status status = DecodeCompare(source, query); !status.ok()) return status;
  if (Status status = DecodeCohortNodes(source.cohort(), query.cohort); !status.ok()) return status;
  query.max_groups = source.max_groups();
  query.other = source.other();
  return query;
}

}  // namespace assay
