#include "assay/base/status.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

namespace assay {
namespace {

TEST(Status, DefaultIsSuccessWithoutAMessage) {
  const Status status;
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.code(), StatusCode::kOk);
  EXPECT_STREQ(status.message(), "");
}

// The numbers cross the WASM boundary: this table is the contract.
TEST(Status, EveryCodeHasItsNumberItsNameAndItsMaker) {
  struct Case {
    Status status;
    std::int32_t number;
    const char* name;
  };
  const Case cases[] = {
      {Status(), 0, "OK"},
      {InvalidArgument("m"), 1, "INVALID_ARGUMENT"},
      {NotFound("m"), 2, "NOT_FOUND"},
      {ResourceExhausted("m"), 3, "RESOURCE_EXHAUSTED"},
      {DataLoss("m"), 4, "DATA_LOSS"},
      {FailedPrecondition("m"), 5, "FAILED_PRECONDITION"},
      {Unimplemented("m"), 6, "UNIMPLEMENTED"},
      {Internal("m"), 7, "INTERNAL"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(static_cast<std::int32_t>(c.status.code()), c.number) << c.name;
    EXPECT_STREQ(StatusCodeName(c.status.code()), c.name);
    EXPECT_EQ(c.status.ok(), c.number == 0) << c.name;
    EXPECT_STREQ(c.status.message(), c.number == 0 ? "" : "m") << c.name;
  }
}

TEST(Status, AnUnknownNumberIsNamedInternal) { EXPECT_STREQ(StatusCodeName(static_cast<StatusCode>(99)), "INTERNAL"); }

TEST(Result, HoldsAValueAndIsThenOk) {
  Result<std::string> result = std::string("value");
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result.status().ok());
  EXPECT_EQ(*result, "value");
  EXPECT_EQ(result->size(), 5U);
  *result += "!";
  EXPECT_EQ(*result, "value!");
}

TEST(Result, HoldsAFailureAndIsThenNotOk) {
  const Result<int> result = NotFound("flag: no such key");
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.status().code(), StatusCode::kNotFound);
  EXPECT_STREQ(result.status().message(), "flag: no such key");
}

TEST(Result, GivesAwayWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  ASSERT_TRUE(result.ok());
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

}  // namespace
}  // namespace assay
