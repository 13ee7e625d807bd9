#include "assay/columnar/table.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

#include "core/columnar/event_table.h"

namespace assay {
namespace {

// `rows` rows of one user and event, one millisecond apart from `time` on.
void AppendRows(Table& table, std::size_t rows, TimestampMs time, std::uint64_t sequence) {
  const NameIndex name = *table.names().Intern("e");
  const UserIndex user = *table.users().Intern("u");
  while (rows > 0) {
    const std::size_t count = std::min(rows, table.TailRoom());
    std::vector<TimestampMs> times(count);
    std::iota(times.begin(), times.end(), time);
    const std::vector<std::uint32_t> names(count, name);
    const std::vector<std::uint32_t> users(count, user);
    RowBlock block;
    block.first_sequence = sequence;
    block.times = times;
    block.names = names;
    block.users = users;
    ASSERT_TRUE(table.Append(block).ok());
    rows -= count;
    time += static_cast<TimestampMs>(count);
    sequence += count;
  }
}

TEST(Table, AnEmptyTableHasNoRowsAndIsInOrder) {
  const Table table;
  EXPECT_EQ(table.rows(), 0U);
  EXPECT_EQ(table.row_groups(), 0U);
  EXPECT_TRUE(table.times_in_order());
  EXPECT_EQ(table.TailRoom(), kRowGroupRows);
  EXPECT_FALSE(table.FindColumn("x", PropertyType::kString).has_value());
}

TEST(Table, RowsGoToGroupsOfFixedSizeAndKeepTheirSequence) {
  Table table;
  AppendRows(table, kRowGroupRows - 1, 0, 10);
  EXPECT_EQ(table.TailRoom(), 1U);
  AppendRows(table, 1, 1'000'000, 500'000);
  EXPECT_EQ(table.row_groups(), 1U);
  EXPECT_EQ(table.TailRoom(), kRowGroupRows);
  AppendRows(table, 2, 2'000'000, 600'000);
  EXPECT_EQ(table.row_groups(), 2U);
  EXPECT_EQ(table.rows(), kRowGroupRows + 2);
  EXPECT_EQ(table.SequenceAt(0), 10U);
  EXPECT_EQ(table.SequenceAt(kRowGroupRows - 2), 10U + kRowGroupRows - 2);
  EXPECT_EQ(table.SequenceAt(kRowGroupRows - 1), 500'000U);
  EXPECT_EQ(table.SequenceAt(kRowGroupRows), 600'000U);
  EXPECT_EQ(table.SequenceAt(kRowGroupRows + 1), 600'001U);
  EXPECT_EQ(table.row_group(0).min_time(), 0);
  EXPECT_EQ(table.row_group(0).max_time(), 1'000'000);
  EXPECT_EQ(table.row_group(1).min_time(), 2'000'000);
  EXPECT_EQ(table.row_group(1).max_time(), 2'000'001);
}

TEST(Table, ABlockThatDoesNotFitTheTailChangesNothing) {
  Table table;
  AppendRows(table, kRowGroupRows - 1, 0, 0);
  const std::vector<TimestampMs> times = {1, 2};
  const std::vector<std::uint32_t> zeros = {0, 0};
  RowBlock block;
  block.times = times;
  block.names = zeros;
  block.users = zeros;
  EXPECT_EQ(table.Append(block).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(table.rows(), kRowGroupRows - 1);
  EXPECT_TRUE(table.times_in_order());
}

TEST(Table, RemembersWhetherRowsCameInTimeOrder) {
  struct Case {
    const char* name;
    std::vector<std::pair<TimestampMs, std::uint64_t>> rows;  // time, sequence
    bool times_in_order;
  };
  const Case cases[] = {
      {"one row", {{5, 1}}, true},
      {"ascending", {{1, 1}, {2, 2}, {2, 3}}, true},
      {"a tie against the sequence", {{1, 1}, {2, 9}, {2, 3}}, true},
      {"a later time with a lesser sequence", {{1, 9}, {2, 3}}, true},
      {"a late event", {{2, 1}, {1, 2}}, false},
      {"late and then in order again", {{2, 1}, {1, 2}, {3, 3}, {4, 4}}, false},
      {"before 1970", {{-5, 1}, {-4, 2}, {0, 3}}, true},
  };
  for (const Case& c : cases) {
    Table table;
    for (const auto& [time, sequence] : c.rows) AppendEvent(table, {time, sequence, "e"});
    EXPECT_EQ(table.times_in_order(), c.times_in_order) << c.name;
    EXPECT_EQ(table.row_group(0).times_in_order(), c.times_in_order) << c.name;
  }
}

TEST(Table, OrderInsideABlockCountsToo) {
  Table table;
  const std::vector<TimestampMs> times = {3, 1};
  const std::vector<std::uint32_t> zeros = {0, 0};
  RowBlock block;
  block.times = times;
  block.names = zeros;
  block.users = zeros;
  ASSERT_TRUE(table.Append(block).ok());
  EXPECT_FALSE(table.times_in_order());
}

TEST(Table, ColumnsAreFoundByNameAndType) {
  Table table;
  const StringId plan = *table.strings().Intern("plan");
  const StringId age = *table.strings().Intern("age");
  const ColumnId plan_text = *table.AddColumn(plan, PropertyType::kString);
  const ColumnId age_number = *table.AddColumn(age, PropertyType::kNumber);
  const ColumnId plan_bool = *table.AddColumn(plan, PropertyType::kBool);
  EXPECT_EQ(*table.AddColumn(plan, PropertyType::kString), plan_text);
  EXPECT_EQ(table.FindColumn("plan", PropertyType::kString), plan_text);
  EXPECT_EQ(table.FindColumn("plan", PropertyType::kBool), plan_bool);
  EXPECT_EQ(table.FindColumn("age", PropertyType::kNumber), age_number);
  EXPECT_FALSE(table.FindColumn("age", PropertyType::kString).has_value());
  EXPECT_FALSE(table.FindColumn("unknown", PropertyType::kString).has_value());
}

TEST(Table, EachLimitIsReachedAndNotPassed) {
  TableLimits limits;
  limits.max_rows = 10;
  limits.max_columns = 2;
  limits.max_memory_bytes = 1 << 20;
  Table table(limits);
  AppendRows(table, 4, 0, 0);
  EXPECT_TRUE(table.CheckRoom({.rows = 6}).ok());
  EXPECT_EQ(table.CheckRoom({.rows = 7}).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(table.CheckRoom({.rows = ~std::uint64_t{0}}).code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(table.CheckRoom({.columns = 2}).ok());
  EXPECT_EQ(table.CheckRoom({.columns = 3}).code(), StatusCode::kResourceExhausted);
  const std::uint64_t left = limits.max_memory_bytes - table.MemoryBytes();
  EXPECT_TRUE(table.CheckRoom({.payload_bytes = left}).ok());
  EXPECT_EQ(table.CheckRoom({.payload_bytes = left + 1}).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(table.CheckRoom({.payload_bytes = ~std::uint64_t{0}}).code(), StatusCode::kResourceExhausted);

  ASSERT_TRUE(table.AddColumn(0, PropertyType::kString).ok());
  ASSERT_TRUE(table.AddColumn(0, PropertyType::kNumber).ok());
  EXPECT_EQ(table.AddColumn(0, PropertyType::kBool).status().code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(table.AddColumn(0, PropertyType::kString).ok());
}

TEST(Table, MemoryIsCountedAndGrowsByRowGroups) {
  Table table;
  AppendRows(table, kRowGroupRows, 0, 0);
  const std::size_t one_group = table.MemoryBytes();
  EXPECT_GE(one_group, kRowGroupRows * 16);         // a time, a name, a user
  EXPECT_LT(one_group, kRowGroupRows * 16 + 4096);  // a full group has no slack
  AppendRows(table, kRowGroupRows * 3, 100'000, 100'000);
  EXPECT_GE(table.MemoryBytes(), one_group * 4 - 4096);
  EXPECT_LT(table.MemoryBytes(), one_group * 4 + 4096);
}

TEST(Table, SessionsMayBecomeKnownLate) {
  const Table table = MakeTable({{1, 1, "e"}, {2, 2, "e", "u", {}, "s1"}, {3, 3, "e"}, {4, 4, "e", "u", {}, "s2"}});
  std::vector<SessionIndex> scratch;
  const std::span<const SessionIndex> sessions = table.row_group(0).Sessions(scratch);
  ASSERT_EQ(sessions.size(), 4U);
  EXPECT_EQ(sessions[0], kNoSession);
  EXPECT_EQ(sessions[1], 0U);
  EXPECT_EQ(sessions[2], kNoSession);
  EXPECT_EQ(sessions[3], 1U);
}

TEST(Table, WithoutSessionsNothingIsStoredForThem) {
  const Table table = MakeTable({{1, 1, "e"}, {2, 2, "e"}});
  std::vector<SessionIndex> scratch;
  EXPECT_TRUE(table.row_group(0).Sessions(scratch).empty());
}

}  // namespace
}  // namespace assay
