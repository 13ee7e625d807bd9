#include "assay/behavior/paths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/aggregate/print_group_key.h"
#include "core/behavior/random_streams.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

PathsResult Compute(const Table& table, const PathsQuery& query) {
  Result<PathsResult> result = ComputePaths(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : PathsResult();
}

std::string Name(const PathsResult& result, std::uint32_t value) {
  std::string name = PrintGroupKey({result.values[value]});
  std::erase(name, '\'');
  return name;
}

std::vector<std::string> PrintFlows(const PathsResult& result) {
  std::vector<std::string> flows;
  for (const PathFlow& flow : result.flows) {
    std::string text;
    for (const std::uint32_t value : flow.values) text += Name(result, value);
    flows.push_back(text + ":" + std::to_string(flow.count));
  }
  return flows;
}

std::string NodeName(const PathsResult& result, const PathNode& node) {
  return std::to_string(node.step) + (node.value.has_value() ? Name(result, *node.value) : "other");
}

TEST(Paths, OneUserByTheRules) {
  using enum PathDirection;
  struct Case {
    const char* name;
    std::vector<std::pair<const char*, TimestampMs>> stream;
    void (*change)(PathsQuery&);
    std::vector<std::string> flows;
  };
  const Case cases[] = {
      {"nothing", {}, [](PathsQuery&) {}, {}},
      {"from the start", {{"a", 0}, {"b", 1}, {"c", 2}, {"d", 3}}, [](PathsQuery&) {}, {"abc:1"}},
      {"from an anchor", {{"a", 0}, {"b", 1}, {"c", 2}}, [](PathsQuery& q) { q.anchor = {{"b", {}}}; }, {"bc:1"}},
      {"no anchor, no path", {{"a", 0}}, [](PathsQuery& q) { q.anchor = {{"b", {}}}; }, {}},
      {"to an anchor",
       {{"x", 0}, {"a", 1}, {"b", 2}, {"c", 3}},
       [](PathsQuery& q) {
         q.anchor = {{"c", {}}};
         q.direction = kBackward;
       },
       {"cba:1"}},
      {"to the end", {{"a", 0}, {"b", 1}}, [](PathsQuery& q) { q.direction = kBackward; }, {"ba:1"}},
      {"the first anchor", {{"a", 0}, {"b", 1}, {"a", 2}}, [](PathsQuery& q) { q.anchor = {{"a", {}}}; }, {"aba:1"}},
      {"every anchor",
       {{"a", 0}, {"b", 1}, {"a", 2}},
       [](PathsQuery& q) {
         q.anchor = {{"a", {}}};
         q.occurrence = PathOccurrence::kEvery;
       },
       {"a:1", "aba:1"}},
      {"a gap ends a path", {{"a", 0}, {"b", 10}, {"c", 21}}, [](PathsQuery& q) { q.gap_ms = 10; }, {"ab:1"}},
      {"and begins one",
       {{"a", 0}, {"b", 10}, {"c", 21}},
       [](PathsQuery& q) {
         q.gap_ms = 10;
         q.occurrence = PathOccurrence::kEvery;
       },
       {"ab:1", "c:1"}},
      {"a gap from behind",
       {{"a", 0}, {"b", 11}, {"c", 12}},
       [](PathsQuery& q) {
         q.gap_ms = 10;
         q.direction = kBackward;
       },
       {"a:1"}},
      {"repeats", {{"a", 0}, {"a", 1}, {"b", 2}}, [](PathsQuery&) {}, {"aab:1"}},
      {"repeats are one visit",
       {{"a", 0}, {"a", 1}, {"b", 2}, {"b", 3}, {"a", 4}},
       [](PathsQuery& q) { q.collapse_repeats = true; },
       {"aba:1"}},
      {"not across a gap",
       {{"a", 0}, {"a", 90}, {"a", 91}},
       [](PathsQuery& q) {
         q.collapse_repeats = true;
         q.gap_ms = 10;
         q.occurrence = PathOccurrence::kEvery;
       },
       {"a:2"}},
      {"a tie follows the sequence", {{"b", 0}, {"a", 0}}, [](PathsQuery&) {}, {"ba:1"}},
  };
  for (const Case& c : cases) {
    std::vector<TestEvent> events;
    for (const auto& [name, time] : c.stream) events.push_back({time, events.size(), name});
    for (const bool late : {false, true}) {
      if (late) std::reverse(events.begin(), events.end());
      PathsQuery query;
      query.unit = PathUnit::kUser;
      query.depth = 2;
      c.change(query);
      EXPECT_EQ(PrintFlows(Compute(MakeTable(events), query)), c.flows) << c.name << " late " << late;
    }
  }
}

TEST(Paths, RareNodesBecomeOtherAndTheFlowIsConserved) {
  std::vector<TestEvent> events;
  const std::pair<const char*, int> seconds[] = {{"x", 3}, {"y", 2}, {"z", 1}, {"\xf0\x9f\x98\x80", 1}};
  int user = 0;
  for (const auto& [name, count] : seconds) {
    for (int i = 0; i < count; ++i, ++user) {
      const std::string id = "u" + std::to_string(user);
      events.push_back({0, events.size(), "a", id});
      events.push_back({user + 1, events.size(), name, id});
    }
  }
  PathsQuery query;
  query.unit = PathUnit::kUser;
  query.depth = 3;
  query.top_nodes = 2;
  const Table table = MakeTable(events);
  const PathsResult result = Compute(table, query);
  ASSERT_EQ(result.nodes.size(), 4U);
  EXPECT_EQ(NodeName(result, result.nodes[0]), "0a");
  EXPECT_EQ(NodeName(result, result.nodes[1]), "1x");
  EXPECT_EQ(NodeName(result, result.nodes[2]), "1y");
  EXPECT_EQ(NodeName(result, result.nodes[3]), "1other");
  EXPECT_EQ(result.nodes[3].merged_values, 2U);
  EXPECT_EQ(result.nodes[3].count, 2U);
  EXPECT_EQ(result.nodes[3].ended, 2U);
  ASSERT_EQ(result.links.size(), 3U);
  EXPECT_EQ(result.links[0].count, 3U);
  EXPECT_EQ(result.links[0].median_ms, 2.0);
  EXPECT_EQ(result.links[2].median_ms, 6.5);
  EXPECT_EQ(PrintFlows(result), (std::vector<std::string>{"ax:3", "ay:2", "az:1", "a\xf0\x9f\x98\x80:1"}));
}

TEST(Paths, AnAnchorWithoutTheNodePropertyIsTheMissingValue) {
  PathsQuery query;
  query.unit = PathUnit::kUser;
  query.node = "page";
  query.anchor = {{"buy", {}}};
  query.direction = PathDirection::kBackward;
  const Table table =
      MakeTable({{0, 0, "view", "u", {{"page", std::string("/a")}}}, {1, 1, "view", "u", {{"page", 7.0}}}, {2, 2, "click"}, {3, 3, "buy"}});
  const PathsResult result = Compute(table, query);
  ASSERT_EQ(result.flows.size(), 1U);
  EXPECT_EQ(PrintFlows(result)[0], "-7.000000/a:1");
}

TEST(Paths, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{0, 0, "a"}});
  struct Case {
    const char* name;
    void (*breaks)(PathsQuery&);
  };
  const Case cases[] = {
      {"a nameless property", [](PathsQuery& q) { q.node = ""; }},
      {"a range that ends before it starts", [](PathsQuery& q) { q.range = {2, 1}; }},
      {"an unknown direction", [](PathsQuery& q) { q.direction = static_cast<PathDirection>(2); }},
      {"an unknown unit", [](PathsQuery& q) { q.unit = static_cast<PathUnit>(2); }},
      {"an unknown occurrence", [](PathsQuery& q) { q.occurrence = static_cast<PathOccurrence>(2); }},
      {"a negative gap", [](PathsQuery& q) { q.gap_ms = -1; }},
      {"no depth", [](PathsQuery& q) { q.depth = 0; }},
      {"too deep", [](PathsQuery& q) { q.depth = kMaxPathDepth + 1; }},
      {"no nodes", [](PathsQuery& q) { q.top_nodes = 0; }},
      {"too many nodes", [](PathsQuery& q) { q.top_nodes = kMaxPathNodes + 1; }},
      {"too many flows", [](PathsQuery& q) { q.top_flows = kMaxPathFlows + 1; }},
      {"a malformed anchor", [](PathsQuery& q) { q.anchor = {std::nullopt, {{"x", PropertyOperator::kEquals, {}}}}; }},
      {"a malformed filter", [](PathsQuery& q) { q.filter = {{"", PropertyOperator::kExists, {}}}; }},
  };
  for (const Case& c : cases) {
    PathsQuery query;
    ASSERT_TRUE(ComputePaths(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputePaths(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

// One visit of the oracle.
struct Stop {
  TimestampMs time = 0;
  TimestampMs last_time = 0;
  std::string value;
  bool is_anchor = false;
};

// Units are cut at gaps into lists of visits, and paths read off the lists one by one. 6,000 stores, each in order,
// shuffled, and shuffled and sealed.
TEST(Paths, AgreesWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 7;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 6000; ++round) {
    const auto where = [&] { return ::testing::Message() << "seed " << kSeed << " round " << round; };
    std::vector<TestEvent> events = RandomStream(random, 6, 80, -20, 100, 1);
    PathsQuery query;
    if (random() % 3 != 0) query.anchor = {{"a", {}}};
    if (random() % 4 == 0) query.filter = {{"plan", PropertyOperator::kNotEquals, {PropertyValue::String("q")}}};
    if (random() % 3 == 0) query.node = "x";
    if (random() % 3 == 0) query.range = {-5, 60};
    query.direction = static_cast<PathDirection>(random() % 2);
    query.unit = static_cast<PathUnit>(random() % 2);
    query.occurrence = static_cast<PathOccurrence>(random() % 2);
    if (random() % 2 == 0) query.gap_ms = static_cast<DurationMs>(random() % 20);
    query.depth = static_cast<std::uint32_t>(1 + random() % 5);
    query.collapse_repeats = random() % 2 == 0;
    query.top_nodes = static_cast<std::uint32_t>(1 + random() % 4);
    query.top_flows = static_cast<std::uint32_t>(random() % 20);

    std::map<std::string, std::vector<std::vector<Stop>>> units;  // lists of visits without gaps
    std::uint64_t in_range = 0;
    for (const TestEvent& event : events) {
      if (event.time < query.range.start || event.time >= query.range.end) continue;
      ++in_range;
      const TestValue* plan = FindValue(event, "plan");
      if (!query.filter.empty() && plan != nullptr && std::get<std::string>(*plan) == "q") continue;
      if (query.unit == PathUnit::kSession && !event.session.has_value()) continue;
      const TestValue* x = FindValue(event, "x");
      const bool is_anchor = query.anchor.has_value() && event.name == "a";
      if (query.node == "x" && x == nullptr && !is_anchor) continue;
      std::string value = query.node == "x" ? (x == nullptr ? "-" : std::to_string(std::get<double>(*x))) : event.name;
      std::vector<std::vector<Stop>>& lists = units[query.unit == PathUnit::kSession ? *event.session : event.user];
      if (lists.empty() || (query.gap_ms.has_value() && event.time - lists.back().back().last_time > *query.gap_ms)) lists.emplace_back();
      std::vector<Stop>& list = lists.back();
      if (query.collapse_repeats && !list.empty() && list.back().value == value) {
        list.back().last_time = event.time;
        list.back().is_anchor |= is_anchor;
      } else {
        list.push_back({event.time, event.time, value, is_anchor});
      }
    }
    using Path = std::vector<Stop>;
    std::vector<Path> paths;
    std::uint64_t units_with_path = 0;
    for (const auto& [name, lists] : units) {
      std::vector<Path> own;
      for (const std::vector<Stop>& list : lists) {
        std::vector<Stop> reading = list;
        if (query.direction == PathDirection::kBackward) std::reverse(reading.begin(), reading.end());
        std::vector<Path> of_list;
        for (std::size_t i = 0; i < reading.size(); ++i) {
          if (query.anchor.has_value() ? !reading[i].is_anchor : i > 0) continue;
          of_list.emplace_back(reading.begin() + static_cast<std::ptrdiff_t>(i),
                               reading.begin() + static_cast<std::ptrdiff_t>(std::min(reading.size(), i + query.depth + 1)));
        }
        if (query.direction == PathDirection::kBackward) std::reverse(of_list.begin(), of_list.end());  // earliest anchor first
        own.insert(own.end(), of_list.begin(), of_list.end());
      }
      units_with_path += own.empty() ? 0U : 1U;
      if (query.occurrence == PathOccurrence::kFirst && own.size() > 1) own.resize(1);
      paths.insert(paths.end(), own.begin(), own.end());
    }

    std::map<std::vector<std::string>, std::uint64_t> flows;
    std::vector<std::map<std::string, std::uint64_t>> at_step(query.depth + 1);
    for (const Path& path : paths) {
      std::vector<std::string> values;
      for (std::size_t step = 0; step < path.size(); ++step) {
        values.push_back(path[step].value);
        ++at_step[step][path[step].value];
      }
      ++flows[values];
    }
    // Named values of each step, by count and then value; -, digits and letters sort as the values do.
    std::vector<std::map<std::string, std::string>> name_at(query.depth + 1);
    for (std::size_t step = 0; step <= query.depth; ++step) {
      std::vector<std::pair<std::uint64_t, std::string>> order;
      for (const auto& [value, count] : at_step[step]) order.emplace_back(-count, value);
      std::sort(order.begin(), order.end());
      for (std::size_t i = 0; i < order.size(); ++i) {
        name_at[step][order[i].second] = std::to_string(step) + (i < query.top_nodes ? order[i].second : "other");
      }
    }
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> nodes;  // count, ended
    std::map<std::pair<std::string, std::string>, std::vector<double>> links;
    for (const Path& path : paths) {
      for (std::size_t step = 0; step < path.size(); ++step) {
        const std::string name = name_at[step][path[step].value];
        ++nodes[name].first;
        if (step + 1 == path.size() && step < query.depth) ++nodes[name].second;
        if (step == 0) continue;
        links[{name_at[step - 1][path[step - 1].value], name}].push_back(
            static_cast<double>(std::abs(path[step].time - path[step - 1].time)));
      }
    }
    std::vector<std::pair<std::uint64_t, std::vector<std::string>>> top;
    for (const auto& [values, count] : flows) top.emplace_back(-count, values);
    std::sort(top.begin(), top.end());
    const std::size_t kept = std::min<std::size_t>(top.size(), query.top_flows);

    for (int order = 0; order < 3; ++order) {
      if (order > 0) Shuffle(random, events);
      const Table table = MakeTable(events, order == 2 ? 1 + random() % 40 : 0);
      const PathsResult result = Compute(table, query);
      ASSERT_EQ(result.events_scanned, in_range) << where();
      ASSERT_EQ(result.paths, paths.size()) << where() << " order " << order;
      ASSERT_EQ(result.units, units_with_path) << where() << " order " << order;
      ASSERT_EQ(result.nodes.size(), nodes.size()) << where() << " order " << order;
      for (std::size_t i = 0; i < result.nodes.size(); ++i) {
        const PathNode& node = result.nodes[i];
        const auto& [count, ended] = nodes[NodeName(result, node)];
        ASSERT_EQ(node.count, count) << where() << " order " << order << " " << NodeName(result, node);
        ASSERT_EQ(node.ended, ended) << where() << " order " << order << " " << NodeName(result, node);
        ASSERT_EQ(node.merged_values, node.value.has_value() ? 1U : at_step[node.step].size() - query.top_nodes);
        std::uint64_t in = 0;
        std::uint64_t out = node.ended;
        for (const PathLink& link : result.links) {
          in += link.target == i ? link.count : 0;
          out += link.source == i ? link.count : 0;
        }
        ASSERT_EQ(in, node.step > 0 ? node.count : 0) << where();
        ASSERT_EQ(out, node.step < query.depth ? node.count : 0) << where();
      }
      ASSERT_EQ(result.links.size(), links.size()) << where() << " order " << order;
      for (const PathLink& link : result.links) {
        std::vector<double>& times = links[{NodeName(result, result.nodes[link.source]), NodeName(result, result.nodes[link.target])}];
        ASSERT_EQ(link.count, times.size()) << where() << " order " << order;
        std::sort(times.begin(), times.end());
        const std::size_t half = times.size() / 2;
        ASSERT_EQ(link.median_ms, times.size() % 2 == 1 ? times[half] : (times[half - 1] + times[half]) / 2) << where();
      }
      ASSERT_EQ(result.flows.size(), kept) << where() << " order " << order;
      ASSERT_EQ(result.flows_omitted, top.size() - kept) << where() << " order " << order;
      for (std::size_t i = 0; i < kept; ++i) {
        std::vector<std::string> values;
        for (const std::uint32_t value : result.flows[i].values) values.push_back(Name(result, value));
        ASSERT_EQ(values, top[i].second) << where() << " order " << order;
        ASSERT_EQ(result.flows[i].count, -top[i].first) << where() << " order " << order;
      }
    }
  }
}

}  // namespace
}  // namespace assay
