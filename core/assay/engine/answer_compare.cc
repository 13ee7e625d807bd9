#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "assay/behavior/funnel_compare.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/engine/bind_funnel.h"

namespace assay {
namespace {

WireFunnelComparison ToWire(const FunnelComparison& comparison, const Table& table) {
  WireFunnelComparison wire{comparison.users, comparison.further, comparison.less_far, {}, {}};
  wire.reasons.assign(comparison.reasons.begin(), comparison.reasons.end());
  wire.samples.reserve(comparison.samples.size());
  for (const FunnelDisagreement& sample : comparison.samples) {
    wire.samples.push_back(
        {std::string(table.users().Text(sample.user)), sample.first_level, sample.level, static_cast<WireFunnelDifference>(sample.reason)});
  }
  return wire;
}

std::uint64_t CountEvents(const Table& table, TimeRange range) {
  Scan scan(table, range);
  while (scan.Next()) {
  }
  return scan.rows_in_range();
}

}  // namespace

std::size_t CountParts(const WireCompareQuery& compare) { return CountFunnelParts(compare.funnel) + compare.presets.size(); }

Result<WireResult> AnswerCompare(const Table& table, const QuerySource& source, const WireCompareQuery& asked) {
  Result<FunnelQuery> query = BindFunnel(asked.funnel);
  if (!query.ok()) return query.status();
  BindScope(source, *query);
  std::vector<FunnelComparand> presets;
  presets.reserve(asked.presets.size());
  for (const WireFunnelRules& rules : asked.presets) presets.push_back(BindFunnelRules(rules));
  const Result<std::vector<FunnelComparison>> comparisons = CompareFunnelPresets(table, *query, presets, asked.samples);
  if (!comparisons.ok()) return comparisons.status();
  WireCompareResult wire;
  for (const FunnelComparison& comparison : *comparisons) wire.comparisons.push_back(ToWire(comparison, table));
  return WireResult{std::move(wire), CountEvents(table, query->range), 0};
}

}  // namespace assay
