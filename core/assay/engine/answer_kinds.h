// assay/engine/answer_kinds.h
//
// What is done for each kind of query. `source` is the whole query of which `asked` is the kind. Internal to engine.

#ifndef ASSAY_ENGINE_ANSWER_KINDS_H_
#define ASSAY_ENGINE_ANSWER_KINDS_H_

#include <cstddef>
#include <span>

#include "assay/aggregate/user_set.h"
#include "assay/base/status.h"
#include "assay/columnar/table.h"
#include "assay/engine/bind.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {

// Errors as of Answer().
Result<WireResult> AnswerFunnel(const Table& table, const QuerySource& source, const WireFunnelQuery& asked);
Result<WireResult> AnswerCompare(const Table& table, const QuerySource& source, const WireCompareQuery& asked);
Result<WireResult> AnswerMetric(const Table& table, const QuerySource& source, const WireMetricQuery& asked);
Result<WireResult> AnswerTask(const Table& table, const QuerySource& source, const WireTaskQuery& asked);
Result<WireResult> AnswerExperiment(const Table& table, const QuerySource& source, const WireExperimentQuery& asked);
Result<WireResult> AnswerFormula(const Table& table, const QuerySource& source, const WireFormulaQuery& asked);
Result<WireResult> AnswerRetention(const Table& table, const QuerySource& source, const WireRetentionQuery& asked);
Result<WireResult> AnswerPaths(const Table& table, const QuerySource& source, const WirePathsQuery& asked);
Result<WireResult> AnswerLifecycle(const Table& table, const QuerySource& source, const WireLifecycleQuery& asked);
Result<WireResult> AnswerStickiness(const Table& table, const QuerySource& source, const WireStickinessQuery& asked);
Result<WireResult> AnswerSequence(const Table& table, const QuerySource& source, const WireSequenceQuery& asked);
Result<WireResult> AnswerCohort(const Table& table, const QuerySource& source, const WireCohortQuery& asked);

// The users that a tree of conditions over the whole store, as far as `filter` passes, says.
Result<UserSet> AnswerUsers(const Table& table, std::span<const WireCohortNode> nodes, std::span<const WireCondition> filter);

// Conditions, operands and alternatives: what the cap on the size of a query counts.
std::size_t CountParts(const WireFunnelQuery& funnel);
std::size_t CountParts(const WireCompareQuery& compare);
std::size_t CountParts(const WireMetricQuery& metric);
std::size_t CountParts(const WireTaskQuery& task);
std::size_t CountParts(const WireExperimentQuery& experiment);
std::size_t CountParts(const WireFormulaQuery& formula);
std::size_t CountParts(const WireRetentionQuery& retention);
std::size_t CountParts(const WirePathsQuery& paths);
std::size_t CountParts(const WireLifecycleQuery& lifecycle);
std::size_t CountParts(const WireStickinessQuery& stickiness);
std::size_t CountParts(const WireSequenceQuery& sequence);
std::size_t CountParts(const WireCohortQuery& cohort);
std::size_t CountParts(std::span<const WireCohortNode> nodes);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANSWER_KINDS_H_
