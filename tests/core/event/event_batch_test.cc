#include "assay/event/event_batch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "assay/base/time.h"
#include "assay/event/reserved_names.h"

namespace assay {
namespace {

// A batch that owns what its view points to. Three rows, two users, one property of each kind.
struct OwnedBatch {
  std::vector<std::string> texts = {"page_view", "ana", "béa", "s1", "plan", "pro", "price", "trial", ""};
  std::vector<double> times = {1000, 2000, 2000};
  std::vector<std::uint32_t> names = {0, 0, 0};
  std::vector<std::uint32_t> users = {1, 2, 1};
  std::vector<std::uint32_t> sessions = {3, 3, 3};
  std::vector<std::uint32_t> plan_rows = {0, 2};
  std::vector<std::uint32_t> plans = {5, 5};
  std::vector<double> prices = {1.5, -0.0, 3};
  std::vector<std::uint32_t> trial_rows = {1};
  std::vector<std::uint8_t> trials = {1};

  [[nodiscard]] EventBatchView View() const {
    EventBatchView view;
    view.first_sequence = 7;
    view.strings.assign(texts.begin(), texts.end());
    view.times = times;
    view.names = names;
    view.users = users;
    view.sessions = sessions;
    view.properties.resize(3);
    view.properties[0].name = 4;
    view.properties[0].rows = plan_rows;
    view.properties[0].codes = plans;
    view.properties[1].name = 6;
    view.properties[1].type = PropertyType::kNumber;
    view.properties[1].every_row = true;
    view.properties[1].numbers = prices;
    view.properties[2].name = 7;
    view.properties[2].type = PropertyType::kBool;
    view.properties[2].rows = trial_rows;
    view.properties[2].bools = trials;
    return view;
  }
};

TEST(EventBatch, AWellFormedBatchIsAccepted) {
  const OwnedBatch batch;
  const Status status = ValidateEventBatch(batch.View(), EventBatchLimits());
  EXPECT_TRUE(status.ok()) << status.message();
}

TEST(EventBatch, AnEmptyBatchIsAccepted) { EXPECT_TRUE(ValidateEventBatch(EventBatchView(), EventBatchLimits()).ok()); }

TEST(EventBatch, BrokenContentIsRefusedByName) {
  struct Case {
    const char* message;  // begins with this
    void (*breaks)(OwnedBatch&);
  };
  const Case cases[] = {
      {"strings: must be valid UTF-8", [](OwnedBatch& b) { b.texts[1] = "\xc3"; }},
      {"times: must be whole", [](OwnedBatch& b) { b.times[1] = 0.5; }},
      {"times: must be whole", [](OwnedBatch& b) { b.times[1] = std::numeric_limits<double>::quiet_NaN(); }},
      {"times: must be whole", [](OwnedBatch& b) { b.times[1] = static_cast<double>(kMaxTimestampMs) + 1; }},
      {"times: must be whole", [](OwnedBatch& b) { b.times[1] = static_cast<double>(kMinTimestampMs) - 1; }},
      {"times: must be whole", [](OwnedBatch& b) { b.times[1] = -std::numeric_limits<double>::infinity(); }},
      {"names: must have one", [](OwnedBatch& b) { b.names.pop_back(); }},
      {"names: must be indexes", [](OwnedBatch& b) { b.names[2] = 9; }},
      {"names: an event name", [](OwnedBatch& b) { b.names[2] = 8; }},
      {"users: must have one", [](OwnedBatch& b) { b.users.push_back(1); }},
      {"users: must be indexes", [](OwnedBatch& b) { b.users[0] = 0xffffffff; }},
      {"users: a user", [](OwnedBatch& b) { b.users[0] = 8; }},
      {"sessions: must have one", [](OwnedBatch& b) { b.sessions.pop_back(); }},
      {"sessions: must be indexes", [](OwnedBatch& b) { b.sessions[1] = 9; }},
      {"properties: rows must be below", [](OwnedBatch& b) { b.plan_rows[1] = 3; }},
      {"properties: rows must be strictly", [](OwnedBatch& b) { b.plan_rows[1] = 0; }},
      {"properties: rows must be strictly", [](OwnedBatch& b) { b.plan_rows = {2, 0}; }},
      {"properties: must have one value", [](OwnedBatch& b) { b.plans.pop_back(); }},
      {"properties: must have one value", [](OwnedBatch& b) { b.prices.push_back(1); }},
      {"properties: codes must be indexes", [](OwnedBatch& b) { b.plans[0] = 9; }},
      {"properties: numbers must be finite", [](OwnedBatch& b) { b.prices[0] = std::numeric_limits<double>::infinity(); }},
      {"properties: numbers must be finite", [](OwnedBatch& b) { b.prices[0] = std::nan(""); }},
      {"properties: bools must be", [](OwnedBatch& b) { b.trials[0] = 2; }},
      {"properties: a property name", [](OwnedBatch& b) { b.texts[4].clear(); }},
      {"properties: a row must not carry", [](OwnedBatch& b) { b.texts[6] = "plan"; }},
      {"properties: a row must not carry",
       [](OwnedBatch& b) {
         b.texts[7] = "plan";
         b.trial_rows = {2};
       }},
  };
  for (const Case& c : cases) {
    OwnedBatch batch;
    c.breaks(batch);
    const Status status = ValidateEventBatch(batch.View(), EventBatchLimits());
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << c.message;
    EXPECT_EQ(std::string(status.message()).rfind(c.message, 0), 0U) << c.message << " but was " << status.message();
  }
}

TEST(EventBatch, BrokenStructureIsRefusedByName) {
  struct Case {
    const char* message;
    void (*breaks)(EventBatchView&);
  };
  const Case cases[] = {
      {"first_sequence:", [](EventBatchView& v) { v.first_sequence = (std::uint64_t{1} << 53) - 2; }},
      {"first_sequence:", [](EventBatchView& v) { v.first_sequence = ~std::uint64_t{0}; }},
      {"properties: name must be", [](EventBatchView& v) { v.properties[0].name = 9; }},
      {"properties: rows must be empty", [](EventBatchView& v) { v.properties[0].every_row = true; }},
      {"properties: type must be", [](EventBatchView& v) { v.properties[0].type = static_cast<PropertyType>(4); }},
      {"properties: must have one value", [](EventBatchView& v) { v.properties[0].numbers = v.properties[1].numbers; }},
      {"properties: one column per", [](EventBatchView& v) { v.properties.push_back(v.properties[0]); }},
      {"properties: one column per",
       [](EventBatchView& v) {  // the same text under another index is the same name
         v.strings.push_back("plan");
         v.properties.push_back(v.properties[0]);
         v.properties.back().name = 9;
       }},
  };
  for (const Case& c : cases) {
    const OwnedBatch batch;
    EventBatchView view = batch.View();
    c.breaks(view);
    const Status status = ValidateEventBatch(view, EventBatchLimits());
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << c.message;
    EXPECT_EQ(std::string(status.message()).rfind(c.message, 0), 0U) << c.message << " but was " << status.message();
  }
}

TEST(EventBatch, TheLastSequenceMayBeTheLargestExactInteger) {
  const OwnedBatch batch;
  EventBatchView view = batch.View();
  view.first_sequence = (std::uint64_t{1} << 53) - 3;
  EXPECT_TRUE(ValidateEventBatch(view, EventBatchLimits()).ok());
}

TEST(EventBatch, OnePropertyMayHaveTwoTypesInDifferentRows) {
  OwnedBatch batch;
  batch.texts[7] = "plan";  // rows 0 and 2 carry a text, row 1 a bool
  EXPECT_TRUE(ValidateEventBatch(batch.View(), EventBatchLimits()).ok());
}

TEST(EventBatch, EachLimitIsReachedAndNotPassed) {
  struct Case {
    const char* message;
    void (*fits)(EventBatchLimits&);
    void (*too_small)(EventBatchLimits&);
  };
  const Case cases[] = {
      {"times: more rows", [](EventBatchLimits& l) { l.max_rows = 3; }, [](EventBatchLimits& l) { l.max_rows = 2; }},
      {"strings: more than", [](EventBatchLimits& l) { l.max_strings = 9; }, [](EventBatchLimits& l) { l.max_strings = 8; }},
      {"strings: a text", [](EventBatchLimits& l) { l.max_string_bytes = 9; }, [](EventBatchLimits& l) { l.max_string_bytes = 8; }},
      {"properties: more", [](EventBatchLimits& l) { l.max_properties = 3; }, [](EventBatchLimits& l) { l.max_properties = 2; }},
  };
  for (const Case& c : cases) {
    const OwnedBatch batch;
    EventBatchLimits limits;
    c.fits(limits);
    EXPECT_TRUE(ValidateEventBatch(batch.View(), limits).ok()) << c.message;
    c.too_small(limits);
    const Status status = ValidateEventBatch(batch.View(), limits);
    EXPECT_EQ(status.code(), StatusCode::kResourceExhausted) << c.message;
    EXPECT_EQ(std::string(status.message()).rfind(c.message, 0), 0U) << c.message << " but was " << status.message();
  }
}

TEST(ReservedNames, StartWithADollarSign) {
  EXPECT_TRUE(IsReservedName(kExposureEvent));
  EXPECT_TRUE(IsReservedName(kEventNameProperty));
  EXPECT_FALSE(IsReservedName("price$"));
  EXPECT_FALSE(IsReservedName(""));
}

}  // namespace
}  // namespace assay
