#include "assay/behavior/sequence_query.h"

#include <optional>
#include <utility>

#include "assay/behavior/keep_first.h"
#include "assay/behavior/retention.h"
#include "assay/behavior/sequence.h"
#include "assay/behavior/step_scan.h"
#include "assay/behavior/user_timelines.h"

namespace assay {
namespace {

Status Check(const SequenceQuery& query) {
  if (query.conditions.empty() || query.conditions.size() > kMaxSteps) return InvalidArgument("conditions: must be 1 to 32");
  if (query.unit_ms <= 0 || query.unit_ms > kMaxTimestampMs) return InvalidArgument("unit_ms: must be 1 ms to 100,000,000 days");
  if (query.max_samples > kMaxSequenceSamples) return InvalidArgument("samples: must be at most 1000");
  if (query.range.start > query.range.end) return InvalidArgument("range: start must not be after end");
  return {};
}

void AddBits(StepMask mask, std::vector<std::uint64_t>& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += mask >> i & 1;
}

}  // namespace

Result<SequenceResult> ComputeSequence(const Table& table, const SequenceQuery& query) {
  const Status status = Check(query);
  if (!status.ok()) return status;
  std::optional<SequencePattern> pattern;
  if (query.pattern.has_value()) {
    Result<SequencePattern> parsed = SequencePattern::Parse(*query.pattern, query.conditions.size(), query.unit_ms);
    if (!parsed.ok()) return parsed.status();
    pattern = *std::move(parsed);
  }
  std::vector<FunnelStep> steps;
  steps.reserve(query.conditions.size());
  for (const EventMatch& condition : query.conditions) steps.push_back({{condition}});
  Result<StepScan> events = StepScan::Compile(table, steps, query.filter);
  if (!events.ok()) return events.status();

  SequenceResult result;
  result.users_meeting.resize(query.conditions.size());
  result.users_retained.resize(query.conditions.size());
  UserTimelines<StepMask> timelines(table);
  Scan scan(table, query.range);
  while (scan.Next()) {
    const StepMatches matches = events->Match(scan);
    if (matches.rows.empty()) continue;
    const std::span<const UserIndex> users = scan.users();
    const std::span<const TimestampMs> times = scan.times();
    for (std::size_t i = 0; i < matches.rows.size(); ++i) {
      const RowInGroup row = matches.rows[i];
      timelines.Add(users[row], {times[row], scan.first_row() + row, matches.StepsOf(i)});
    }
  }
  result.events_scanned = scan.rows_in_range();
  const auto before = [&table](const SequenceSample& a, const SequenceSample& b) {
    return a.matched != b.matched ? a.matched : table.users().Text(a.user) < table.users().Text(b.user);
  };
  std::vector<ChainEvent> chain;
  timelines.ForEachUser([&](UserIndex user, auto own) {
    StepMask met = 0;
    chain.clear();
    for (const auto& event : own) {
      met |= event.payload;
      ChainEvent& link = chain.emplace_back();
      link.time = event.time;
      link.row = event.row;
      link.steps = event.payload;
    }
    ++result.users;
    AddBits(met, result.users_meeting);
    AddBits(RetentionMask(met), result.users_retained);
    if (!pattern.has_value()) return;
    result.matches += pattern->Count(chain);
    const bool matched = pattern->Matches(chain);
    result.users_matched += matched ? 1U : 0U;
    if (query.max_samples == 0) return;
    SequenceSample sample{user, matched, {}};
    for (const std::uint32_t event : pattern->MatchedEvents(chain)) sample.times.push_back(chain[event].time);
    KeepFirst(std::move(sample), query.max_samples, before, result.samples);
  });
  return result;
}

}  // namespace assay
