#include "assay/experiment/scorecard.h"

#include <algorithm>
#include <utility>

#include "assay/base/sort.h"
#include "assay/experiment/exposure_join.h"

namespace assay {
namespace {

constexpr std::size_t kNoArm = kMaxExperimentArms;

Status Check(const ExperimentQuery& query) {
  if (query.window_ms < 0) return InvalidArgument("window_ms: must not be negative");
  if (query.range.start > query.range.end) return InvalidArgument("range: start must not be after end");
  if (query.arms.size() > kMaxExperimentArms) return ResourceExhausted("arms: must be at most 256");
  if (query.arms.empty() && !query.weights.empty()) return InvalidArgument("weights: need arms to belong to");
  if (!query.weights.empty() && query.weights.size() != query.arms.size()) return InvalidArgument("weights: must be one per arm");
  std::vector<std::string_view> sorted = query.arms;
  SortSmall(sorted);
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return InvalidArgument("arms: must not repeat");
  return {};
}

// The arms that the data show: the control, then the others by their UTF-8 bytes.
Result<std::vector<std::string_view>> ObservedArms(const ExposureJoin& join) {
  if (join.variants.size() > kMaxExperimentArms) return ResourceExhausted("arms: more than 256 variants were seen");
  std::vector<std::string_view> arms = join.variants;
  SortSmall(arms);
  const auto control = std::find(arms.begin(), arms.end(), kControlArm);
  if (control != arms.end()) std::rotate(arms.begin(), control, control + 1);
  return arms;
}

// By VariantIndex: the variant's place in `arms`, or kNoArm.
std::vector<std::size_t> ArmsOfVariants(const ExposureJoin& join, const std::vector<std::string_view>& arms) {
  std::vector<std::pair<std::string_view, std::size_t>> places;
  places.reserve(arms.size());
  for (std::size_t arm = 0; arm < arms.size(); ++arm) places.emplace_back(arms[arm], arm);
  SortSmall(places);
  std::vector<std::size_t> arm_of_variant;
  arm_of_variant.reserve(join.variants.size());
  for (const std::string_view variant : join.variants) {
    const auto place = std::lower_bound(places.begin(), places.end(), std::pair<std::string_view, std::size_t>(variant, 0));
    arm_of_variant.push_back(place != places.end() && place->first == variant ? place->second : kNoArm);
  }
  return arm_of_variant;
}

// By UserIndex: 1 for users in one arm who converted.
std::vector<std::uint8_t> FindConverted(const Table& table, const ExposureJoin& join, EventMatcher& conversion, Filter& filter,
                                        const ExperimentQuery& query) {
  std::vector<std::uint8_t> converted(join.users.size());
  Scan scan(table, query.range);
  while (scan.Next()) {
    RowSelection& selection = scan.selection();
    conversion.Retain(scan, selection);
    filter.Retain(scan, selection);
    for (const RowInGroup row : selection.rows()) {
      const UserIndex user = scan.raw_users()[row];
      const UserExposure& exposure = join.users[user];
      if (converted[user] != 0 || exposure.variant == kNotExposed || exposure.variant == kSeveralVariants) continue;
      const DurationMs elapsed = scan.times()[row] - exposure.time;
      if (elapsed < 0 || elapsed > query.window_ms) continue;
      if (elapsed == 0 && scan.group().SequenceAt(row) <= exposure.sequence) continue;
      converted[user] = 1;
    }
  }
  return converted;
}

struct ArmCounts {
  std::vector<std::uint64_t> users;  // by arm
  std::vector<std::uint64_t> conversions;
};

ArmCounts CountUsers(const ExposureJoin& join, const std::vector<std::size_t>& arm_of_variant, const std::vector<std::uint8_t>& converted,
                     std::size_t arms, Scorecard& scorecard) {
  ArmCounts counts{std::vector<std::uint64_t>(arms), std::vector<std::uint64_t>(arms)};
  for (std::size_t user = 0; user < join.users.size(); ++user) {
    const VariantIndex variant = join.users[user].variant;
    if (variant == kNotExposed) continue;
    if (variant == kSeveralVariants) {
      ++scorecard.excluded_multiple_arms;
    } else if (arm_of_variant[variant] == kNoArm) {
      ++scorecard.unknown_arm_users;
    } else {
      ++counts.users[arm_of_variant[variant]];
      counts.conversions[arm_of_variant[variant]] += converted[user];
    }
  }
  return counts;
}

Status Compare(const ExperimentQuery& query, const std::vector<std::string_view>& arms, const ArmCounts& counts, Scorecard& scorecard) {
  for (std::size_t arm = 0; arm < arms.size(); ++arm) {
    const Result<Proportion> conversion = Proportion::Of(counts.conversions[arm], counts.users[arm]);
    if (!conversion.ok()) return conversion.status();
    scorecard.arms.push_back({arms[arm], *conversion, WilsonInterval(*conversion, query.confidence)});
    if (arm == 0) continue;
    const Proportion& control = scorecard.arms.front().conversion;
    scorecard.effects.push_back({arms[arm], RateDifference(control, *conversion, query.confidence),
                                 RelativeLift(control, *conversion, query.confidence), PooledZTest(control, *conversion)});
  }
  if (arms.empty()) return {};
  const std::vector<double> equal(arms.size(), 1);
  Result<std::optional<SampleRatioTest>> sample_ratio = TestSampleRatio(counts.users, query.weights.empty() ? equal : query.weights);
  if (!sample_ratio.ok()) return sample_ratio.status();
  scorecard.sample_ratio = *sample_ratio;
  return {};
}

}  // namespace

Result<Scorecard> ComputeScorecard(const Table& table, const ExperimentQuery& query) {
  if (const Status status = Check(query); !status.ok()) return status;
  Result<Filter> filter = Filter::Compile(table, query.filter);
  if (!filter.ok()) return filter.status();
  Result<EventMatcher> conversion = EventMatcher::Compile(table, query.conversion);
  if (!conversion.ok()) return conversion.status();
  const Result<ExposureJoin> join = JoinExposures(table, query.experiment, *filter, query.range);
  if (!join.ok()) return join.status();
  const Result<std::vector<std::string_view>> arms =
      query.arms.empty() ? ObservedArms(*join) : Result<std::vector<std::string_view>>(query.arms);
  if (!arms.ok()) return arms.status();

  Scorecard scorecard;
  scorecard.exposures_without_variant = join->exposures_without_variant;
  scorecard.events_scanned = join->events_scanned;
  const std::vector<std::uint8_t> converted = FindConverted(table, *join, *conversion, *filter, query);
  const ArmCounts counts = CountUsers(*join, ArmsOfVariants(*join, *arms), converted, arms->size(), scorecard);
  if (const Status status = Compare(query, *arms, counts, scorecard); !status.ok()) return status;
  return scorecard;
}

}  // namespace assay
