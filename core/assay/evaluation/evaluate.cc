#include "assay/evaluation/evaluate.h"

#include "assay/assignment/allocation.h"
#include "assay/assignment/bucketing.h"
#include "assay/assignment/layer.h"
#include "assay/assignment/unit_hash.h"
#include "assay/evaluation/unit_id.h"
#include "assay/targeting/condition.h"

namespace assay {

namespace {

// The variant that the split gives to the unit, or nothing when it does not let the unit in.
std::optional<std::uint32_t> Divide(const Datafile& datafile, const Split& split, std::string_view unit) {
  if (split.layer && !IsInLayerRange(datafile.layers[*split.layer].salt, unit, split.layer_range)) return std::nullopt;
  if (!IsCovered(split.salt, unit, split.coverage_ppm)) return std::nullopt;
  return ChooseSlot(Bucket(UnitHash32(kVariantPurpose, split.salt, unit), split.total), split.slots);
}

}  // namespace

EvaluationDetails EvaluationError(ErrorCode code) { return {std::nullopt, std::nullopt, Reason::kError, code}; }

EvaluationDetails Evaluate(const Datafile& datafile, std::size_t flag_index, const ResolvedContext& context) {
  if (flag_index >= datafile.flags.size()) return EvaluationError(ErrorCode::kFlagNotFound);
  const Flag& flag = datafile.flags[flag_index];
  if (flag.invalid) return EvaluationError(ErrorCode::kParseError);
  if (!flag.enabled) return {flag.default_variant, std::nullopt, Reason::kDisabled, ErrorCode::kNone};
  if (flag.rules.empty()) return {flag.default_variant, std::nullopt, Reason::kStatic, ErrorCode::kNone};

  for (std::uint32_t i = 0; i < flag.rules.size(); ++i) {
    const Rule& rule = flag.rules[i];
    if (!MatchesAll(rule.conditions, context)) continue;
    if (rule.variant) return {rule.variant, i, Reason::kTargetingMatch, ErrorCode::kNone};
    const UnitId unit(context.At(rule.split->unit));
    if (unit.error() != ErrorCode::kNone) return {std::nullopt, i, Reason::kError, unit.error()};
    const std::optional<std::uint32_t> variant = Divide(datafile, *rule.split, unit.text());
    if (variant) return {variant, i, Reason::kSplit, ErrorCode::kNone};
  }
  return {flag.default_variant, std::nullopt, Reason::kDefault, ErrorCode::kNone};
}

void EvaluateAll(const Datafile& datafile, const ResolvedContext& context, std::vector<EvaluationDetails>& details) {
  details.resize(datafile.flags.size());
  for (std::size_t i = 0; i < details.size(); ++i) details[i] = Evaluate(datafile, i, context);
}

}  // namespace assay
