#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/wire/generated/result_generated.h"
#include "assay/wire/result.h"
#include "core/wire/message_bytes.h"

namespace assay {
namespace {

class Encoded {
 public:
  explicit Encoded(const WireResult& result) : message_(EncodeResult(result)) {
    flatbuffers::Verifier verifier(message_.view().data(), message_.view().size());
    EXPECT_TRUE(fb::VerifyResultBuffer(verifier));
  }

  const fb::Result* operator->() const { return fb::GetResult(message_.view().data()); }

 private:
  MessageCopy message_;
};

constexpr auto kListed = [](const auto* vector) {
  return vector == nullptr ? std::vector<double>() : std::vector<double>(vector->begin(), vector->end());
};

using Numbers = std::vector<double>;

WireProportions Some() { return {.successes = {1, 0}, .trials = {2, 0}, .low = {0.25, 0}, .high = {0.75, 0}}; }

void ExpectSome(const fb::Proportions* told) {
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(kListed(told->successes()), (Numbers{1, 0}));
  EXPECT_EQ(kListed(told->trials()), (Numbers{2, 0}));
  EXPECT_EQ(kListed(told->low()), (Numbers{0.25, 0}));
  EXPECT_EQ(kListed(told->high()), (Numbers{0.75, 0}));
}

TEST(EncodeBehaviorResult, TellsARetention) {
  WireRetentionResult retention;
  retention.columns = 2;
  retention.keys = {WireValue(), WireValue(std::string("größe"))};
  retention.group_users = {3};
  retention.group_cells = {{4, 5}, Some()};
  retention.row_groups = {1};
  retention.cohort_starts_ms = {-86'400'000};
  retention.row_users = {0xFFFFFFFF};
  retention.row_cells = {{6, 7}, Some()};
  retention.total_users = 12'345'678'901;
  retention.total_cells = {{8, 9}, {}};
  retention.observed_end_ms = kMaxTimestampMs + 1;
  const Encoded result({retention, 1, 2});
  EXPECT_EQ(result->groups_omitted(), 2U);
  const fb::RetentionResult* told = result->kind_as_RetentionResult();
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->columns(), 2U);
  EXPECT_EQ(told->keys()->Get(1)->text()->string_view(), "größe");
  EXPECT_EQ(kListed(told->group_users()), (Numbers{3}));
  EXPECT_EQ(kListed(told->group_cells()->returned()), (Numbers{4, 5}));
  ExpectSome(told->group_cells()->complete());
  EXPECT_EQ(kListed(told->row_groups()), (Numbers{1}));
  EXPECT_EQ(kListed(told->cohort_starts_ms()), (Numbers{-86'400'000}));
  EXPECT_EQ(kListed(told->row_users()), (Numbers{0xFFFFFFFF}));
  EXPECT_EQ(kListed(told->row_cells()->returned()), (Numbers{6, 7}));
  ExpectSome(told->row_cells()->complete());
  EXPECT_EQ(told->total_users(), 12'345'678'901U);
  EXPECT_EQ(kListed(told->total_cells()->returned()), (Numbers{8, 9}));
  EXPECT_EQ(told->total_cells()->complete()->low(), nullptr);
  EXPECT_EQ(told->observed_end_ms(), static_cast<double>(kMaxTimestampMs + 1));
}

TEST(EncodeBehaviorResult, TellsPaths) {
  WirePathsResult paths;
  paths.paths = 1;
  paths.units = 2;
  paths.values = {WireValue(), WireValue(-0.5), WireValue(true)};
  paths.node_steps = {0};
  paths.node_values = {3};
  paths.node_counts = {4};
  paths.node_ended = {5};
  paths.node_merged = {6};
  paths.link_sources = {7};
  paths.link_targets = {8};
  paths.link_counts = {9};
  paths.link_median_ms = {0.5};
  paths.flow_counts = {10};
  paths.flow_ends = {2};
  paths.flow_values = {1, 2};
  paths.flows_omitted = 11;
  const Encoded result({paths, 0, 0});
  const fb::PathsResult* told = result->kind_as_PathsResult();
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->paths(), 1U);
  EXPECT_EQ(told->units(), 2U);
  ASSERT_EQ(told->values()->size(), 3U);
  EXPECT_EQ(told->values()->Get(0)->type(), fb::ValueType::Null);
  EXPECT_EQ(told->values()->Get(1)->number(), -0.5);
  EXPECT_EQ(kListed(told->node_steps()), (Numbers{0}));
  EXPECT_EQ(kListed(told->node_values()), (Numbers{3}));
  EXPECT_EQ(kListed(told->node_counts()), (Numbers{4}));
  EXPECT_EQ(kListed(told->node_ended()), (Numbers{5}));
  EXPECT_EQ(kListed(told->node_merged()), (Numbers{6}));
  EXPECT_EQ(kListed(told->link_sources()), (Numbers{7}));
  EXPECT_EQ(kListed(told->link_targets()), (Numbers{8}));
  EXPECT_EQ(kListed(told->link_counts()), (Numbers{9}));
  EXPECT_EQ(kListed(told->link_median_ms()), (Numbers{0.5}));
  EXPECT_EQ(kListed(told->flow_counts()), (Numbers{10}));
  EXPECT_EQ(kListed(told->flow_ends()), (Numbers{2}));
  EXPECT_EQ(kListed(told->flow_values()), (Numbers{1, 2}));
  EXPECT_EQ(told->flows_omitted(), 11U);
}

TEST(EncodeBehaviorResult, TellsALifecycle) {
  WireLifecycleResult lifecycle;
  lifecycle.starts_ms = {-1};
  lifecycle.complete = {1};
  lifecycle.fresh = {2};
  lifecycle.returning = {3};
  lifecycle.resurrecting = {4};
  lifecycle.dormant = {5};
  lifecycle.observed_end_ms = -6;
  const WireLifecycleResult group = lifecycle;
  lifecycle.keys = {WireValue(std::string("größe"))};
  lifecycle.groups = {group};
  const Encoded result({lifecycle, 0, 0});
  const fb::LifecycleResult* told = result->kind_as_LifecycleResult();
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(kListed(told->starts_ms()), (Numbers{-1}));
  EXPECT_EQ(kListed(told->complete()), (Numbers{1}));
  EXPECT_EQ(kListed(told->fresh()), (Numbers{2}));
  EXPECT_EQ(kListed(told->returning()), (Numbers{3}));
  EXPECT_EQ(kListed(told->resurrecting()), (Numbers{4}));
  EXPECT_EQ(kListed(told->dormant()), (Numbers{5}));
  EXPECT_EQ(told->observed_end_ms(), -6);
  ASSERT_EQ(told->groups()->size(), 1U);
  EXPECT_EQ(told->keys()->Get(0)->text()->str(), "größe");
  EXPECT_EQ(kListed(told->groups()->Get(0)->dormant()), (Numbers{5}));
  EXPECT_EQ(told->groups()->Get(0)->groups()->size(), 0U);
}

TEST(EncodeBehaviorResult, TellsStickiness) {
  WireStickinessResult stickiness;
  stickiness.users = 1;
  stickiness.exactly = Some();
  stickiness.at_least = Some();
  stickiness.starts_ms = {2};
  stickiness.complete = {0};
  stickiness.period_users = {3};
  stickiness.whole = {1, 0};
  stickiness.active = Some();
  stickiness.active_periods = {4, 5};
  stickiness.observed_end_ms = 6;
  const Encoded result({stickiness, 0, 0});
  const fb::StickinessResult* told = result->kind_as_StickinessResult();
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->users(), 1U);
  ExpectSome(told->exactly());
  ExpectSome(told->at_least());
  ExpectSome(told->active());
  EXPECT_EQ(kListed(told->starts_ms()), (Numbers{2}));
  EXPECT_EQ(kListed(told->complete()), (Numbers{0}));
  EXPECT_EQ(kListed(told->period_users()), (Numbers{3}));
  EXPECT_EQ(kListed(told->whole()), (Numbers{1, 0}));
  EXPECT_EQ(kListed(told->active_periods()), (Numbers{4, 5}));
  EXPECT_EQ(told->observed_end_ms(), 6);
}

TEST(EncodeBehaviorResult, TellsASequenceAndACohort) {
  WireSequenceResult sequence;
  sequence.matched = {.successes = 1, .trials = 2, .rate = 0.5, .low = 0.25, .high = 0.75};
  sequence.matches = 12'345'678'901;
  sequence.meeting = {3, 4};
  sequence.retained = Some();
  sequence.samples = {{"größe", true, {-1, 5}}, {"", false, {}}};
  const Encoded result({sequence, 0, 0});
  const fb::SequenceResult* told = result->kind_as_SequenceResult();
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->matched()->successes(), 1U);
  EXPECT_EQ(told->matches(), 12'345'678'901U);
  EXPECT_EQ(kListed(told->meeting()), (Numbers{3, 4}));
  ExpectSome(told->retained());
  ASSERT_EQ(told->samples()->size(), 2U);
  EXPECT_EQ(told->samples()->Get(0)->user()->string_view(), "größe");
  EXPECT_TRUE(told->samples()->Get(0)->matched());
  EXPECT_EQ(kListed(told->samples()->Get(0)->times_ms()), (Numbers{-1, 5}));
  EXPECT_EQ(told->samples()->Get(1)->times_ms(), nullptr);

  const Encoded members({WireCohortResult{.size = sequence.matched, .ids = {"", "größe"}}, 0, 0});
  const fb::CohortResult* cohort = members->kind_as_CohortResult();
  ASSERT_NE(cohort, nullptr);
  EXPECT_EQ(cohort->size()->successes(), 1U);
  ASSERT_EQ(cohort->ids()->size(), 2U);
  EXPECT_EQ(cohort->ids()->Get(1)->string_view(), "größe");
}

}  // namespace
}  // namespace assay
