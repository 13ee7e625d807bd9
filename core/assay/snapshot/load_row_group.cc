#include <algorithm>
#include <vector>

#include "assay/snapshot/generated/row_group_generated.h"
#include "assay/snapshot/row_group_snapshot.h"

namespace assay {
namespace {

constexpr std::uint32_t kNewestFormat = 1;

// A group has at most kRowGroupRows rows; every text of it is at most as long as the caps at its first entry allowed.
constexpr EventBatchLimits kSnapshotLimits = {
    .max_rows = kRowGroupRows, .max_strings = 1U << 24, .max_string_bytes = 1U << 20, .max_properties = 1U << 16};

template <typename T>
std::span<const T> View(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? std::span<const T>() : std::span<const T>(vector->data(), vector->size());
}

template <typename T>
std::span<const T> Part(std::span<const T> all, std::size_t first, std::size_t last) {
  return first < all.size() ? all.subspan(first, std::min(last, all.size()) - first) : std::span<const T>();
}

// Whether a verified vector of 8-byte elements can be read where it lies: the verifier aligns its length only, to 4.
template <typename Vector>
bool IsAligned(const Vector* vector) {
  return vector == nullptr || vector->size() == 0 || reinterpret_cast<std::uintptr_t>(vector->Data()) % 8 == 0;
}

// The whole group as one view; its sequence numbers are the runs'.
Result<EventBatchView> ViewOf(const fb::RowGroupSnapshot& source) {
  EventBatchView view;
  const std::span<const std::uint8_t> bytes = View(source.string_bytes());
  const char* text = reinterpret_cast<const char*>(bytes.data());
  std::uint32_t start = 0;
  for (const std::uint32_t end : View(source.string_ends())) {
    if (end < start || end > bytes.size()) return DataLoss("string_ends: must ascend and stay inside string_bytes");
    view.strings.emplace_back(text + start, end - start);
    start = end;
  }
  const Status misaligned = DataLoss("bytes: a vector of numbers is not aligned");
  if (!IsAligned(source.times())) return misaligned;
  view.times = View(source.times());
  view.names = View(source.names());
  view.users = View(source.users());
  view.sessions = View(source.sessions());
  if (source.columns() == nullptr) return view;
  for (const fb::SnapshotColumn* column : *source.columns()) {
    if (!IsAligned(column->numbers())) return misaligned;
    view.properties.push_back({column->name(), static_cast<PropertyType>(column->type()), column->rows() == nullptr, View(column->rows()),
                               View(column->codes()), View(column->numbers()), View(column->bools())});
  }
  return view;
}

// The rows [first, last) of a validated view, which count up from `first_sequence`. `rows` holds the columns' renumbered row lists.
EventBatchView RunOf(const EventBatchView& whole, std::size_t first, std::size_t last, std::uint64_t first_sequence,
                     std::vector<std::vector<std::uint32_t>>& rows) {
  EventBatchView run;
  run.first_sequence = first_sequence;
  run.strings = whole.strings;
  run.times = Part(whole.times, first, last);
  run.names = Part(whole.names, first, last);
  run.users = Part(whole.users, first, last);
  run.sessions = Part(whole.sessions, first, last);
  rows.assign(whole.properties.size(), {});
  for (std::size_t i = 0; i < whole.properties.size(); ++i) {
    PropertyColumnView column = whole.properties[i];
    std::size_t begin = first;
    std::size_t end = last;
    if (!column.every_row) {
      const auto row_begin = std::lower_bound(column.rows.begin(), column.rows.end(), first);
      const auto row_end = std::lower_bound(row_begin, column.rows.end(), last);
      begin = static_cast<std::size_t>(row_begin - column.rows.begin());
      end = static_cast<std::size_t>(row_end - column.rows.begin());
      if (begin == end) continue;  // no row of this run carries it
      for (auto row = row_begin; row != row_end; ++row) rows[i].push_back(*row - static_cast<std::uint32_t>(first));
      column.rows = rows[i];
    }
    column.codes = Part(column.codes, begin, end);
    column.numbers = Part(column.numbers, begin, end);
    column.bools = Part(column.bools, begin, end);
    run.properties.push_back(column);
  }
  return run;
}

Status CheckRuns(std::span<const fb::SnapshotRun> runs, std::size_t rows) {
  std::size_t next = 0;
  for (const fb::SnapshotRun& run : runs) {
    if (next == 0 ? run.first_row() != 0 : run.first_row() < next) return DataLoss("runs: must ascend from row 0");
    if (run.first_row() >= rows) return DataLoss("runs: must begin inside the group");
    if (run.first_sequence() > (std::uint64_t{1} << 53) - kRowGroupRows) return DataLoss("runs: sequence numbers end at 2^53");
    next = run.first_row() + 1;
  }
  return next == 0 && rows != 0 ? DataLoss("runs: rows need sequence numbers") : Status();
}

}  // namespace

Result<IngestReport> LoadRowGroup(ByteView bytes, Ingestor& ingestor) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) return InvalidArgument("bytes: must be aligned to 8");
  if (bytes.size() < 8 || bytes.size() > FLATBUFFERS_MAX_BUFFER_SIZE) return DataLoss("bytes: too short or too long for a snapshot");
  flatbuffers::Verifier verifier(bytes.data(), bytes.size());
  if (!fb::VerifyRowGroupSnapshotBuffer(verifier)) return DataLoss("bytes: not a well-formed snapshot");
  const fb::RowGroupSnapshot& source = *fb::GetRowGroupSnapshot(bytes.data());
  if (source.format() == 0 || source.format() > kNewestFormat) return Unimplemented("format: newer than this build reads");

  const Result<EventBatchView> whole = ViewOf(source);
  if (!whole.ok()) return whole.status();
  if (Status status = ValidateEventBatch(*whole, kSnapshotLimits); !status.ok()) return status;
  std::vector<fb::SnapshotRun> runs;
  if (!IsAligned(source.runs())) return DataLoss("bytes: a vector of numbers is not aligned");
  if (source.runs() != nullptr) {
    for (const fb::SnapshotRun* run : *source.runs()) runs.push_back(*run);
  }
  if (Status status = CheckRuns(runs, whole->rows()); !status.ok()) return status;

  IngestReport total;
  std::vector<std::vector<std::uint32_t>> rows;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::size_t last = i + 1 < runs.size() ? runs[i + 1].first_row() : whole->rows();
    const Result<IngestReport> report = ingestor.Ingest(RunOf(*whole, runs[i].first_row(), last, runs[i].first_sequence(), rows));
    if (!report.ok()) return report.status();
    total.accepted += report->accepted;
    total.duplicates += report->duplicates;
  }
  return total;
}

}  // namespace assay
