#include "assay/experiment/exposure_join.h"

#include <cstddef>
#include <tuple>

#include "assay/aggregate/dense_ids.h"
#include "assay/aggregate/text_reader.h"

namespace assay {
namespace {

void Note(UserExposure& user, TimestampMs time, std::uint64_t sequence, VariantIndex variant) {
  if (user.variant == kNotExposed) {
    user = {time, sequence, variant};
    return;
  }
  if (user.variant != variant) user.variant = kSeveralVariants;
  if (std::tie(time, sequence) < std::tie(user.time, user.sequence)) {
    user.time = time;
    user.sequence = sequence;
  }
}

}  // namespace

Result<ExposureJoin> JoinExposures(const Table& table, std::string_view experiment, Filter& filter, TimeRange range) {
  if (experiment.empty()) return InvalidArgument("experiment: must not be empty");
  EventMatch exposure_match;
  exposure_match.event = kExposureEvent;
  exposure_match.where.push_back({kExposureExperiment, PropertyOperator::kEquals, {PropertyValue::String(experiment)}});
  Result<EventMatcher> exposures = EventMatcher::Compile(table, exposure_match);
  if (!exposures.ok()) return exposures.status();
  TextReader variants(table, kExposureVariant);
  DenseIds variant_ids;

  ExposureJoin join{std::vector<UserExposure>(table.users().size()), {}, 0, 0};
  Scan scan(table, range);
  while (scan.Next()) {
    RowSelection& selection = scan.selection();
    exposures->Retain(scan, selection);
    filter.Retain(scan, selection);
    const std::span<const RowInGroup> rows = selection.rows();
    const Picked<StringId> picked = variants.Pick(scan, rows);
    join.exposures_without_variant += rows.size() - picked.values.size();
    for (std::size_t i = 0; i < picked.values.size(); ++i) {
      const RowInGroup row = rows[picked.positions[i]];
      Note(join.users[scan.raw_users()[row]], scan.times()[row], scan.group().SequenceAt(row), variant_ids.Insert(picked.values[i]));
    }
  }
  join.events_scanned = scan.rows_in_range();
  for (VariantIndex variant = 0; variant < variant_ids.size(); ++variant) {
    join.variants.push_back(variants.dictionary().Text(static_cast<StringId>(variant_ids.Key(variant))));
  }
  return join;
}

}  // namespace assay
