#include "assay/ingest/ingestor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "assay/columnar/column_reader.h"
#include "assay/columnar/scan.h"

namespace assay {
namespace {

struct Row {
  double time = 0;
  std::string name;
  std::string user;
  std::string session;  // empty: none in the whole batch
  std::optional<std::string> plan;
  std::optional<double> price;
  std::optional<bool> trial;

  bool operator==(const Row&) const = default;
};

// Rows as a batch with its own dictionary; owns what the view points to.
class OwnedBatch {
 public:
  OwnedBatch(std::uint64_t first_sequence, const std::vector<Row>& rows) {
    const std::uint32_t plan = Code("plan");
    const std::uint32_t price = Code("price");
    const std::uint32_t trial = Code("trial");
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      times_.push_back(row.time);
      names_.push_back(Code(row.name));
      users_.push_back(Code(row.user));
      if (!row.session.empty()) sessions_.push_back(Code(row.session));
      if (row.plan.has_value()) {
        plan_rows_.push_back(i);
        plans_.push_back(Code(*row.plan));
      }
      if (row.price.has_value()) {
        price_rows_.push_back(i);
        prices_.push_back(*row.price);
      }
      if (row.trial.has_value()) {
        trial_rows_.push_back(i);
        trials_.push_back(*row.trial ? 1 : 0);
      }
    }
    view_.first_sequence = first_sequence;
    view_.strings.assign(texts_.begin(), texts_.end());
    view_.times = times_;
    view_.names = names_;
    view_.users = users_;
    view_.sessions = sessions_;
    if (!plans_.empty()) AddProperty(plan, PropertyType::kString, plan_rows_).codes = plans_;
    if (!prices_.empty()) AddProperty(price, PropertyType::kNumber, price_rows_).numbers = prices_;
    if (!trials_.empty()) AddProperty(trial, PropertyType::kBool, trial_rows_).bools = trials_;
  }
  OwnedBatch(const OwnedBatch&) = delete;
  OwnedBatch& operator=(const OwnedBatch&) = delete;

  [[nodiscard]] const EventBatchView& view() const { return view_; }

 private:
  std::uint32_t Code(const std::string& text) {
    const auto at = std::find(texts_.begin(), texts_.end(), text);
    if (at != texts_.end()) return static_cast<std::uint32_t>(at - texts_.begin());
    texts_.push_back(text);
    return static_cast<std::uint32_t>(texts_.size() - 1);
  }

  PropertyColumnView& AddProperty(std::uint32_t name, PropertyType type, const std::vector<std::uint32_t>& rows) {
    PropertyColumnView& column = view_.properties.emplace_back();
    column.name = name;
    column.type = type;
    column.every_row = rows.size() == times_.size();
    if (!column.every_row) column.rows = rows;
    return column;
  }

  std::vector<std::string> texts_;
  std::vector<double> times_;
  std::vector<std::uint32_t> names_, users_, sessions_, plan_rows_, plans_, price_rows_, trial_rows_;
  std::vector<double> prices_;
  std::vector<std::uint8_t> trials_;
  EventBatchView view_;
};

// The table's content by sequence number.
std::map<std::uint64_t, Row> Content(const Table& table) {
  std::map<std::uint64_t, Row> rows;
  std::optional<ColumnReader<StringId>> plans;
  std::optional<ColumnReader<double>> prices;
  std::optional<ColumnReader<std::uint8_t>> trials;
  if (const auto id = table.FindColumn("plan", PropertyType::kString)) plans.emplace(*id);
  if (const auto id = table.FindColumn("price", PropertyType::kNumber)) prices.emplace(*id);
  if (const auto id = table.FindColumn("trial", PropertyType::kBool)) trials.emplace(*id);
  Scan scan(table, TimeRange());
  while (scan.Next()) {
    std::vector<Row> group(scan.rows());
    for (std::size_t i = 0; i < group.size(); ++i) {
      group[i].time = static_cast<double>(scan.times()[i]);
      group[i].name = table.names().Text(scan.names()[i]);
      group[i].user = table.users().Text(scan.users()[i]);
      if (!scan.sessions().empty() && scan.sessions()[i] != kNoSession) group[i].session = table.sessions().Text(scan.sessions()[i]);
    }
    const std::span<const RowInGroup> all = scan.selection().rows();
    if (plans.has_value()) {
      const Picked<StringId> picked = plans->Pick(scan.group(), all);
      for (std::size_t i = 0; i < picked.values.size(); ++i) group[picked.positions[i]].plan = table.strings().Text(picked.values[i]);
    }
    if (prices.has_value()) {
      const Picked<double> picked = prices->Pick(scan.group(), all);
      for (std::size_t i = 0; i < picked.values.size(); ++i) group[picked.positions[i]].price = picked.values[i];
    }
    if (trials.has_value()) {
      const Picked<std::uint8_t> picked = trials->Pick(scan.group(), all);
      for (std::size_t i = 0; i < picked.values.size(); ++i) group[picked.positions[i]].trial = picked.values[i] != 0;
    }
    for (std::size_t i = 0; i < group.size(); ++i) {
      const bool is_new = rows.emplace(table.SequenceAt(scan.first_row() + i), group[i]).second;
      EXPECT_TRUE(is_new) << "sequence stored twice";
    }
  }
  EXPECT_EQ(rows.size(), table.rows());
  return rows;
}

Row RandomRow(std::mt19937_64& random, bool with_session) {
  const char* const texts[] = {"a", "b", "ünïcode", "🙂", "c"};
  Row row;
  row.time = static_cast<double>(random() % 2000) - 1000;
  row.name = texts[random() % 5];
  row.user = texts[random() % 5];
  if (with_session) row.session = texts[random() % 5];
  if (random() % 2 == 0) row.plan = random() % 4 == 0 ? "" : texts[random() % 5];
  if (random() % 3 != 0) row.price = static_cast<double>(random() % 7) / 2;
  if (random() % 4 == 0) row.trial = random() % 2 == 0;
  return row;
}

TEST(Ingestor, OverlappingLateAndRepeatedBatchesStoreEachSequenceOnce) {
  constexpr std::uint64_t kSeed = 1234;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 150; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    const bool with_sessions = round % 2 == 0;
    std::vector<Row> stream(200);
    for (Row& row : stream) row = RandomRow(random, with_sessions);
    Table table;
    Ingestor ingestor(table);
    std::map<std::uint64_t, Row> oracle;
    for (int batch = 0; batch < 12; ++batch) {
      const std::size_t first = random() % stream.size();
      const std::size_t count = random() % std::min<std::size_t>(stream.size() - first + 1, 60);
      const auto from = stream.begin() + static_cast<std::ptrdiff_t>(first);
      const std::vector<Row> rows(from, from + static_cast<std::ptrdiff_t>(count));
      IngestReport expected;
      for (std::size_t i = 0; i < count; ++i) {
        oracle.emplace(first + i, rows[i]).second ? ++expected.accepted : ++expected.duplicates;
      }
      const OwnedBatch owned(first, rows);
      ASSERT_TRUE(ValidateEventBatch(owned.view(), EventBatchLimits()).ok()) << where();
      const Result<IngestReport> report = ingestor.Ingest(owned.view());
      ASSERT_TRUE(report.ok()) << where();
      ASSERT_EQ(report->accepted, expected.accepted) << where();
      ASSERT_EQ(report->duplicates, expected.duplicates) << where();
    }
    ASSERT_EQ(Content(table), oracle) << where();
  }
}

TEST(Ingestor, ABatchMayCrossRowGroups) {
  std::mt19937_64 random(5);
  std::vector<Row> rows(kRowGroupRows * 2 + 100);
  for (Row& row : rows) row = RandomRow(random, true);
  Table table;
  Ingestor ingestor(table);
  const OwnedBatch head(0, {rows.begin(), rows.begin() + 1000});
  const OwnedBatch all(0, rows);
  ASSERT_TRUE(ingestor.Ingest(head.view()).ok());
  const Result<IngestReport> report = ingestor.Ingest(all.view());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->accepted, rows.size() - 1000);
  EXPECT_EQ(report->duplicates, 1000U);
  EXPECT_EQ(table.row_groups(), 3U);
  const std::map<std::uint64_t, Row> content = Content(table);
  ASSERT_EQ(content.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(content.at(i), rows[i]) << i;
}

TEST(Ingestor, AnEmptyBatchAddsNothing) {
  Table table;
  Ingestor ingestor(table);
  const Result<IngestReport> report = ingestor.Ingest(EventBatchView());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->accepted + report->duplicates, 0U);
  EXPECT_EQ(table.rows(), 0U);
  EXPECT_TRUE(ingestor.stored().intervals().empty());
}

TEST(Ingestor, NegativeZeroIsStoredAsZero) {
  Table table;
  Ingestor ingestor(table);
  Row row{0, "e", "u", "", {}, -0.0, {}};
  ASSERT_TRUE(ingestor.Ingest(OwnedBatch(0, {row}).view()).ok());
  EXPECT_FALSE(std::signbit(*Content(table).at(0).price));
}

TEST(Ingestor, ARefusedBatchLeavesEverythingAsItWasAndMayComeAgain) {
  const Row old{1, "e", "u", "s", "free", {}, {}};
  const Row fresh{2, "f", "v", "t", "pro", 2.5, true};
  Table measured;
  Ingestor measuring(measured);
  ASSERT_TRUE(measuring.Ingest(OwnedBatch(0, {old}).view()).ok());
  struct Case {
    const char* name;
    TableLimits limits;  // that hold the old row, but not three fresh ones
  };
  const Case cases[] = {
      {"rows", {.max_rows = 3}},
      {"columns", {.max_columns = 2}},
      {"memory", {.max_memory_bytes = measured.MemoryBytes() + 50}},
  };
  for (const Case& c : cases) {
    Table table(c.limits);
    Ingestor ingestor(table);
    ASSERT_TRUE(ingestor.Ingest(OwnedBatch(0, {old}).view()).ok()) << c.name;
    const std::map<std::uint64_t, Row> before = Content(table);
    const std::size_t bytes = table.MemoryBytes();
    const OwnedBatch refused(1, {fresh, fresh, fresh});
    for (int attempt = 0; attempt < 2; ++attempt) {
      EXPECT_EQ(ingestor.Ingest(refused.view()).status().code(), StatusCode::kResourceExhausted) << c.name;
      EXPECT_EQ(Content(table), before) << c.name;
      EXPECT_EQ(table.MemoryBytes(), bytes) << c.name;
      EXPECT_FALSE(table.users().Find("v").has_value()) << c.name;
      EXPECT_FALSE(table.FindColumn("price", PropertyType::kNumber).has_value()) << c.name;
    }
    EXPECT_EQ(ingestor.stored().Missing({1, 4}), (std::vector<SequenceInterval>{{1, 4}})) << c.name;
  }
}

}  // namespace
}  // namespace assay
