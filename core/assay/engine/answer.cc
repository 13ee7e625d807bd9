#include "assay/engine/answer.h"

#include <span>
#include <variant>

#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/engine/limits.h"

namespace assay {
namespace {

struct AnswerKind {
  const Table& table;
  const QuerySource& source;

  Result<WireResult> operator()(const WireFunnelQuery& asked) const { return AnswerFunnel(table, source, asked); }
  Result<WireResult> operator()(const WireCompareQuery& asked) const { return AnswerCompare(table, source, asked); }
  Result<WireResult> operator()(const WireMetricQuery& asked) const { return AnswerMetric(table, source, asked); }
  Result<WireResult> operator()(const WireTaskQuery& asked) const { return AnswerTask(table, source, asked); }
  Result<WireResult> operator()(const WireExperimentQuery& asked) const { return AnswerExperiment(table, source, asked); }
  Result<WireResult> operator()(const WireFormulaQuery& asked) const { return AnswerFormula(table, source, asked); }
  Result<WireResult> operator()(const WireRetentionQuery& asked) const { return AnswerRetention(table, source, asked); }
  Result<WireResult> operator()(const WirePathsQuery& asked) const { return AnswerPaths(table, source, asked); }
  Result<WireResult> operator()(const WireLifecycleQuery& asked) const { return AnswerLifecycle(table, source, asked); }
  Result<WireResult> operator()(const WireStickinessQuery& asked) const { return AnswerStickiness(table, source, asked); }
  Result<WireResult> operator()(const WireSequenceQuery& asked) const { return AnswerSequence(table, source, asked); }
  Result<WireResult> operator()(const WireCohortQuery& asked) const { return AnswerCohort(table, source, asked); }
};

}  // namespace

Status CheckQuerySize(const WireQuery& query) {
  const std::size_t parts = std::visit([](const auto& asked) { return CountParts(asked); }, query.kind);
  if (CountParts(query.filter) + CountParts(std::span<const WireCohortNode>(query.cohort)) + parts > kMaxQueryParts) {
    return ResourceExhausted("query: more than 1024 conditions, operands and alternatives");
  }
  if (query.by.size() > kMaxGroupBy) return ResourceExhausted("by: more than 8 properties");
  return {};
}

Result<WireResult> Answer(const Table& table, const WireQuery& query) {
  if (Status status = CheckQuerySize(query); !status.ok()) return status;
  if (query.cohort.empty()) return std::visit(AnswerKind{table, QuerySource{query}}, query.kind);
  const Result<UserSet> users = AnswerUsers(table, query.cohort, {});
  if (!users.ok()) return users.status();
  return std::visit(AnswerKind{table, QuerySource{query, &*users}}, query.kind);
}

}  // namespace assay
