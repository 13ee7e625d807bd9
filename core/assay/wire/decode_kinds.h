// assay/wire/decode_kinds.h
//
// Reading each kind of query, from verified bytes. Errors as of DecodeQuery(). Internal to wire.

#ifndef ASSAY_WIRE_DECODE_KINDS_H_
#define ASSAY_WIRE_DECODE_KINDS_H_

#include "assay/base/status.h"
#include "assay/wire/generated/query_generated.h"
#include "assay/wire/query.h"

namespace assay {

Result<WireFunnelQuery> DecodeFunnel(const fb::FunnelQuery& source);
Status DecodeFunnelRules(const fb::FunnelRules& source, WireFunnelRules& target);
Result<WireCompareQuery> DecodeCompare(const fb::CompareQuery& source);
Result<WireMetricQuery> DecodeMetric(const fb::MetricQuery& source);
Result<WireAggregateSpec> DecodeAggregate(const fb::AggregateSpec& source);
Result<WireFormulaQuery> DecodeFormula(const fb::FormulaQuery& source);
Result<WireTaskQuery> DecodeTask(const fb::TaskQuery& source);
Result<WireExperimentQuery> DecodeExperiment(const fb::ExperimentQuery& source);
Result<WireRetentionQuery> DecodeRetention(const fb::RetentionQuery& source);
Result<WirePathsQuery> DecodePaths(const fb::PathsQuery& source);
Result<WireLifecycleQuery> DecodeLifecycle(const fb::LifecycleQuery& source);
Result<WireStickinessQuery> DecodeStickiness(const fb::StickinessQuery& source);
Result<WireSequenceQuery> DecodeSequence(const fb::SequenceQuery& source);
Result<WireCohortQuery> DecodeCohort(const fb::CohortQuery& source);

// Appends the nodes to `target`; none where `source` is absent.
Status DecodeCohortNodes(const flatbuffers::Vector<flatbuffers::Offset<fb::CohortNode>>* source, std::vector<WireCohortNode>& target);

}  // namespace assay

#endif  // ASSAY_WIRE_DECODE_KINDS_H_
