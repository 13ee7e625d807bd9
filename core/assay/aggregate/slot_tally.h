// assay/aggregate/slot_tally.h
//
// What the aggregates of a metric hold by slot, for one stream of matching rows: counts, distinct users, sessions and values, numbers,
// sketches. Rows come in the order of a scan, so sums are the same on every machine. Not thread-safe.

#ifndef ASSAY_AGGREGATE_SLOT_TALLY_H_
#define ASSAY_AGGREGATE_SLOT_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/aggregate/aggregate_spec.h"
#include "assay/aggregate/distinct_counter.h"
#include "assay/aggregate/group_keys.h"
#include "assay/aggregate/numeric_aggregate.h"
#include "assay/aggregate/sketch_tally.h"
#include "assay/columnar/column_reader.h"
#include "assay/columnar/scan.h"

namespace assay {

class SlotTally {
 public:
  // In which order the rows come, and the memory that stamps may take.
  struct Input {
    RowOrder users = RowOrder::kAny;
    RowOrder sessions = RowOrder::kAny;
    std::size_t stamp_budget_bytes = DistinctCounter::kStampBudgetBytes;
    std::size_t max_sketches = SketchTally::kMaxSketches;
  };

  // `table` and `aggregates` must outlive the tally, the table not grow meanwhile. Every aggregate passes CheckAggregate().
  SlotTally(const Table& table, std::span<const AggregateSpec> aggregates, const Input& input);

  // Row rows[i] of the scan's group has key keys[i] (below key_count) and slot slots[i] (below slot_count).
  void Add(const Scan& scan, std::span<const RowInGroup> rows, std::span<const std::uint32_t> keys, std::span<const std::uint32_t> slots,
           std::uint32_t key_count, std::uint32_t slot_count);

  // Ends the input. Afterwards every slot below slot_count may be asked.
  void Finish(std::uint32_t slot_count);

  // Rows of a slot.
  [[nodiscard]] std::uint64_t Count(std::uint32_t slot) const { return counts_[slot]; }

  // What the aggregate at a place of `aggregates` says about a slot; nothing where there was no observation.
  [[nodiscard]] std::optional<double> Value(std::size_t aggregate, std::uint32_t slot) const;

  // The approximate aggregates, among themselves.
  [[nodiscard]] const SketchTally& sketches() const { return sketches_; }

 private:
  // One numeric property with everything that the aggregates ask of it.
  struct NumericProperty {
    std::string_view name;
    std::optional<ColumnReader<double>> column;  // nothing when no event carries a number of that name
    NumericAggregate::Wants wants;
    std::optional<NumericAggregate> state;
  };

  struct DistinctProperty {
    PropertyCoder coder;
    DistinctCounter counter;
    std::vector<std::uint64_t> counts;
  };

  // Where an aggregate finds its answer.
  struct Source {
    std::size_t property = 0;  // or the place among the approximate ones
    std::size_t probability = 0;
  };

  Source Plan(const AggregateSpec& spec);
  void AddIds(std::optional<DistinctCounter>& counter, std::span<const std::uint32_t> ids, std::span<const RowInGroup> rows,
              std::span<const std::uint32_t> keys, std::span<const std::uint32_t> slots, std::uint32_t key_count, std::uint32_t slot_count);

  const Table& table_;
  std::span<const AggregateSpec> aggregates_;
  std::vector<NumericProperty> numeric_;
  std::vector<DistinctProperty> distinct_;
  std::vector<Source> sources_;  // one per aggregate
  std::optional<DistinctCounter> users_;
  std::optional<DistinctCounter> sessions_;
  std::vector<std::uint64_t> counts_;  // by slot
  std::vector<std::uint64_t> user_counts_;
  std::vector<std::uint64_t> session_counts_;
  std::vector<std::uint32_t> ids_;
  SketchTally sketches_;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_SLOT_TALLY_H_
