#include "assay/aggregate/slot_tally.h"

#include <algorithm>
#include <utility>

namespace assay {
namespace {

// Whether all slots are the same, as those of a group of rows with one name often are. Looks at most slots only when the ends agree.
bool IsOneSlot(std::span<const std::uint32_t> slots) {
  if (slots.empty() || slots.front() != slots.back() || slots.front() != slots[slots.size() / 2]) return false;
  std::uint32_t differing = 0;
  for (const std::uint32_t slot : slots) differing |= slot ^ slots.front();
  return differing == 0;
}

bool IsNumeric(Aggregate aggregate) { return aggregate >= Aggregate::kSum && aggregate <= Aggregate::kQuantile; }

}  // namespace

SlotTally::SlotTally(const Table& table, std::span<const AggregateSpec> aggregates, const Input& input)
    : table_(table), aggregates_(aggregates), sketches_(table, aggregates, input.max_sketches) {
  std::size_t approximate = 0;
  bool wants_users = false;
  bool wants_sessions = false;
  for (const AggregateSpec& spec : aggregates) {
    sources_.push_back(IsApproximate(spec.aggregate) ? Source{approximate++, 0} : Plan(spec));
    wants_users = wants_users || spec.aggregate == Aggregate::kUsers || spec.aggregate == Aggregate::kPerUser;
    wants_sessions = wants_sessions || spec.aggregate == Aggregate::kSessions;
  }
  if (wants_users) users_.emplace(table.users().size(), input.users, input.stamp_budget_bytes);
  if (wants_sessions) sessions_.emplace(table.sessions().size(), input.sessions, input.stamp_budget_bytes);
  for (NumericProperty& property : numeric_) {
    const std::optional<ColumnId> column = table_.FindColumn(property.name, PropertyType::kNumber);
    if (column.has_value()) property.column.emplace(*column);
    property.state.emplace(property.wants);
  }
}

SlotTally::Source SlotTally::Plan(const AggregateSpec& spec) {
  if (spec.aggregate == Aggregate::kDistinct) {
    distinct_.push_back({PropertyCoder(table_, spec.property), DistinctCounter(0, RowOrder::kAny), {}});
    return {distinct_.size() - 1, 0};
  }
  if (!IsNumeric(spec.aggregate)) return {};
  auto at = std::find_if(numeric_.begin(), numeric_.end(), [&](const NumericProperty& known) { return known.name == spec.property; });
  if (at == numeric_.end()) at = numeric_.insert(at, NumericProperty{spec.property, {}, {}, {}});
  at->wants.sums |= spec.aggregate == Aggregate::kSum || spec.aggregate == Aggregate::kMean;
  at->wants.extremes |= spec.aggregate == Aggregate::kMin || spec.aggregate == Aggregate::kMax;
  const Source source{static_cast<std::size_t>(at - numeric_.begin()), at->wants.probabilities.size()};
  if (spec.aggregate == Aggregate::kQuantile) at->wants.probabilities.push_back(spec.quantile);
  return source;
}

void SlotTally::AddIds(std::optional<DistinctCounter>& counter, std::span<const std::uint32_t> ids, std::span<const RowInGroup> rows,
                       std::span<const std::uint32_t> keys, std::span<const std::uint32_t> slots, std::uint32_t key_count,
                       std::uint32_t slot_count) {
  if (!counter.has_value() || ids.empty()) return;
  if (rows.size() != ids.size()) {
    ids_.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) ids_[i] = ids[rows[i]];
    ids = ids_;
  }
  counter->Add(slots, keys, ids, slot_count, key_count);
}

void SlotTally::Add(const Scan& scan, std::span<const RowInGroup> rows, std::span<const std::uint32_t> keys,
                    std::span<const std::uint32_t> slots, std::uint32_t key_count, std::uint32_t slot_count) {
  counts_.resize(slot_count);
  const bool one_slot = IsOneSlot(slots);
  if (one_slot) {
    counts_[slots.front()] += slots.size();
  } else {
    for (const std::uint32_t slot : slots) ++counts_[slot];
  }
  if (users_.has_value()) AddIds(users_, scan.users(), rows, keys, slots, key_count, slot_count);
  if (sessions_.has_value()) AddIds(sessions_, scan.sessions(), rows, keys, slots, key_count, slot_count);
  for (NumericProperty& property : numeric_) {
    if (property.column.has_value()) property.state->Add(slots, property.column->Pick(scan.group(), rows), slot_count, one_slot);
  }
  for (DistinctProperty& property : distinct_) {
    const std::span<const std::uint32_t> codes = property.coder.Code(scan, rows);
    ids_.resize(rows.size());
    // Codes of values begin at 1, so what is missing becomes an id beyond all.
    for (std::size_t i = 0; i < rows.size(); ++i) ids_[i] = codes[i] - 1;
    property.counter.Grow(property.coder.size() - 1);
    property.counter.Add(slots, keys, ids_, slot_count, key_count);
  }
  sketches_.Add(scan, rows, slots, slot_count);
}

void SlotTally::Finish(std::uint32_t slot_count) {
  counts_.resize(slot_count);
  if (users_.has_value()) user_counts_ = users_->Finish(slot_count);
  if (sessions_.has_value()) session_counts_ = sessions_->Finish(slot_count);
  for (NumericProperty& property : numeric_) property.state->Finish(slot_count);
  for (DistinctProperty& property : distinct_) property.counts = property.counter.Finish(slot_count);
  sketches_.Finish(slot_count);
}

std::optional<double> SlotTally::Value(std::size_t aggregate, std::uint32_t slot) const {
  const AggregateSpec& spec = aggregates_[aggregate];
  const Source source = sources_[aggregate];
  if (IsApproximate(spec.aggregate)) return sketches_.Value(source.property, slot);
  switch (spec.aggregate) {
    case Aggregate::kCount: return static_cast<double>(counts_[slot]);
    case Aggregate::kUsers: return static_cast<double>(user_counts_[slot]);
    case Aggregate::kSessions: return static_cast<double>(session_counts_[slot]);
    case Aggregate::kDistinct: return static_cast<double>(distinct_[source.property].counts[slot]);
    case Aggregate::kPerUser:
      if (user_counts_[slot] == 0) return std::nullopt;
      return static_cast<double>(counts_[slot]) / static_cast<double>(user_counts_[slot]);
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

}  // namespace assay
