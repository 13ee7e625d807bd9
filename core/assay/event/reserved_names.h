// assay/event/reserved_names.h
//
// Names that Assay itself gives to events and properties. A name that starts with '$' is Assay's; an application's own events should not.
// The page writes the same texts (js/client/create-assay.ts) and queries read them back.

#ifndef ASSAY_EVENT_RESERVED_NAMES_H_
#define ASSAY_EVENT_RESERVED_NAMES_H_

#include <string_view>

namespace assay {

inline constexpr char kReservedPrefix = '$';

// A unit saw a variant. Carries the string properties kExposureExperiment and kExposureVariant.
inline constexpr std::string_view kExposureEvent = "$exposure";
inline constexpr std::string_view kExposureExperiment = "experiment";
inline constexpr std::string_view kExposureVariant = "variant";

// The event's user is who the string property kOtherId names, too.
inline constexpr std::string_view kIdentifyEvent = "$identify";
inline constexpr std::string_view kAliasEvent = "$alias";
inline constexpr std::string_view kOtherId = "anonymous_id";

// Where a query names a property, this means the event's name.
inline constexpr std::string_view kEventNameProperty = "$event";

constexpr bool IsReservedName(std::string_view name) { return !name.empty() && name.front() == kReservedPrefix; }

}  // namespace assay

#endif  // ASSAY_EVENT_RESERVED_NAMES_H_
