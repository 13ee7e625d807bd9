#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assay/aggregate/comparison.h"
#include "assay/aggregate/formula.h"
#include "assay/aggregate/metric.h"
#include "core/aggregate/print_group_key.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

constexpr std::uint64_t kSeed = 20'261'124;
const char* const kOther = "(other)";

std::string PrintValue(const TestValue* value) {
  if (value == nullptr) return "-";
  if (const auto* text = std::get_if<std::string>(value)) return "'" + *text + "'";
  if (const auto* number = std::get_if<double>(value)) return std::to_string(*number);
  return std::get<bool>(*value) ? "true" : "false";
}

// The definition, event by event: what one (bucket, group) holds of one range.
struct Cell {
  std::vector<double> numbers;
  std::set<std::string> users;
  std::set<std::string> values;  // of "k"
  double count = 0;
};

using CellKey = std::pair<std::int64_t, std::string>;  // the number of the bucket, the group as text
using Cells = std::map<CellKey, Cell>;

struct Asked {
  MetricScope scope;
  std::vector<std::optional<std::string_view>> events;  // of the operands; nothing: any
};

class Oracle {
 public:
  Oracle(const std::vector<TestEvent>& events, const Asked& asked) : events_(events), scope_(asked.scope), asked_(asked) {
    ranges_ = {scope_.range};
    if (scope_.compare_ms.has_value()) {
      const CalendarUnit unit = std::max(scope_.bucket_unit.value_or(CalendarUnit::kDay), CalendarUnit::kDay);
      ranges_.push_back(*EarlierRange(scope_.range, *scope_.compare_ms, unit, scope_.zone));
    }
    for (std::size_t range = 0; range < ranges_.size(); ++range) {
      for (std::size_t operand = 0; operand < asked.events.size(); ++operand) Collect(range, operand);
    }
    ChooseGroups();
  }

  [[nodiscard]] const std::vector<TimeRange>& ranges() const { return ranges_; }
  [[nodiscard]] std::uint64_t omitted() const { return omitted_; }

  // What each range and operand holds (range by range) of the rows that the answer shows.
  [[nodiscard]] const std::map<CellKey, std::vector<Cell>>& rows() const { return rows_; }

  [[nodiscard]] std::int64_t BucketOf(std::size_t range, TimestampMs time) const {
    if (scope_.bucket_ms.has_value()) return Floor(time) - Floor(ranges_[range].start);
    if (!scope_.bucket_unit.has_value()) return 0;
    Calendar calendar = *Calendar::Make({*scope_.bucket_unit, 0, scope_.zone});
    return calendar.BucketsBetween(ranges_[range].start, time);
  }

 private:
  [[nodiscard]] std::int64_t Floor(TimestampMs time) const {
    std::int64_t bucket = time / *scope_.bucket_ms;
    if (bucket * *scope_.bucket_ms > time) --bucket;
    return bucket;
  }

  void Collect(std::size_t range, std::size_t operand) {
    for (const TestEvent& event : events_) {
      if (event.time < ranges_[range].start || event.time >= ranges_[range].end) continue;
      if (asked_.events[operand].has_value() && event.name != *asked_.events[operand]) continue;
      const std::int64_t bucket = BucketOf(range, event.time);
      if (bucket > BucketOf(0, scope_.range.end - 1)) continue;
      std::string key;
      for (const std::string_view property : scope_.by) {
        key += key.empty() ? "" : "|";
        key += property == "$event" ? "'" + event.name + "'" : PrintValue(FindValue(event, std::string(property)));
      }
      weights_[key] += 1;
      found_.push_back({bucket, key, range * asked_.events.size() + operand, &event});
    }
  }

  // The order of ties is that of the groups as text here, so tests have no ties at the border: see HasTie().
  void ChooseGroups() {
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [key, weight] : weights_) order.push_back({-weight, key});
    std::sort(order.begin(), order.end());
    const std::size_t kept = std::min(order.size(), scope_.max_groups);
    tie_ = kept < order.size() && order[kept - 1].first == order[kept].first;
    omitted_ = order.size() - kept;
    std::set<std::string> shown;
    for (std::size_t i = 0; i < kept; ++i) shown.insert(order[i].second);
    const bool single = scope_.by.empty() && !scope_.bucket_ms.has_value() && !scope_.bucket_unit.has_value();
    if (single) rows_[{0, ""}].resize(ranges_.size() * asked_.events.size());
    for (const Found& found : found_) {
      if (!shown.contains(found.key) && !scope_.other) continue;
      std::vector<Cell>& cells = rows_[{found.bucket, shown.contains(found.key) ? found.key : kOther}];
      cells.resize(ranges_.size() * asked_.events.size());
      Cell& cell = cells[found.cell];
      cell.count += 1;
      cell.users.insert(found.event->user);
      if (const TestValue* value = FindValue(*found.event, "k")) cell.values.insert(PrintValue(value));
      if (const TestValue* number = FindValue(*found.event, "n")) cell.numbers.push_back(std::get<double>(*number));
    }
  }

 public:
  [[nodiscard]] bool HasTie() const { return tie_; }

 private:
  struct Found {
    std::int64_t bucket;
    std::string key;
    std::size_t cell;
    const TestEvent* event;
  };

  const std::vector<TestEvent>& events_;
  const MetricScope& scope_;
  const Asked& asked_;
  std::vector<TimeRange> ranges_;
  std::map<std::string, double> weights_;
  std::vector<Found> found_;
  std::map<CellKey, std::vector<Cell>> rows_;
  std::uint64_t omitted_ = 0;
  bool tie_ = false;
};

std::vector<TestEvent> RandomEvents(std::mt19937_64& random, bool in_order) {
  std::vector<TestEvent> events;
  const std::uint64_t size = 1 + random() % 100;
  TimestampMs time = -40 * kDayMs;
  for (std::uint64_t i = 0; i < size; ++i) {
    time += static_cast<TimestampMs>(random() % static_cast<std::uint64_t>(2 * kDayMs));
    TestEvent event{time, i, std::string(1, static_cast<char>('a' + random() % 3)), "u" + std::to_string(random() % 6)};
    if (random() % 4 != 0) event.properties.emplace_back("n", static_cast<double>(random() % 20) / 4);
    const std::uint64_t kind = random() % 4;
    if (kind == 1) event.properties.emplace_back("k", "v" + std::to_string(random() % 5));
    if (kind == 2) event.properties.emplace_back("k", static_cast<double>(random() % 3));
    if (kind == 3) event.properties.emplace_back("k", random() % 2 == 0);
    events.push_back(event);
  }
  if (!in_order) {
    for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
  }
  return events;
}

MetricScope RandomScope(std::mt19937_64& random) {
  MetricScope scope;
  const std::vector<std::vector<std::string_view>> groupings = {{}, {"k"}, {"$event"}, {"$event", "k"}, {"n"}};
  scope.by = groupings[random() % groupings.size()];
  const std::uint64_t bucket = random() % 8;
  if (bucket == 7) scope.bucket_ms = static_cast<DurationMs>(1 + random() % 100) * kHourMs;
  if (bucket >= 1 && bucket <= 6) scope.bucket_unit = static_cast<CalendarUnit>(bucket);
  if (random() % 3 != 0) {
    // Whole and broken hours, back and forth, in the middle of days and at midnights.
    const DurationMs offset = static_cast<DurationMs>(random() % 27) * kHourMs - 12 * kHourMs;
    scope.zone = {{-30 * kDayMs, offset},
                  {-static_cast<TimestampMs>(random() % 40) * kHourMs, offset + kHourMs},
                  {static_cast<TimestampMs>(1 + random() % 300) * kHourMs + 1, offset - kHourMs / 2},
                  {40 * kDayMs, offset}};
  }
  scope.range = {static_cast<TimestampMs>(random() % 20) * kDayMs - 20 * kDayMs, 20 * kDayMs};
  if (random() % 2 == 0) scope.range.end += static_cast<TimestampMs>(random() % 1'000'000'000);
  if (random() % 3 == 0) scope.compare_ms = 0;
  if (random() % 3 == 0) scope.compare_ms = static_cast<DurationMs>(1 + random() % 9) * kDayMs;
  if (random() % 5 == 0) scope.compare_ms = static_cast<DurationMs>(1 + random() % 1'000'000'000);
  if (random() % 5 == 0 && !scope.compare_ms.has_value()) scope.range = {};
  if (random() % 2 == 0) scope.max_groups = 1 + random() % 4;
  scope.other = random() % 2 == 0;
  return scope;
}

double QuantileOf(std::vector<double> numbers, double p) {
  std::sort(numbers.begin(), numbers.end());
  const double position = static_cast<double>(numbers.size() - 1) * p;
  const auto lower = static_cast<std::size_t>(position);
  const std::size_t upper = std::min(lower + 1, numbers.size() - 1);
  return numbers[lower] + (position - static_cast<double>(lower)) * (numbers[upper] - numbers[lower]);
}

// What the rows of the answer must say of a cell.
using Expect = std::vector<std::optional<double>> (*)(std::span<const Cell> operands);

template <typename Where>
void ExpectAnswer(const MetricResult& result, const Asked& asked, const Oracle& oracle, Expect expect, Where where) {
  ASSERT_EQ(result.rows.size(), oracle.rows().size()) << where();
  ASSERT_EQ(result.groups_omitted, oracle.omitted()) << where();
  const std::size_t operands = asked.events.size();
  std::pair<std::int64_t, std::uint32_t> last = {INT64_MIN, 0};
  for (std::size_t row = 0; row < result.rows.size(); ++row) {
    const MetricRow& told = result.rows[row];
    const bool bucketed = asked.scope.bucket_ms.has_value() || asked.scope.bucket_unit.has_value();
    ASSERT_EQ(told.bucket_start.has_value(), bucketed) << where();
    const std::int64_t bucket = bucketed ? oracle.BucketOf(0, *told.bucket_start) : 0;
    if (bucketed) {  // a start, not just an instant of the bucket
      ASSERT_EQ(oracle.BucketOf(0, *told.bucket_start - 1), bucket - 1) << where();
    }
    ASSERT_LE(told.group, result.groups.size()) << where();
    ASSERT_TRUE(last < std::pair(bucket, told.group) || row == 0) << where();
    last = {bucket, told.group};
    const bool is_other = told.group == result.groups.size();
    const auto at = oracle.rows().find({bucket, is_other ? kOther : PrintGroupKey(result.groups[told.group])});
    ASSERT_NE(at, oracle.rows().end()) << where();
    const std::span<const Cell> cells(at->second);
    const std::vector<std::optional<double>> values = expect(cells.first(operands));
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(result.values[row * values.size() + i], values[i]) << where() << " value " << i;
    }
    ASSERT_EQ(result.previous.empty(), oracle.ranges().size() == 1) << where();
    if (oracle.ranges().size() == 1) continue;
    const std::vector<std::optional<double>> previous = expect(cells.last(operands));
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(result.previous[row * values.size() + i], previous[i]) << where() << " previous " << i;
    }
  }
}

Table RandomTable(std::mt19937_64& random, const std::vector<TestEvent>& events) {
  Table table = MakeTable(events, random() % 3 == 0 ? 0 : 1 + random() % 50);
  if (random() % 4 == 0) table.Seal(1000);  // one run
  return table;
}

std::optional<double> If(bool there, double value) { return there ? std::optional(value) : std::nullopt; }

TEST(MetricScope, AgreesWithTheDefinitionForCalendarsZonesOtherGroupsAndEarlierRanges) {
  std::mt19937_64 random(kSeed);
  int ties = 0;
  for (int round = 0; round < 5000; ++round) {
    const std::vector<TestEvent> events = RandomEvents(random, round % 2 == 0);
    Asked asked{RandomScope(random), {std::nullopt}};
    if (random() % 3 == 0) asked.events[0] = "a";
    const Oracle oracle(events, asked);
    if (oracle.HasTie()) {
      ++ties;
      continue;
    }
    MetricQuery query;
    static_cast<MetricScope&>(query) = asked.scope;
    query.match.event = asked.events[0];
    query.aggregates = {{Aggregate::kCount, "", 0},    {Aggregate::kUsers, "", 0}, {Aggregate::kDistinct, "k", 0},
                        {Aggregate::kPerUser, "", 0},  {Aggregate::kSum, "n", 0},  {Aggregate::kQuantile, "n", 0.3},
                        {Aggregate::kDistinct, "n", 0}};
    const Table table = RandomTable(random, events);
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    const Result<MetricResult> result = ComputeMetric(table, query);
    ASSERT_TRUE(result.ok()) << where() << " " << result.status().message();
    const Expect expect = [](std::span<const Cell> operands) -> std::vector<std::optional<double>> {
      const Cell& cell = operands[0];
      double sum = 0;  // of quarters: exact
      for (const double number : cell.numbers) sum += number;
      const auto users = static_cast<double>(cell.users.size());
      return {cell.count,
              users,
              static_cast<double>(cell.values.size()),
              If(users > 0, cell.count / users),
              If(!cell.numbers.empty(), sum),
              cell.numbers.empty() ? std::nullopt : std::optional(QuantileOf(cell.numbers, 0.3)),
              static_cast<double>(std::set(cell.numbers.begin(), cell.numbers.end()).size())};
    };
    ExpectAnswer(*result, asked, oracle, expect, where);
    if (::testing::Test::HasFatalFailure()) return;
  }
  EXPECT_LT(ties, 2500);
}

TEST(Formula, AgreesWithTheDefinitionForCalendarsZonesOtherGroupsAndEarlierRanges) {
  std::mt19937_64 random(kSeed + 1);
  for (int round = 0; round < 5000; ++round) {
    const std::vector<TestEvent> events = RandomEvents(random, round % 2 == 0);
    const Asked asked{RandomScope(random), {"a", "b", std::nullopt}};
    const Oracle oracle(events, asked);
    if (oracle.HasTie()) continue;
    FormulaQuery query;
    static_cast<MetricScope&>(query) = asked.scope;
    query.operands = {{{"a", {}}, {Aggregate::kCount, "", 0}}, {{"b", {}}, {Aggregate::kSum, "n", 0}}, {{}, {Aggregate::kMax, "n", 0}}};
    query.program = {1, 0, 0, 0, 2, 1, 1, 5, 6, 1, 2, 3};  // -((a + 2) / b) - c
    query.numbers = {2};
    const Table table = RandomTable(random, events);
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed + 1 << " round " << round; };
    const Result<MetricResult> result = ComputeFormula(table, query);
    ASSERT_TRUE(result.ok()) << where() << " " << result.status().message();
    const Expect expect = [](std::span<const Cell> operands) -> std::vector<std::optional<double>> {
      double sum = 0;
      for (const double number : operands[1].numbers) sum += number;
      const std::vector<double>& all = operands[2].numbers;
      const std::optional<double> greatest = all.empty() ? std::nullopt : std::optional(*std::max_element(all.begin(), all.end()));
      const bool defined = sum != 0 && greatest.has_value();
      return {operands[0].count, sum, greatest, If(defined, -((operands[0].count + 2) / sum) - greatest.value_or(0))};
    };
    ExpectAnswer(*result, asked, oracle, expect, where);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace assay
