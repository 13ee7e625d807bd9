#include "assay/behavior/cohort.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/behavior/random_streams.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

UserSet Compute(const Table& table, const CohortQuery& query) {
  Result<UserSet> result = ComputeCohort(table, query);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? *std::move(result) : UserSet();
}

CohortNode Did(std::string_view event, CohortCount count, std::uint32_t times) {
  CohortNode node;
  node.match.event = event;
  node.count = count;
  node.times = times;
  return node;
}

CohortNode Join(CohortKind kind, std::vector<std::uint32_t> children) {
  CohortNode node;
  node.kind = kind;
  node.children = std::move(children);
  return node;
}

TEST(UserSet, HoldsUsersAndTheirComplement) {
  for (const std::size_t users : {0U, 1U, 63U, 64U, 65U, 200U}) {
    UserSet set(users);
    EXPECT_EQ(set.count(), 0U) << users;
    set.Complement();
    EXPECT_EQ(set.count(), users) << users;
    UserSet one(users);
    if (users > 0) one.Insert(static_cast<UserIndex>(users - 1));
    set.IntersectWith(one);
    EXPECT_EQ(set.count(), users > 0 ? 1U : 0U) << users;
    EXPECT_FALSE(set.Contains(static_cast<UserIndex>(users))) << users;
    EXPECT_FALSE(set.Contains(0xffffffff)) << users;
    one.Complement();
    set.UniteWith(one);
    EXPECT_EQ(set.count(), users) << users;
  }
}

TEST(Cohort, LeavesByTheRules) {
  constexpr DurationMs d = kDayMs;
  // Users u (0), v (1), w (2).
  const Table table = MakeTable({{0, 0, "a", "u", {{"plan", std::string("free")}}},
                                 {3 * d, 1, "a", "u", {{"plan", std::string("pro")}}},
                                 {3 * d, 2, "a", "v", {{"plan", std::string("free")}}},
                                 {4 * d, 3, "b", "w"}});
  struct Case {
    const char* name;
    CohortNode node;
    std::vector<UserIndex> users;
  };
  std::vector<Case> cases = {
      {"did", Did("a", CohortCount::kAtLeast, 1), {0, 1}},         {"did twice", Did("a", CohortCount::kAtLeast, 2), {0}},
      {"at most once", Did("a", CohortCount::kAtMost, 1), {1, 2}}, {"exactly once", Did("a", CohortCount::kExactly, 1), {1}},
      {"did not", Did("a", CohortCount::kExactly, 0), {2}},        {"an event that never was", Did("never", CohortCount::kAtLeast, 1), {}},
  };
  CohortNode last = Did("a", CohortCount::kAtLeast, 1);
  last.last_ms = d;
  cases.push_back({"the last day before the latest event, which is in it", last, {}});
  last.last_ms = d + 1;
  cases.push_back({"and a millisecond", last, {0, 1}});
  CohortNode first = Did("a", CohortCount::kAtLeast, 1);
  first.kind = CohortKind::kFirstDid;
  first.range = {d, 9 * d};
  cases.push_back({"first did", first, {1}});
  CohortNode free = Did("a", CohortCount::kAtLeast, 1);
  free.kind = CohortKind::kLatest;
  free.properties = {{"plan", PropertyOperator::kEquals, {PropertyValue::String("free")}}};
  cases.push_back({"latest", free, {1}});
  free.kind = CohortKind::kEarliest;
  cases.push_back({"earliest", free, {0, 1}});
  free.match = {};
  free.properties = {{"plan", PropertyOperator::kNotEquals, {PropertyValue::String("free")}}};
  cases.push_back({"what is missing is not equal", free, {2}});
  for (const Case& c : cases) {
    const UserSet set = Compute(table, {{c.node}, {}, {}});
    EXPECT_EQ(set.count(), c.users.size()) << c.name;
    for (const UserIndex user : c.users) EXPECT_TRUE(set.Contains(user)) << c.name << " user " << user;
  }
}

TEST(Cohort, MalformedQueriesAreRefused) {
  const Table table = MakeTable({{0, 0, "a"}});
  struct Case {
    const char* name;
    void (*breaks)(CohortQuery&);
  };
  const Case cases[] = {
      {"no nodes", [](CohortQuery& q) { q.nodes.clear(); }},
      {"too many nodes", [](CohortQuery& q) { q.nodes.assign(kMaxCohortNodes + 1, {}); }},
      {"an unknown kind", [](CohortQuery& q) { q.nodes[0].kind = static_cast<CohortKind>(7); }},
      {"an unknown count", [](CohortQuery& q) { q.nodes[0].count = static_cast<CohortCount>(3); }},
      {"a child of itself", [](CohortQuery& q) { q.nodes[1].children = {1}; }},
      {"a child out of range", [](CohortQuery& q) { q.nodes[1].children = {0xffffffff}; }},
      {"no children", [](CohortQuery& q) { q.nodes[1].children.clear(); }},
      {"a not of two",
       [](CohortQuery& q) {
         q.nodes[1].kind = CohortKind::kNot;
         q.nodes[1].children = {0, 0};
       }},
      {"a leaf with children", [](CohortQuery& q) { q.nodes[0].children = {0}; }},
      {"an empty time", [](CohortQuery& q) { q.nodes[0].last_ms = 0; }},
      {"a time without end", [](CohortQuery& q) { q.nodes[0].last_ms = INT64_MAX; }},
      {"a range that ends before it starts", [](CohortQuery& q) { q.nodes[0].range = {2, 1}; }},
      {"a latest of nothing", [](CohortQuery& q) { q.nodes[0].kind = CohortKind::kLatest; }},
      {"properties of a did", [](CohortQuery& q) { q.nodes[0].properties = {{"x", PropertyOperator::kExists, {}}}; }},
      {"a malformed property",
       [](CohortQuery& q) {
         q.nodes[0].kind = CohortKind::kLatest;
         q.nodes[0].properties = {{"", PropertyOperator::kExists, {}}};
       }},
      {"a malformed match", [](CohortQuery& q) { q.nodes[0].match.where = {{"x", PropertyOperator::kEquals, {}}}; }},
      {"a malformed filter", [](CohortQuery& q) { q.filter = {{"", PropertyOperator::kExists, {}}}; }},
      {"as_of beyond time", [](CohortQuery& q) { q.as_of = INT64_MIN; }},
  };
  for (const Case& c : cases) {
    CohortQuery query;
    query.nodes = {Did("a", CohortCount::kAtLeast, 1), Join(CohortKind::kAnd, {0})};
    ASSERT_TRUE(ComputeCohort(table, query).ok());
    c.breaks(query);
    EXPECT_EQ(ComputeCohort(table, query).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

// The tree by recursion, for one user's events in total order.
bool IsIn(const CohortQuery& query, std::size_t index, const std::vector<TestEvent>& own, TimestampMs end) {
  const CohortNode& node = query.nodes[index];
  if (node.kind <= CohortKind::kNot) {
    bool all = true;
    bool any = false;
    for (const std::uint32_t child : node.children) {
      const bool is_in = IsIn(query, child, own, end);
      all &= is_in;
      any |= is_in;
    }
    return node.kind == CohortKind::kAnd ? all : node.kind == CohortKind::kOr ? any : !any;
  }
  const TimestampMs from = node.last_ms.has_value() ? end - *node.last_ms : node.range.start;
  const TimestampMs to = node.last_ms.has_value() ? end : std::min(end, node.range.end);
  std::vector<const TestEvent*> matching;
  const TestEvent* first_ever = nullptr;
  for (const TestEvent& event : own) {
    if (event.time >= end || (node.match.event.has_value() && event.name != *node.match.event)) continue;
    if (first_ever == nullptr) first_ever = &event;
    if (event.time >= from && event.time < to) matching.push_back(&event);
  }
  const auto is_one = [](const TestEvent& event) {
    const TestValue* x = FindValue(event, "x");
    return x != nullptr && std::get<double>(*x) == 1;
  };
  switch (node.kind) {
    case CohortKind::kFirstDid: return first_ever != nullptr && first_ever->time >= from && first_ever->time < to;
    case CohortKind::kLatest: return !matching.empty() && is_one(*matching.back());
    case CohortKind::kEarliest: return !matching.empty() && is_one(*matching.front());
    default: break;
  }
  if (node.count == CohortCount::kAtLeast) return matching.size() >= node.times;
  return node.count == CohortCount::kAtMost ? matching.size() <= node.times : matching.size() == node.times;
}

// 6,000 stores, each in order, shuffled, and shuffled and sealed.
TEST(Cohort, AgreesWithTheDefinitionForAnyOrderOfArrival) {
  constexpr std::uint64_t kSeed = 3;
  constexpr std::size_t kUsers = 10;
  std::mt19937_64 random(kSeed);
  const char* const names[] = {"a", "b", "c"};
  for (int round = 0; round < 6000; ++round) {
    std::vector<TestEvent> events = RandomStream(random, kUsers, 70, -20, 60, 1);
    CohortQuery query;
    if (random() % 3 == 0) query.as_of = static_cast<TimestampMs>(random() % 80) - 30;
    const std::size_t nodes = 1 + random() % 8;
    for (std::size_t i = 0; i < nodes; ++i) {
      CohortNode node;
      node.kind = static_cast<CohortKind>(i == 0 ? 3 + random() % 4 : random() % 7);
      if (node.kind <= CohortKind::kNot) {
        for (std::uint64_t children = node.kind == CohortKind::kNot ? 1 : 1 + random() % 3; children > 0; --children) {
          node.children.push_back(static_cast<std::uint32_t>(random() % i));
        }
      } else {
        if (random() % 4 != 0) node.match.event = names[random() % 3];
        if (random() % 2 == 0) node.range = {-10, static_cast<TimestampMs>(random() % 50)};
        if (random() % 3 == 0) node.last_ms = static_cast<DurationMs>(1 + random() % 40);
        node.count = static_cast<CohortCount>(random() % 3);
        node.times = static_cast<std::uint32_t>(random() % 4);
        if (node.kind >= CohortKind::kLatest) node.properties = {{"x", PropertyOperator::kEquals, {PropertyValue::Number(1)}}};
      }
      query.nodes.push_back(node);
    }
    TimestampMs end = kMinTimestampMs;
    for (const TestEvent& event : events) end = std::max(end, event.time + 1);
    end = query.as_of.value_or(end);
    std::vector<std::vector<TestEvent>> own(kUsers);
    for (const TestEvent& event : events) own[static_cast<std::size_t>(event.user[1] - '0')].push_back(event);
    for (int order = 0; order < 3; ++order) {
      if (order > 0) Shuffle(random, events);
      const Table table = MakeTable(events, order == 2 ? 1 + random() % 40 : 0);
      const UserSet set = Compute(table, query);
      std::uint64_t count = 0;
      for (UserIndex user = 0; user < table.users().size(); ++user) {
        const auto who = static_cast<std::size_t>(table.users().Text(user)[1] - '0');
        const bool expected = IsIn(query, nodes - 1, own[who], end);
        ASSERT_EQ(set.Contains(user), expected) << "seed " << kSeed << " round " << round << " order " << order << " user " << who;
        count += expected ? 1U : 0U;
      }
      ASSERT_EQ(set.count(), count) << "seed " << kSeed << " round " << round;
    }
  }
}

}  // namespace
}  // namespace assay
