#include "assay/evaluation/evaluator.h"

#include "assay/targeting/coercion.h"

namespace assay {

namespace {

const EvaluationDetails kNotFound = EvaluationError(ErrorCode::kFlagNotFound);

std::optional<std::uint32_t> IndexOrNone(std::int32_t index) {
  return index < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(index));
}

}  // namespace

EvaluationDetails EvaluationError(ErrorCode code) { return {std::nullopt, std::nullopt, Reason::kError, code, std::nullopt}; }

void Evaluator::Attach(const Datafile& datafile) {
  datafile_ = &datafile;
  interpreter_.Attach(datafile.program);
  answers_.clear();
  answers_.resize(datafile.flags.size());
  NewContext();
}

Interpreter& Evaluator::NewContext() {
  interpreter_.NewContext();
  ++context_;
  return interpreter_;
}

void Evaluator::Force(std::size_t flag, std::uint32_t variant) {
  if (flag >= answers_.size() || datafile_->malformed[flag] != 0 || variant >= datafile_->flags[flag].variants) return;
  answers_[flag].details = {variant, std::nullopt, Reason::kStatic, ErrorCode::kNone, std::nullopt};
  answers_[flag].context = context_;
}

const EvaluationDetails& Evaluator::Evaluate(std::size_t flag) {
  if (flag >= answers_.size()) return kNotFound;
  Answer& answer = answers_[flag];
  if (answer.context == context_) return answer.details;
  // Asked for by another flag, or by an explanation.
  const bool is_nested = running_ != 0 || interpreter_.is_aside();
  if (!is_nested) interpreter_.Begin();
  answer.details = EvaluationDetails();
  if (datafile_->malformed[flag] != 0) {
    answer.details = EvaluationError(ErrorCode::kParseError);
  } else {
    answer.running = true;
    ++running_;
    Decide(datafile_->flags[flag], answer.details);
    --running_;
    answer.running = false;
  }
  // A flag that ran out of steps because of the one that asked for it may well have an answer of its own.
  const bool starved = is_nested && interpreter_.failure() == kGeneralFailure;
  if (!starved) answer.context = context_;
  return answer.details;
}

void Evaluator::Decide(const Flag& flag, EvaluationDetails& details) {
  details.variant = IndexOrNone(flag.default_variant);
  details.reason = !flag.enabled ? Reason::kDisabled : flag.rules == 0 ? Reason::kStatic : Reason::kDefault;
  if (!flag.enabled) return;
  for (std::uint32_t i = 0; i < flag.rules; ++i) {
    const Rule& rule = datafile_->rules[flag.first_rule + i];
    const bool holds = rule.when < 0 || IsTruthy(interpreter_.Run(static_cast<ExpressionIndex>(rule.when)));
    const bool decided = holds && Apply(flag, rule, details);
    if (interpreter_.failure() != 0) details = EvaluationError(static_cast<ErrorCode>(interpreter_.failure()));
    if (!decided && interpreter_.failure() == 0) continue;
    details.rule = i;
    return;
  }
}

bool Evaluator::Apply(const Flag& flag, const Rule& rule, EvaluationDetails& details) {
  const auto serve = [&](std::optional<std::uint32_t> variant) {
    details.variant = variant;
    details.reason = static_cast<Reason>(rule.reason);
    return true;
  };
  const auto fail = [&] {
    details = EvaluationError(static_cast<ErrorCode>(rule.error));
    return true;
  };
  if (rule.action == Action::kServe) return serve(IndexOrNone(rule.value));
  if (rule.action == Action::kFail) return fail();
  const Value value = interpreter_.Run(static_cast<ExpressionIndex>(rule.value));
  if (rule.action == Action::kChoose) {
    for (const Range& range : datafile_->ranges.subspan(rule.first_range, rule.ranges)) {
      if (!value.is(ValueType::kNumber) || !(value.number >= range.low && value.number < range.high)) continue;
      details.bucket = value.number;
      return serve(range.variant);
    }
    return false;
  }
  if (value.is(ValueType::kNull)) return true;
  const Value name = value.is(ValueType::kBool) ? Value::Text(value.boolean ? "true" : "false") : value;
  for (std::uint32_t i = 0; i < flag.variants && name.is(ValueType::kText); ++i) {
    if (datafile_->program.texts[datafile_->variants[flag.first_variant + i].key] == name.bytes()) return serve(i);
  }
  return rule.error != 0 && fail();
}

std::optional<Exposure> Evaluator::ExposureOf(std::size_t flag) {
  const EvaluationDetails& details = Evaluate(flag);
  if (details.error_code != ErrorCode::kNone || !details.variant || !details.rule) return std::nullopt;
  const Flag& of = datafile_->flags[flag];
  const Rule& rule = datafile_->rules[of.first_rule + *details.rule];
  if (rule.experiment < 0) return std::nullopt;
  interpreter_.Begin();
  interpreter_.BeginAside();
  const Value unit = interpreter_.Run(static_cast<ExpressionIndex>(rule.unit));
  interpreter_.EndAside();
  if (!unit.is(ValueType::kText)) return std::nullopt;
  const TextIndex& texts = datafile_->program.texts;
  return Exposure{texts[static_cast<TextId>(rule.experiment)], rule.version, unit.bytes(),
                  texts[datafile_->variants[of.first_variant + *details.variant].key]};
}

}  // namespace assay
