#include "assay/ingest/ingestor.h"

#include <algorithm>

#include "assay/event/reserved_names.h"

namespace assay {
namespace {

// The values of a column that belong to rows [first, last) of the batch, as a half-open interval of value indexes.
struct ValueRange {
  std::size_t first;
  std::size_t last;
};

ValueRange ValuesOfRows(const PropertyColumnView& column, std::size_t first, std::size_t last) {
  if (column.every_row) return {first, last};
  const auto begin = std::lower_bound(column.rows.begin(), column.rows.end(), first);
  const auto end = std::lower_bound(begin, column.rows.end(), last);
  return {static_cast<std::size_t>(begin - column.rows.begin()), static_cast<std::size_t>(end - column.rows.begin())};
}

}  // namespace

Status Ingestor::IdMap::Intern(std::span<const std::uint32_t> codes, std::span<const std::string_view> texts, Interner& dictionary,
                               EmptyText empty) {
  new_codes_.clear();
  new_texts_.clear();
  for (const std::uint32_t code : codes) {
    if (ids_[code] != kUnknown || (empty == EmptyText::kMeansNone && texts[code].empty())) continue;
    ids_[code] = kListed;
    new_codes_.push_back(code);
    new_texts_.push_back(texts[code]);
  }
  new_ids_.resize(new_codes_.size());
  const Status status = dictionary.InternAll(new_texts_, new_ids_);
  for (std::size_t i = 0; i < new_codes_.size(); ++i) ids_[new_codes_[i]] = new_ids_[i];
  return status;
}

void Ingestor::IdMap::Map(std::span<const std::uint32_t> codes, std::vector<std::uint32_t>& ids) const {
  ids.resize(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) ids[i] = ids_[codes[i]];
}

void Ingestor::FindLinks(const EventBatchView& batch, std::span<const SequenceInterval> fresh) {
  links_.clear();
  for (const PropertyColumnView& column : batch.properties) {
    if (column.type != PropertyType::kString || batch.strings[column.name] != kOtherId) continue;
    for (const SequenceInterval& part : fresh) {
      const ValueRange values = ValuesOfRows(column, static_cast<std::size_t>(part.start - batch.first_sequence),
                                             static_cast<std::size_t>(part.end - batch.first_sequence));
      for (std::size_t i = values.first; i < values.last; ++i) {
        const std::size_t row = column.every_row ? i : column.rows[i];
        const std::string_view name = batch.strings[batch.names[row]];
        if ((name == kIdentifyEvent || name == kAliasEvent) && !batch.strings[column.codes[i]].empty()) {
          links_.push_back({row, column.codes[i]});
        }
      }
    }
  }
}

GrowthRequest Ingestor::Needs(const EventBatchView& batch, std::uint64_t rows) const {
  GrowthRequest request;
  request.rows = rows;
  request.payload_bytes =
      rows * (sizeof(TimestampMs) + sizeof(NameIndex) + sizeof(UserIndex) + (batch.sessions.empty() ? 0 : sizeof(SessionIndex)));
  for (const std::string_view text : batch.strings)
    request.payload_bytes += text.size() + sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t);
  for (const Link& link : links_) {
    request.payload_bytes += sizeof(IdentityLink) + batch.strings[link.other].size() + sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t);
  }
  for (const PropertyColumnView& column : batch.properties) {
    request.columns += table_.FindColumn(batch.strings[column.name], column.type).has_value() ? 0 : 1;
    request.payload_bytes +=
        column.rows.size() * sizeof(RowInGroup) + column.codes.size_bytes() + column.numbers.size_bytes() + column.bools.size_bytes();
  }
  return request;
}

Result<IngestReport> Ingestor::Ingest(const EventBatchView& batch) {
  const SequenceInterval sequences{batch.first_sequence, batch.first_sequence + batch.rows()};
  const std::vector<SequenceInterval> fresh = stored_.Missing(sequences);
  IngestReport report;
  for (const SequenceInterval& part : fresh) report.accepted += part.end - part.start;
  report.duplicates = batch.rows() - report.accepted;
  if (report.accepted == 0) return report;

  // Everything that can fail comes before the first row is appended.
  FindLinks(batch, fresh);
  Status status = table_.CheckRoom(Needs(batch, report.accepted));
  if (status.ok()) status = InternTexts(batch, fresh);
  if (status.ok()) status = OpenColumns(batch);
  for (std::size_t i = 0; status.ok() && i < fresh.size(); ++i) {
    status = AppendRows(batch, static_cast<std::size_t>(fresh[i].start - batch.first_sequence),
                        static_cast<std::size_t>(fresh[i].end - batch.first_sequence));
  }
  if (!status.ok()) return status;
  for (const Link& link : links_) {
    table_.AddLink({static_cast<TimestampMs>(batch.times[link.row]), batch.first_sequence + link.row, user_map_.Of(link.other),
                    user_map_.Of(batch.users[link.row])});
  }
  stored_.Add(sequences);
  return report;
}

Status Ingestor::InternTexts(const EventBatchView& batch, std::span<const SequenceInterval> fresh) {
  const std::span<const std::string_view> texts = batch.strings;
  name_map_.Reset(texts.size());
  user_map_.Reset(texts.size());
  session_map_.Reset(batch.sessions.empty() ? 0 : texts.size());
  string_map_.Reset(texts.size());
  for (const SequenceInterval& part : fresh) {
    const auto first = static_cast<std::size_t>(part.start - batch.first_sequence);
    const auto last = static_cast<std::size_t>(part.end - batch.first_sequence);
    Status status = name_map_.Intern(batch.names.subspan(first, last - first), texts, table_.names());
    if (status.ok()) status = user_map_.Intern(batch.users.subspan(first, last - first), texts, table_.users());
    if (status.ok() && !batch.sessions.empty()) {
      status = session_map_.Intern(batch.sessions.subspan(first, last - first), texts, table_.sessions(), EmptyText::kMeansNone);
    }
    for (std::size_t i = 0; status.ok() && i < batch.properties.size(); ++i) {
      const PropertyColumnView& column = batch.properties[i];
      if (column.type != PropertyType::kString) continue;
      const ValueRange values = ValuesOfRows(column, first, last);
      status = string_map_.Intern(column.codes.subspan(values.first, values.last - values.first), texts, table_.strings());
    }
    if (!status.ok()) return status;
  }
  for (const Link& link : links_) {
    if (const Status status = user_map_.Intern({&link.other, 1}, texts, table_.users()); !status.ok()) return status;
  }
  return {};
}

Status Ingestor::OpenColumns(const EventBatchView& batch) {
  open_.resize(batch.properties.size());
  for (std::size_t i = 0; i < batch.properties.size(); ++i) {
    const PropertyColumnView& view = batch.properties[i];
    const Result<StringId> name = table_.strings().Intern(batch.strings[view.name]);
    if (!name.ok()) return name.status();
    const Result<ColumnId> column = table_.AddColumn(*name, view.type);
    if (!column.ok()) return column.status();
    open_[i].view = &view;
    open_[i].column = *column;
  }
  return {};
}

Status Ingestor::AppendRows(const EventBatchView& batch, std::size_t first, std::size_t last) {
  while (first < last) {
    const std::size_t count = std::min(last - first, table_.TailRoom());
    const std::size_t end = first + count;
    RowBlock block;
    block.first_sequence = batch.first_sequence + first;
    times_.resize(count);
    for (std::size_t i = 0; i < count; ++i) times_[i] = static_cast<TimestampMs>(batch.times[first + i]);
    name_map_.Map(batch.names.subspan(first, count), names_);
    user_map_.Map(batch.users.subspan(first, count), users_);
    block.times = times_;
    block.names = names_;
    block.users = users_;
    if (!batch.sessions.empty()) {
      session_map_.Map(batch.sessions.subspan(first, count), sessions_);
      block.sessions = sessions_;
    }
    blocks_.clear();
    for (OpenColumn& open : open_) blocks_.push_back(FillColumn(open, first, end));
    block.columns = blocks_;
    const Status status = table_.Append(block);
    if (!status.ok()) return status;
    first = end;
  }
  return {};
}

ColumnBlock Ingestor::FillColumn(OpenColumn& open, std::size_t first, std::size_t last) const {
  const PropertyColumnView& view = *open.view;
  const ValueRange values = ValuesOfRows(view, first, last);
  const std::size_t count = values.last - values.first;
  ColumnBlock block;
  block.column = open.column;
  block.every_row = view.every_row;
  if (!view.every_row) {
    open.rows.resize(count);
    for (std::size_t i = 0; i < count; ++i) open.rows[i] = view.rows[values.first + i] - static_cast<std::uint32_t>(first);
    block.rows = open.rows;
  }
  switch (view.type) {
    case PropertyType::kString:
      string_map_.Map(view.codes.subspan(values.first, count), open.codes);
      block.codes = open.codes;
      break;
    case PropertyType::kNumber:
      open.numbers.resize(count);
      // Adding 0 turns -0 into 0, so that equal numbers have equal bits from here on.
      for (std::size_t i = 0; i < count; ++i) open.numbers[i] = view.numbers[values.first + i] + 0.0;
      block.numbers = open.numbers;
      break;
    case PropertyType::kBool: block.bools = view.bools.subspan(values.first, count); break;
  }
  return block;
}

}  // namespace assay
