// tests/core/columnar/event_table.h
//
// Tables written as lists of events, one by one and in any order: what tests of columnar, aggregate and behavior start from.

#ifndef TESTS_CORE_COLUMNAR_EVENT_TABLE_H_
#define TESTS_CORE_COLUMNAR_EVENT_TABLE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "assay/columnar/table.h"

namespace assay {

using TestValue = std::variant<std::string, double, bool>;

struct TestEvent {
  TimestampMs time = 0;
  std::uint64_t sequence = 0;
  std::string name;
  std::string user = "u";
  std::vector<std::pair<std::string, TestValue>> properties = {};
  std::optional<std::string> session = std::nullopt;
};

inline const TestValue* FindValue(const TestEvent& event, const std::string& property) {
  for (const auto& [name, value] : event.properties) {
    if (name == property) return &value;
  }
  return nullptr;
}

inline void AppendEvent(Table& table, const TestEvent& event) {
  const NameIndex name = *table.names().Intern(event.name);
  const UserIndex user = *table.users().Intern(event.user);
  const SessionIndex session = event.session.has_value() ? *table.sessions().Intern(*event.session) : kNoSession;
  std::vector<StringId> texts(event.properties.size());
  std::vector<double> numbers(event.properties.size());
  std::vector<std::uint8_t> bools(event.properties.size());
  std::vector<ColumnBlock> columns(event.properties.size());
  for (std::size_t i = 0; i < event.properties.size(); ++i) {
    const auto& [property, value] = event.properties[i];
    const StringId property_name = *table.strings().Intern(property);
    columns[i].every_row = true;
    if (const auto* text = std::get_if<std::string>(&value)) {
      texts[i] = *table.strings().Intern(*text);
      columns[i].column = *table.AddColumn(property_name, PropertyType::kString);
      columns[i].codes = {&texts[i], 1};
    } else if (const auto* number = std::get_if<double>(&value)) {
      numbers[i] = *number;
      columns[i].column = *table.AddColumn(property_name, PropertyType::kNumber);
      columns[i].numbers = {&numbers[i], 1};
    } else {
      bools[i] = std::get<bool>(value) ? 1 : 0;
      columns[i].column = *table.AddColumn(property_name, PropertyType::kBool);
      columns[i].bools = {&bools[i], 1};
    }
  }
  RowBlock block;
  block.first_sequence = event.sequence;
  block.times = {&event.time, 1};
  block.names = {&name, 1};
  block.users = {&user, 1};
  if (event.session.has_value()) block.sessions = {&session, 1};
  block.columns = columns;
  ASSERT_TRUE(table.Append(block).ok());
}

// The events in a table, sealed after every `seal_every` of them; 0: never. What queries answer must not depend on it.
inline Table MakeTable(const std::vector<TestEvent>& events, std::size_t seal_every = 0) {
  Table table;
  for (std::size_t i = 0; i < events.size(); ++i) {
    AppendEvent(table, events[i]);
    if (seal_every != 0 && (i + 1) % seal_every == 0) table.Seal(2);
  }
  return table;
}

}  // namespace assay

#endif  // TESTS_CORE_COLUMNAR_EVENT_TABLE_H_
