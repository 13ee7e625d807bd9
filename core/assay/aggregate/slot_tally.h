// assay/aggregate/slot_tally.h
//
// What the aggregates of a metric hold by slot, for one stream of matching rows: counts, distinct users, sessions and values, numbers. Rows
// come in the order of a scan, so sums are the same on every machine. Not thread-safe.

#ifndef ASSAY_AGGREGATE_SLOT_TALLY_H_
#define ASSAY_AGGREGATE_SLOT_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/aggregate/distinct_counter.h"
#include "assay/aggregate/group_keys.h"
#include "assay/aggregate/numeric_aggregate.h"
#include "assay/base/status.h"
#include "assay/columnar/column_reader.h"
#include "assay/columnar/scan.h"

namespace assay {

// The numbers are those of wire/query_metric.fbs.
enum class Aggregate : std::uint8_t {
  kCount = 0,     // events
  kUsers = 1,     // distinct users
  kSessions = 2,  // distinct sessions; events without a session count for none
  kSum = 3,       // this and the following look at a numeric property; events without it are ignored
  kMean = 4,
  kMin = 5,
  kMax = 6,
  kQuantile = 7,  // exact, Hyndman and Fan's definition 7
  kDistinct = 8,  // distinct values of a property of any type, exact; events without it are ignored
  kPerUser = 9,   // events per distinct user; nothing without a user
};

struct AggregateSpec {
  Aggregate aggregate = Aggregate::kCount;
  std::string_view property;  // kSum..kDistinct
  double quantile = 0.5;      // kQuantile: in [0, 1]
};

// Errors: kInvalidArgument naming the rule that the aggregate breaks.
Status CheckAggregate(const AggregateSpec& spec);

class SlotTally {
 public:
  // In which order the rows come, and the memory that stamps may take.
  struct Input {
    RowOrder users = RowOrder::kAny;
    RowOrder sessions = RowOrder::kAny;
    std::size_t stamp_budget_bytes = DistinctCounter::kStampBudgetBytes;
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
    std::size_t property = 0;
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
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_SLOT_TALLY_H_
