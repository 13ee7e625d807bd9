#include "assay/evaluation/validate.h"

#include "assay/assignment/bucketing.h"
#include "assay/assignment/layer.h"
#include "assay/assignment/unit_hash.h"
#include "assay/strings/interner.h"

namespace assay {

namespace {

Status ValidateVariants(const Flag& flag) {
  Interner keys;
  for (const Variant& variant : flag.variants) {
    const std::uint32_t before = keys.size();
    if (const Result<StringId> id = keys.Intern(variant.key); !id.ok()) return id.status();
    if (keys.size() == before) return InvalidArgument("flag.variants: two have one key");
  }
  if (flag.default_variant >= flag.variants.size()) return InvalidArgument("flag.default_variant: no such variant");
  return {};
}

Status ValidateLayer(const Split& split, const Datafile& datafile) {
  if (!split.layer) return {};
  if (*split.layer >= datafile.layers.size()) return InvalidArgument("split.layer: no such layer");
  if (!IsValidSalt(datafile.layers[*split.layer].salt)) return InvalidArgument("layer.salt: empty or holds a control character");
  return ValidateLayerRange(split.layer_range);
}

Status ValidateSplit(const Split& split, const Flag& flag, const Datafile& datafile) {
  if (split.unit >= datafile.attributes.size()) return InvalidArgument("split.unit: no such attribute");
  if (!IsValidSalt(split.salt)) return InvalidArgument("split.salt: empty or holds a control character");
  // The experiment stands before a separator in the exposure's key, as the salt does in the unit's hash.
  if (!split.experiment.empty() && !IsValidSalt(split.experiment)) return InvalidArgument("split.experiment: holds a control character");
  if (split.coverage_ppm > kPpm) return InvalidArgument("split.coverage_ppm: above 1000000");
  if (const Status status = ValidateSlots(split.slots, split.total); !status.ok()) return status;
  for (const Slot& slot : split.slots) {
    if (slot.variant >= flag.variants.size()) return InvalidArgument("slots: no such variant");
  }
  return ValidateLayer(split, datafile);
}

Status ValidateRule(const Rule& rule, const Flag& flag, const Datafile& datafile) {
  for (const Condition& condition : rule.conditions) {
    if (condition.attribute >= datafile.attributes.size()) return InvalidArgument("condition: no such attribute");
  }
  if (rule.variant.has_value() == rule.split.has_value()) return InvalidArgument("rule: exactly one of variant and split");
  if (rule.split) return ValidateSplit(*rule.split, flag, datafile);
  if (*rule.variant >= flag.variants.size()) return InvalidArgument("rule.variant: no such variant");
  return {};
}

}  // namespace

Status ValidateFlag(const Flag& flag, const Datafile& datafile) {
  if (flag.invalid) return FailedPrecondition("flag: marked as malformed in the datafile");
  if (flag.key.empty()) return InvalidArgument("flag.key: empty");
  if (flag.type > FlagType::kJson) return InvalidArgument("flag.type: unknown");
  if (const Status status = ValidateVariants(flag); !status.ok()) return status;
  for (const Rule& rule : flag.rules) {
    if (const Status status = ValidateRule(rule, flag, datafile); !status.ok()) return status;
  }
  return {};
}

std::size_t ValidateDatafile(Datafile& datafile) {
  std::size_t invalid = 0;
  for (Flag& flag : datafile.flags) {
    if (!ValidateFlag(flag, datafile).ok()) flag.invalid = true;
    invalid += flag.invalid ? 1 : 0;
  }
  return invalid;
}

}  // namespace assay
