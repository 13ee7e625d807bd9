// assay/behavior/step_lists.h
//
// The events of each step of a funnel as a list in order of (user, time, sequence): what lets a funnel go from step to step instead of from
// event to event. Sealed rows of one name are such a list already, so collecting them is a copy; other rows are merged in. 12 bytes an
// event, 4 more per property. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_STEP_LISTS_H_
#define ASSAY_BEHAVIOR_STEP_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/aggregate/group_keys.h"
#include "assay/base/raw_buffer.h"
#include "assay/behavior/step_scan.h"
#include "assay/behavior/timeline_keys.h"
#include "assay/columnar/scan.h"

namespace assay {

// The events of one step, ascending by (user, time, sequence).
struct StepList {
  RawBuffer<TimelineKey> keys;
  RawBuffer<std::uint32_t> rows;                // table-wide
  std::vector<RawBuffer<std::uint32_t>> codes;  // of the properties to break down by: an array each

  [[nodiscard]] std::size_t size() const { return rows.size(); }
};

class StepLists {
 public:
  // The events of `table` inside `range` that match `steps`, 1..kMaxSteps of them. `keys` codes their properties; `timeline` is for the same
  // table and range. No two users of the table may be one person: the rows of a sealed group would not be in order.
  StepLists(const Table& table, TimeRange range, StepScan& steps, std::size_t step_count, const TimelineKeys& timeline, GroupKeys& keys);

  // False when an event matches several steps: then the lists are not complete.
  [[nodiscard]] bool disjoint() const { return disjoint_; }

  [[nodiscard]] const StepList& operator[](std::size_t step) const { return lists_[step]; }
  [[nodiscard]] const TimelineKeys& timeline() const { return timeline_; }

  // Events inside the range.
  [[nodiscard]] std::uint64_t events_scanned() const { return events_scanned_; }

 private:
  // Where a list's ascending parts begin.
  using Parts = std::vector<std::size_t>;

  void Reserve(const StepScan& steps);
  void Append(const Scan& scan, const StepMatches& matches, GroupKeys& keys);
  [[gnu::noinline]] void AppendToOne(StepList& list, const Scan& scan, std::span<const RowInGroup> rows);
  void AppendToEach(const Scan& scan, const StepMatches& matches);
  void AppendCodes(const Scan& scan, const StepMatches& matches, StepMask all, GroupKeys& keys);
  void Sort(StepList& list, const Parts& parts);
  [[nodiscard]] bool Before(const StepList& list, std::size_t a, std::size_t b) const;

  const Table& table_;
  TimelineKeys timeline_;
  std::vector<StepList> lists_;
  std::vector<Parts> parts_;
  bool disjoint_ = true;
  std::uint64_t events_scanned_ = 0;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_STEP_LISTS_H_
