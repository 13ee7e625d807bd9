#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/base/sort.h"
#include "assay/behavior/cohort.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/engine/limits.h"

namespace assay {
namespace {

CohortNode Bind(const WireCohortNode& asked) {
  CohortNode node;
  node.kind = static_cast<CohortKind>(asked.kind);
  node.children = asked.children;
  node.match = BindMatch(asked.match);
  if (asked.start_ms) node.range.start = *asked.start_ms;
  if (asked.end_ms) node.range.end = *asked.end_ms;
  node.count = static_cast<CohortCount>(asked.count);
  node.times = asked.times;
  node.properties = BindConditions(asked.properties);
  return node;
}

// The first `count` ids of the users, ascending by bytes, so that they do not depend on the order in which users came. O(users log users).
std::vector<std::string> FirstIds(const Table& table, const UserSet& users, std::size_t count) {
  std::vector<std::string_view> ids;
  for (UserIndex user = 0; count > 0 && user < users.user_count(); ++user) {
    if (users.Contains(user)) ids.push_back(table.users().Text(user));
  }
  const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(count, ids.size()));
  SortSmall(ids);
  return {ids.begin(), end};
}

}  // namespace

std::size_t CountParts(std::span<const WireCohortNode> nodes) {
  std::size_t parts = nodes.size();
  for (const WireCohortNode& node : nodes) parts += node.children.size() + CountParts(node.match.where) + CountParts(node.properties);
  return parts;
}

std::size_t CountParts(const WireCohortQuery& cohort) { return CountParts(std::span<const WireCohortNode>(cohort.nodes)); }

Result<UserSet> AnswerUsers(const Table& table, std::span<const WireCohortNode> nodes, std::span<const WireCondition> filter) {
  CohortQuery query;
  for (const WireCohortNode& node : nodes) query.nodes.push_back(Bind(node));
  query.filter = BindConditions(filter);
  return ComputeCohort(table, query);
}

Result<WireResult> AnswerCohort(const Table& table, const QuerySource& source, const WireCohortQuery& asked) {
  if (source.users != nullptr) return InvalidArgument("cohort: a cohort of a cohort is written with 'all'");
  const Result<UserSet> users = AnswerUsers(table, asked.nodes, source.query.filter);
  if (!users.ok()) return users.status();
  WireCohortResult wire;
  wire.size = ToWireProportion(users->count(), table.person_count());
  wire.ids = FirstIds(table, *users, std::min<std::size_t>(asked.max_ids, kMaxCohortIds));
  return WireResult{std::move(wire), table.rows(), 0};  // it looks at the whole store
}

}  // namespace assay
