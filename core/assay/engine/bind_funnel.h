// assay/engine/bind_funnel.h
//
// What funnels and the comparison of their presets share, from the words of wire to the types of behavior. Views point into the wire query,
// which must outlive what is bound. Internal to engine.

#ifndef ASSAY_ENGINE_BIND_FUNNEL_H_
#define ASSAY_ENGINE_BIND_FUNNEL_H_

#include <cstddef>
#include <optional>

#include "assay/aggregate/calendar.h"
#include "assay/base/status.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_compare.h"
#include "assay/engine/bind.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {

// Conditions, operands and alternatives.
std::size_t CountFunnelParts(const WireFunnelQuery& funnel);

FunnelComparand BindFunnelRules(const WireFunnelRules& rules);

// A whole funnel query.
struct BoundFunnel {
  BoundFunnel() = default;
  BoundFunnel(const BoundFunnel&) = delete;  // the query's bucket_start points at the calendar
  BoundFunnel& operator=(const BoundFunnel&) = delete;

  FunnelQuery query;
  std::optional<Calendar> calendar;  // of a trend that has one
};

// Binds all of a query whose kind is `asked`; both must outlive what is bound.
//
// Errors: as BindFunnel(), and kInvalidArgument as Calendar::Make() says.
Status BindFunnelQuery(const QuerySource& source, const WireFunnelQuery& asked, BoundFunnel& bound);

// The answer in the words of wire.
//
// Errors: kResourceExhausted for trends of too many rows, or samples of too many bytes.
Result<WireResult> TellFunnel(const Table& table, const WireFunnelQuery& asked, const FunnelResult& funnel);

// The funnel without its scope, groups and trend.
//
// Errors: kInvalidArgument for no steps or more than kMaxFunnelSteps.
Result<FunnelQuery> BindFunnel(const WireFunnelQuery& asked);

}  // namespace assay

#endif  // ASSAY_ENGINE_BIND_FUNNEL_H_
