#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "assay/wire/generated/result_generated.h"
#include "assay/wire/result.h"
#include "core/wire/message_bytes.h"

namespace assay {
namespace {

// The bytes of a result, verified as a reader of another release would.
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

WireTimeStats SomeTimes() {
  return {.count = 3, .mean_ms = 1.5, .median_ms = 0.0, .p90_ms = 1e15, .histogram_edges_ms = {0, 1000}, .histogram_counts = {2, 1}};
}

WireProportion Half() { return {.successes = 2, .trials = 4, .rate = 0.5, .low = 0.0, .high = 1.0}; }

void ExpectTimes(const fb::TimeStats* told, const WireTimeStats& times) {
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->count(), times.count);
  // No time is negative, so -1 can stand for none.
  const auto number = [](auto value) { return value.has_value() ? *value : -1.0; };
  EXPECT_EQ(number(told->mean_ms()), number(times.mean_ms));
  EXPECT_EQ(number(told->median_ms()), number(times.median_ms));
  EXPECT_EQ(number(told->p90_ms()), number(times.p90_ms));
  const std::size_t bins = told->histogram_counts() == nullptr ? 0 : told->histogram_counts()->size();
  ASSERT_EQ(bins, times.histogram_counts.size());
  for (std::size_t i = 0; i < bins; ++i) {
    const auto at = static_cast<flatbuffers::uoffset_t>(i);
    EXPECT_EQ(told->histogram_counts()->Get(at), times.histogram_counts[i]) << i;
    EXPECT_EQ(told->histogram_edges_ms()->Get(at), times.histogram_edges_ms[i]) << i;
  }
}

void ExpectProportion(const fb::Proportion* told, const WireProportion& proportion) {
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->successes(), proportion.successes);
  EXPECT_EQ(told->trials(), proportion.trials);
  ASSERT_EQ(told->rate().has_value(), proportion.rate.has_value());
  if (!proportion.rate) return;
  EXPECT_EQ(*told->rate(), *proportion.rate);
  EXPECT_EQ(*told->low(), *proportion.low);
  EXPECT_EQ(*told->high(), *proportion.high);
}

TEST(EncodeResult, TellsAFunnel) {
  WireFunnelResult funnel;
  funnel.all.total.steps = {{"öffnen", 9, Half(), {}, {}}, {"send", 0, {}, Half(), SomeTimes()}};
  funnel.all.groups.push_back(
      {{WireValue(), WireValue(std::string("größe")), WireValue(-0.5), WireValue(false)}, funnel.all.total.steps, SomeTimes(), Half()});
  const Encoded result({funnel, 12'345'678'901, 7});
  EXPECT_EQ(result->format(), 1U);
  EXPECT_EQ(result->events_scanned(), 12'345'678'901U);
  EXPECT_EQ(result->groups_omitted(), 7U);
  const fb::FunnelResult* told = result->kind_as_FunnelResult();
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->total()->key()->size(), 0U);
  ASSERT_EQ(told->total()->steps()->size(), 2U);
  EXPECT_EQ(told->total()->steps()->Get(0)->label()->string_view(), "öffnen");
  EXPECT_EQ(told->total()->steps()->Get(0)->count(), 9U);
  ExpectProportion(told->total()->steps()->Get(0)->from_start(), Half());
  ExpectProportion(told->total()->steps()->Get(1)->from_start(), {});
  ExpectProportion(told->total()->steps()->Get(1)->from_previous(), Half());
  ExpectTimes(told->total()->steps()->Get(0)->time_from_previous(), {});
  ExpectTimes(told->total()->steps()->Get(1)->time_from_previous(), SomeTimes());
  ExpectTimes(told->total()->time_to_convert(), {});
  ASSERT_EQ(told->groups()->size(), 1U);
  ExpectTimes(told->groups()->Get(0)->time_to_convert(), SomeTimes());
  const auto& key = *told->groups()->Get(0)->key();
  ASSERT_EQ(key.size(), 4U);
  EXPECT_EQ(key[0]->type(), fb::ValueType::Null);
  EXPECT_EQ(key[1]->type(), fb::ValueType::String);
  EXPECT_EQ(key[1]->text()->string_view(), "größe");
  EXPECT_EQ(key[2]->type(), fb::ValueType::Number);
  EXPECT_EQ(key[2]->number(), -0.5);
  EXPECT_EQ(key[3]->type(), fb::ValueType::Bool);
  EXPECT_FALSE(key[3]->boolean());
}

TEST(EncodeResult, TellsAMetricColumnByColumn) {
  WireMetricResult metric;
  metric.keys = {WireValue(), WireValue(std::string("größe")), WireValue(true), WireValue(-0.5)};
  metric.groups = {0, 2};
  metric.bucket_starts_ms = {-86'400'000, 0};
  metric.values = {1, 0, std::numeric_limits<double>::infinity(), -0.25};
  metric.absent = {0, 1, 0, 0};
  metric.previous = {4, 5, 6, 7};
  const Encoded result({metric, 8, 9});
  const fb::MetricResult* told = result->kind_as_MetricResult();
  ASSERT_NE(told, nullptr);
  ASSERT_EQ(told->keys()->size(), 4U);
  EXPECT_EQ(told->keys()->Get(0)->type(), fb::ValueType::Null);
  EXPECT_EQ(told->keys()->Get(1)->text()->string_view(), "größe");
  EXPECT_TRUE(told->keys()->Get(2)->boolean());
  EXPECT_EQ(told->keys()->Get(3)->number(), -0.5);
  const auto listed = [](const auto* vector) { return std::vector<double>(vector->begin(), vector->end()); };
  EXPECT_EQ(listed(told->groups()), (std::vector<double>{0, 2}));
  EXPECT_EQ(listed(told->bucket_starts_ms()), metric.bucket_starts_ms);
  EXPECT_EQ(listed(told->values()), metric.values);
  EXPECT_EQ(listed(told->absent()), (std::vector<double>{0, 1, 0, 0}));
  EXPECT_EQ(listed(told->previous()), metric.previous);
  EXPECT_EQ(told->previous_absent(), nullptr);
}

TEST(EncodeResult, LeavesOutColumnsThatAMetricDoesNotHave) {
  const Encoded result({WireMetricResult{}, 0, 0});
  const fb::MetricResult* told = result->kind_as_MetricResult();
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->keys()->size(), 0U);
  EXPECT_EQ(told->groups(), nullptr);
  EXPECT_EQ(told->bucket_starts_ms(), nullptr);
  EXPECT_EQ(told->values(), nullptr);
  EXPECT_EQ(told->absent(), nullptr);
  EXPECT_EQ(told->previous(), nullptr);
}

TEST(EncodeResult, TellsATask) {
  WireTaskResult task;
  task.total.completion = Half();
  task.rows.push_back({{WireValue(2.0)}, 0, Half(), SomeTimes()});
  const Encoded result({task, 1, 2});
  const fb::TaskResult* told = result->kind_as_TaskResult();
  ASSERT_NE(told, nullptr);
  ExpectProportion(told->total()->completion(), Half());
  ExpectTimes(told->total()->time(), {});
  EXPECT_FALSE(told->total()->bucket_start_ms().has_value());
  ASSERT_EQ(told->rows()->size(), 1U);
  EXPECT_EQ(told->rows()->Get(0)->key()->Get(0)->number(), 2);
  ASSERT_TRUE(told->rows()->Get(0)->bucket_start_ms().has_value());  // 0 is an instant, not "none"
  EXPECT_EQ(*told->rows()->Get(0)->bucket_start_ms(), 0);
  ExpectTimes(told->rows()->Get(0)->time(), SomeTimes());
}

TEST(EncodeResult, TellsATasksErrorsStepsAndTarget) {
  WireTaskResult task;
  task.total.geometric_mean_ms = {12.5, 0.0, {}};
  task.total.median_low_ms = 0;
  task.total.errors = WireTaskErrors{3, Half(), {0.5, 0.25, 1.0}, {{0, 2, Half()}, {-1, 1, Half()}}};
  task.total.abandoned = {Half(), {}};
  task.rows.emplace_back().experience = WireTaskExperience::kReturning;
  task.error_fields = {WireValue(std::string("größe"))};
  task.error_fields_omitted = 4;
  task.target = WireTaskTargetResult{.status = WireTaskStatus::kNotMet,
                                     .target = 0.0,
                                     .current = {1.0, {}, {}},
                                     .baseline = WireTaskEstimate{},
                                     .change = {},
                                     .baseline_start_ms = 0,
                                     .baseline_end_ms = 5};
  const Encoded result({task, 1, 2});
  const fb::TaskResult* told = result->kind_as_TaskResult();
  ASSERT_NE(told, nullptr);
  const fb::TaskRow& total = *told->total();
  EXPECT_EQ(total.geometric_mean_ms()->value(), 12.5);
  EXPECT_EQ(total.geometric_mean_ms()->low(), 0);  // a number, not "none"
  EXPECT_FALSE(total.geometric_mean_ms()->high().has_value());
  EXPECT_EQ(total.median_low_ms(), 0);
  EXPECT_FALSE(total.median_high_ms().has_value());
  EXPECT_EQ(total.errors()->count(), 3U);
  ExpectProportion(total.errors()->attempts(), Half());
  EXPECT_EQ(total.errors()->per_attempt()->high(), 1);
  ASSERT_EQ(total.errors()->fields()->size(), 2U);
  EXPECT_EQ(total.errors()->fields()->Get(1)->value(), -1);
  EXPECT_EQ(total.errors()->fields()->Get(0)->errors(), 2U);
  ASSERT_EQ(total.abandoned()->size(), 2U);
  ExpectProportion(total.abandoned()->Get(0), Half());
  EXPECT_EQ(total.experience(), fb::TaskExperience::Any);
  EXPECT_EQ(told->rows()->Get(0)->experience(), fb::TaskExperience::Returning);
  EXPECT_EQ(told->rows()->Get(0)->errors(), nullptr);
  EXPECT_EQ(told->rows()->Get(0)->abandoned(), nullptr);
  EXPECT_EQ(told->error_fields()->Get(0)->text()->str(), "größe");
  EXPECT_EQ(told->error_fields_omitted(), 4U);
  EXPECT_EQ(told->target()->status(), fb::TaskStatus::NotMet);
  EXPECT_EQ(told->target()->target(), 0);
  EXPECT_EQ(told->target()->current()->value(), 1);
  EXPECT_FALSE(told->target()->baseline()->value().has_value());
  EXPECT_EQ(told->target()->change(), nullptr);
  EXPECT_EQ(told->target()->baseline_start_ms(), 0);
  EXPECT_EQ(told->target()->baseline_end_ms(), 5);
}

TEST(EncodeResult, TellsAnExperiment) {
  WireExperimentResult experiment;
  experiment.arms = {{"control", Half()}, {"b 💚", {}}};
  experiment.effects = {{.arm = "b 💚",
                         .absolute = 0.0,
                         .absolute_low = -1.0,
                         .absolute_high = 1.0,
                         .relative = 0.5,
                         .relative_low = {},
                         .relative_high = {},
                         .p_value = 1e-300},
                        {.arm = "none",
                         .absolute = {},
                         .absolute_low = {},
                         .absolute_high = {},
                         .relative = {},
                         .relative_low = {},
                         .relative_high = {},
                         .p_value = {}}};
  experiment.srm_p_value = 0.0;
  experiment.excluded_multiple_arms = 3;
  experiment.unknown_arm_users = 4;
  const Encoded result({experiment, 1, 0});
  const fb::ExperimentResult* told = result->kind_as_ExperimentResult();
  ASSERT_NE(told, nullptr);
  ASSERT_EQ(told->arms()->size(), 2U);
  EXPECT_EQ(told->arms()->Get(1)->arm()->string_view(), "b 💚");
  ExpectProportion(told->arms()->Get(0)->conversion(), Half());
  ASSERT_EQ(told->effects()->size(), 2U);
  const fb::EffectResult& effect = *told->effects()->Get(0);
  EXPECT_EQ(effect.arm()->string_view(), "b 💚");
  EXPECT_EQ(*effect.absolute(), 0);
  EXPECT_EQ(*effect.absolute_low(), -1);
  EXPECT_EQ(*effect.absolute_high(), 1);
  EXPECT_EQ(*effect.relative(), 0.5);
  EXPECT_FALSE(effect.relative_low().has_value());
  EXPECT_FALSE(effect.relative_high().has_value());
  EXPECT_EQ(*effect.p_value(), 1e-300);
  EXPECT_FALSE(told->effects()->Get(1)->absolute().has_value());
  EXPECT_FALSE(told->effects()->Get(1)->p_value().has_value());
  ASSERT_TRUE(told->srm_p_value().has_value());
  EXPECT_EQ(*told->srm_p_value(), 0);
  EXPECT_EQ(told->excluded_multiple_arms(), 3U);
  EXPECT_EQ(told->unknown_arm_users(), 4U);
}

TEST(EncodeResult, GivesTheSameBytesForTheSameResult) {
  WireFunnelResult funnel;
  funnel.all.total.steps = {{"a", 1, Half(), Half(), SomeTimes()}, {"a", 1, Half(), Half(), SomeTimes()}};
  EXPECT_EQ(EncodeResult({funnel, 1, 2}), EncodeResult({funnel, 1, 2}));
  EXPECT_NE(EncodeResult({funnel, 1, 2}), EncodeResult({funnel, 1, 3}));
}

}  // namespace
}  // namespace assay
