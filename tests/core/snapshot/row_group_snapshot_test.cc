#include "assay/snapshot/row_group_snapshot.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <sstream>
#include <string>

#include "assay/snapshot/generated/row_group_generated.h"

namespace assay {
namespace {

struct Event {
  std::string name, user, session;
  double time = 0;
  std::map<std::string, double> numbers;
  std::map<std::string, std::string> texts;
  std::map<std::string, bool> bools;
};

// One batch of `events` with sequence numbers from `first`, through the ingestor as any other.
Status IngestEvents(Ingestor& ingestor, const std::vector<Event>& events, std::uint64_t first) {
  std::vector<std::string> texts;
  const auto code = [&](const std::string& text) {
    texts.push_back(text);
    return static_cast<std::uint32_t>(texts.size() - 1);
  };
  struct Column {
    std::uint32_t name = 0;
    std::vector<std::uint32_t> rows, codes;
    std::vector<double> numbers;
    std::vector<std::uint8_t> bools;
  };
  std::map<std::string, Column> columns[3];
  std::vector<double> times;
  std::vector<std::uint32_t> names, users, sessions;
  for (std::uint32_t row = 0; row < events.size(); ++row) {
    const Event& event = events[row];
    times.push_back(event.time);
    names.push_back(code(event.name));
    users.push_back(code(event.user));
    sessions.push_back(code(event.session));
    for (const auto& [name, value] : event.texts) columns[0][name].rows.push_back(row), columns[0][name].codes.push_back(code(value));
    for (const auto& [name, value] : event.numbers) columns[1][name].rows.push_back(row), columns[1][name].numbers.push_back(value);
    for (const auto& [name, value] : event.bools) columns[2][name].rows.push_back(row), columns[2][name].bools.push_back(value ? 1 : 0);
  }
  for (auto& group : columns) {
    for (auto& [name, column] : group) column.name = code(name);
  }
  EventBatchView view;
  view.first_sequence = first;
  view.strings.assign(texts.begin(), texts.end());
  view.times = times;
  view.names = names;
  view.users = users;
  view.sessions = sessions;
  for (int type = 0; type < 3; ++type) {
    for (const auto& [name, column] : columns[type]) {
      view.properties.push_back(
          {column.name, static_cast<PropertyType>(type + 1), false, column.rows, column.codes, column.numbers, column.bools});
    }
  }
  if (Status status = ValidateEventBatch(view, EventBatchLimits{}); !status.ok()) return status;
  return ingestor.Ingest(view).status();
}

// Every event of the table by sequence number, as text: equal dumps are equal tables, whatever the order of rows and ids.
std::map<std::uint64_t, std::string> Dump(const Table& table) {
  std::map<std::uint64_t, std::string> dump;
  for (std::size_t g = 0; g < table.row_groups(); ++g) {
    const RowGroup& group = table.row_group(g);
    std::vector<std::map<std::string, std::string>> props(group.rows());
    for (const TableColumn& column : table.columns()) {
      const ColumnChunk* chunk = group.FindChunk(column.id);
      if (chunk == nullptr) continue;
      std::vector<StringId> code_scratch;
      std::vector<double> number_scratch;
      std::vector<std::uint8_t> bool_scratch;
      const auto codes = chunk->Values(code_scratch);
      const auto numbers = chunk->Values(number_scratch);
      const auto bools = chunk->Values(bool_scratch);
      for (std::size_t i = 0; i < chunk->size(); ++i) {
        const std::size_t row = chunk->rows.empty() ? i : chunk->rows[i];
        std::ostringstream value;
        value.precision(17);
        if (!codes.empty()) value << table.strings().Text(codes[i]);
        if (!numbers.empty()) value << numbers[i];
        if (!bools.empty()) value << (bools[i] != 0 ? "true" : "false");
        props[row][std::string(table.strings().Text(column.name)) + "/" + std::to_string(static_cast<int>(column.type))] = value.str();
      }
    }
    std::vector<TimestampMs> times_scratch;
    std::vector<std::uint32_t> names_scratch, users_scratch, sessions_scratch;
    const auto times = group.Times(times_scratch);
    const auto names = group.Names(names_scratch);
    const auto users = group.Users(users_scratch);
    const auto sessions = group.Sessions(sessions_scratch);
    for (std::size_t row = 0; row < group.rows(); ++row) {
      std::ostringstream text;
      text << times[row] << '|' << table.names().Text(names[row]) << '|' << table.users().Text(users[row]) << '|';
      if (!sessions.empty() && sessions[row] != kNoSession) text << table.sessions().Text(sessions[row]);
      for (const auto& [name, value] : props[row]) text << '|' << name << '=' << value;
      EXPECT_TRUE(dump.emplace(group.SequenceAt(row), text.str()).second) << "sequence stored twice";
    }
  }
  return dump;
}

std::vector<Event> RandomEvents(std::mt19937_64& random, std::size_t count) {
  std::vector<Event> events(count);
  for (Event& event : events) {
    event.name = "event_" + std::to_string(random() % 5);
    event.user = "josé-" + std::to_string(random() % 9) + "-日本";
    if (random() % 3 != 0) event.session = "s" + std::to_string(random() % 4);
    event.time = static_cast<double>(random() % 1000) - 500;
    if (random() % 2 == 0) event.texts["country"] = random() % 2 == 0 ? "NO" : "";
    if (random() % 4 != 0) event.numbers["price"] = static_cast<double>(random() % 1000) / 8;
    if (random() % 5 == 0) event.bools["beta"] = random() % 2 == 0;
  }
  return events;
}

TEST(RowGroupSnapshot, SavedGroupsLoadedInAnyOrderGiveTheSameEvents) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    std::mt19937_64 random(seed);
    Table table;
    Ingestor ingestor(table);
    for (int batch = 0; batch < 6; ++batch) {
      const std::uint64_t first = random() % 400;  // overlapping and out of order: several runs of sequence numbers
      ASSERT_TRUE(IngestEvents(ingestor, RandomEvents(random, random() % 80), first).ok()) << "seed " << seed;
    }
    if (seed % 2 == 0) table.Seal(2);
    Table loaded;
    Ingestor into(loaded);
    for (std::size_t g = table.row_groups(); g-- > 0;) {
      const Result<IngestReport> report = LoadRowGroup(SaveRowGroup(table, g), into);
      ASSERT_TRUE(report.ok()) << "seed " << seed << ": " << report.status().message();
      EXPECT_EQ(report->accepted, table.row_group(g).rows()) << "seed " << seed;
    }
    EXPECT_EQ(Dump(loaded), Dump(table)) << "seed " << seed;
  }
}

TEST(RowGroupSnapshot, ATableOfSeveralGroupsSurvives) {
  std::mt19937_64 random(7);
  Table table;
  Ingestor ingestor(table);
  ASSERT_TRUE(IngestEvents(ingestor, RandomEvents(random, kRowGroupRows + 100), 1000).ok());
  ASSERT_EQ(table.row_groups(), 2U);
  Table loaded;
  Ingestor into(loaded);
  for (std::size_t g : {std::size_t{1}, std::size_t{0}}) ASSERT_TRUE(LoadRowGroup(SaveRowGroup(table, g), into).ok());
  EXPECT_EQ(Dump(loaded), Dump(table));
}

TEST(RowGroupSnapshot, LoadingTwiceStoresNothingTwice) {
  std::mt19937_64 random(3);
  Table table;
  Ingestor ingestor(table);
  ASSERT_TRUE(IngestEvents(ingestor, RandomEvents(random, 50), 10).ok());
  const Result<IngestReport> again = LoadRowGroup(SaveRowGroup(table, 0), ingestor);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->accepted, 0U);
  EXPECT_EQ(again->duplicates, 50U);
  EXPECT_EQ(table.rows(), 50U);
}

TEST(RowGroupSnapshot, TruncatedBytesAreRefusedAndLeaveTheTableEmpty) {
  std::mt19937_64 random(5);
  Table table;
  Ingestor ingestor(table);
  ASSERT_TRUE(IngestEvents(ingestor, RandomEvents(random, 20), 0).ok());
  const ByteBuffer whole = SaveRowGroup(table, 0);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Table empty;
    Ingestor into(empty);
    const ByteBuffer part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    if (LoadRowGroup(part, into).ok()) {
      EXPECT_EQ(Dump(empty), Dump(table)) << "size " << size;  // a cut in trailing padding loses nothing
    } else {
      EXPECT_EQ(empty.rows(), 0U) << "size " << size;
    }
  }
}

TEST(RowGroupSnapshot, ANewerFormatIsRefusedByName) {
  flatbuffers::FlatBufferBuilder fbb;
  fb::FinishRowGroupSnapshotBuffer(fbb, fb::CreateRowGroupSnapshot(fbb, 2));
  Table table;
  Ingestor ingestor(table);
  const ByteBuffer bytes(fbb.GetBufferPointer(), fbb.GetBufferPointer() + fbb.GetSize());
  EXPECT_EQ(LoadRowGroup(bytes, ingestor).status().code(), StatusCode::kUnimplemented);
}

TEST(RowGroupSnapshot, RowsWithoutSequenceNumbersAreRefused) {
  flatbuffers::FlatBufferBuilder fbb;
  const auto bytes = fbb.CreateVector(std::vector<std::uint8_t>{'a', 'u'});
  const auto ends = fbb.CreateVector(std::vector<std::uint32_t>{1, 2});
  const auto times = fbb.CreateVector(std::vector<double>{5});
  const auto names = fbb.CreateVector(std::vector<std::uint32_t>{0});
  const auto users = fbb.CreateVector(std::vector<std::uint32_t>{1});
  fb::FinishRowGroupSnapshotBuffer(fbb, fb::CreateRowGroupSnapshot(fbb, 1, bytes, ends, times, names, users));
  Table table;
  Ingestor ingestor(table);
  const ByteBuffer snapshot(fbb.GetBufferPointer(), fbb.GetBufferPointer() + fbb.GetSize());
  EXPECT_EQ(LoadRowGroup(snapshot, ingestor).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(table.rows(), 0U);
}

}  // namespace
}  // namespace assay
