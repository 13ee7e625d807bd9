// assay/engine/bind.h
//
// The parts that all kinds of queries share, from the words of wire to the types of aggregate and back. Views point into the wire query,
// which must outlive what is bound. Internal to engine.

#ifndef ASSAY_ENGINE_BIND_H_
#define ASSAY_ENGINE_BIND_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/aggregate/user_set.h"
#include "assay/base/status.h"
#include "assay/behavior/time_stats.h"
#include "assay/columnar/scan.h"
#include "assay/stats/proportions.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {

// Conditions plus operands.
std::size_t CountParts(std::span<const WireCondition> conditions);

// kResourceExhausted for more rows than engine/limits.h allows an answer to have.
Status CheckRowCount(std::size_t rows);

std::vector<PropertyCondition> BindConditions(std::span<const WireCondition> conditions);
EventMatch BindMatch(const WireEventMatch& match);
std::vector<std::string_view> BindNames(std::span<const std::string> names);
TimeRange BindRange(const WireQuery& query);

// The offsets of the query's zone.
std::vector<ZoneTransition> BindZone(const WireQuery& query);

// The group cap of the query, within 1..kMaxGroups.
std::size_t BindMaxGroups(const WireQuery& query);

// A whole query, and the users of its cohort when it has one.
struct QuerySource {
  const WireQuery& query;
  const UserSet* users = nullptr;
};

// Which events: what every kind of query has.
template <typename Query>
void BindScope(const QuerySource& source, Query& query) {
  query.filter = BindConditions(source.query.filter);
  if (source.users != nullptr) query.filter.emplace_back().users = source.users;
  query.range = BindRange(source.query);
}

// Which groups: what every kind of query has that can be broken down.
template <typename Query>
void BindGrouping(const QuerySource& source, Query& query) {
  query.by = BindNames(source.query.by);
  query.max_groups = BindMaxGroups(source.query);
}

// The calendar unit of the same number.
inline CalendarUnit BindUnit(WireBucketUnit unit) { return static_cast<CalendarUnit>(unit); }

std::vector<WireValue> ToWire(const GroupKey& key);

// The values of all keys, one key after the other.
std::vector<WireValue> ToWire(std::span<const GroupKey> keys);
WireTimeStats ToWire(const TimeStats& stats);

// With its 95 % Wilson interval.
WireProportion ToWire(const Proportion& proportion);

// `successes` of `trials`; successes must not exceed trials.
WireProportion ToWireProportion(std::uint64_t successes, std::uint64_t trials);

// The same as one more of `proportions`; both numbers count events or users, of which a table has less than 2^32.
void AppendProportion(std::uint64_t successes, std::uint64_t trials, WireProportions& proportions);

// A number of events or users.
inline std::uint32_t ToWireCount(std::uint64_t count) { return static_cast<std::uint32_t>(count); }

}  // namespace assay

#endif  // ASSAY_ENGINE_BIND_H_
