#include "assay/targeting/date.h"

#include <cstddef>

namespace assay {

namespace {

// Reads a date from the left.
class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] bool AtEnd() const { return at_ == end_; }

  bool Take(char c) {
    if (AtEnd() || *at_ != c) return false;
    ++at_;
    return true;
  }

  // Takes the next digit to the right end of `number`.
  bool TakeDigit(int& number) {
    if (AtEnd() || *at_ < '0' || *at_ > '9') return false;
    number = number * 10 + (*at_++ - '0');
    return true;
  }

 private:
  const char* at_;
  const char* end_;
};

// The parts of a date and time, each with what stands before it.
struct Part {
  char before;
  std::uint8_t digits;
  std::int16_t highest;
};
constexpr Part kParts[] = {{0, 4, 9999}, {'-', 2, 12}, {'-', 2, 31}, {'T', 2, 23}, {':', 2, 59}, {':', 2, 59}};

enum : std::size_t { kYear, kMonth, kDay, kHour, kMinute, kSecond, kPartCount };

bool TakeNumber(Reader& reader, const Part& part, int& number) {
  for (int i = 0; i < part.digits; ++i) {
    if (!reader.TakeDigit(number)) return false;
  }
  return number <= part.highest;
}

// Days from 1970-01-01 to the day. Month 13 is January of the next year. Years begin in March, so that the leap day is the last of them.
int DayNumber(int year, int month, int day) {
  if (month < 3) {
    --year;
    month += 12;
  }
  year += 400;  // keeps the divisions above zero; 400 years are 146,097 days
  return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month - 457) / 5 + day - (719'469 + 146'097);
}

}  // namespace

std::optional<double> ParseDate(std::string_view text, DateDialect dialect) {
  const bool lenient = dialect == DateDialect::kLenient;
  Reader reader(text);
  int parts[kPartCount] = {};
  std::size_t count = 0;
  for (; count < kPartCount; ++count) {
    if (lenient && count == kHour && reader.AtEnd()) break;
    if (count != kYear && !reader.Take(kParts[count].before)) {
      if (lenient && count == kSecond) break;
      if (count != kHour || !(reader.Take('t') || (lenient && reader.Take(' ')))) return std::nullopt;
    }
    if (!TakeNumber(reader, kParts[count], parts[count])) return std::nullopt;
  }
  const int days = DayNumber(parts[kYear], parts[kMonth], parts[kDay]);
  if (parts[kMonth] == 0 || parts[kDay] == 0 || days >= DayNumber(parts[kYear], parts[kMonth] + 1, 1)) return std::nullopt;

  int milliseconds = 0;
  if (count == kPartCount && reader.Take('.')) {
    int worth = 100;
    for (int digit = 0; reader.TakeDigit(digit); digit = 0, worth /= 10) milliseconds += digit * worth;
    if (worth == 100) return std::nullopt;
  }

  int offset_minutes = 0;
  if (!reader.Take('Z') && !reader.Take('z') && !(lenient && reader.AtEnd())) {
    const bool west = reader.Take('-');
    int hours = 0;
    if ((!west && !reader.Take('+')) || !TakeNumber(reader, kParts[kHour], hours) || !reader.Take(':') ||
        !TakeNumber(reader, kParts[kMinute], offset_minutes)) {
      return std::nullopt;
    }
    offset_minutes += 60 * hours;
    if (west) offset_minutes = -offset_minutes;
  }
  if (!reader.AtEnd()) return std::nullopt;
  const int minutes = parts[kHour] * 60 + parts[kMinute] - offset_minutes;
  return (days * 1440.0 + minutes) * 60'000.0 + parts[kSecond] * 1000 + milliseconds;
}

}  // namespace assay
