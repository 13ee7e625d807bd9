#include "assay/wire/encode_kinds.h"
#include "assay/wire/encode_parts.h"

namespace assay {
namespace {

flatbuffers::Offset<fb::ArmResult> EncodeArm(flatbuffers::FlatBufferBuilder& fbb, const WireArmResult& arm) {
  const auto name = fbb.CreateString(arm.arm);
  const auto conversion = EncodeProportion(fbb, arm.conversion);
  return fb::CreateArmResult(fbb, name, conversion);
}

flatbuffers::Offset<fb::EffectResult> EncodeEffect(flatbuffers::FlatBufferBuilder& fbb, const WireEffectResult& effect) {
  const auto name = fbb.CreateString(effect.arm);
  return fb::CreateEffectResult(fbb, name, OptionalNumber(effect.absolute), OptionalNumber(effect.absolute_low),
                                OptionalNumber(effect.absolute_high), OptionalNumber(effect.relative), OptionalNumber(effect.relative_low),
                                OptionalNumber(effect.relative_high), OptionalNumber(effect.p_value));
}

}  // namespace

flatbuffers::Offset<fb::ExperimentResult> EncodeKind(flatbuffers::FlatBufferBuilder& fbb, const WireExperimentResult& experiment) {
  const auto arms = EncodeEach<fb::ArmResult>(fbb, experiment.arms, EncodeArm);
  const auto effects = EncodeEach<fb::EffectResult>(fbb, experiment.effects, EncodeEffect);
  return fb::CreateExperimentResult(fbb, arms, effects, OptionalNumber(experiment.srm_p_value), experiment.excluded_multiple_arms,
                                    experiment.unknown_arm_users);
}

}  // namespace assay
