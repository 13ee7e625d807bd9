#include "assay/evaluation/reason.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <iterator>

namespace assay {
namespace {

// The numbers are part of the ABI: a changed row here breaks pages that run an older wrapper.
TEST(ReasonName, KeepsNumbersAndNames) {
  const char* const names[] = {"STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "CACHED", "DISABLED", "UNKNOWN", "STALE", "ERROR"};
  for (std::size_t i = 0; i < std::size(names); ++i) EXPECT_STREQ(ReasonName(static_cast<Reason>(i)), names[i]) << i;
  EXPECT_STREQ(ReasonName(static_cast<Reason>(255)), "UNKNOWN");
}

TEST(ErrorCodeName, KeepsNumbersAndNames) {
  const char* const names[] = {"NONE",          "PROVIDER_NOT_READY",    "FLAG_NOT_FOUND",  "PARSE_ERROR",
                               "TYPE_MISMATCH", "TARGETING_KEY_MISSING", "INVALID_CONTEXT", "GENERAL"};
  for (std::size_t i = 0; i < std::size(names); ++i) EXPECT_STREQ(ErrorCodeName(static_cast<ErrorCode>(i)), names[i]) << i;
  EXPECT_STREQ(ErrorCodeName(static_cast<ErrorCode>(255)), "GENERAL");
}

}  // namespace
}  // namespace assay
