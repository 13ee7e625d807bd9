#include "assay/columnar/scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "assay/columnar/column_reader.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

std::vector<TimestampMs> TimesInRange(const Table& table, TimeRange range) {
  std::vector<TimestampMs> found;
  Scan scan(table, range);
  while (scan.Next()) {
    for (const RowInGroup row : scan.selection().rows()) found.push_back(scan.times()[row]);
  }
  EXPECT_EQ(scan.rows_in_range(), found.size());
  return found;
}

TEST(Scan, AnEmptyTableHasNoGroup) {
  const Table table;
  Scan scan(table, TimeRange());
  EXPECT_FALSE(scan.Next());
  EXPECT_EQ(scan.rows_in_range(), 0U);
}

TEST(Scan, TheRangeIsHalfOpen) {
  const Table ordered = MakeTable({{1, 1, "e"}, {2, 2, "e"}, {2, 3, "e"}, {3, 4, "e"}});
  const Table shuffled = MakeTable({{3, 4, "e"}, {2, 2, "e"}, {1, 1, "e"}, {2, 3, "e"}});
  struct Case {
    const char* name;
    TimeRange range;
    std::vector<TimestampMs> ordered;
    std::vector<TimestampMs> shuffled;
  };
  const Case cases[] = {
      {"everything", {}, {1, 2, 2, 3}, {3, 2, 1, 2}},
      {"start is in, end is out", {2, 3}, {2, 2}, {2, 2}},
      {"an empty range", {2, 2}, {}, {}},
      {"before the first", {-10, 1}, {}, {}},
      {"after the last", {4, 10}, {}, {}},
      {"the last alone", {3, 10}, {3}, {3}},
      {"up to the last", {INT64_MIN, 3}, {1, 2, 2}, {2, 1, 2}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(TimesInRange(ordered, c.range), c.ordered) << c.name;
    EXPECT_EQ(TimesInRange(shuffled, c.range), c.shuffled) << c.name;
  }
}

TEST(Scan, GroupsOutsideTheRangeAreSkipped) {
  Table table;
  const std::uint32_t zero = 0;
  for (TimestampMs group = 0; group < 3; ++group) {
    const std::vector<TimestampMs> times(kRowGroupRows, group * 10);
    const std::vector<std::uint32_t> zeros(kRowGroupRows, zero);
    RowBlock block;
    block.first_sequence = static_cast<std::uint64_t>(group) * kRowGroupRows;
    block.times = times;
    block.names = zeros;
    block.users = zeros;
    ASSERT_TRUE(table.Append(block).ok());
  }
  Scan scan(table, {10, 11});
  ASSERT_TRUE(scan.Next());
  EXPECT_EQ(scan.first_row(), kRowGroupRows);
  EXPECT_EQ(scan.selection().size(), kRowGroupRows);
  EXPECT_EQ(scan.selection().rows().back(), kRowGroupRows - 1);
  EXPECT_FALSE(scan.Next());
}

// Random columns in one group, dense, sparse, starting late or ending early; every pick is compared with the list it was made from.
TEST(ColumnReader, PicksWhatWasAppendedForAnySelection) {
  constexpr std::uint64_t kSeed = 20'260'811;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 400; ++round) {
    const std::size_t rows = 1 + random() % 300;
    const std::uint64_t first = random() % 3 == 0 ? random() % rows : 0;
    const std::uint64_t last = random() % 3 == 0 ? random() % rows : rows;
    const std::uint64_t carried_of_ten = random() % 3 == 0 ? 10 : random() % 11;
    Table table;
    std::vector<std::optional<double>> oracle(rows);
    std::vector<TestEvent> events;
    for (std::size_t row = 0; row < rows; ++row) {
      TestEvent event{static_cast<TimestampMs>(row), row, "e"};
      if (row >= first && row < last && random() % 10 < carried_of_ten) {
        oracle[row] = static_cast<double>(random() % 1000);
        event.properties = {{"n", *oracle[row]},
                            {"t", "text" + std::to_string(static_cast<int>(*oracle[row]))},
                            {"b", static_cast<int>(*oracle[row]) % 2 == 1}};
      }
      AppendEvent(table, event);
    }
    const std::optional<ColumnId> numbers = table.FindColumn("n", PropertyType::kNumber);
    if (!numbers.has_value()) continue;
    ColumnReader<double> number_reader(*numbers);
    ColumnReader<StringId> text_reader(*table.FindColumn("t", PropertyType::kString));
    ColumnReader<std::uint8_t> bool_reader(*table.FindColumn("b", PropertyType::kBool));
    for (int selection = 0; selection < 4; ++selection) {
      std::vector<RowInGroup> asked;
      for (std::size_t row = 0; row < rows; ++row) {
        if (selection == 0 || random() % 4 < static_cast<std::uint64_t>(selection)) asked.push_back(static_cast<RowInGroup>(row));
      }
      std::vector<RowInGroup> positions;
      std::vector<double> values;
      for (std::size_t i = 0; i < asked.size(); ++i) {
        if (!oracle[asked[i]].has_value()) continue;
        positions.push_back(static_cast<RowInGroup>(i));
        values.push_back(*oracle[asked[i]]);
      }
      const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round << " selection " << selection; };
      const Picked<double> picked = number_reader.Pick(table.row_group(0), asked);
      ASSERT_TRUE(std::equal(picked.positions.begin(), picked.positions.end(), positions.begin(), positions.end())) << where();
      ASSERT_TRUE(std::equal(picked.values.begin(), picked.values.end(), values.begin(), values.end())) << where();
      const Picked<StringId> texts = text_reader.Pick(table.row_group(0), asked);
      const Picked<std::uint8_t> bools = bool_reader.Pick(table.row_group(0), asked);
      ASSERT_TRUE(std::equal(texts.positions.begin(), texts.positions.end(), positions.begin(), positions.end())) << where();
      ASSERT_TRUE(std::equal(bools.positions.begin(), bools.positions.end(), positions.begin(), positions.end())) << where();
      for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(table.strings().Text(texts.values[i]), "text" + std::to_string(static_cast<int>(values[i]))) << where();
        ASSERT_EQ(bools.values[i], static_cast<int>(values[i]) % 2) << where();
      }
    }
  }
}

TEST(ColumnReader, AGroupWithoutTheColumnHasNothing) {
  Table table = MakeTable({{1, 1, "e"}});
  const ColumnId column = *table.AddColumn(*table.strings().Intern("x"), PropertyType::kNumber);
  ColumnReader<double> reader(column);
  const RowInGroup row = 0;
  EXPECT_TRUE(reader.Pick(table.row_group(0), {&row, 1}).values.empty());
}

}  // namespace
}  // namespace assay
