#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "assay/aggregate/metric.h"
#include "core/aggregate/print_group_key.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

// The definition, event by event: what each (bucket, group) holds.
struct OracleCell {
  double count = 0;
  std::set<std::string> users;
  std::set<std::string> sessions;
  std::vector<double> numbers;
};

std::string PrintValue(const TestValue* value) {
  if (value == nullptr) return "-";
  if (const auto* text = std::get_if<std::string>(value)) return "'" + *text + "'";
  if (const auto* number = std::get_if<double>(value)) return std::to_string(*number);
  return std::get<bool>(*value) ? "true" : "false";
}

TEST(Metric, AgreesWithTheDefinitionForAnyOrderOfArrivalAndAnySealing) {
  constexpr std::uint64_t kSeed = 2026;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 6000; ++round) {
    std::vector<TestEvent> events;
    const std::uint64_t size = 1 + random() % 120;
    TimestampMs time = -500;
    for (std::uint64_t i = 0; i < size; ++i) {
      time += static_cast<TimestampMs>(random() % 30);
      TestEvent event{time, i, std::string(1, static_cast<char>('a' + random() % 3)), "u" + std::to_string(random() % 6)};
      if (random() % 3 != 0) event.session = "s" + std::to_string(random() % 5);
      if (random() % 4 != 0) event.properties.emplace_back("n", static_cast<double>(random() % 20) / 4);
      const std::uint64_t kind = random() % 4;
      if (kind == 1) event.properties.emplace_back("k", "v" + std::to_string(random() % 3));
      if (kind == 2) event.properties.emplace_back("k", static_cast<double>(random() % 2));
      if (kind == 3) event.properties.emplace_back("k", random() % 2 == 0);
      events.push_back(event);
    }
    if (round % 2 == 1) {
      for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
    }
    MetricQuery query;
    const std::vector<std::vector<std::string_view>> groupings = {{}, {"k"}, {"$event"}, {"$event", "k"}, {"k", "$event", "n"}};
    query.by = groupings[random() % groupings.size()];
    if (random() % 2 == 0) query.bucket_ms = static_cast<DurationMs>(1 + random() % 100);
    if (random() % 3 == 0) query.match.event = "a";
    if (random() % 3 == 0) query.range = {-450, static_cast<TimestampMs>(random() % 1000)};
    query.aggregates = {{Aggregate::kCount, "", 0}, {Aggregate::kUsers, "", 0},       {Aggregate::kSessions, "", 0},
                        {Aggregate::kSum, "n", 0},  {Aggregate::kMean, "n", 0},       {Aggregate::kMin, "n", 0},
                        {Aggregate::kMax, "n", 0},  {Aggregate::kQuantile, "n", 0.9}, {Aggregate::kQuantile, "n", 0.25}};
    std::map<std::pair<TimestampMs, std::string>, OracleCell> oracle;
    if (query.by.empty() && !query.bucket_ms.has_value()) oracle[{0, ""}];
    for (const TestEvent& event : events) {
      if (event.time < query.range.start || event.time >= query.range.end) continue;
      if (query.match.event.has_value() && event.name != *query.match.event) continue;
      std::string key;
      for (const std::string_view property : query.by) {
        key += key.empty() ? "" : "|";
        key += property == "$event" ? "'" + event.name + "'" : PrintValue(FindValue(event, std::string(property)));
      }
      TimestampMs start = 0;
      if (query.bucket_ms.has_value()) {
        start = static_cast<TimestampMs>(std::floor(static_cast<double>(event.time) / static_cast<double>(*query.bucket_ms))) *
                *query.bucket_ms;
      }
      OracleCell& cell = oracle[{start, key}];
      cell.count += 1;
      cell.users.insert(event.user);
      if (event.session.has_value()) cell.sessions.insert(*event.session);
      if (const TestValue* number = FindValue(event, "n")) cell.numbers.push_back(std::get<double>(*number));
    }
    Table table = MakeTable(events, round % 3 == 0 ? 0 : 1 + random() % 60);
    if (round % 4 == 0) table.Seal(1000);  // one run
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    const Result<MetricResult> computed = ComputeMetric(table, query);
    ASSERT_TRUE(computed.ok()) << where() << " " << computed.status().message();
    const MetricResult& result = *computed;
    ASSERT_EQ(result.rows.size(), oracle.size()) << where();
    TimestampMs previous_start = INT64_MIN;
    std::uint32_t previous_group = 0;
    for (std::size_t row = 0; row < result.rows.size(); ++row) {
      ASSERT_EQ(result.rows[row].bucket_start.has_value(), query.bucket_ms.has_value()) << where();
      const TimestampMs start = result.rows[row].bucket_start.value_or(0);
      const std::uint32_t group = result.rows[row].group;
      ASSERT_TRUE(row == 0 || start > previous_start || (start == previous_start && group > previous_group)) << where();
      previous_start = start;
      previous_group = group;
      const auto at = oracle.find({start, PrintGroupKey(result.groups[group])});
      ASSERT_NE(at, oracle.end()) << where() << " " << PrintGroupKey(result.groups[group]);
      OracleCell& cell = at->second;
      std::sort(cell.numbers.begin(), cell.numbers.end());
      const auto value = [&](std::size_t i) { return result.values[row * query.aggregates.size() + i]; };
      ASSERT_EQ(value(0), cell.count) << where();
      ASSERT_EQ(value(1), static_cast<double>(cell.users.size())) << where();
      ASSERT_EQ(value(2), static_cast<double>(cell.sessions.size())) << where();
      for (std::size_t i = 3; i < 9; ++i) ASSERT_EQ(value(i).has_value(), !cell.numbers.empty()) << where();
      if (cell.numbers.empty()) continue;
      double sum = 0;  // of quarters: exact
      for (const double number : cell.numbers) sum += number;
      const auto quantile = [&](double p) {
        const double position = static_cast<double>(cell.numbers.size() - 1) * p;
        const auto lower = static_cast<std::size_t>(position);
        const std::size_t upper = std::min(lower + 1, cell.numbers.size() - 1);
        return cell.numbers[lower] + (position - static_cast<double>(lower)) * (cell.numbers[upper] - cell.numbers[lower]);
      };
      ASSERT_EQ(value(3), sum) << where();
      ASSERT_EQ(value(4), sum / static_cast<double>(cell.numbers.size())) << where();
      ASSERT_EQ(value(5), cell.numbers.front()) << where();
      ASSERT_EQ(value(6), cell.numbers.back()) << where();
      ASSERT_EQ(value(7), quantile(0.9)) << where();
      ASSERT_EQ(value(8), quantile(0.25)) << where();
    }
    for (std::size_t i = 1; i < result.groups.size(); ++i) {
      ASSERT_TRUE(GroupKeyLess(result.groups[i - 1], result.groups[i])) << where();
    }
  }
}

}  // namespace
}  // namespace assay
