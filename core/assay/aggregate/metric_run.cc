#include "assay/aggregate/metric_run.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "assay/aggregate/comparison.h"
#include "assay/aggregate/group_keys.h"
#include "assay/aggregate/slot_tally.h"
#include "assay/aggregate/time_slots.h"
#include "assay/aggregate/top_groups.h"

namespace assay {
namespace {

Status Check(const MetricScope& scope) {
  if (scope.max_groups == 0) return InvalidArgument("max_groups: must be above 0");
  if (scope.bucket_ms.has_value() && *scope.bucket_ms <= 0) return InvalidArgument("bucket_ms: must be above 0");
  if (scope.bucket_ms.has_value() && *scope.bucket_ms > kMaxTimestampMs)
    return InvalidArgument("bucket_ms: must not be above 100,000,000 days");
  if (scope.bucket_ms.has_value() && scope.bucket_unit.has_value()) return InvalidArgument("bucket_ms: not with bucket_unit");
  if (scope.bucket_unit == CalendarUnit::kFixed) return InvalidArgument("bucket_unit: a calendar's");
  if (scope.range.start > scope.range.end) return InvalidArgument("range: start must not be after end");
  for (const std::string_view property : scope.by) {
    if (property.empty()) return InvalidArgument("by: a property name must not be empty");
  }
  return {};
}

// The asked range first, then the earlier one.
Result<std::vector<TimeRange>> Ranges(const MetricScope& scope) {
  std::vector<TimeRange> ranges = {scope.range};
  if (!scope.compare_ms.has_value()) return ranges;
  const CalendarUnit unit = std::max(scope.bucket_unit.value_or(CalendarUnit::kDay), CalendarUnit::kDay);
  const Result<TimeRange> earlier = EarlierRange(scope.range, *scope.compare_ms, unit, scope.zone);
  if (!earlier.ok()) return earlier.status();
  ranges.push_back(*earlier);
  return ranges;
}

bool HasBuckets(const MetricScope& scope) { return scope.bucket_ms.has_value() || scope.bucket_unit.has_value(); }

// One axis per range, all of them counting buckets from the one that holds their range's start; none without buckets.
Result<std::vector<TimeSlots::Axis>> MakeAxes(const Table& table, const MetricScope& scope, std::span<const TimeRange> ranges) {
  std::vector<TimeSlots::Axis> axes;
  if (!HasBuckets(scope)) return axes;
  const CalendarSpec spec{scope.bucket_unit.value_or(CalendarUnit::kFixed), scope.bucket_ms.value_or(0), scope.zone};
  for (const TimeRange& range : ranges) {
    TimeRange held = BucketRange(table, range);
    if (held.start >= held.end) held = {range.start, range.start};
    Result<TimeBuckets> buckets = TimeBuckets::Make(spec, held);
    if (!buckets.ok()) return buckets.status();
    const std::int64_t first = -buckets->BucketOfAny(range.start);
    axes.push_back({*std::move(buckets), first});
  }
  return axes;
}

// What all rows, or those of the groups that have no rank, hold by slot.
struct Pass {
  TimeSlots slots;
  std::vector<SlotTally> tallies;  // range by range, operand by operand

  [[nodiscard]] std::uint64_t Events(std::uint32_t slot) const {
    std::uint64_t events = 0;
    for (const SlotTally& tally : tallies) events += tally.Count(slot);
    return events;
  }
};

// A row of the answer, and where its values are.
struct Cell {
  std::int64_t bucket;
  std::uint32_t group;
  std::uint32_t slot;
  const Pass* pass;
};

// By bucket, then by group: a stable counting sort for every byte that is not the same in all cells. Buckets are not negative.
void SortCells(std::vector<Cell>& cells) {
  std::vector<Cell> sorted(cells.size());
  for (unsigned byte = 0; byte < 12; ++byte) {
    const auto digit = [byte](const Cell& cell) {
      const std::uint64_t number = byte < 4 ? cell.group : static_cast<std::uint64_t>(cell.bucket);
      return static_cast<std::size_t>(number >> (8 * (byte < 4 ? byte : byte - 4)) & 0xff);
    };
    std::size_t starts[257] = {};
    for (const Cell& cell : cells) ++starts[digit(cell) + 1];
    if (cells.empty() || starts[digit(cells[0]) + 1] == cells.size()) continue;
    for (std::size_t i = 1; i < 257; ++i) starts[i] += starts[i - 1];
    for (const Cell& cell : cells) sorted[starts[digit(cell)]++] = cell;
    cells.swap(sorted);
  }
}

class MetricRun {
 public:
  MetricRun(const Table& table, const MetricScope& scope, Filter filter, std::vector<TimeRange> ranges, std::vector<TimeSlots::Axis> axes);

  // Compiles an operand; before Run().
  Status Add(const MetricOperand& operand);

  Result<MetricResult> Run();

 private:
  struct Operand {
    EventMatcher match;
    std::span<const AggregateSpec> aggregates;
    bool sketches;
  };

  // `kept`: only the rows of groups that it leaves out, all of them under key 0. Absent: all rows. Counts the rows inside the ranges.
  Result<std::uint64_t> Fill(Pass& pass, const TopGroups* kept);
  void FillFrom(Pass& pass, const TopGroups* kept, const Scan& scan, std::size_t range, std::size_t operand, RowSelection& selection);
  [[nodiscard]] SlotTally MakeTally(const Operand& operand, bool by_event) const;
  [[nodiscard]] Pass MakePass(bool by_event) const;
  [[nodiscard]] std::uint32_t SlotCount(const Pass& pass) const { return IsSingle() ? 1 : pass.slots.size(); }
  // The one row of a query without groups and buckets exists without events, too: slot 0.
  [[nodiscard]] bool IsSingle() const { return scope_.by.empty() && axes_.empty(); }
  [[nodiscard]] bool IsShown(const Pass& pass, std::uint32_t slot) const;
  Status Answer(std::vector<Cell>& cells, MetricResult& result);
  Status AnswerSketches(const SketchTally& tally, const Operand& operand, std::uint32_t slot, MetricResult& result);

  const Table& table_;
  const MetricScope& scope_;
  Filter filter_;
  std::vector<TimeRange> ranges_;
  std::vector<TimeSlots::Axis> axes_;
  std::vector<Operand> operands_;
  GroupKeys keys_;
  std::int64_t bucket_limit_ = 1;  // buckets of the asked range
  RowSelection selection_;
  std::vector<RowInGroup> rows_;
  std::vector<std::uint32_t> zeros_;
  std::size_t sketch_bytes_ = 0;
};

MetricRun::MetricRun(const Table& table, const MetricScope& scope, Filter filter, std::vector<TimeRange> ranges,
                     std::vector<TimeSlots::Axis> axes)
    : table_(table), scope_(scope), filter_(std::move(filter)), ranges_(std::move(ranges)), axes_(std::move(axes)), keys_(table, scope.by) {
  if (!axes_.empty()) bucket_limit_ = axes_[0].first + axes_[0].buckets.BucketOfAny(std::max(scope.range.end - 1, scope.range.start)) + 1;
}

Status MetricRun::Add(const MetricOperand& operand) {
  Result<EventMatcher> match = EventMatcher::Compile(table_, operand.match);
  if (!match.ok()) return match.status();
  operands_.push_back({*std::move(match), operand.aggregates, operand.sketches});
  return {};
}

SlotTally MetricRun::MakeTally(const Operand& operand, bool by_event) const {
  // One run has the rows of a name user by user; it is one slot's rows when every slot is of one name.
  const bool slots_advance = axes_.empty() || table_.times_in_order();
  const RowOrder order = slots_advance ? RowOrder::kSlotsAdvance : RowOrder::kAny;
  const bool by_name = by_event || operand.match.name().has_value();
  const RowOrder user_order = by_name && table_.single_run() ? RowOrder::kIdsGrouped : order;
  const std::size_t tallies = operands_.size() * ranges_.size();
  return SlotTally(table_, operand.aggregates,
                   {user_order, order, DistinctCounter::kStampBudgetBytes / tallies, SketchTally::kMaxSketches / tallies});
}

Pass MetricRun::MakePass(bool by_event) const {
  Pass pass{TimeSlots(axes_), {}};
  for (std::size_t range = 0; range < ranges_.size(); ++range) {
    for (const Operand& operand : operands_) pass.tallies.push_back(MakeTally(operand, by_event));
  }
  return pass;
}

void MetricRun::FillFrom(Pass& pass, const TopGroups* kept, const Scan& scan, std::size_t range, std::size_t operand,
                         RowSelection& selection) {
  std::span<const RowInGroup> rows = selection.rows();
  std::span<const std::uint32_t> keys = keys_.Resolve(scan, rows);
  std::uint32_t key_count = keys_.size();
  if (kept != nullptr) {
    selection.Retain([&](std::size_t at, RowInGroup) { return !kept->Rank(keys[at]).has_value(); });
    rows = selection.rows();
    zeros_.resize(rows.size());
    keys = zeros_;
    key_count = 1;
  }
  const std::span<const std::uint32_t> slots = pass.slots.Resolve(scan, rows, keys, key_count, axes_.empty() ? 0 : range);
  pass.tallies[range * operands_.size() + operand].Add(scan, rows, keys, slots, key_count, pass.slots.size());
}

Result<std::uint64_t> MetricRun::Fill(Pass& pass, const TopGroups* kept) {
  std::uint64_t rows_in_range = 0;
  for (std::size_t range = 0; range < ranges_.size(); ++range) {
    Scan scan(table_, ranges_[range]);
    while (scan.Next()) {
      for (std::size_t i = 0; i < operands_.size(); ++i) {
        const bool last = i + 1 == operands_.size();
        if (!last) selection_.Assign(scan.selection().rows());
        RowSelection& selection = last ? scan.selection() : selection_;
        operands_[i].match.Retain(scan, selection);
        filter_.Retain(scan, selection);
        FillFrom(pass, kept, scan, range, i, selection);
      }
    }
    rows_in_range += scan.rows_in_range();
  }
  const std::uint32_t slot_count = SlotCount(pass);
  for (SlotTally& tally : pass.tallies) {
    tally.Finish(slot_count);
    if (tally.sketches().full()) return ResourceExhausted("aggregates: more than 65,536 sketches; use exact aggregates, or fewer groups");
  }
  return rows_in_range;
}

bool MetricRun::IsShown(const Pass& pass, std::uint32_t slot) const {
  return IsSingle() || (pass.Events(slot) > 0 && pass.slots.Bucket(slot) < bucket_limit_);
}

Result<MetricResult> MetricRun::Run() {
  MetricResult result;
  Pass all = MakePass(std::find(scope_.by.begin(), scope_.by.end(), kEventNameProperty) != scope_.by.end());
  const Result<std::uint64_t> scanned = Fill(all, nullptr);
  if (!scanned.ok()) return scanned.status();
  result.events_scanned = *scanned;

  std::vector<std::uint64_t> weights(keys_.size(), 0);
  for (std::uint32_t slot = 0; slot < SlotCount(all); ++slot) {
    if (IsShown(all, slot)) weights[all.slots.Key(slot)] += all.Events(slot);
  }
  if (scope_.by.empty()) weights[0] = std::max<std::uint64_t>(weights[0], 1);  // the only group is there without events, too
  TopGroups top(keys_, weights, scope_.max_groups);
  result.groups_omitted = top.omitted();
  std::vector<Cell> cells;
  for (std::uint32_t slot = 0; slot < SlotCount(all); ++slot) {
    const std::optional<std::uint32_t> group = top.Rank(all.slots.Key(slot));
    if (group.has_value() && IsShown(all, slot)) cells.push_back({all.slots.Bucket(slot), *group, slot, &all});
  }
  std::optional<Pass> rest;
  if (scope_.other && top.omitted() > 0) {
    rest.emplace(MakePass(false));
    if (const Result<std::uint64_t> filled = Fill(*rest, &top); !filled.ok()) return filled.status();
    for (std::uint32_t slot = 0; slot < SlotCount(*rest); ++slot) {
      if (IsShown(*rest, slot)) cells.push_back({rest->slots.Bucket(slot), static_cast<std::uint32_t>(top.size()), slot, &*rest});
    }
  }
  result.groups = std::move(top).TakeKeys();
  if (Status status = Answer(cells, result); !status.ok()) return status;
  return result;
}

Status MetricRun::Answer(std::vector<Cell>& cells, MetricResult& result) {
  SortCells(cells);
  std::size_t columns = 0;
  for (const Operand& operand : operands_) columns += operand.aggregates.size();
  result.rows.reserve(cells.size());
  result.values.reserve(cells.size() * columns);
  result.previous.reserve(ranges_.size() > 1 ? cells.size() * columns : 0);
  for (const Cell& cell : cells) {
    MetricRow& row = result.rows.emplace_back();
    row.group = cell.group;
    if (!axes_.empty()) row.bucket_start = axes_[0].buckets.Start(cell.bucket - axes_[0].first);
    for (std::size_t i = 0; i < cell.pass->tallies.size(); ++i) {
      std::vector<std::optional<double>>& values = i < operands_.size() ? result.values : result.previous;
      const SlotTally& tally = cell.pass->tallies[i];
      const std::size_t aggregates = operands_[i % operands_.size()].aggregates.size();
      for (std::size_t at = 0; at < aggregates; ++at) values.push_back(tally.Value(at, cell.slot));
      if (i >= operands_.size()) continue;
      if (Status status = AnswerSketches(tally.sketches(), operands_[i], cell.slot, result); !status.ok()) return status;
    }
  }
  return {};
}

Status MetricRun::AnswerSketches(const SketchTally& tally, const Operand& operand, std::uint32_t slot, MetricResult& result) {
  std::size_t place = 0;
  for (const AggregateSpec& spec : operand.aggregates) {
    if (!IsApproximate(spec.aggregate)) continue;
    result.errors.push_back(tally.Error(place, slot));
    if (operand.sketches) {
      result.sketches.push_back(tally.Bytes(place, slot));
      sketch_bytes_ += result.sketches.back().size();
      if (sketch_bytes_ > kMaxSketchBytes) return ResourceExhausted("sketches: more than 64 MiB; ask for fewer groups");
    }
    ++place;
  }
  return {};
}

}  // namespace

Result<MetricResult> RunMetric(const Table& table, const MetricScope& scope, std::span<const MetricOperand> operands) {
  if (Status status = Check(scope); !status.ok()) return status;
  Result<Filter> filter = Filter::Compile(table, scope.filter);
  if (!filter.ok()) return filter.status();
  Result<std::vector<TimeRange>> ranges = Ranges(scope);
  if (!ranges.ok()) return ranges.status();
  Result<std::vector<TimeSlots::Axis>> axes = MakeAxes(table, scope, *ranges);
  if (!axes.ok()) return axes.status();
  MetricRun run(table, scope, *std::move(filter), *std::move(ranges), *std::move(axes));
  for (const MetricOperand& operand : operands) {
    if (Status status = run.Add(operand); !status.ok()) return status;
  }
  return run.Run();
}

}  // namespace assay
