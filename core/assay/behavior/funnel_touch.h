// assay/behavior/funnel_touch.h
//
// The group that a unit's chain is counted under: a key per event for its values of the properties to break down by, and the key of a
// unit by first or last touch. A hash probe per property and event, O(events x properties) per unit. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_TOUCH_H_
#define ASSAY_BEHAVIOR_FUNNEL_TOUCH_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "assay/aggregate/group_keys.h"
#include "assay/behavior/chain.h"
#include "assay/columnar/scan.h"

namespace assay {

class FunnelTouches {
 public:
  FunnelTouches(const Table& table, std::span<const std::string_view> properties);

  // As GroupKeys::Refresh().
  void Refresh(const Table& table, std::span<const std::string_view> properties) { keys_.Refresh(table, properties); }

  // One key of keys() per row of `rows` (of the scan's group). Valid until the next call.
  std::span<const std::uint32_t> KeysOf(const Scan& scan, std::span<const RowInGroup> rows);

  // Per property the value on the first event, in order, that matches a step and carries the property; ChainEvent::held is the event's key.
  std::uint32_t First(std::span<const ChainEvent> events);

  // The value on the last such event.
  std::uint32_t Last(std::span<const ChainEvent> events);

  // Makes `values` the keys, each once and ascending, of the events that match one of the steps of `mask` and carry a property.
  void Distinct(std::span<const ChainEvent> events, StepMask mask, std::vector<std::uint32_t>& values) const;

  [[nodiscard]] const GroupKeys& keys() const { return keys_; }

 private:
  void Begin() { touched_.assign(keys_.properties(), PropertyCoder::kMissing); }
  // Takes the event's values of properties that have none yet. True: none is left.
  bool Touch(const ChainEvent& event);
  std::uint32_t Combine();

  GroupKeys keys_;
  std::vector<std::uint32_t> codes_;  // by key, one per property
  std::vector<std::uint32_t> row_keys_;
  std::vector<std::uint32_t> touched_;  // of the unit at hand, one code per property
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_TOUCH_H_
