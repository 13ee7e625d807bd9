// tests/core/evaluation/program_builder.h
//
// Datafiles as tests write them: rows in vectors, the rule programs beside them (program_code.h). Nothing is checked.

#ifndef TESTS_CORE_EVALUATION_PROGRAM_BUILDER_H_
#define TESTS_CORE_EVALUATION_PROGRAM_BUILDER_H_

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "assay/evaluation/datafile.h"
#include "assay/evaluation/reason.h"
#include "assay/evaluation/validate.h"
#include "core/targeting/program_code.h"

namespace assay {

struct DatafileParts {
  ProgramParts program;
  std::vector<Flag> flags;
  std::vector<Variant> variants;
  std::vector<Rule> rules;
  std::vector<Range> ranges;
  std::uint64_t version = 0;

  // Appends a flag with the variants "off" (the default), "on" and "blue". Its place.
  std::uint32_t AddFlag(std::string_view key, const std::vector<Rule>& its_rules = {}) {
    Flag flag;
    flag.key = program.Text(key);
    flag.default_variant = 0;
    flag.first_variant = static_cast<std::uint32_t>(variants.size());
    flag.variants = 3;
    flag.first_rule = static_cast<std::uint32_t>(rules.size());
    flag.rules = static_cast<std::uint32_t>(its_rules.size());
    for (const char* variant : {"off", "on", "blue"}) variants.push_back({program.Text(variant), program.Text("null")});
    rules.insert(rules.end(), its_rules.begin(), its_rules.end());
    flags.push_back(flag);
    return static_cast<std::uint32_t>(flags.size() - 1);
  }

  // Rules that always hold; `If` makes one that has a condition.
  Rule Serve(std::int32_t variant, Reason reason = Reason::kTargetingMatch) {
    Rule rule = Bare(Action::kServe, reason);
    rule.value = variant;
    return rule;
  }
  Rule Choose(const Code& value, const std::vector<Range>& its_ranges) {
    Rule rule = Bare(Action::kChoose, Reason::kSplit);
    rule.value = Expression(value);
    rule.first_range = static_cast<std::uint32_t>(ranges.size());
    rule.ranges = static_cast<std::uint32_t>(its_ranges.size());
    ranges.insert(ranges.end(), its_ranges.begin(), its_ranges.end());
    return rule;
  }
  Rule Named(const Code& value, ErrorCode unknown = ErrorCode::kNone) {
    Rule rule = Bare(Action::kNamed, Reason::kTargetingMatch);
    rule.value = Expression(value);
    rule.error = static_cast<std::uint8_t>(unknown);
    return rule;
  }
  Rule Fail(ErrorCode code) {
    Rule rule = Bare(Action::kFail, Reason::kTargetingMatch);
    rule.error = static_cast<std::uint8_t>(code);
    return rule;
  }
  Rule If(const Code& when, Rule rule) {
    rule.when = Expression(when);
    return rule;
  }
  Rule Exposing(Rule rule, std::string_view experiment, std::uint32_t of_version, const Code& unit) {
    rule.experiment = static_cast<std::int32_t>(program.Text(experiment));
    rule.version = of_version;
    rule.unit = Expression(unit);
    return rule;
  }

  // Views into these parts, which must stay as they are. Validated; what is wrong with single flags is in Datafile::malformed.
  [[nodiscard]] Datafile View() const {
    Datafile datafile = Unchecked();
    if (!ValidateDatafile(datafile).ok()) std::abort();
    return datafile;
  }
  [[nodiscard]] Datafile Unchecked() const {
    Datafile datafile;
    datafile.version = version;
    datafile.program = program.View();
    datafile.flags = flags;
    datafile.variants = variants;
    datafile.rules = rules;
    datafile.ranges = ranges;
    return datafile;
  }

 private:
  Rule Bare(Action action, Reason reason) {
    Rule rule;
    rule.id = program.Text("rule");
    rule.action = action;
    rule.reason = static_cast<std::uint8_t>(reason);
    return rule;
  }
  std::int32_t Expression(const Code& code) { return static_cast<std::int32_t>(program.Add(code)); }
};

}  // namespace assay

#endif  // TESTS_CORE_EVALUATION_PROGRAM_BUILDER_H_
