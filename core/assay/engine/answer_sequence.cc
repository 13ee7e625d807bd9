#include <string>
#include <utility>

#include "assay/behavior/sequence_query.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"

namespace assay {

std::size_t CountParts(const WireSequenceQuery& sequence) {
  std::size_t parts = sequence.conditions.size();
  for (const WireEventMatch& condition : sequence.conditions) parts += CountParts(condition.where);
  return parts;
}

Result<WireResult> AnswerSequence(const Table& table, const QuerySource& source, const WireSequenceQuery& asked) {
  SequenceQuery query;
  for (const WireEventMatch& condition : asked.conditions) query.conditions.push_back(BindMatch(condition));
  if (asked.pattern) query.pattern = *asked.pattern;
  query.unit_ms = asked.unit_ms;
  query.max_samples = asked.samples;
  BindScope(source, query);
  const Result<SequenceResult> sequence = ComputeSequence(table, query);
  if (!sequence.ok()) return sequence.status();
  WireSequenceResult wire;
  wire.matched = ToWireProportion(sequence->users_matched, sequence->users);
  wire.matches = sequence->matches;
  for (const std::uint64_t users : sequence->users_meeting) wire.meeting.push_back(ToWireCount(users));
  for (const std::uint64_t users : sequence->users_retained) AppendProportion(users, sequence->users_meeting[0], wire.retained);
  for (const SequenceSample& sample : sequence->samples) {
    wire.samples.push_back({std::string(table.users().Text(sample.user)), sample.matched, {sample.times.begin(), sample.times.end()}});
  }
  return WireResult{std::move(wire), sequence->events_scanned, 0};
}

}  // namespace assay
