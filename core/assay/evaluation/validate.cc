#include "assay/evaluation/validate.h"

#include <algorithm>
#include <utility>

#include "assay/evaluation/reason.h"

namespace assay {

namespace {

// Whether [first, first + count) lies within [0, size).
bool IsWithin(std::uint32_t first, std::uint32_t count, std::size_t size) { return first <= size && count <= size - first; }

class FlagChecker {
 public:
  FlagChecker(const Datafile& datafile, const std::vector<std::uint8_t>& expressions) : datafile_(datafile), expressions_(expressions) {}

  bool IsWellFormed(const Flag& flag) const {
    if (flag.invalid || flag.type > FlagType::kJson) return false;
    if (!IsWithin(flag.first_variant, flag.variants, datafile_.variants.size())) return false;
    if (!IsWithin(flag.first_rule, flag.rules, datafile_.rules.size())) return false;
    if (!IsVariantOrNone(flag.default_variant, flag)) return false;
    for (const Variant& variant : datafile_.variants.subspan(flag.first_variant, flag.variants)) {
      if (!IsText(variant.key) || !IsText(variant.value_json)) return false;
    }
    for (const Rule& rule : datafile_.rules.subspan(flag.first_rule, flag.rules)) {
      if (!IsRule(rule, flag)) return false;
    }
    return true;
  }

 private:
  bool IsText(TextId id) const { return id < datafile_.program.texts.size(); }

  bool IsVariantOrNone(std::int32_t variant, const Flag& flag) const {
    return variant >= -1 && (variant == -1 || static_cast<std::uint32_t>(variant) < flag.variants);
  }

  bool IsExpression(std::int32_t index) const {
    return index >= 0 && static_cast<std::size_t>(index) < expressions_.size() && expressions_[static_cast<std::size_t>(index)] != 0;
  }

  bool IsRule(const Rule& rule, const Flag& flag) const {
    if (!IsText(rule.id) || (rule.when != -1 && !IsExpression(rule.when))) return false;
    const bool fails = rule.action == Action::kFail;
    if (rule.reason >= static_cast<std::uint8_t>(Reason::kError) + (fails ? 1 : 0) ||
        rule.error > static_cast<std::uint8_t>(ErrorCode::kGeneral))
      return false;
    if (rule.experiment != -1) {
      if (rule.experiment < 0 || !IsText(static_cast<TextId>(rule.experiment)) || !IsExpression(rule.unit)) return false;
    }
    switch (rule.action) {
      case Action::kServe: return IsVariantOrNone(rule.value, flag);
      case Action::kChoose: return IsExpression(rule.value) && AreRanges(rule, flag);
      case Action::kNamed: return IsExpression(rule.value);
      case Action::kFail: return rule.error != 0;
    }
    return false;
  }

  bool AreRanges(const Rule& rule, const Flag& flag) const {
    if (!IsWithin(rule.first_range, rule.ranges, datafile_.ranges.size())) return false;
    for (const Range& range : datafile_.ranges.subspan(rule.first_range, rule.ranges)) {
      if (!(range.low <= range.high) || range.variant >= flag.variants) return false;  // the first is false of NaN
    }
    return true;
  }

  const Datafile& datafile_;
  const std::vector<std::uint8_t>& expressions_;
};

}  // namespace

Status ValidateDatafile(Datafile& datafile) {
  datafile.program.flags = static_cast<std::uint32_t>(datafile.flags.size());
  const Result<std::vector<std::uint8_t>> expressions = CheckProgram(datafile.program);
  if (!expressions.ok()) return expressions.status();

  // Conditions repeat from flag to flag: those that several rules have are kept per context, as what expressions call is.
  std::vector<std::uint8_t> asked(expressions->size());
  for (const Rule& rule : datafile.rules) {
    const auto when = static_cast<std::uint32_t>(rule.when);
    if (when < asked.size() && when < kMaxShared && std::exchange(asked[when], std::uint8_t{1}) != 0) {
      datafile.program.shared = std::max(datafile.program.shared, when + 1);
    }
  }

  std::vector<std::uint8_t> keys(datafile.program.texts.size());  // texts are distinct, so keys are when their indexes are
  const FlagChecker checker(datafile, *expressions);
  datafile.malformed.clear();
  for (const Flag& flag : datafile.flags) {
    if (flag.key >= keys.size() || datafile.program.texts[flag.key].empty() || std::exchange(keys[flag.key], std::uint8_t{1}) != 0) {
      return InvalidArgument("flags: each needs a key of its own");
    }
    datafile.malformed.push_back(checker.IsWellFormed(flag) ? 0 : 1);
  }
  return {};
}

}  // namespace assay
