#include "assay/behavior/sequence.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace assay {
namespace {

std::vector<ChainEvent> Events(const std::vector<std::pair<TimestampMs, StepMask>>& from) {
  std::vector<ChainEvent> events;
  for (const auto& [time, steps] : from) events.push_back({.time = time, .steps = steps});
  return events;
}

TEST(SequencePattern, FindsCountsAndNamesMatches) {
  const std::vector<ChainEvent> events = Events({{0, 1}, {1'000, 2}, {5'000, 1}, {5'000, 3}, {9'000, 2}});
  struct Case {
    const char* pattern;
    bool matches;
    std::uint64_t count;
    std::vector<std::uint32_t> events;
  };
  const Case cases[] = {
      {"", true, 5, {}},
      {".", true, 5, {}},
      {".*", true, 5, {}},
      {"(?1)(?2)", true, 2, {0, 1}},
      {"(?1).*(?2)", true, 2, {0, 1}},
      {"(?1).(?2)", true, 1, {2, 4}},
      {"(?2)(?1)(?1)", true, 1, {1, 2, 3}},
      {"(?1)(?t>4)(?2)", true, 1, {0, 3}},
      {"(?1)(?t>=9)(?2)", true, 1, {0, 4}},
      {"(?1)(?t>9)(?2)", false, 0, {0}},
      {"(?1)(?t==4)(?2)", true, 1, {2, 4}},
      {"(?1)(?t<1)(?2)", true, 1, {2, 3}},
      {"(?2)(?t<=4).*(?1)(?t<=0)(?1)", true, 1, {1, 2, 3}},
      {"(?3)", false, 0, {}},
      {"(?1)(?3)", false, 0, {0}},
  };
  for (const Case& c : cases) {
    Result<SequencePattern> pattern = SequencePattern::Parse(c.pattern, 3, kSecondMs);
    ASSERT_TRUE(pattern.ok()) << c.pattern;
    EXPECT_EQ(pattern->Matches(events), c.matches) << c.pattern;
    EXPECT_EQ(pattern->Count(events), c.count) << c.pattern;
    EXPECT_EQ(pattern->MatchedEvents(events), c.events) << c.pattern;
    EXPECT_EQ(pattern->Count({}), 0) << c.pattern;
  }
  EXPECT_TRUE(SequencePattern::Parse(".*(?t<=1)", 1, 1)->Matches({}));
  EXPECT_FALSE(SequencePattern::Parse("(?1)", 1, 1)->Matches({}));
}

TEST(SequencePattern, RejectsWhatIsNoPattern) {
  for (const char* text :
       {"(", "(?", "(?)", "(?0)", "(?4)", "(?-1)", "(?1", "a", " ", "(?t)", "(?t=1)", "(?t!=1)", "(?1)(?t<)", "(?1)(?t<1",
        "(?1)(?t<1)(?t>0)", "(?99999999999999999999)", "(?1)(?t<99999999999999999)", "*", "(?1)\xf0\x9f\x98\x80"}) {
    EXPECT_EQ(SequencePattern::Parse(text, 3, kSecondMs).status().code(), StatusCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(SequencePattern::Parse("", 0, 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(SequencePattern::Parse("", 33, 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(SequencePattern::Parse(std::string(256, '.'), 1, 1).ok());
  EXPECT_EQ(SequencePattern::Parse(std::string(300, '.'), 1, 1).status().code(), StatusCode::kResourceExhausted);
}

// A pattern as the set of all ways to place its parts, tried one by one in order; exponential.
class WaysOracle {
 public:
  struct Part {
    char kind;  // '1'.. condition, '.' any, '*' repetition, '<' 'l' '>' 'g' '=' times
    std::int64_t operand;
  };

  WaysOracle(std::vector<Part> parts, const std::vector<ChainEvent>& events) : parts_(std::move(parts)), events_(events) {}

  // The event after the first way from `event` on; nothing when there is none.
  std::optional<std::size_t> End(std::size_t part, std::size_t event, std::size_t base) const {
    if (event == events_.size()) {
      for (std::size_t i = part; i < parts_.size(); ++i) {
        if (std::string_view("*<l").find(parts_[i].kind) == std::string_view::npos && (parts_[i].kind != 'g' || parts_[i].operand != 0))
          return {};
      }
      return event;
    }
    if (part == parts_.size()) return event;
    const auto [kind, operand] = parts_[part];
    if (kind == '.' || (kind >= '1' && kind <= '9')) {
      if (kind != '.' && (events_[event].steps >> (kind - '1') & 1) == 0) return {};
      return End(part + 1, event + 1, event);
    }
    for (std::size_t at = event; at < events_.size(); ++at) {
      const std::int64_t passed = events_[at].time - events_[base].time;
      const bool holds = kind == '*' || (kind == '<' && passed < operand) || (kind == 'l' && passed <= operand) ||
                         (kind == '>' && passed > operand) || (kind == 'g' && passed >= operand) || (kind == '=' && passed == operand);
      if (!holds) continue;
      if (const auto end = End(part + 1, at, at)) return end;
    }
    return {};
  }

 private:
  std::vector<Part> parts_;
  const std::vector<ChainEvent>& events_;
};

TEST(SequencePattern, AgreesWithTryingEveryPlacementOfItsParts) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 40'000; ++round) {
    std::string text;
    std::vector<WaysOracle::Part> parts = {{'*', 0}};
    while (random() % 6 != 0 && parts.size() < 8) {
      switch (random() % 4) {
        case 0:
          text += ".*";
          parts.push_back({'*', 0});
          break;
        case 1:
          text += ".";
          parts.push_back({'.', 0});
          break;
        case 2: {
          const std::string_view kinds = "<l>g=";
          const char* const operators[] = {"<", "<=", ">", ">=", "=="};
          const std::size_t kind = random() % 5;
          if (kinds.find(parts.back().kind) != std::string_view::npos) break;
          // `<0` right after `.*` never holds, where ClickHouse's search ends in one of two ways
          const auto operand = static_cast<std::int64_t>(random() % 6) + (kind == 0 ? 1 : 0);
          text += "(?t" + std::string(operators[kind]) + std::to_string(operand) + ")";
          parts.push_back({kinds[kind], operand});
          break;
        }
        default: {
          const auto condition = static_cast<char>('1' + random() % 3);
          text += std::string("(?") + condition + ")";
          parts.push_back({condition, 0});
        }
      }
    }
    std::vector<ChainEvent> events(random() % 9);
    TimestampMs now = 0;
    for (ChainEvent& event : events) {
      event.time = now += static_cast<TimestampMs>(random() % 4);
      event.steps = static_cast<StepMask>(1 + random() % 7);
    }
    const WaysOracle oracle(parts, events);
    Result<SequencePattern> pattern = SequencePattern::Parse(text, 3, 1);
    ASSERT_TRUE(pattern.ok()) << text;
    ASSERT_EQ(pattern->Matches(events), oracle.End(0, 0, 0).has_value()) << "round " << round << " " << text;
    std::uint64_t count = 0;
    for (std::size_t begin = 0; begin < events.size(); ++count) {
      const auto end = oracle.End(0, begin, begin);
      if (!end.has_value()) break;
      begin = *end == begin ? begin + 1 : *end;
    }
    ASSERT_EQ(pattern->Count(events), count) << "round " << round << " " << text;
  }
}

TEST(SequencePattern, NeedsNoMoreThanEventsTimesParts) {
  std::vector<ChainEvent> events(200'000);
  for (std::size_t i = 0; i < events.size(); ++i) events[i] = {.time = static_cast<TimestampMs>(i), .steps = 1};
  std::string text;
  for (int i = 0; i < 40; ++i) text += "(?1)(?t<=1000000).*";
  Result<SequencePattern> pattern = SequencePattern::Parse(text + "(?2)", 2, 1);
  ASSERT_TRUE(pattern.ok());
  EXPECT_FALSE(pattern->Matches(events));
  EXPECT_EQ(pattern->MatchedEvents(events).size(), 40);
}

}  // namespace
}  // namespace assay
