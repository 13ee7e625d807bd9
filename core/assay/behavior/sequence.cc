#include "assay/behavior/sequence.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace assay {
namespace {

bool Skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::int64_t> ReadNumber(std::string_view& text) {
  std::int64_t number = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    if (number > std::numeric_limits<std::int64_t>::max() / 10 - 1) return std::nullopt;
    number = number * 10 + (text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

}  // namespace

Result<SequencePattern> SequencePattern::Parse(std::string_view pattern, std::size_t conditions, DurationMs unit_ms) {
  if (conditions < 1 || conditions > kMaxSteps || unit_ms < 1) return InvalidArgument("conditions: between 1 and 32, of a unit above 0");
  SequencePattern parsed;
  std::vector<Part>& parts = parsed.parts_;
  parts.push_back({Kind::kRepeat});
  while (!pattern.empty()) {
    if (parts.size() > kMaxParts) return ResourceExhausted("pattern: at most 256 parts");
    if (Skip(pattern, "(?t")) {
      if (parts.back().kind > Kind::kRepeat) return InvalidArgument("pattern: a time condition follows an event");
      Kind kind = Kind::kEqual;
      if (Skip(pattern, "<="))
        kind = Kind::kLessOrEqual;
      else if (Skip(pattern, "<"))
        kind = Kind::kLess;
      else if (Skip(pattern, ">="))
        kind = Kind::kGreaterOrEqual;
      else if (Skip(pattern, ">"))
        kind = Kind::kGreater;
      else if (!Skip(pattern, "=="))
        return InvalidArgument("pattern: a time condition is one of < <= > >= ==");
      const std::optional<std::int64_t> number = ReadNumber(pattern);
      if (!number.has_value() || *number > kMaxTimestampMs / unit_ms) return InvalidArgument("pattern: a time is a number");
      parts.push_back({kind, *number * unit_ms});
      if (!Skip(pattern, ")")) return InvalidArgument("pattern: a parenthesis is missing");
    } else if (Skip(pattern, "(?")) {
      const std::optional<std::int64_t> number = ReadNumber(pattern);
      if (!number.has_value() || *number < 1 || *number > static_cast<std::int64_t>(conditions)) {
        return InvalidArgument("pattern: an event is the number of a condition");
      }
      parts.push_back({Kind::kEvent, *number - 1});
      if (!Skip(pattern, ")")) return InvalidArgument("pattern: a parenthesis is missing");
    } else if (Skip(pattern, ".*")) {
      parts.push_back({Kind::kRepeat});
    } else if (Skip(pattern, ".")) {
      parts.push_back({Kind::kAny});
    } else {
      return InvalidArgument("pattern: made of (?N), (?t op N), . and .*");
    }
  }
  return parsed;
}

void SequencePattern::Rewind() {
  for (Part& part : parts_) part.cursor = 0;
}

bool SequencePattern::MatchesNothing(std::size_t part) const {
  return std::all_of(parts_.begin() + static_cast<std::ptrdiff_t>(part), parts_.end(), [](const Part& rest) {
    return (rest.kind >= Kind::kRepeat && rest.kind <= Kind::kLessOrEqual) || (rest.kind == Kind::kGreaterOrEqual && rest.operand == 0);
  });
}

// A way through the pattern is where each repetition and each time condition is left. Ways are tried in order, the earliest first. What
// follows a part depends on the event it is left with alone, and on later ways a part is entered with later events only; so no part has to
// be left twice with one event, and a cursor per part, which never goes back, replaces ClickHouse's stack.
bool SequencePattern::Next(std::span<const ChainEvent> events, std::uint32_t& begin, std::vector<std::uint32_t>* furthest) {
  const auto count = static_cast<std::uint32_t>(events.size());
  std::size_t part = 0;
  std::uint32_t event = begin;
  std::uint32_t base = begin;
  std::size_t furthest_part = 0;
  while (part < parts_.size() && event < count) {
    Part& at = parts_[part];
    if (at.kind <= Kind::kAny) {
      if (at.kind == Kind::kAny || (events[event].steps >> at.operand & 1) != 0) {
        at.at = base = event++;
        ++part;
        if (furthest != nullptr && part > furthest_part) {
          furthest_part = part;
          furthest->clear();
          for (std::size_t i = 0; i < part; ++i) {
            if (parts_[i].kind == Kind::kEvent) furthest->push_back(parts_[i].at);
          }
        }
        continue;
      }
    } else {
      at.base = base;
      at.cursor = std::max(at.cursor, event);
    }
    // Leave this part, or else the last one before it that can be left later.
    if (at.kind <= Kind::kAny) {
      while (parts_[part].kind <= Kind::kAny) --part;  // the first part is a repetition
      ++parts_[part].cursor;
    }
    for (;;) {
      Part& choice = parts_[part];
      const std::int64_t since_base = choice.operand;
      bool may_leave = false;
      for (; choice.cursor < count; ++choice.cursor) {
        const std::int64_t passed = events[choice.cursor].time - events[choice.base].time;
        const bool is_before = choice.kind == Kind::kGreater ? passed <= since_base : passed < since_base;
        if (choice.kind >= Kind::kGreater && is_before) continue;
        may_leave = choice.kind == Kind::kRepeat || choice.kind == Kind::kGreater || choice.kind == Kind::kGreaterOrEqual ||
                    (choice.kind == Kind::kLess ? passed < since_base : passed <= since_base);
        break;
      }
      if (may_leave) {
        event = base = choice.cursor;
        ++part;
        break;
      }
      do {
        if (part == 0) {
          begin = count;
          return MatchesNothing(0);
        }
        --part;
      } while (parts_[part].kind <= Kind::kAny);
      ++parts_[part].cursor;
    }
  }
  begin = event > begin || event == count ? event : event + 1;
  return MatchesNothing(part);
}

bool SequencePattern::Matches(std::span<const ChainEvent> events) {
  Rewind();
  std::uint32_t begin = 0;
  return Next(events, begin, nullptr);
}

std::uint64_t SequencePattern::Count(std::span<const ChainEvent> events) {
  Rewind();
  std::uint64_t matches = 0;
  for (std::uint32_t begin = 0; begin < events.size() && Next(events, begin, nullptr);) ++matches;
  return matches;
}

std::vector<std::uint32_t> SequencePattern::MatchedEvents(std::span<const ChainEvent> events) {
  Rewind();
  std::vector<std::uint32_t> matched;
  std::uint32_t begin = 0;
  static_cast<void>(Next(events, begin, &matched));
  return matched;
}

}  // namespace assay
