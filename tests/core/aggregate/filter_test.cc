#include "assay/aggregate/filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "assay/aggregate/user_set.h"
#include "core/columnar/event_table.h"

namespace assay {
namespace {

using Op = PropertyOperator;

std::vector<RowInGroup> Rows(const Table& table, const EventMatch& match) {
  Result<EventMatcher> matcher = EventMatcher::Compile(table, match);
  EXPECT_TRUE(matcher.ok()) << matcher.status().message();
  Scan scan(table, TimeRange());
  if (!scan.Next()) return {};
  matcher->Retain(scan, scan.selection());
  return {scan.selection().rows().begin(), scan.selection().rows().end()};
}

// Row 0 has no value, 1 a text, 2 another text, 3 and 4 numbers, 5 false, 6 true, 7 the empty text.
Table MixedTable() {
  return MakeTable({{0, 0, "a"},
                    {1, 1, "a", "u", {{"p", "x"}}},
                    {2, 2, "b", "u", {{"p", "ÿ"}}},
                    {3, 3, "b", "u", {{"p", 1.0}}},
                    {4, 4, "b", "u", {{"p", 2.5}}},
                    {5, 5, "c", "u", {{"p", false}}},
                    {6, 6, "c", "u", {{"p", true}}},
                    {7, 7, "c", "u", {{"p", ""}}}});
}

TEST(Filter, EachOperatorOnEachType) {
  const auto text = [](std::string_view t) { return PropertyValue::String(t); };
  const auto number = [](double n) { return PropertyValue::Number(n); };
  const auto boolean = [](bool b) { return PropertyValue::Bool(b); };
  struct Case {
    const char* name;
    PropertyCondition condition;
    std::vector<RowInGroup> rows;
  };
  const Case cases[] = {
      {"equals a text", {"p", Op::kEquals, {text("x")}}, {1}},
      {"equals the empty text", {"p", Op::kEquals, {text("")}}, {7}},
      {"equals an unknown text", {"p", Op::kEquals, {text("nowhere")}}, {}},
      {"equals a number", {"p", Op::kEquals, {number(2.5)}}, {4}},
      {"a text is not the number it spells", {"p", Op::kEquals, {text("1")}}, {}},
      {"1 is not true", {"p", Op::kEquals, {boolean(true)}}, {6}},
      {"not equal includes missing and other types", {"p", Op::kNotEquals, {text("x")}}, {0, 2, 3, 4, 5, 6, 7}},
      {"in several types", {"p", Op::kIn, {text("ÿ"), number(1), boolean(false)}}, {2, 3, 5}},
      {"in nothing", {"p", Op::kIn, {}}, {}},
      {"not in several types", {"p", Op::kNotIn, {text("ÿ"), number(1), boolean(false)}}, {0, 1, 4, 6, 7}},
      {"not in nothing", {"p", Op::kNotIn, {}}, {0, 1, 2, 3, 4, 5, 6, 7}},
      {"greater number", {"p", Op::kGt, {number(1)}}, {4}},
      {"greater or equal number", {"p", Op::kGte, {number(1)}}, {3, 4}},
      {"less number", {"p", Op::kLt, {number(2.5)}}, {3}},
      {"less or equal number", {"p", Op::kLte, {number(2.5)}}, {3, 4}},
      {"texts are ordered by UTF-8 bytes", {"p", Op::kGt, {text("x")}}, {2}},
      {"less text", {"p", Op::kLt, {text("x")}}, {7}},
      {"less or equal text", {"p", Op::kLte, {text("x")}}, {1, 7}},
      {"exists", {"p", Op::kExists, {}}, {1, 2, 3, 4, 5, 6, 7}},
      {"does not exist", {"p", Op::kNotExists, {}}, {0}},
      {"an unknown property equals nothing", {"q", Op::kEquals, {text("x")}}, {}},
      {"an unknown property differs from all", {"q", Op::kNotEquals, {text("x")}}, {0, 1, 2, 3, 4, 5, 6, 7}},
      {"an unknown property does not exist", {"q", Op::kNotExists, {}}, {0, 1, 2, 3, 4, 5, 6, 7}},
      {"the event's name", {"$event", Op::kIn, {text("a"), text("c")}}, {0, 1, 5, 6, 7}},
      {"the event's name by order", {"$event", Op::kGte, {text("b")}}, {2, 3, 4, 5, 6, 7}},
      {"the event's name exists", {"$event", Op::kExists, {}}, {0, 1, 2, 3, 4, 5, 6, 7}},
  };
  const Table table = MixedTable();
  for (const Case& c : cases) EXPECT_EQ(Rows(table, {std::nullopt, {c.condition}}), c.rows) << c.name;
}

TEST(Filter, ConditionsAreJoinedByAnd) {
  const Table table = MixedTable();
  EXPECT_EQ(Rows(table, {"b", {{"p", Op::kExists, {}}, {"p", Op::kLt, {PropertyValue::Number(2)}}}}), (std::vector<RowInGroup>{3}));
  EXPECT_EQ(Rows(table, {"b", {}}), (std::vector<RowInGroup>{2, 3, 4}));
  EXPECT_TRUE(Rows(table, {"unknown", {}}).empty());
}

TEST(Filter, MalformedConditionsAreRefused) {
  const double infinity = std::numeric_limits<double>::infinity();
  const PropertyValue one = PropertyValue::Number(1);
  struct Case {
    const char* name;
    PropertyCondition condition;
  };
  const Case cases[] = {
      {"no property", {"", Op::kExists, {}}},
      {"exists with a value", {"p", Op::kExists, {one}}},
      {"equals without a value", {"p", Op::kEquals, {}}},
      {"equals with two", {"p", Op::kEquals, {one, one}}},
      {"order without a value", {"p", Op::kGt, {}}},
      {"order of bools", {"p", Op::kLt, {PropertyValue::Bool(true)}}},
      {"an infinite number", {"p", Op::kIn, {PropertyValue::Number(infinity)}}},
      {"no number", {"p", Op::kEquals, {PropertyValue::Number(infinity - infinity)}}},
      {"a semantic version", {"p", static_cast<Op>(10), {PropertyValue::String("1.0.0")}}},
  };
  const Table table = MixedTable();
  for (const Case& c : cases) {
    const Result<EventMatcher> matcher = EventMatcher::Compile(table, {std::nullopt, {c.condition}});
    EXPECT_EQ(matcher.status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

// The definition, value by value.
bool Satisfies(const TestValue* value, const PropertyCondition& condition) {
  const auto compare = [&](const PropertyValue& operand) -> std::optional<int> {
    if (const auto* text = std::get_if<std::string>(value); text != nullptr && operand.type == PropertyType::kString) {
      return text->compare(operand.text);
    }
    if (const auto* number = std::get_if<double>(value); number != nullptr && operand.type == PropertyType::kNumber) {
      return *number < operand.number ? -1 : (*number > operand.number ? 1 : 0);
    }
    if (const auto* boolean = std::get_if<bool>(value); boolean != nullptr && operand.type == PropertyType::kBool) {
      return *boolean == operand.boolean ? 0 : 1;
    }
    return std::nullopt;
  };
  const bool is_negative = condition.op == Op::kNotEquals || condition.op == Op::kNotIn || condition.op == Op::kNotExists;
  if (value == nullptr) return is_negative;
  bool any_equal = false;
  for (const PropertyValue& operand : condition.values) any_equal |= compare(operand) == 0;
  switch (condition.op) {
    case Op::kEquals:
    case Op::kIn: return any_equal;
    case Op::kNotEquals:
    case Op::kNotIn: return !any_equal;
    case Op::kExists: return true;
    case Op::kNotExists: return false;
    default: break;
  }
  const std::optional<int> order = compare(condition.values[0]);
  if (!order.has_value()) return false;
  if (condition.op == Op::kGt) return *order > 0;
  if (condition.op == Op::kGte) return *order >= 0;
  if (condition.op == Op::kLt) return *order < 0;
  return *order <= 0;
}

TEST(Filter, AgreesWithTheDefinitionOnRandomEvents) {
  constexpr std::uint64_t kSeed = 42;
  std::mt19937_64 random(kSeed);
  const char* const texts[] = {"", "a", "b", "ä", "🙂"};
  const auto value = [&]() -> TestValue {
    if (random() % 3 == 0) return std::string(texts[random() % 5]);
    if (random() % 2 == 0) return static_cast<double>(random() % 4) - 1.5;
    return random() % 2 == 0;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<TestEvent> events;
    for (std::uint64_t i = 0; i < 1 + random() % 60; ++i) {
      TestEvent event{static_cast<TimestampMs>(i), i, random() % 2 == 0 ? "e" : "f"};
      if (random() % 3 != 0) event.properties.emplace_back("p", value());
      if (random() % 2 != 0) event.properties.emplace_back("q", value());
      events.push_back(event);
    }
    const Table table = MakeTable(events);
    EventMatch match;
    if (random() % 2 == 0) match.event = "e";
    std::vector<TestValue> operands(6);  // own the texts
    for (TestValue& operand : operands) operand = value();
    for (std::size_t c = 0; c < 1 + random() % 2; ++c) {
      PropertyCondition condition;
      condition.property = c == 0 ? "p" : "q";
      condition.op = static_cast<Op>(random() % 10);
      const bool is_set = condition.op == Op::kIn || condition.op == Op::kNotIn;
      const bool is_existence = condition.op == Op::kExists || condition.op == Op::kNotExists;
      const std::size_t count = is_existence ? 0 : (is_set ? random() % 3 : 1);
      for (std::size_t i = 0; i < count; ++i) {
        const TestValue& operand = operands[c * 3 + i];
        if (const auto* text = std::get_if<std::string>(&operand)) condition.values.push_back(PropertyValue::String(*text));
        if (const auto* number = std::get_if<double>(&operand)) condition.values.push_back(PropertyValue::Number(*number));
        if (const auto* boolean = std::get_if<bool>(&operand)) {
          const bool is_ordered = condition.op >= Op::kGt && condition.op <= Op::kLte;
          condition.values.push_back(is_ordered ? PropertyValue::Number(0) : PropertyValue::Bool(*boolean));
        }
      }
      match.where.push_back(condition);
    }
    std::vector<RowInGroup> expected;
    for (std::size_t row = 0; row < events.size(); ++row) {
      bool passes = !match.event.has_value() || events[row].name == *match.event;
      for (const PropertyCondition& condition : match.where) {
        passes &= Satisfies(FindValue(events[row], std::string(condition.property)), condition);
      }
      if (passes) expected.push_back(static_cast<RowInGroup>(row));
    }
    ASSERT_EQ(Rows(table, match), expected) << "seed " << kSeed << " round " << round;
  }
}

// Sets of users beside other conditions: the rows of whom every set holds, in every group, sealed or not.
TEST(Filter, KeepsTheEventsOfTheUsersInEverySet) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 400; ++round) {
    const std::size_t users = 1 + random() % 130;  // sets of one word, two and three
    std::vector<TestEvent> events(random() % 60);
    for (std::size_t i = 0; i < events.size(); ++i) {
      events[i] = {static_cast<TimestampMs>(random() % 20), i, "a", "u" + std::to_string(random() % users)};
      if (random() % 2 == 0) events[i].properties.emplace_back("x", static_cast<double>(random() % 2));
    }
    const Table table = MakeTable(events, random() % 3 == 0 ? 0 : 1 + random() % 30);
    std::vector<UserSet> sets(random() % 3, UserSet(table.users().size()));
    for (UserSet& set : sets) {
      for (UserIndex user = 0; user < table.users().size(); ++user) {
        if (random() % 2 == 0) set.Insert(user);
      }
    }
    std::vector<PropertyCondition> conditions;
    for (const UserSet& set : sets) conditions.push_back({.property = {}, .values = {}, .users = &set});
    const bool asks_x = random() % 2 == 0;
    if (asks_x) conditions.insert(conditions.begin(), {"x", Op::kEquals, {PropertyValue::Number(1)}});
    Result<Filter> filter = Filter::Compile(table, conditions);
    ASSERT_TRUE(filter.ok()) << round;
    EXPECT_EQ(filter->passes_all(), conditions.empty()) << round;
    std::vector<std::uint64_t> kept;
    Scan scan(table, TimeRange());
    while (scan.Next()) {
      filter->Retain(scan, scan.selection());
      for (const RowInGroup row : scan.selection().rows()) kept.push_back(table.SequenceAt(scan.first_row() + row));
    }
    std::sort(kept.begin(), kept.end());
    std::vector<std::uint64_t> expected;
    for (const TestEvent& event : events) {
      const UserIndex user = *table.users().Find(event.user);
      const TestValue* x = FindValue(event, "x");
      bool is_in = !asks_x || (x != nullptr && std::get<double>(*x) == 1);
      for (const UserSet& set : sets) is_in = is_in && set.Contains(user);
      if (is_in) expected.push_back(event.sequence);
    }
    ASSERT_EQ(kept, expected) << round;
  }
}

TEST(Filter, AUserWhoCameAfterASetWasMadeIsNotInIt) {
  Table table = MakeTable({{0, 0, "a", "u"}});
  UserSet everybody(table.users().size());
  everybody.Complement();
  AppendEvent(table, {1, 1, "a", "v"});
  EXPECT_EQ(Rows(table, {"a", {{.property = {}, .values = {}, .users = &everybody}}}), std::vector<RowInGroup>{0});
  const UserSet nobody;
  EXPECT_TRUE(Rows(table, {"a", {{.property = {}, .values = {}, .users = &nobody}}}).empty());
}

}  // namespace
}  // namespace assay
