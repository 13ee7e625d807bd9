#include <utility>

#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {
namespace {

// A member of a list that later versions append to.
template <typename To, typename From>
Status DecodeChoice(From source, To& target, const char* unknown) {
  if (source > From::MAX) return Unimplemented(unknown);
  target = static_cast<To>(source);
  return {};
}

// Appends the alternatives; `missing` says what an empty list lacks.
Status DecodeAlternatives(const flatbuffers::Vector<flatbuffers::Offset<fb::EventMatch>>* source, std::vector<WireEventMatch>& target,
                          const char* missing) {
  if (source == nullptr || source->size() == 0) return InvalidArgument(missing);
  for (const fb::EventMatch* match : *source) {
    if (Status status = DecodeMatch(match, target.emplace_back(), missing); !status.ok()) return status;
  }
  return {};
}

Status DecodeDuration(flatbuffers::Optional<double> ms, std::optional<DurationMs>& target, const char* message) {
  if (!ms.has_value()) return {};
  const Result<DurationMs> duration = WholeDuration(*ms, message);
  if (!duration.ok()) return duration.status();
  target = *duration;
  return {};
}

Status DecodeStep(const fb::FunnelStep& source, WireFunnelStep& step) {
  if (Status status = CopyText(source.label(), step.label); !status.ok()) return status;
  step.is_optional = source.optional();
  if (Status status = DecodeAlternatives(source.any_of(), step.any_of, "steps: each needs an event"); !status.ok()) return status;
  return DecodeDuration(source.within_ms(), step.within_ms, "steps: within must be a positive whole number of ms");
}

Status DecodeChoices(const fb::FunnelQuery& source, WireFunnelQuery& funnel) {
  if (Status status = DecodeChoice(source.order(), funnel.order, "order: one this build does not know"); !status.ok()) return status;
  if (Status status = DecodeChoice(source.count(), funnel.count, "count: one this build does not know"); !status.ok()) return status;
  if (Status status = DecodeChoice(source.entry(), funnel.entry, "entry: one this build does not know"); !status.ok()) return status;
  if (Status status = DecodeChoice(source.reentry(), funnel.reentry, "reentry: one this build does not know"); !status.ok()) return status;
  return DecodeChoice(source.touch(), funnel.touch, "touch: one this build does not know");
}

Status DecodeLists(const fb::FunnelQuery& source, WireFunnelQuery& funnel) {
  if (source.steps() == nullptr || source.steps()->size() == 0) return InvalidArgument("steps: a funnel needs at least one");
  for (const fb::FunnelStep* step : *source.steps()) {
    if (Status status = DecodeStep(*step, funnel.steps.emplace_back()); !status.ok()) return status;
  }
  if (source.exclusions() != nullptr) {
    for (const fb::FunnelExclusion* exclusion : *source.exclusions()) {
      WireFunnelExclusion& decoded = funnel.exclusions.emplace_back();
      decoded.from_step = exclusion->from_step();
      decoded.to_step = exclusion->to_step();
      Status status = DecodeAlternatives(exclusion->any_of(), decoded.any_of, "exclusions: each needs an event");
      if (!status.ok()) return status;
    }
  }
  if (source.segments() == nullptr) return {};
  for (const fb::FunnelSegment* segment : *source.segments()) {
    WireFunnelSegment& decoded = funnel.segments.emplace_back();
    if (Status status = CopyText(segment->label(), decoded.label); !status.ok()) return status;
    if (Status status = DecodeConditions(segment->where(), decoded.where); !status.ok()) return status;
  }
  return {};
}

}  // namespace

Status DecodeFunnelRules(const fb::FunnelRules& source, WireFunnelRules& target) {
  target.strict_deduplication = source.strict_deduplication();
  target.strict_order = source.strict_order();
  target.strict_increase = source.strict_increase();
  target.strict_once = source.strict_once();
  target.allow_reentry = source.allow_reentry();
  return DecodeChoice(source.preset(), target.preset, "preset: one this build does not know");
}

Result<WireFunnelQuery> DecodeFunnel(const fb::FunnelQuery& source) {
  WireFunnelQuery funnel;
  const Result<DurationMs> window = DecodeWindow(source.window_ms());
  if (!window.ok()) return window.status();
  funnel.window_ms = *window;
  if (Status status = DecodeLists(source, funnel); !status.ok()) return status;
  if (source.rules() != nullptr) {
    if (Status status = DecodeFunnelRules(*source.rules(), funnel.rules); !status.ok()) return status;
  }
  if (Status status = DecodeChoices(source, funnel); !status.ok()) return status;
  if (source.hold() != nullptr) {
    std::string name;
    if (Status status = CopyText(source.hold(), name); !status.ok()) return status;
    if (name.empty()) return InvalidArgument("hold: the property's name must not be empty");
    funnel.hold = std::move(name);
  }
  Status status = DecodeDuration(source.tie_ms(), funnel.tie_ms, "ties: must be a positive whole number of ms");
  if (!status.ok()) return status;
  funnel.touch_step = source.touch_step();
  funnel.samples = source.samples();
  funnel.reasons = source.reasons();
  return funnel;
}

}  // namespace assay
