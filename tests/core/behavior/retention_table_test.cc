#include "assay/behavior/retention_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/aggregate/print_group_key.h"
#include "core/behavior/random_streams.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

RetentionTableResult Compute(const Table& table, const RetentionTableQuery& query) {
  Result<RetentionTableResult> result = ComputeRetentionTable(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : RetentionTableResult();
}

RetentionTableQuery Query(std::uint32_t periods) {
  RetentionTableQuery query;
  query.start.event = "start";
  query.comeback.event = "back";
  query.periods = periods;
  return query;
}

// "3/4" where complete, "3?" where not.
std::string Print(const std::vector<RetentionCell>& cells, std::size_t first, std::size_t columns, std::uint64_t users) {
  std::string text;
  for (std::size_t i = first; i < first + columns; ++i) {
    text += text.empty() ? "" : " ";
    if (cells[i].complete_users == users) {
      EXPECT_EQ(cells[i].returned, cells[i].complete_returned);
      text += std::to_string(cells[i].returned) + "/" + std::to_string(users);
    } else {
      text += std::to_string(cells[i].returned) + "?";
    }
  }
  return text;
}

TEST(RetentionTable, OneUserByTheRules) {
  constexpr DurationMs d = kDayMs;
  struct Case {
    const char* name;
    std::vector<std::pair<const char*, TimestampMs>> stream;
    void (*change)(RetentionTableQuery&);
    std::vector<std::string> rows;
  };
  const auto nothing = [](RetentionTableQuery&) {};
  const Case cases[] = {
      {"nobody", {}, nothing, {}},
      {"back without a start", {{"back", 0}, {"end", 9 * d}}, nothing, {}},
      {"never back", {{"start", 0}, {"end", 9 * d}}, nothing, {"0/1 0/1 0/1"}},
      {"back on the same day", {{"start", 0}, {"back", d - 1}, {"end", 9 * d}}, nothing, {"1/1 0/1 0/1"}},
      {"back at midnight", {{"start", 0}, {"back", d}, {"end", 9 * d}}, nothing, {"0/1 1/1 0/1"}},
      {"back before the start, on the same day", {{"back", 0}, {"start", 5}, {"end", 9 * d}}, nothing, {"0/1 0/1 0/1"}},
      {"a tie follows the sequence", {{"start", 5}, {"back", 5}, {"end", 9 * d}}, nothing, {"1/1 0/1 0/1"}},
      {"a tie against the sequence", {{"back", 5}, {"start", 5}, {"end", 9 * d}}, nothing, {"0/1 0/1 0/1"}},
      {"the last day is not over", {{"start", 0}, {"back", d}, {"end", 2 * d}}, nothing, {"0/1 1/1 0?"}},
      {"the last day is just over", {{"start", 0}, {"end", 2 * d - 1}}, nothing, {"0/1 0/1 0?"}},
      {"the range ends in the second day",
       {{"start", 0}, {"back", d}, {"end", 9 * d}},
       [](RetentionTableQuery& q) { q.range.end = d + 1; },
       {"0/1 1? 0?"}},
      {"events from as_of on are not known",
       {{"start", 0}, {"back", d}, {"end", 9 * d}},
       [](RetentionTableQuery& q) { q.as_of = kDayMs; },
       {"0/1 0? 0?"}},
      {"as_of beyond the events completes", {{"start", 0}}, [](RetentionTableQuery& q) { q.as_of = 3 * d; }, {"0/1 0/1 0/1"}},
      {"later counts when unbounded",
       {{"start", 0}, {"back", 2 * d}, {"end", 9 * d}},
       [](RetentionTableQuery& q) { q.mode = RetentionMode::kUnbounded; },
       {"1/1 1/1 1/1"}},
      {"also beyond the columns",
       {{"start", 0}, {"back", 8 * d}, {"end", 9 * d}},
       [](RetentionTableQuery& q) { q.mode = RetentionMode::kUnbounded; },
       {"1/1 1/1 1/1"}},
      {"twice in one period",
       {{"start", 0}, {"back", d}, {"back", 2 * d}, {"back", 2 * d}, {"end", 9 * d}},
       [](RetentionTableQuery& q) { q.min_times = 2; },
       {"0/1 0/1 1/1"}},
      {"twice from a period on",
       {{"start", 0}, {"back", d}, {"back", 2 * d}, {"end", 9 * d}},
       [](RetentionTableQuery& q) {
         q.min_times = 2;
         q.mode = RetentionMode::kUnbounded;
       },
       {"1/1 1/1 0/1"}},
      {"brackets",
       {{"start", 0}, {"back", 3 * d}, {"back", 4 * d}, {"end", 7 * d}},
       [](RetentionTableQuery& q) {
         q.mode = RetentionMode::kBracket;
         q.brackets = {{0, 0}, {1, 3}, {4, 7}};
       },
       {"0/1 1/1 1?"}},
      {"rolling windows count from the start",
       {{"start", d - 1}, {"back", d}, {"back", 2 * d - 1}, {"end", 9 * d}},
       [](RetentionTableQuery& q) { q.rolling_ms = kDayMs; },
       {"1/1 1/1 0/1"}},
      {"an event that is both does not return to itself",
       {{"start", 0}, {"start", d}, {"end", 9 * d}},
       [](RetentionTableQuery& q) { q.comeback.event = "start"; },
       {"0/1 1/1 0/1"}},
      {"the first start only", {{"start", 0}, {"start", d}, {"back", 2 * d}, {"end", 9 * d}}, nothing, {"0/1 0/1 1/1"}},
      {"every day with a start, once each",
       {{"start", 0}, {"start", 5}, {"start", d}, {"back", 2 * d}, {"end", 9 * d}},
       [](RetentionTableQuery& q) { q.entry = RetentionEntry::kEveryPeriod; },
       {"0/1 0/1 1/1", "0/1 1/1 0/1"}},
      {"weeks",
       {{"start", 3 * d}, {"back", 4 * d}, {"end", 40 * d}},
       [](RetentionTableQuery& q) { q.cohort_unit = q.period_unit = CalendarUnit::kWeek; },
       {"0/1 1/1 0/1"}},
  };
  for (const Case& c : cases) {
    std::vector<TestEvent> events;
    for (const auto& [name, time] : c.stream) events.push_back({time, events.size(), name});
    RetentionTableQuery query = Query(3);
    c.change(query);
    for (const bool late : {false, true}) {
      if (late) std::reverse(events.begin(), events.end());
      const RetentionTableResult result = Compute(MakeTable(events), query);
      std::vector<std::string> rows;
      for (std::size_t i = 0; i < result.rows.size(); ++i) {
        rows.push_back(Print(result.cells, i * result.columns, result.columns, result.rows[i].users));
      }
      EXPECT_EQ(rows, c.rows) << c.name << " late " << late;
    }
  }
}

TEST(RetentionTable, AnIncompletePeriodIsNeverInTheTotal) {
  std::vector<TestEvent> events;
  for (TimestampMs day = 0; day < 4; ++day) {
    for (int user = 0; user <= day; ++user) {
      const std::string name = "u" + std::to_string(day) + std::to_string(user);
      events.push_back({day * kDayMs, events.size(), "start", name});
      events.push_back({day * kDayMs + kDayMs, events.size(), "back", name});
    }
  }
  RetentionTableQuery query = Query(3);
  query.as_of = 4 * kDayMs;
  const RetentionTableResult result = Compute(MakeTable(events), query);
  ASSERT_EQ(result.rows.size(), 4U);
  EXPECT_EQ(Print(result.cells, 0, 3, 1), "0/1 1/1 0/1");
  EXPECT_EQ(Print(result.cells, 3, 3, 2), "0/2 2/2 0/2");
  EXPECT_EQ(Print(result.cells, 6, 3, 3), "0/3 3/3 0?");
  EXPECT_EQ(Print(result.cells, 9, 3, 4), "0/4 0? 0?");
  EXPECT_EQ(result.total_users, 10U);
  EXPECT_EQ(result.total_cells[1].complete_users, 6U);
  EXPECT_EQ(result.total_cells[1].complete_returned, 6U);
  EXPECT_EQ(result.total_cells[2].complete_users, 3U);
}

TEST(RetentionTable, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{1, 1, "start"}});
  struct Case {
    const char* name;
    void (*breaks)(RetentionTableQuery&);
  };
  const Case cases[] = {
      {"no columns", [](RetentionTableQuery& q) { q.periods = 0; }},
      {"too many columns", [](RetentionTableQuery& q) { q.periods = kMaxRetentionColumns + 1; }},
      {"no times", [](RetentionTableQuery& q) { q.min_times = 0; }},
      {"no groups", [](RetentionTableQuery& q) { q.max_groups = 0; }},
      {"no brackets", [](RetentionTableQuery& q) { q.mode = RetentionMode::kBracket; }},
      {"brackets without the mode", [](RetentionTableQuery& q) { q.brackets = {{0, 1}}; }},
      {"brackets that overlap",
       [](RetentionTableQuery& q) {
         q.mode = RetentionMode::kBracket;
         q.brackets = {{0, 1}, {1, 2}};
       }},
      {"a bracket that ends before it starts",
       [](RetentionTableQuery& q) {
         q.mode = RetentionMode::kBracket;
         q.brackets = {{2, 1}};
       }},
      {"an unknown mode", [](RetentionTableQuery& q) { q.mode = static_cast<RetentionMode>(3); }},
      {"an unknown entry", [](RetentionTableQuery& q) { q.entry = static_cast<RetentionEntry>(2); }},
      {"no rolling width", [](RetentionTableQuery& q) { q.rolling_ms = 0; }},
      {"a fixed unit", [](RetentionTableQuery& q) { q.period_unit = CalendarUnit::kFixed; }},
      {"a malformed zone", [](RetentionTableQuery& q) { q.zone = {{1, 0}, {0, 0}}; }},
      {"a nameless property", [](RetentionTableQuery& q) { q.by = {""}; }},
      {"a range that ends before it starts", [](RetentionTableQuery& q) { q.range = {2, 1}; }},
      {"as_of beyond time", [](RetentionTableQuery& q) { q.as_of = INT64_MAX; }},
      {"a malformed filter", [](RetentionTableQuery& q) { q.filter = {{"", PropertyOperator::kExists, {}}}; }},
  };
  for (const Case& c : cases) {
    RetentionTableQuery query = Query(3);
    ASSERT_TRUE(ComputeRetentionTable(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputeRetentionTable(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

TEST(RetentionTable, TooManyCellsAreRefused) {
  std::vector<TestEvent> events;
  for (std::uint64_t minute = 0; minute < 2'002; ++minute)
    events.push_back({static_cast<TimestampMs>(minute) * kMinuteMs, minute, "start"});
  RetentionTableQuery query = Query(kMaxRetentionColumns);
  query.cohort_unit = query.period_unit = CalendarUnit::kMinute;
  query.entry = RetentionEntry::kEveryPeriod;
  EXPECT_EQ(ComputeRetentionTable(MakeTable(events), query).status().code(), StatusCode::kResourceExhausted);
  query.range.end = 1'999 * kMinuteMs;
  EXPECT_EQ(Compute(MakeTable(events), query).rows.size(), 1'999U);
}

struct OracleRow {
  std::set<std::string> users;
  std::map<std::uint32_t, RetentionCell> cells;
};

// Every user, cohort and column is asked on its own, by the definition. 6,000 stores, each in order, shuffled, and sealed.
TEST(RetentionTable, AgreesWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 88;
  constexpr std::size_t kUsers = 4;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 6000; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    std::vector<TestEvent> events = RandomStream(random, kUsers, 60, kStreamStart, 12 * kDayMs, random() % 2 == 0 ? kHourMs : 12 * kHourMs);
    RetentionTableQuery query;
    query.start.event = "a";
    if (random() % 2 == 0) query.comeback.event = random() % 2 == 0 ? "b" : "a";
    query.zone = RandomZone(random);
    const CalendarUnit units[] = {CalendarUnit::kDay, CalendarUnit::kDay, CalendarUnit::kWeek, CalendarUnit::kMonth, CalendarUnit::kHour};
    query.cohort_unit = units[random() % 5];
    query.period_unit = random() % 2 == 0 ? query.cohort_unit : units[random() % 5];
    if (random() % 3 == 0) query.rolling_ms = static_cast<DurationMs>(1 + random() % 40) * kHourMs;
    query.mode = static_cast<RetentionMode>(random() % 3);
    query.entry = static_cast<RetentionEntry>(random() % 2);
    query.periods = static_cast<std::uint32_t>(1 + random() % 8);
    query.min_times = static_cast<std::uint32_t>(1 + random() % 2);
    if (query.mode == RetentionMode::kBracket) query.brackets = {{0, 1}, {2, 2}, {4, 7}};
    if (random() % 2 == 0) query.range = {kStreamStart + 2 * kDayMs + 5, kStreamStart + 9 * kDayMs};
    if (random() % 2 == 0) query.as_of = kStreamStart + static_cast<TimestampMs>(random() % 400) * kHourMs;
    if (random() % 2 == 0) query.by = {"plan"};

    TimestampMs end = query.range.start;
    for (const TestEvent& event : events) end = std::max(end, event.time + 1);
    end = std::min(query.range.end, query.as_of.value_or(end));
    Calendar cohorts = *Calendar::Make({query.cohort_unit, 0, query.zone});
    Calendar periods = *Calendar::Make({query.period_unit, 0, query.zone});
    std::vector<RetentionBracket> columns = query.brackets;
    for (std::uint32_t n = 0; columns.size() < query.periods && query.brackets.empty(); ++n) columns.push_back({n, n});
    std::map<std::tuple<TimestampMs, std::string>, OracleRow> oracle;
    for (std::size_t user = 0; user < kUsers; ++user) {
      std::vector<const TestEvent*> own;
      std::string plan = query.by.empty() ? "" : "-";
      for (const TestEvent& event : events) {
        if (event.user != "u" + std::to_string(user) || event.time < query.range.start || event.time >= end) continue;
        const bool counts = event.name == "a" || !query.comeback.event.has_value() || event.name == *query.comeback.event;
        if (!counts) continue;
        own.push_back(&event);
        const TestValue* value = FindValue(event, "plan");
        if (plan == "-" && value != nullptr) plan = "'" + std::get<std::string>(*value) + "'";
      }
      std::set<TimestampMs> entered;
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i]->name != "a") continue;
        if (query.entry == RetentionEntry::kFirst && !entered.empty()) break;
        const TimestampMs cohort = cohorts.BucketStart(own[i]->time);
        if (!entered.insert(cohort).second) continue;
        OracleRow& row = oracle[{cohort, plan}];
        row.users.insert(own[i]->user);
        for (std::uint32_t column = 0; column < columns.size(); ++column) {
          // The column's instants, found by stepping from period to period.
          TimestampMs first = periods.BucketStart(own[i]->time);
          for (std::uint32_t n = 0; n < columns[column].first; ++n) first = periods.Next(first);
          TimestampMs last = first;
          for (std::uint32_t n = columns[column].first; n <= columns[column].last; ++n) last = periods.Next(last);
          if (query.rolling_ms.has_value()) {
            first = own[i]->time + columns[column].first * *query.rolling_ms;
            last = own[i]->time + (columns[column].last + 1) * *query.rolling_ms;
          }
          std::uint64_t times = 0;
          for (std::size_t j = i + 1; j < own.size(); ++j) {
            const bool returns = !query.comeback.event.has_value() || own[j]->name == *query.comeback.event;
            const bool below = query.mode == RetentionMode::kUnbounded || own[j]->time < last;
            times += returns && own[j]->time >= first && below ? 1U : 0U;
          }
          RetentionCell& cell = row.cells[column];
          const bool returned = times >= query.min_times;
          cell.returned += returned ? 1U : 0U;
          cell.complete_users += last <= end ? 1U : 0U;
          cell.complete_returned += returned && last <= end ? 1U : 0U;
        }
      }
    }
    for (int order = 0; order < 3; ++order) {
      if (order > 0) Shuffle(random, events);
      const Table table = MakeTable(events, order == 2 ? 1 + random() % 40 : 0);
      const RetentionTableResult result = Compute(table, query);
      ASSERT_EQ(result.rows.size(), oracle.size()) << where() << " order " << order;
      ASSERT_EQ(result.columns, columns.size());
      std::vector<RetentionCell> totals(columns.size());
      auto expected = oracle.begin();  // '-' sorts after the quote of a text
      std::map<TimestampMs, std::set<std::string>> seen;
      for (std::size_t i = 0; i < result.rows.size(); ++i) {
        const RetentionTableRow& row = result.rows[i];
        expected = oracle.find({row.cohort_start, PrintGroupKey(result.groups[row.group])});
        ASSERT_TRUE(expected != oracle.end()) << where() << " order " << order;
        ASSERT_EQ(row.users, expected->second.users.size()) << where() << " order " << order;
        if (i > 0) {
          ASSERT_LE(result.rows[i - 1].cohort_start, row.cohort_start);
          ASSERT_TRUE(result.rows[i - 1].cohort_start < row.cohort_start || result.rows[i - 1].group < row.group);
        }
        for (std::uint32_t column = 0; column < columns.size(); ++column) {
          const RetentionCell& cell = result.cells[i * columns.size() + column];
          const RetentionCell& wanted = expected->second.cells[column];
          ASSERT_EQ(cell.returned, wanted.returned) << where() << " order " << order << " column " << column;
          ASSERT_EQ(cell.complete_users, wanted.complete_users) << where() << " order " << order << " column " << column;
          ASSERT_EQ(cell.complete_returned, wanted.complete_returned) << where() << " order " << order << " column " << column;
          totals[column].returned += wanted.returned;
          totals[column].complete_users += wanted.complete_users;
        }
      }
      std::vector<RetentionCell> of_groups(columns.size());
      for (std::size_t i = 0; i < result.group_cells.size(); ++i) of_groups[i % columns.size()].returned += result.group_cells[i].returned;
      for (std::uint32_t column = 0; column < columns.size(); ++column) {
        ASSERT_EQ(result.total_cells[column].returned, totals[column].returned) << where();
        ASSERT_EQ(result.total_cells[column].complete_users, totals[column].complete_users) << where();
        ASSERT_EQ(of_groups[column].returned, totals[column].returned) << where();
      }
    }
  }
}

TEST(RetentionTable, GroupsBeyondTheLimitStayInTheTotal) {
  std::vector<TestEvent> events;
  for (int user = 0; user < 6; ++user) {
    events.push_back({user,
                      events.size(),
                      "start",
                      "u" + std::to_string(user),
                      {{"plan", std::string(user < 3   ? "x"
                                            : user < 5 ? "y"
                                                       : "z")}}});
  }
  RetentionTableQuery query = Query(1);
  query.by = {"plan"};
  query.max_groups = 2;
  const RetentionTableResult result = Compute(MakeTable(events), query);
  EXPECT_EQ(result.groups_omitted, 1U);
  EXPECT_EQ(result.group_users, (std::vector<std::uint64_t>{3, 2}));
  EXPECT_EQ(result.total_users, 6U);
}

}  // namespace
}  // namespace assay
