#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/wire/generated/result_generated.h"
#include "assay/wire/result.h"
#include "core/wire/message_bytes.h"

namespace assay {
namespace {

// A message as a reader of another release would check it.
MessageCopy Verified(const WireResult& result) {
  const ByteBuffer bytes = EncodeResult(result);
  MessageCopy message(bytes);
  flatbuffers::Verifier verifier(message.view().data(), message.view().size());
  EXPECT_TRUE(fb::VerifyResultBuffer(verifier));
  return message;
}

WireProportion Half() { return {.successes = 2, .trials = 4, .rate = 0.5, .low = 0.0, .high = 1.0}; }

WireFunnelPart Part() {
  WireFunnelStepResult step{"öffnen", 4, Half(), {}, {}};
  step.skipped = 3;
  step.drops = WireFunnelDrops{1, 2, 3, 4, {{"größe", 5}, {"", 6}}, 7};
  step.dropped_users = {1, 0};
  WireFunnelPart part;
  part.total.steps = {step, {"send", 2, Half(), Half(), {}}};
  part.total.conversion = Half();
  part.total.excluded = 8;
  part.total.trend = {{-86'400'000, Half()}, {0, {}}};
  part.total.converted_users = {1};
  part.groups = {part.total};
  part.groups[0].key = {WireValue(2.5)};
  part.groups_omitted = 9;
  part.events_without_session = 10;
  return part;
}

void ExpectGroup(const fb::FunnelGroup& told) {
  const fb::FunnelStepResult& step = *told.steps()->Get(0);
  EXPECT_EQ(step.skipped(), 3U);
  EXPECT_EQ(step.drops()->window(), 1U);
  EXPECT_EQ(step.drops()->exclusion(), 2U);
  EXPECT_EQ(step.drops()->order(), 3U);
  EXPECT_EQ(step.drops()->no_next_event(), 4U);
  EXPECT_EQ(step.drops()->next_events()->Get(0)->event()->string_view(), "größe");
  EXPECT_EQ(step.drops()->next_events()->Get(1)->count(), 6U);
  EXPECT_EQ(step.drops()->other_next_events(), 7U);
  ASSERT_EQ(step.dropped_users()->size(), 2U);
  EXPECT_EQ(step.dropped_users()->Get(0), 1U);
  EXPECT_EQ(told.steps()->Get(1)->drops(), nullptr);
  EXPECT_EQ(told.steps()->Get(1)->dropped_users(), nullptr);
  EXPECT_EQ(told.conversion()->successes(), 2U);
  EXPECT_EQ(told.conversion()->trials(), 4U);
  EXPECT_EQ(told.excluded(), 8U);
  ASSERT_EQ(told.trend()->size(), 2U);
  EXPECT_EQ(told.trend()->Get(0)->bucket_start_ms(), -86'400'000);
  EXPECT_EQ(*told.trend()->Get(0)->conversion()->high(), 1.0);
  EXPECT_FALSE(told.trend()->Get(1)->conversion()->rate().has_value());
  EXPECT_EQ(told.converted_users()->Get(0), 1U);
}

TEST(EncodeFunnel, TellsWhatStandsBehindTheCounts) {
  WireFunnelResult funnel;
  funnel.all = Part();
  funnel.segments = {Part(), {}};
  funnel.users = {"ana", "жанна"};
  const MessageCopy message = Verified({funnel, 1, 2});
  const fb::FunnelResult* told = fb::GetResult(message.view().data())->kind_as_FunnelResult();
  ASSERT_NE(told, nullptr);
  ExpectGroup(*told->total());
  ExpectGroup(*told->groups()->Get(0));
  EXPECT_EQ(told->events_without_session(), 10U);
  EXPECT_EQ(told->users()->Get(1)->string_view(), "жанна");
  ASSERT_EQ(told->segments()->size(), 2U);
  ExpectGroup(*told->segments()->Get(0)->total());
  EXPECT_EQ(told->segments()->Get(0)->groups()->Get(0)->key()->Get(0)->number(), 2.5);
  EXPECT_EQ(told->segments()->Get(0)->groups_omitted(), 9U);
  EXPECT_EQ(told->segments()->Get(0)->events_without_session(), 10U);
  EXPECT_EQ(told->segments()->Get(1)->groups()->size(), 0U);
}

TEST(EncodeFunnel, TellsAComparison) {
  WireCompareResult compare;
  compare.comparisons = {{{5, 3}, 0, 0, {0, 0, 0, 0, 0, 0, 0}, {}},
                         {{4, 4}, 1, 2, {0, 3, 0, 0, 0, 0, 0}, {{"жанна", 1, 2, WireFunnelDifference::kTie}}}};
  const MessageCopy message = Verified({compare, 6, 0});
  const fb::CompareResult* told = fb::GetResult(message.view().data())->kind_as_CompareResult();
  ASSERT_NE(told, nullptr);
  ASSERT_EQ(told->comparisons()->size(), 2U);
  const fb::FunnelComparison& second = *told->comparisons()->Get(1);
  EXPECT_EQ(second.counts()->Get(1), 4U);
  EXPECT_EQ(second.further(), 1U);
  EXPECT_EQ(second.less_far(), 2U);
  EXPECT_EQ(second.reasons()->Get(1), 3U);
  ASSERT_EQ(second.samples()->size(), 1U);
  EXPECT_EQ(second.samples()->Get(0)->user()->string_view(), "жанна");
  EXPECT_EQ(second.samples()->Get(0)->first_level(), 1U);
  EXPECT_EQ(second.samples()->Get(0)->level(), 2U);
  EXPECT_EQ(second.samples()->Get(0)->reason(), fb::FunnelDifference::Tie);
}

}  // namespace
}  // namespace assay
