#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "assay/columnar/column_reader.h"
#include "assay/columnar/scan.h"
#include "assay/columnar/table.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

// An event as one text, its properties in order of name, to compare tables as sets.
std::string Describe(const TestEvent& event) {
  std::string text = std::to_string(event.sequence) + "|" + std::to_string(event.time) + "|" + event.name + "|" + event.user + "|" +
                     event.session.value_or("(none)");
  auto properties = event.properties;
  std::sort(properties.begin(), properties.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [name, value] : properties) {
    text += "|" + name + "=";
    if (const auto* string = std::get_if<std::string>(&value)) text += "'" + *string + "'";
    if (const auto* number = std::get_if<double>(&value)) text += std::to_string(*number);
    if (const auto* boolean = std::get_if<bool>(&value)) text += *boolean ? "true" : "false";
  }
  return text;
}

template <typename T, typename Store>
void ReadColumn(const Table& table, const Scan& scan, const TableColumn& column, std::vector<TestEvent>& events, Store store) {
  ColumnReader<T> reader(column.id);
  std::vector<RowInGroup> rows(scan.rows());
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = static_cast<RowInGroup>(row);
  const Picked<T> picked = reader.Pick(scan.group(), rows);
  for (std::size_t i = 0; i < picked.values.size(); ++i) {
    events[picked.positions[i]].properties.emplace_back(std::string(table.strings().Text(column.name)), store(picked.values[i]));
  }
}

// Every event of the table, in order of the scan.
std::vector<TestEvent> ReadAll(const Table& table) {
  std::vector<TestEvent> all;
  Scan scan(table, {});
  while (scan.Next()) {
    std::vector<TestEvent> events(scan.rows());
    for (std::size_t row = 0; row < scan.rows(); ++row) {
      events[row].time = scan.times()[row];
      events[row].sequence = table.SequenceAt(scan.first_row() + row);
      events[row].name = std::string(table.names().Text(scan.names()[row]));
      events[row].user = std::string(table.users().Text(scan.users()[row]));
      const SessionIndex session = scan.sessions().empty() ? kNoSession : scan.sessions()[row];
      if (session != kNoSession) events[row].session = std::string(table.sessions().Text(session));
    }
    for (const TableColumn& column : table.columns()) {
      switch (column.type) {
        case PropertyType::kString:
          ReadColumn<StringId>(table, scan, column, events, [&](StringId id) { return TestValue(std::string(table.strings().Text(id))); });
          break;
        case PropertyType::kNumber: ReadColumn<double>(table, scan, column, events, [](double v) { return TestValue(v); }); break;
        case PropertyType::kBool:
          ReadColumn<std::uint8_t>(table, scan, column, events, [](std::uint8_t v) { return TestValue(v != 0); });
          break;
      }
    }
    all.insert(all.end(), events.begin(), events.end());
  }
  return all;
}

std::vector<std::string> Sorted(const std::vector<TestEvent>& events) {
  std::vector<std::string> texts;
  for (const TestEvent& event : events) texts.push_back(Describe(event));
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::vector<TestEvent> RandomEvents(std::mt19937& random, std::size_t count) {
  std::vector<TestEvent> events(count);
  for (std::size_t i = 0; i < count; ++i) {
    TestEvent& event = events[i];
    event.time = static_cast<TimestampMs>(random() % 3 == 0 ? random() % 50 : i) - 20;
    event.sequence = i;
    event.name = "e" + std::to_string(random() % 3);
    event.user = "u" + std::to_string(random() % 7);
    if (random() % 4 == 0) event.session = "s" + std::to_string(random() % 5);
    if (random() % 2 == 0) event.properties.emplace_back("text", "v" + std::to_string(random() % 4));
    if (event.name == "e1") event.properties.emplace_back("number", static_cast<double>(random() % 1000) / 8);
    if (random() % 5 == 0) event.properties.emplace_back("bool", random() % 2 == 0);
    if (random() % 9 == 0) event.properties.emplace_back("p" + std::to_string(random() % 20), 1.5);
  }
  std::shuffle(events.begin(), events.end(), random);
  return events;
}

TEST(Seal, KeepsEveryEventWithItsPropertiesWheneverItHappens) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    const std::vector<TestEvent> events = RandomEvents(random, random() % 300);
    const Table table = MakeTable(events, 1 + random() % 120);
    EXPECT_EQ(Sorted(ReadAll(table)), Sorted(events)) << "round " << round;
  }
}

TEST(Seal, SortsARunByNameUserTimeAndSequence) {
  std::mt19937 random(6);
  const std::vector<TestEvent> events = RandomEvents(random, 3 * kRowGroupRows + 77);
  Table table = MakeTable(events, 20'000);
  table.Seal(1'000'000);
  ASSERT_TRUE(table.single_run());
  const std::vector<TestEvent> all = ReadAll(table);
  EXPECT_EQ(Sorted(all), Sorted(events));
  const auto key = [&](const TestEvent& event) {
    return std::tuple(*table.names().Find(event.name), *table.users().Find(event.user), event.time, event.sequence);
  };
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [&](const TestEvent& a, const TestEvent& b) { return key(a) < key(b); }));
}

TEST(Seal, KeepsRunsOfUnlikeSizeApartAndMergesOthers) {
  std::mt19937 random(7);
  Table table = MakeTable(RandomEvents(random, 1000));
  table.Seal(4);
  EXPECT_TRUE(table.single_run());
  const auto append = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) AppendEvent(table, {static_cast<TimestampMs>(i), 5000 + i, "late"});
    EXPECT_EQ(table.open_rows(), count);
    table.Seal(4);
    EXPECT_EQ(table.open_rows(), 0U);
  };
  append(100);
  EXPECT_FALSE(table.single_run());
  append(300);  // 100 < 4 * 300, and 1000 < 4 * 400
  EXPECT_TRUE(table.single_run());
  EXPECT_EQ(table.rows(), 1400U);
  Scan scan(table, {});
  std::size_t groups = 0;
  while (scan.Next()) {
    EXPECT_TRUE(scan.group().sealed());
    ++groups;
  }
  EXPECT_EQ(groups, table.row_groups());
}

TEST(Seal, GivesMostGroupsOneName) {
  Table table;
  for (std::uint64_t i = 0; i < 40'000; ++i) AppendEvent(table, {static_cast<TimestampMs>(i), i, i % 2 == 0 ? "even" : "odd"});
  table.Seal(16);
  ASSERT_EQ(table.row_groups(), 4U);
  for (std::size_t group = 0; group < 4; ++group) {
    EXPECT_EQ(table.row_group(group).only_name(), *table.names().Find(group < 2 ? "even" : "odd"));
  }
}

TEST(Expire, KeepsTheLatestEventsAndOnlyTheTextsTheyUse) {
  std::mt19937 random(8);
  for (int round = 0; round < 200; ++round) {
    std::vector<TestEvent> events = RandomEvents(random, 1 + random() % 200);
    Table table = MakeTable(events, round % 4 == 0 ? 0 : 1 + random() % 90);
    const auto cutoff = static_cast<TimestampMs>(random() % 200) - 40;
    const std::uint64_t max_rows = random() % 150;
    const std::uint64_t removed = table.Expire(cutoff, max_rows);

    std::vector<TestEvent> expected;
    for (const TestEvent& event : events) {
      if (event.time >= cutoff) expected.push_back(event);
    }
    std::sort(expected.begin(), expected.end(), [](const TestEvent& a, const TestEvent& b) { return a.time > b.time; });
    if (expected.size() > max_rows) {
      const TimestampMs gone = expected[max_rows].time;
      std::erase_if(expected, [&](const TestEvent& event) { return event.time <= gone; });
    }
    ASSERT_EQ(Sorted(ReadAll(table)), Sorted(expected)) << "round " << round;
    EXPECT_EQ(removed, events.size() - expected.size());
    EXPECT_EQ(table.rows(), expected.size());
    std::set<std::string> names, users;
    for (const TestEvent& event : expected) {
      names.insert(event.name);
      users.insert(event.user);
    }
    if (removed > 0) {
      EXPECT_EQ(table.names().size(), names.size());
      EXPECT_EQ(table.users().size(), users.size());
    }
    // The table goes on as any other.
    AppendEvent(table, {1'000, 1'000'000, "after", "somebody", {{"text", "new"}}});
    expected.push_back({1'000, 1'000'000, "after", "somebody", {{"text", "new"}}});
    table.Seal(16);
    ASSERT_EQ(Sorted(ReadAll(table)), Sorted(expected)) << "round " << round;
  }
}

TEST(Expire, KeepsMemoryFlatWhileUsersComeAndGo) {
  Table table;
  std::size_t after_first = 0;
  std::uint64_t sequence = 0;
  for (int round = 0; round < 12; ++round) {
    for (int i = 0; i < 5'000; ++i, ++sequence) {
      AppendEvent(table, {static_cast<TimestampMs>(sequence),
                          sequence,
                          "e",
                          "user-" + std::to_string(sequence),
                          {{"id", "value-" + std::to_string(sequence)}}});
    }
    table.Expire(kMinTimestampMs, 10'000);
    EXPECT_LE(table.rows(), 10'000U);
    if (round == 3) after_first = table.MemoryBytes();
    if (round > 3) {
      EXPECT_LT(table.MemoryBytes(), after_first + after_first / 4);
    }
  }
}

TEST(Seal, OfNothingDoesNothing) {
  Table table;
  table.Seal(16);
  EXPECT_EQ(table.rows(), 0U);
  EXPECT_TRUE(table.single_run());
  EXPECT_EQ(table.TailRoom(), kRowGroupRows);
}

TEST(Seal, TakesAQuarterOfTheMemory) {
  Table table;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    AppendEvent(table, {static_cast<TimestampMs>(i * 25),
                        i,
                        "e" + std::to_string(i % 8),
                        "u" + std::to_string(i % 5000),
                        {{"price", static_cast<double>(i % 9999) / 100}, {"plan", "p" + std::to_string(i % 4)}}});
  }
  const std::size_t open = table.MemoryBytes();
  table.Seal(16);
  EXPECT_LT(table.MemoryBytes(), open / 2);
}

}  // namespace
}  // namespace assay
