#include "assay/behavior/funnel_compare.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "assay/behavior/funnel_difference.h"
#include "assay/behavior/funnel_entry.h"
#include "assay/behavior/funnel_rules.h"
#include "assay/behavior/funnel_source.h"
#include "assay/behavior/funnel_touch.h"
#include "assay/behavior/funnel_units.h"
#include "assay/behavior/keep_first.h"

namespace assay {
namespace {

// What is compared, without what breaks down or explains an answer.
FunnelQuery Compared(const FunnelQuery& query) {
  FunnelQuery compared;
  compared.steps = query.steps;
  compared.window_ms = query.window_ms;
  compared.filter = query.filter;
  compared.range = query.range;
  compared.order = query.order;
  compared.optional = query.optional;
  compared.step_windows_ms = query.step_windows_ms;
  compared.exclusions = query.exclusions;
  compared.tie_ms = query.tie_ms;
  return compared;
}

void UsePreset(const FunnelComparand& comparand, FunnelQuery& query) {
  query.preset = comparand.preset;
  query.window_funnel = comparand.window_funnel;
  const bool is_window_funnel = comparand.preset == FunnelPreset::kClickHouse;
  if (is_window_funnel && comparand.window_funnel.strict_order && query.order == FunnelOrder::kStrict) query.order = FunnelOrder::kOrdered;
}

struct BeforeById {
  bool operator()(const FunnelDisagreement& a, const FunnelDisagreement& b) const { return users.Text(a.user) < users.Text(b.user); }
  const Interner& users;
};

class Comparing {
 public:
  Comparing(const Table& table, std::size_t steps, std::vector<FunnelRules> rules, std::size_t samples)
      : before_{table.users()}, samples_(samples), rules_(std::move(rules)), levels_(rules_.size()), comparisons_(rules_.size()) {
    for (const FunnelRules& rules_of_preset : rules_) runners_.emplace_back(rules_of_preset, FunnelEntry::kClosed);
    for (FunnelComparison& comparison : comparisons_) comparison.users.resize(steps);
  }

  Status Add(UserIndex user, std::span<const ChainEvent> events) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      const Result<std::uint32_t> level = LevelOf(runners_[i], rules_[i], events);
      if (!level.ok()) return level.status();
      levels_[i] = *level;
      for (std::size_t step = 0; step < levels_[i]; ++step) ++comparisons_[i].users[step];
      if (levels_[i] == levels_[0]) continue;
      const Result<FunnelDifference> reason = ExplainDifference(rules_[0], rules_[i], events);
      if (!reason.ok()) return reason.status();
      FunnelComparison& comparison = comparisons_[i];
      ++(levels_[i] > levels_[0] ? comparison.further : comparison.less_far);
      ++comparison.reasons[static_cast<std::size_t>(*reason)];
      KeepFirst(FunnelDisagreement{user, levels_[0], levels_[i], *reason}, samples_, before_, comparison.samples);
    }
    return {};
  }

  [[nodiscard]] std::vector<FunnelComparison> Take() && { return std::move(comparisons_); }

 private:
  BeforeById before_;
  std::size_t samples_;
  std::vector<FunnelRules> rules_;
  std::deque<FunnelUnitRunner> runners_;  // they stay where they are
  std::vector<std::uint32_t> levels_;     // of the user at hand, by preset
  std::vector<FunnelComparison> comparisons_;
};

}  // namespace

Result<std::vector<FunnelComparison>> CompareFunnelPresets(const Table& table, const FunnelQuery& query,
                                                           std::span<const FunnelComparand> presets, std::size_t samples) {
  if (presets.empty() || presets.size() > kMaxFunnelComparands) return InvalidArgument("presets: must be 1 to 8");
  if (samples > kMaxFunnelSamples) return InvalidArgument("samples: at most 1000");
  if (query.count != FunnelCount::kUsers || query.entry != FunnelEntry::kClosed || query.reentry != FunnelReentry::kEveryEntry ||
      query.hold_property.has_value()) {
    return InvalidArgument("presets: are compared by users, from a closed entry, without a held property");
  }
  std::vector<FunnelRules> rules;
  for (const FunnelComparand& comparand : presets) {
    FunnelQuery compared = Compared(query);
    UsePreset(comparand, compared);
    if (const Status status = CheckFunnelQuery(compared); !status.ok()) return status;
    rules.push_back(RulesOf(compared));
  }
  const FunnelQuery compared = Compared(query);
  Result<FunnelSource> source = FunnelSource::Compile(table, compared, std::any_of(rules.begin(), rules.end(), SeesEveryEvent));
  if (!source.ok()) return source.status();
  Comparing comparing(table, query.steps.size(), std::move(rules), samples);
  FunnelTouches touch(table, {});
  FunnelUnits units(compared);
  Status status;
  source->ForEachUser(touch, [&](UserIndex user, FunnelUserEvents events) {
    if (!status.ok()) return;
    units.Split(events, std::nullopt);
    for (std::size_t unit = 0; unit < units.size() && status.ok(); ++unit) status = comparing.Add(user, units[unit]);
  });
  if (!status.ok()) return status;
  return std::move(comparing).Take();
}

}  // namespace assay
