// assay/targeting/padded_version.h
//
// GrowthBook's way to compare versions: as texts, after padding. It orders most versions as semver does but knows no invalid ones, so any
// text can be compared. Pure function, O(length).

#ifndef ASSAY_TARGETING_PADDED_VERSION_H_
#define ASSAY_TARGETING_PADDED_VERSION_H_

#include <string_view>

#include "assay/base/bytes.h"

namespace assay {

// Appends the sortable text of `version`: one leading "v" and everything from the first "+" on are left off; the rest is split at "." and
// "-"; to exactly three parts "~" is added as a fourth (a release is behind its pre-releases); parts of digits only are padded on the left
// with spaces to five characters; the parts are joined with "-". An empty version counts as "0". Longer numbers than five digits stay as
// they are, and then do not sort by value.
//
// Example: PaddedVersion("v1.2.3-rc.1+5", out) appends "    1-    2-    3-rc-    1".
//
// Source: GrowthBook's JavaScript SDK, function paddedVersionString.
void PaddedVersion(std::string_view version, ByteBuffer& out);

}  // namespace assay

#endif  // ASSAY_TARGETING_PADDED_VERSION_H_
