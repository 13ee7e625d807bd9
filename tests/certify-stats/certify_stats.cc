// The proof of what assay/stats promises about looking often: experiments without an effect, looked at as often as the promise allows.
//
//   assay_certify_stats [experiments]    one JSON document; 2,000 experiments per row unless told otherwise
//
// Every row is from its own seed, so that a smaller run is the beginning of a larger one.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "assay/stats/confidence_sequence.h"
#include "assay/stats/elementary.h"
#include "assay/stats/group_sequential.h"
#include "assay/stats/lift_sequence.h"
#include "assay/stats/multinomial_sequence.h"
#include "certify-stats/simulation.h"

namespace assay {
namespace {

constexpr double kAlpha = 0.05;
constexpr std::size_t kPairs = 10'000;
constexpr std::size_t kFirstPair = 100;  // where watching every pair begins
constexpr double kBestSample = 5000;
constexpr std::uint64_t kSeed = 20'261'124;

enum class Method : std::uint8_t {
  kFixed,          // z test at every look: known to be wrong
  kDeltaRelative,  // the sequence on the lift by the delta method: known to be wrong
  kAbsolute,       // the sequence on the difference
  kRelative,       // the interval of the lift: does it exclude 0?
  kGroup,          // planned looks, O'Brien-Fleming-type spending
};

struct Row {
  const char* metric;
  const char* looks;
  Method method;
  std::size_t wrong;
};

const char* NameOf(Method method) {
  switch (method) {
    case Method::kFixed: return "fixed z";
    case Method::kDeltaRelative: return "sequence, relative by the delta method";
    case Method::kAbsolute: return "sequence, absolute";
    case Method::kRelative: return "sequence, relative";
    case Method::kGroup: return "group-sequential";
  }
  return "";
}

std::vector<std::size_t> LooksOf(std::size_t count) {
  std::vector<std::size_t> looks;
  for (std::size_t i = 1; i <= count; ++i) looks.push_back(kPairs * i / count);
  return looks;
}

std::vector<std::size_t> EveryPair() {
  std::vector<std::size_t> looks;
  for (std::size_t n = kFirstPair; n <= kPairs; ++n) looks.push_back(n);
  return looks;
}

struct Plan {
  const char* name;
  std::vector<std::size_t> looks;
  std::vector<double> reach;  // of the sequence, in standard errors, per look
  std::vector<double> group;  // of the planned looks; empty where there are too many
};

Plan PlanOf(const char* name, std::vector<std::size_t> looks, bool group) {
  Plan plan{name, std::move(looks), {}, {}};
  const SequenceTuning tuning = *SequenceTuning::ForSample(kBestSample, kAlpha);
  std::vector<double> fractions;
  for (const std::size_t look : plan.looks) {
    plan.reach.push_back(*SequenceCriticalValue(tuning, 2.0 * static_cast<double>(look), kAlpha));
    fractions.push_back(static_cast<double>(look) / kPairs);
  }
  if (group) plan.group = SpendingBounds(fractions, kAlpha, true, {})->upper;
  return plan;
}

// Which methods find an effect at some look of one experiment.
struct Found {
  bool by[5] = {};
};

void Look(const ArmState& control, const ArmState& treatment, double reach, double group, Found& found) {
  const double difference = treatment.mean - control.mean;
  const double error = std::sqrt(control.Error2() + treatment.Error2());
  if (!(error > 0)) return;  // nobody or everybody converted so far
  const double z = std::fabs(difference) / error;
  found.by[static_cast<int>(Method::kFixed)] |= z > 1.959963984540054;
  found.by[static_cast<int>(Method::kAbsolute)] |= z > reach;
  found.by[static_cast<int>(Method::kGroup)] |= z >= group;
  if (control.mean == 0) return;
  const double ratio = treatment.mean / control.mean;
  const double delta = std::sqrt(treatment.Error2() + ratio * ratio * control.Error2()) / std::fabs(control.mean);
  found.by[static_cast<int>(Method::kDeltaRelative)] |= delta > 0 && std::fabs(ratio - 1) > reach * delta;
  // The interval itself only where the test is near to decide: it agrees with the test by construction, and has to.
  if (z > 0.9 * reach) {
    const SequenceTuning tuning = *SequenceTuning::ForSample(kBestSample, kAlpha);
    const Result<LiftLook> lift = LookAtLift(tuning, {control.mean, std::sqrt(control.Error2())},
                                             {treatment.mean, std::sqrt(treatment.Error2())}, control.n + treatment.n, kAlpha);
    found.by[static_cast<int>(Method::kRelative)] |= lift.ok() && lift->interval && (lift->interval->low > 0 || lift->interval->high < 0);
  }
}

void Print(const char* kind, const char* metric, const char* looks, const char* method, double value) {
  static bool first = true;
  std::printf("%s\n  {\"kind\": \"%s\", \"metric\": \"%s\", \"looks\": \"%s\", \"method\": \"%s\", \"value\": %.6g}", first ? "" : ",",
              kind, metric, looks, method, value);
  first = false;
}

void WithoutEffect(const std::vector<Plan>& plans, std::size_t experiments) {
  for (const MetricName& metric : Metrics()) {
    std::vector<std::size_t> wrong(plans.size() * 5);
    for (std::size_t experiment = 0; experiment < experiments; ++experiment) {
      Simulation simulation(metric.metric, 1, kSeed + experiment);
      std::vector<Found> found(plans.size());
      std::vector<std::size_t> next(plans.size());
      for (std::size_t pair = 1; pair <= kPairs; ++pair) {
        simulation.AddPair();
        for (std::size_t p = 0; p < plans.size(); ++p) {
          const Plan& plan = plans[p];
          if (next[p] == plan.looks.size() || plan.looks[next[p]] != pair) continue;
          const double group = plan.group.empty() ? HUGE_VAL : plan.group[next[p]];
          Look(simulation.Control(), simulation.Treatment(), plan.reach[next[p]], group, found[p]);
          ++next[p];
        }
      }
      for (std::size_t p = 0; p < plans.size(); ++p) {
        for (std::size_t m = 0; m < 5; ++m) wrong[p * 5 + m] += found[p].by[m];
      }
    }
    for (std::size_t p = 0; p < plans.size(); ++p) {
      for (std::size_t m = 0; m < 5; ++m) {
        if (static_cast<Method>(m) == Method::kGroup && plans[p].group.empty()) continue;
        Print("false positives", metric.name, plans[p].name, NameOf(static_cast<Method>(m)),
              static_cast<double>(wrong[p * 5 + m]) / static_cast<double>(experiments));
      }
    }
  }
}

// Conversions, exact from the first visitor on; visitors come to either arm at random.
void ExactConversions(std::size_t experiments) {
  const struct {
    const char* name;
    double rate;
  } rates[] = {{"conversion 10 %", 0.1}, {"conversion 1 %", 0.01}, {"conversion 0.1 %", 0.001}};
  for (const auto& rate : rates) {
    std::size_t wrong = 0;
    for (std::size_t experiment = 0; experiment < experiments; ++experiment) {
      RandomNumbers random(kSeed + experiment);
      std::uint64_t converted[2] = {};
      bool found = false;
      for (std::size_t visitor = 0; visitor < 2 * kPairs && !found; ++visitor) {
        const bool treatment = random.Coin(0.5);
        if (!random.Coin(rate.rate)) continue;
        ++converted[treatment];
        const double weights[] = {1, 1};
        found = *MultinomialLogEvidence(converted, weights, 10) >= -Log(kAlpha);
      }
      wrong += found;
    }
    Print("false positives", rate.name, "every visitor", "exact conversions",
          static_cast<double>(wrong) / static_cast<double>(experiments));
  }
}

// The sample ratio at every visitor: fair splits, and how soon 48 to 52 is found.
void SampleRatios(std::size_t experiments) {
  const double weights[] = {1, 1};
  for (const double alpha : {0.05, 0.01}) {
    std::size_t wrong = 0;
    for (std::size_t experiment = 0; experiment < experiments; ++experiment) {
      RandomNumbers random(kSeed + experiment);
      std::uint64_t users[2] = {};
      bool found = false;
      for (std::size_t visitor = 0; visitor < 2 * kPairs && !found; ++visitor) {
        ++users[random.Coin(0.5)];
        found = *MultinomialLogEvidence(users, weights, 100) >= -Log(alpha);
      }
      wrong += found;
    }
    Print("false positives", alpha == 0.05 ? "sample ratio, alpha 0.05" : "sample ratio, alpha 0.01", "every visitor",
          "sequential sample ratio", static_cast<double>(wrong) / static_cast<double>(experiments));
  }
  std::vector<double> found_at;
  for (std::size_t experiment = 0; experiment < experiments; ++experiment) {
    RandomNumbers random(kSeed + experiment);
    std::uint64_t users[2] = {};
    double visitor = 0;
    do {
      ++users[random.Coin(0.52)];
      ++visitor;
    } while (*MultinomialLogEvidence(users, weights, 100) < -Log(0.01));
    found_at.push_back(visitor);
  }
  std::ranges::nth_element(found_at, found_at.begin() + static_cast<std::ptrdiff_t>(found_at.size() / 2));
  Print("users until found, median", "sample ratio 48 to 52, alpha 0.01", "every visitor", "sequential sample ratio",
        found_at[found_at.size() / 2]);
}

// What looking costs, where an effect is there: 10 % against 11.7 %, which the fixed test finds four times in five.
void WithEffect(const Plan& plan, std::size_t experiments) {
  std::size_t fixed = 0;
  std::size_t group = 0;
  std::size_t sequence = 0;
  double pairs = 0;
  constexpr double kFactor = 1.1215;
  for (std::size_t experiment = 0; experiment < experiments; ++experiment) {
    Simulation simulation(Metric::kRate10, kFactor, kSeed + experiment);
    bool stopped = false;
    bool by_sequence = false;
    std::size_t next = 0;
    for (std::size_t pair = 1; pair <= kPairs; ++pair) {
      simulation.AddPair();
      if (plan.looks[next] != pair) continue;
      const ArmState control = simulation.Control();
      const ArmState treatment = simulation.Treatment();
      const double z = std::fabs(treatment.mean - control.mean) / std::sqrt(control.Error2() + treatment.Error2());
      if (!stopped && z >= plan.group[next]) {
        stopped = true;
        pairs += static_cast<double>(pair);
      }
      by_sequence = by_sequence || z > plan.reach[next];
      if (pair == kPairs) fixed += z > 1.959963984540054;
      ++next;
    }
    if (!stopped) pairs += kPairs;
    group += stopped;
    sequence += by_sequence;
  }
  const auto share = [&](std::size_t count) { return static_cast<double>(count) / static_cast<double>(experiments); };
  Print("power", "conversion 10 % against 11.2 %", "1", "fixed z", share(fixed));
  Print("power", "conversion 10 % against 11.2 %", plan.name, "group-sequential", share(group));
  Print("power", "conversion 10 % against 11.2 %", plan.name, "sequence, absolute", share(sequence));
  Print("share of the sample used", "conversion 10 % against 11.2 %", plan.name, "group-sequential",
        pairs / static_cast<double>(experiments) / kPairs);
}

}  // namespace
}  // namespace assay

int main(int argument_count, char** arguments) {
  const long asked = argument_count > 1 ? std::strtol(arguments[1], nullptr, 10) : 2000;
  if (asked < 1 || asked > 1'000'000) {
    std::fprintf(stderr, "usage: assay_certify_stats [experiments]\n");
    return 2;
  }
  const auto experiments = static_cast<std::size_t>(asked);
  std::vector<assay::Plan> plans;
  plans.push_back(assay::PlanOf("14", assay::LooksOf(14), true));
  plans.push_back(assay::PlanOf("30", assay::LooksOf(30), true));
  plans.push_back(assay::PlanOf("every pair from 100", assay::EveryPair(), false));
  std::printf("[");
  assay::WithoutEffect(plans, experiments);
  assay::ExactConversions(experiments);
  assay::SampleRatios(experiments);
  assay::WithEffect(plans[1], experiments);
  std::printf("\n]\n");
  return 0;
}
