#include <string_view>
#include <vector>

#include "assay/snapshot/generated/row_group_generated.h"
#include "assay/snapshot/row_group_snapshot.h"

namespace assay {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;

// The texts of one group, numbered in order of first sight.
class Dictionary {
 public:
  std::uint32_t Code(std::string_view text) {
    const Result<StringId> id = texts_.Intern(text);
    return id.ok() ? *id : 0;  // the default limits cannot be reached: a table's texts passed stricter ones
  }

  void Put(Builder& fbb, flatbuffers::Offset<flatbuffers::Vector<std::uint8_t>>& bytes,
           flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>>& ends) const {
    std::vector<std::uint8_t> all;
    std::vector<std::uint32_t> offsets;
    for (StringId id = 0; id < texts_.size(); ++id) {
      const std::string_view text = texts_.Text(id);
      all.insert(all.end(), text.begin(), text.end());
      offsets.push_back(static_cast<std::uint32_t>(all.size()));
    }
    bytes = fbb.CreateVector(all);
    ends = fbb.CreateVector(offsets);
  }

 private:
  Interner texts_;
};

// The group's codes for the table's ids: each distinct id is looked up once.
class CodeMap {
 public:
  CodeMap(const Interner& source, Dictionary& dictionary) : source_(source), dictionary_(dictionary), codes_(source.size(), kUnknown) {}

  std::uint32_t operator()(std::uint32_t id) {
    if (codes_[id] == kUnknown) codes_[id] = dictionary_.Code(source_.Text(id));
    return codes_[id];
  }

 private:
  static constexpr std::uint32_t kUnknown = 0xffffffff;
  const Interner& source_;
  Dictionary& dictionary_;
  std::vector<std::uint32_t> codes_;
};

template <typename Map>
std::vector<std::uint32_t> MapAll(std::span<const std::uint32_t> ids, Map map) {
  std::vector<std::uint32_t> codes;
  codes.reserve(ids.size());
  for (const std::uint32_t id : ids) codes.push_back(map(id));
  return codes;
}

std::vector<fb::SnapshotRun> RunsOf(const RowGroup& group) {
  std::vector<fb::SnapshotRun> runs;
  std::uint64_t expected = 0;
  for (std::size_t row = 0; row < group.rows(); ++row) {
    const std::uint64_t sequence = group.SequenceAt(row);
    if (row == 0 || sequence != expected) runs.emplace_back(sequence, static_cast<std::uint32_t>(row));
    expected = sequence + 1;
  }
  return runs;
}

flatbuffers::Offset<fb::SnapshotColumn> SaveColumn(Builder& fbb, const TableColumn& column, const ColumnChunk& chunk, std::size_t rows,
                                                   CodeMap& codes) {
  std::vector<StringId> ids_scratch;
  std::vector<double> numbers_scratch;
  std::vector<std::uint8_t> bools_scratch;
  const std::span<const StringId> ids = chunk.Values(ids_scratch);
  const std::span<const double> numbers = chunk.Values(numbers_scratch);
  const std::span<const std::uint8_t> bools = chunk.Values(bools_scratch);
  const std::uint32_t name = codes(column.name);
  const bool every_row = chunk.size() == rows;
  std::vector<std::uint32_t> carrying(chunk.rows.begin(), chunk.rows.end());
  for (std::size_t row = 0; carrying.size() < chunk.size(); ++row) carrying.push_back(static_cast<std::uint32_t>(row));  // a prefix
  const auto rows_offset = every_row ? 0 : fbb.CreateVector(carrying);
  const auto codes_offset = ids.empty() ? 0 : fbb.CreateVector(MapAll(ids, [&](StringId id) { return codes(id); }));
  const auto numbers_offset = numbers.empty() ? 0 : fbb.CreateVector(numbers.data(), numbers.size());
  const auto bools_offset = bools.empty() ? 0 : fbb.CreateVector(bools.data(), bools.size());
  return fb::CreateSnapshotColumn(fbb, name, static_cast<std::uint8_t>(column.type), rows_offset, codes_offset, numbers_offset,
                                  bools_offset);
}

}  // namespace

ByteBuffer SaveRowGroup(const Table& table, std::size_t index) {
  const RowGroup& group = table.row_group(index);
  Builder fbb(1024 + group.rows() * 32);
  Dictionary dictionary;
  CodeMap names(table.names(), dictionary);
  CodeMap users(table.users(), dictionary);
  CodeMap sessions(table.sessions(), dictionary);
  CodeMap strings(table.strings(), dictionary);

  std::vector<flatbuffers::Offset<fb::SnapshotColumn>> columns;
  for (const TableColumn& column : table.columns()) {
    const ColumnChunk* chunk = group.FindChunk(column.id);
    if (chunk != nullptr) columns.push_back(SaveColumn(fbb, column, *chunk, group.rows(), strings));
  }
  const auto columns_offset = fbb.CreateVector(columns);
  const auto runs_offset = fbb.CreateVectorOfStructs(RunsOf(group));
  std::vector<std::uint32_t> ids;
  flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>> sessions_offset;
  if (const std::span<const SessionIndex> all = group.Sessions(ids); !all.empty()) {
    sessions_offset = fbb.CreateVector(
        MapAll(all, [&](SessionIndex id) { return id == kNoSession ? dictionary.Code(std::string_view()) : sessions(id); }));
  }
  const auto users_offset = fbb.CreateVector(MapAll(group.Users(ids), [&](UserIndex id) { return users(id); }));
  const auto names_offset = fbb.CreateVector(MapAll(group.Names(ids), [&](NameIndex id) { return names(id); }));
  std::vector<TimestampMs> times_scratch;
  const std::span<const TimestampMs> times = group.Times(times_scratch);
  const auto times_offset = fbb.CreateVector(std::vector<double>(times.begin(), times.end()));
  flatbuffers::Offset<flatbuffers::Vector<std::uint8_t>> bytes_offset;
  flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>> ends_offset;
  dictionary.Put(fbb, bytes_offset, ends_offset);
  fb::FinishRowGroupSnapshotBuffer(fbb, fb::CreateRowGroupSnapshot(fbb, 1, bytes_offset, ends_offset, times_offset, names_offset,
                                                                   users_offset, sessions_offset, runs_offset, columns_offset));
  return ByteBuffer(fbb.GetBufferPointer(), fbb.GetBufferPointer() + fbb.GetSize());
}

}  // namespace assay
