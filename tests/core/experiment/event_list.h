// tests/core/experiment/event_list.h
//
// Events as plain structs, for tests that state what happened row by row and for brute-force oracles, and the table that holds them.

#ifndef ASSAY_TESTS_CORE_EXPERIMENT_EVENT_LIST_H_
#define ASSAY_TESTS_CORE_EXPERIMENT_EVENT_LIST_H_

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/columnar/table.h"

namespace assay {

struct TestEvent {
  std::string name;
  std::string user;
  TimestampMs time = 0;
  std::uint64_t sequence = 0;
  std::vector<std::pair<std::string, std::string>> texts;  // properties
  std::optional<double> amount;                            // the number property "amount"
};

inline TestEvent Exposure(const std::string& user, TimestampMs time, std::uint64_t sequence, const std::string& variant,
                          const std::string& experiment = "checkout") {
  return {"$exposure", user, time, sequence, {{"experiment", experiment}, {"variant", variant}}, std::nullopt};
}

inline TestEvent Order(const std::string& user, TimestampMs time, std::uint64_t sequence) {
  return {"order", user, time, sequence, {}, {}};
}

// The events in the given order of arrival, one batch each.
inline Table TableOf(const std::vector<TestEvent>& events) {
  static constexpr std::array<std::uint32_t, 0> kEveryRow{};
  Table table;
  for (const TestEvent& event : events) {
    const std::array<TimestampMs, 1> time{event.time};
    const std::array<NameIndex, 1> name{*table.names().Intern(event.name)};
    const std::array<UserIndex, 1> user{*table.users().Intern(event.user)};
    std::vector<StringId> codes;
    for (const auto& text : event.texts) codes.push_back(*table.strings().Intern(text.second));
    const std::array<double, 1> amount{event.amount.value_or(0)};
    std::vector<ColumnBlock> columns;
    for (std::size_t i = 0; i < event.texts.size(); ++i) {
      const ColumnId column = *table.AddColumn(*table.strings().Intern(event.texts[i].first), PropertyType::kString);
      columns.push_back({column, true, kEveryRow, std::span(codes).subspan(i, 1), {}, {}});
    }
    if (event.amount.has_value()) {
      const ColumnId column = *table.AddColumn(*table.strings().Intern("amount"), PropertyType::kNumber);
      columns.push_back({column, true, kEveryRow, {}, amount, {}});
    }
    EXPECT_TRUE(table.Append({event.sequence, time, name, user, {}, columns}).ok());
  }
  return table;
}

}  // namespace assay

#endif  // ASSAY_TESTS_CORE_EXPERIMENT_EVENT_LIST_H_
