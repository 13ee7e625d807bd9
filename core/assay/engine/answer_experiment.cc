#include <string>
#include <utility>

#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/experiment/scorecard.h"

namespace assay {
namespace {

WireEffectResult ToWire(const ArmEffect& effect) {
  WireEffectResult wire;
  wire.arm = effect.arm;
  if (effect.absolute) {
    wire.absolute = effect.absolute->estimate;
    wire.absolute_low = effect.absolute->interval.low;
    wire.absolute_high = effect.absolute->interval.high;
  }
  if (effect.relative) {
    wire.relative = effect.relative->estimate;
    if (effect.relative->interval) {
      wire.relative_low = effect.relative->interval->low;
      wire.relative_high = effect.relative->interval->high;
    }
  }
  if (effect.test) wire.p_value = effect.test->p_value.p;
  return wire;
}

}  // namespace

std::size_t CountParts(const WireExperimentQuery& experiment) {
  return experiment.arms.size() + experiment.weights.size() + CountParts(experiment.conversion.where);
}

Result<WireResult> AnswerExperiment(const Table& table, const QuerySource& source, const WireExperimentQuery& asked) {
  ExperimentQuery query;
  query.experiment = asked.experiment;
  query.conversion = BindMatch(asked.conversion);
  query.window_ms = asked.window_ms;
  query.arms = BindNames(asked.arms);
  query.weights = asked.weights;
  BindScope(source, query);
  const Result<Scorecard> scorecard = ComputeScorecard(table, query);
  if (!scorecard.ok()) return scorecard.status();
  WireExperimentResult wire;
  for (const ArmScore& arm : scorecard->arms) wire.arms.push_back({std::string(arm.arm), ToWire(arm.conversion)});
  for (const ArmEffect& effect : scorecard->effects) wire.effects.push_back(ToWire(effect));
  if (scorecard->sample_ratio) wire.srm_p_value = scorecard->sample_ratio->p_value.p;
  wire.excluded_multiple_arms = scorecard->excluded_multiple_arms;
  wire.unknown_arm_users = scorecard->unknown_arm_users;
  return WireResult{std::move(wire), scorecard->events_scanned, 0};
}

}  // namespace assay
