// assay/aggregate/sketch_tally.h
//
// The approximate aggregates of a metric by slot: a sketch each, whose bytes merge with those of other devices. Answers do not depend on
// the order of the rows. O(1) per row and aggregate; at most 8 kB per slot and aggregate, and 4 bytes per distinct user or value. Not
// thread-safe.

#ifndef ASSAY_AGGREGATE_SKETCH_TALLY_H_
#define ASSAY_AGGREGATE_SKETCH_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/aggregate/aggregate_spec.h"
#include "assay/aggregate/group_keys.h"
#include "assay/base/bytes.h"
#include "assay/columnar/column_reader.h"
#include "assay/columnar/scan.h"
#include "assay/sketch/ddsketch.h"
#include "assay/sketch/hll.h"

namespace assay {

class SketchTally {
 public:
  // Sketches of one query: 256 MiB of registers.
  static constexpr std::size_t kMaxSketches = std::size_t{1} << 16;

  // Holds the approximate ones of `aggregates`; `table` must outlive the tally and not grow meanwhile.
  SketchTally(const Table& table, std::span<const AggregateSpec> aggregates, std::size_t max_sketches);

  // Row rows[i] of the scan's group has slot slots[i], below slot_count.
  void Add(const Scan& scan, std::span<const RowInGroup> rows, std::span<const std::uint32_t> slots, std::uint32_t slot_count);

  // Ends the input. Afterwards every slot below slot_count may be asked, unless full().
  void Finish(std::uint32_t slot_count) { Reserve(slot_count); }

  // There were more slots than there may be sketches: none is kept.
  [[nodiscard]] bool full() const { return full_; }

  // What the approximate aggregate at `place` (0-based, of these alone) says about a slot; nothing where there was no number.
  [[nodiscard]] std::optional<double> Value(std::size_t place, std::uint32_t slot) const;

  // The value is within this of the exact one, relatively: always for quantiles; in 95 % of cases, two standard errors, for the others.
  [[nodiscard]] double Error(std::size_t place, std::uint32_t slot) const;

  // The sketch itself: HLL as DataSketches has it, DDSketch as a histogram of OTLP (sketch/ddsketch.h).
  [[nodiscard]] ByteBuffer Bytes(std::size_t place, std::uint32_t slot) const;

 private:
  struct Distinct {
    std::optional<PropertyCoder> values;  // nothing: users
    std::vector<std::uint32_t> coupons;   // by user or code, 0 until met
    std::vector<HllSketch> sketches;      // by slot
  };

  struct Quantiles {
    std::string_view property;
    std::optional<ColumnReader<double>> column;  // nothing when no event carries a number of that name
    std::vector<DdSketch> sketches;              // by slot
  };

  // Where an aggregate finds its sketches.
  struct Source {
    std::size_t at;   // in distinct_ or quantiles_
    double quantile;  // below 0: in distinct_
  };

  std::size_t QuantilesOf(const Table& table, std::string_view property);
  void Reserve(std::uint32_t slot_count);
  [[nodiscard]] std::uint32_t Coupon(const Distinct& distinct, std::uint32_t id) const;

  const Table& table_;
  std::size_t max_sketches_;
  bool full_ = false;
  std::vector<Source> sources_;
  std::vector<Distinct> distinct_;
  std::vector<Quantiles> quantiles_;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_SKETCH_TALLY_H_
