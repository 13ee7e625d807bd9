// assay/engine/bind.h
//
// The parts that all kinds of queries share, from the words of wire to the types of aggregate and back. Views point into the wire query,
// which must outlive what is bound. Internal to engine.

#ifndef ASSAY_ENGINE_BIND_H_
#define ASSAY_ENGINE_BIND_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/behavior/time_stats.h"
#include "assay/columnar/scan.h"
#include "assay/stats/proportions.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {

// kResourceExhausted when some part of the query is longer than engine/limits.h allows.
Status CheckQuerySize(const WireQuery& query);

std::vector<PropertyCondition> BindConditions(std::span<const WireCondition> conditions);
EventMatch BindMatch(const WireEventMatch& match);
std::vector<std::string_view> BindNames(std::span<const std::string> names);
TimeRange BindRange(const WireQuery& query);

// The group cap of the query, within 1..kMaxGroups.
std::size_t BindMaxGroups(const WireQuery& query);

std::vector<WireValue> ToWire(const GroupKey& key);
WireTimeStats ToWire(const TimeStats& stats);

// With its 95 % Wilson interval.
WireProportion ToWire(const Proportion& proportion);

// `successes` of `trials`; successes must not exceed trials.
WireProportion ToWireProportion(std::uint64_t successes, std::uint64_t trials);

}  // namespace assay

#endif  // ASSAY_ENGINE_BIND_H_
