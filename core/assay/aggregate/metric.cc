#include "assay/aggregate/metric.h"

#include <algorithm>
#include <utility>

#include "assay/aggregate/distinct_counter.h"
#include "assay/aggregate/group_keys.h"
#include "assay/aggregate/numeric_aggregate.h"
#include "assay/aggregate/time_slots.h"
#include "assay/aggregate/top_groups.h"

namespace assay {
namespace {

bool IsNumeric(Aggregate aggregate) { return aggregate >= Aggregate::kSum; }

Status Check(const MetricQuery& query) {
  if (query.aggregates.empty()) return InvalidArgument("aggregates: at least one");
  if (query.max_groups == 0) return InvalidArgument("max_groups: must be above 0");
  if (query.bucket_ms.has_value() && *query.bucket_ms <= 0) return InvalidArgument("bucket_ms: must be above 0");
  if (query.bucket_ms.has_value() && *query.bucket_ms > kMaxTimestampMs)
    return InvalidArgument("bucket_ms: must not be above 100,000,000 days");
  if (query.range.start > query.range.end) return InvalidArgument("range: start must not be after end");
  for (const std::string_view property : query.by) {
    if (property.empty()) return InvalidArgument("by: a property name must not be empty");
  }
  for (const AggregateSpec& spec : query.aggregates) {
    if (spec.aggregate > Aggregate::kQuantile) return InvalidArgument("aggregates: unknown aggregate");
    if (IsNumeric(spec.aggregate) && spec.property.empty()) return InvalidArgument("aggregates: sum to quantile need a property");
    if (spec.aggregate == Aggregate::kQuantile && !(spec.quantile >= 0 && spec.quantile <= 1)) {
      return InvalidArgument("aggregates: quantile must be in [0, 1]");
    }
  }
  return {};
}

// One numeric property with everything that the aggregates ask of it.
struct NumericProperty {
  std::string_view name;
  std::optional<ColumnReader<double>> column;  // nothing when no event carries a number of that name
  NumericAggregate::Wants wants;
  std::optional<NumericAggregate> state;
};

// Where an aggregate of the query finds its answer.
struct Source {
  std::size_t property = 0;
  std::size_t probability = 0;
};

class MetricRun {
 public:
  MetricRun(const Table& table, const MetricQuery& query, Filter filter, EventMatcher match);

  MetricResult Run();

 private:
  void PlanNumeric();
  void AddGroup(Scan& scan);
  void AddDistinct(std::optional<DistinctCounter>& counter, std::span<const std::uint32_t> ids, const Scan& scan,
                   std::span<const RowInGroup> rows, std::span<const std::uint32_t> slots, std::span<const std::uint32_t> keys);
  [[nodiscard]] std::optional<double> Value(const AggregateSpec& spec, const Source& source, std::uint32_t slot) const;
  void Answer(MetricResult& result);

  const Table& table_;
  const MetricQuery& query_;
  Filter filter_;
  EventMatcher match_;
  GroupKeys keys_;
  TimeSlots slots_;
  std::vector<NumericProperty> numeric_;
  std::vector<Source> sources_;  // one per aggregate
  std::optional<DistinctCounter> users_;
  std::optional<DistinctCounter> sessions_;
  std::vector<std::uint64_t> counts_;  // by slot
  std::vector<std::uint64_t> user_counts_;
  std::vector<std::uint64_t> session_counts_;
  std::vector<std::uint32_t> ids_;
};

MetricRun::MetricRun(const Table& table, const MetricQuery& query, Filter filter, EventMatcher match)
    : table_(table), query_(query), filter_(std::move(filter)), match_(std::move(match)), keys_(table, query.by), slots_(query.bucket_ms) {
  PlanNumeric();
  const bool slots_advance = !query.bucket_ms.has_value() || table.times_in_order();
  for (const AggregateSpec& spec : query.aggregates) {
    if (spec.aggregate == Aggregate::kUsers && !users_.has_value()) users_.emplace(table.users().size(), slots_advance);
    if (spec.aggregate == Aggregate::kSessions && !sessions_.has_value()) sessions_.emplace(table.sessions().size(), slots_advance);
  }
}

void MetricRun::PlanNumeric() {
  for (const AggregateSpec& spec : query_.aggregates) {
    Source source;
    if (IsNumeric(spec.aggregate)) {
      auto at = std::find_if(numeric_.begin(), numeric_.end(), [&](const NumericProperty& known) { return known.name == spec.property; });
      if (at == numeric_.end()) at = numeric_.insert(at, NumericProperty{spec.property, {}, {}, {}});
      source.property = static_cast<std::size_t>(at - numeric_.begin());
      at->wants.sums |= spec.aggregate == Aggregate::kSum || spec.aggregate == Aggregate::kMean;
      at->wants.extremes |= spec.aggregate == Aggregate::kMin || spec.aggregate == Aggregate::kMax;
      source.probability = at->wants.probabilities.size();
      if (spec.aggregate == Aggregate::kQuantile) at->wants.probabilities.push_back(spec.quantile);
    }
    sources_.push_back(source);
  }
  for (NumericProperty& property : numeric_) {
    const std::optional<ColumnId> column = table_.FindColumn(property.name, PropertyType::kNumber);
    if (column.has_value()) property.column.emplace(*column);
    property.state.emplace(property.wants);
  }
}

void MetricRun::AddDistinct(std::optional<DistinctCounter>& counter, std::span<const std::uint32_t> ids, const Scan& scan,
                            std::span<const RowInGroup> rows, std::span<const std::uint32_t> slots, std::span<const std::uint32_t> keys) {
  if (!counter.has_value() || ids.empty()) return;
  if (rows.size() != scan.rows()) {
    ids_.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) ids_[i] = ids[rows[i]];
    ids = ids_;
  }
  counter->Add(slots, keys, ids, slots_.size(), keys_.size());
}

void MetricRun::AddGroup(Scan& scan) {
  match_.Retain(scan, scan.selection());
  filter_.Retain(scan, scan.selection());
  const std::span<const RowInGroup> rows = scan.selection().rows();
  const std::span<const std::uint32_t> keys = keys_.Resolve(scan, rows);
  const std::span<const std::uint32_t> slots = slots_.Resolve(scan, rows, keys, keys_.size());
  counts_.resize(slots_.size());
  for (const std::uint32_t slot : slots) ++counts_[slot];
  AddDistinct(users_, scan.users(), scan, rows, slots, keys);
  AddDistinct(sessions_, scan.sessions(), scan, rows, slots, keys);
  for (NumericProperty& property : numeric_) {
    if (property.column.has_value()) property.state->Add(slots, property.column->Pick(scan.group(), rows), slots_.size());
  }
}

MetricResult MetricRun::Run() {
  MetricResult result;
  Scan scan(table_, query_.range);
  while (scan.Next()) AddGroup(scan);
  result.events_scanned = scan.rows_in_range();

  // The one row of a query without groups and buckets exists without events, too: slot 0.
  const std::uint32_t slot_count = query_.by.empty() && !query_.bucket_ms.has_value() ? 1 : slots_.size();
  counts_.resize(slot_count);
  if (users_.has_value()) user_counts_ = users_->Finish(slot_count);
  if (sessions_.has_value()) session_counts_ = sessions_->Finish(slot_count);
  for (NumericProperty& property : numeric_) property.state->Finish(slot_count);
  Answer(result);
  return result;
}

std::optional<double> MetricRun::Value(const AggregateSpec& spec, const Source& source, std::uint32_t slot) const {
  switch (spec.aggregate) {
    case Aggregate::kCount: return static_cast<double>(counts_[slot]);
    case Aggregate::kUsers: return static_cast<double>(user_counts_[slot]);
    case Aggregate::kSessions: return static_cast<double>(session_counts_[slot]);
    default: break;
  }
  const NumericAggregate& state = *numeric_[source.property].state;
  if (state.Count(slot) == 0) return std::nullopt;
  switch (spec.aggregate) {
    case Aggregate::kSum: return state.Sum(slot);
    case Aggregate::kMean: return state.Sum(slot) / static_cast<double>(state.Count(slot));
    case Aggregate::kMin: return state.Min(slot);
    case Aggregate::kMax: return state.Max(slot);
    default: return state.Quantile(slot, source.probability);
  }
}

void MetricRun::Answer(MetricResult& result) {
  const auto slot_count = static_cast<std::uint32_t>(counts_.size());
  std::vector<std::uint64_t> events(keys_.size(), 0);
  for (std::uint32_t slot = 0; slot < slot_count; ++slot) events[slots_.Key(slot)] += counts_[slot];
  if (query_.by.empty()) events[0] = std::max<std::uint64_t>(events[0], 1);  // the only group is there without events, too
  TopGroups top(keys_, events, query_.max_groups);
  result.groups_omitted = top.omitted();

  struct Ordered {
    MetricRow row;
    std::uint32_t slot;
  };
  std::vector<Ordered> ordered;
  for (std::uint32_t slot = 0; slot < slot_count; ++slot) {
    const std::optional<std::uint32_t> group = top.Rank(slots_.Key(slot));
    const bool always = query_.by.empty() && !query_.bucket_ms.has_value();
    if (group.has_value() && (counts_[slot] > 0 || always)) ordered.push_back({{*group, slots_.Start(slot)}, slot});
  }
  std::sort(ordered.begin(), ordered.end(), [](const Ordered& a, const Ordered& b) {
    return a.row.bucket_start != b.row.bucket_start ? a.row.bucket_start < b.row.bucket_start : a.row.group < b.row.group;
  });
  result.groups = std::move(top).TakeKeys();
  result.rows.reserve(ordered.size());
  result.values.reserve(ordered.size() * query_.aggregates.size());
  for (const Ordered& entry : ordered) {
    result.rows.push_back(entry.row);
    for (std::size_t i = 0; i < query_.aggregates.size(); ++i) {
      result.values.push_back(Value(query_.aggregates[i], sources_[i], entry.slot));
    }
  }
}

}  // namespace

Result<MetricResult> ComputeMetric(const Table& table, const MetricQuery& query) {
  const Status status = Check(query);
  if (!status.ok()) return status;
  Result<Filter> filter = Filter::Compile(table, query.filter);
  if (!filter.ok()) return filter.status();
  Result<EventMatcher> match = EventMatcher::Compile(table, query.match);
  if (!match.ok()) return match.status();
  return MetricRun(table, query, *std::move(filter), *std::move(match)).Run();
}

}  // namespace assay
