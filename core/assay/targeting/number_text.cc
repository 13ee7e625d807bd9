#include "assay/targeting/number_text.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "assay/base/code_points.h"
#include "assay/targeting/big_number.h"

namespace assay {

namespace {

constexpr int kMantissaBits = 52;       // as stored, without the leading one
constexpr int kLowestExponent = -1074;  // of the last bit, for the smallest numbers
constexpr int kHighestExponent = 971;   // of the last bit, for the largest numbers
constexpr std::uint64_t kHidden = std::uint64_t{1} << kMantissaBits;
constexpr int kMaxDigits = 17;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kInfinityText = "Infinity";

// Fills `digits` (values, not characters) with the shortest decimal number that reads back as `number`, which is finite and above 0. Returns
// how many there are; the point stands before the digit `point`.
int ShortestDigits(double number, std::uint8_t* digits, int& point) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  const int stored = static_cast<int>(bits >> kMantissaBits);
  const std::uint64_t mantissa = (bits & (kHidden - 1)) | (stored != 0 ? kHidden : 0);
  const int exponent = (stored != 0 ? stored - 1 : 0) + kLowestExponent;

  // number = value / unit. What reads back as `number` is within half a step to either neighbour, and below a power of two steps are half as
  // wide: `below` and `top` - `value`, doubled twice so that they are whole. An end of that range belongs to it when ties go to `number`.
  const bool narrow_below = mantissa == kHidden && stored > 1;
  BigNumber value(mantissa * 4), top(mantissa * 4 + 2), below(narrow_below ? 1 : 2), unit(4);
  const int inside = mantissa % 2 == 0 ? 0 : 1;
  unit.Multiply(2, -exponent);
  const auto multiply = [&](std::uint32_t factor, int times) {
    value.Multiply(factor, times);
    top.Multiply(factor, times);
    below.Multiply(factor, times);
  };
  multiply(2, exponent);
  for (point = 1; top.Compare(unit) >= inside; ++point) unit.Multiply(10);
  do {
    multiply(10, 1);
    --point;
  } while (top.Compare(unit) < inside);

  for (int count = 0;; multiply(10, 1)) {
    std::uint8_t& digit = digits[count++];
    for (digit = 0; value.Compare(unit) >= 0; ++digit) {
      value.Subtract(unit);
      top.Subtract(unit);
    }
    const bool down = below.Compare(value) >= inside, up = top.Compare(unit) >= inside;
    if (!down && !up) continue;
    value.Multiply(2);
    const int order = value.Compare(unit);  // the closer one, the even digit from the middle
    if (up && (!down || order > 0 || (order == 0 && digit % 2 != 0))) ++digit;
    return count;
  }
}

// value * 10^exponent, correctly rounded.
double Scale(std::uint64_t value, int exponent) {
  if (exponent == 0) return static_cast<double>(value);
  if (value == 0 || exponent < -344) return 0;
  if (exponent > 308) return kInfinity;

  // over / under is brought into [1, 2), times 2^binary; then its bits come out one by one, and after the last the rest is rounded.
  BigNumber over(value), under(1);
  over.Multiply(10, exponent);
  under.Multiply(10, -exponent);
  int binary = -1;
  for (; over.Compare(under) >= 0; ++binary) under.Multiply(2);
  for (; over.Compare(under) < 0; --binary) over.Multiply(2);
  ++binary;
  const int last = binary - kMantissaBits > kLowestExponent ? binary - kMantissaBits : kLowestExponent;
  if (binary < last - 1) return 0;
  if (last > kHighestExponent) return kInfinity;
  std::uint64_t mantissa = 0;
  for (int bit = binary; bit >= last; --bit) {
    const bool one = over.Compare(under) >= 0;
    if (one) over.Subtract(under);
    over.Multiply(2);
    mantissa = mantissa * 2 + (one ? 1 : 0);
  }
  const int half = over.Compare(under);
  if (half > 0 || (half == 0 && mantissa % 2 != 0)) ++mantissa;
  // The leading one, which is not stored, counts the exponent up by one; a mantissa that was rounded up to 2^53, by another.
  return std::bit_cast<double>((static_cast<std::uint64_t>(last - kLowestExponent) << kMantissaBits) + mantissa);
}

bool IsSpace(char32_t c) {
  return (c >= '\t' && c <= '\r') || c == ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

// Reads a number from the left.
struct Reader {
  std::string_view rest;

  // The next character; NUL at the end, which is in no number.
  [[nodiscard]] char Peek() const { return rest.empty() ? '\0' : rest.front(); }
  void Skip(std::size_t characters) { rest.remove_prefix(characters); }

  void SkipSpaces() {
    while (!rest.empty()) {
      std::string_view behind = rest;
      if (!IsSpace(TakeCodePoint(behind))) return;
      rest = behind;
    }
  }

  // Whether a sign was taken that is a minus.
  bool TakeSign() {
    const bool negative = Peek() == '-';
    if (negative || Peek() == '+') Skip(1);
    return negative;
  }

  // The value of the next digit; `base`, up to 16, when it is none.
  [[nodiscard]] int Digit(int base) const {
    const int decimal = Peek() - '0', letter = (Peek() | 0x20) - 'a';
    const int digit = decimal >= 0 && decimal < 10 ? decimal : letter >= 0 ? letter + 10 : base;
    return digit < base ? digit : base;
  }
};

// Takes an exponent and returns it; 0 when there is none.
int TakeExponent(Reader& reader) {
  constexpr int kEnough = 100'000'000;  // no text is long enough for its digits to bring this back
  Reader behind = reader;
  if ((behind.Peek() | 0x20) != 'e') return 0;
  behind.Skip(1);
  const bool negative = behind.TakeSign();
  int exponent = 0;
  for (int digit; (digit = behind.Digit(10)) != 10; reader = behind) {
    if (exponent < kEnough) exponent = exponent * 10 + digit;
    behind.Skip(1);
  }
  return negative ? -exponent : exponent;
}

// Takes the longest decimal number; NaN when there is none, and then it may have taken something all the same.
double TakeDecimal(Reader& reader) {
  const bool negative = reader.TakeSign();
  double size = kNan;
  if (reader.rest.starts_with(kInfinityText)) {
    reader.Skip(kInfinityText.size());
    size = kInfinity;
  } else {
    std::uint64_t value = 0;
    int exponent = 0;
    bool any = false, fraction = false;
    for (;; reader.Skip(1)) {
      const int digit = reader.Digit(10);
      if (digit == 10) {
        if (fraction || reader.Peek() != '.') break;
        fraction = true;
        continue;
      }
      any = true;
      if (fraction) --exponent;
      if (value < 1'000'000'000'000'000'000) {
        value = value * 10 + static_cast<std::uint64_t>(digit);
      } else {
        ++exponent;  // of what is behind the 19th digit only the size counts
      }
    }
    if (any) size = Scale(value, exponent + TakeExponent(reader));
  }
  return negative ? -size : size;
}

// Takes the digits of a base; NaN when there are none.
double TakeWhole(Reader& reader, int base) {
  double value = kNan;
  for (int digit; (digit = reader.Digit(base)) != base; reader.Skip(1)) value = (std::isnan(value) ? 0 : value * base) + digit;
  return value;
}

// Writes to the room of WriteNumber().
class Writer {
 public:
  explicit Writer(char* text) : end_(text) {}

  void Put(char c) { *end_++ = c; }
  void Put(std::string_view characters) {
    for (const char c : characters) Put(c);
  }
  void PutDigit(int digit) { Put(static_cast<char>('0' + digit)); }

  [[nodiscard]] const char* end() const { return end_; }

 private:
  char* end_;
};

// Lays the digits of a number out as JavaScript does. The point stands before the digit `point`.
void PutNumber(const std::uint8_t* digits, int count, int point, Writer& text) {
  const int exponent = point - 1;
  const bool scientific = exponent >= 21 || exponent < -6;
  if (scientific) point = 1;
  for (int i = point < 1 ? point - 1 : 0; i < count || i < point; ++i) {
    if (i == point) text.Put('.');
    text.PutDigit(i >= 0 && i < count ? digits[i] : 0);
  }
  if (!scientific) return;
  text.Put(exponent < 0 ? "e-" : "e+");
  const int size = exponent < 0 ? -exponent : exponent;
  if (size >= 100) text.PutDigit(size / 100);
  if (size >= 10) text.PutDigit(size / 10 % 10);
  text.PutDigit(size % 10);
}

}  // namespace

std::size_t WriteNumber(double number, std::span<char, kMaxNumberTextBytes> text) {
  Writer writer(text.data());
  if (number < 0) writer.Put('-');
  number = std::abs(number);
  if (std::isnan(number)) {
    writer.Put("NaN");
  } else if (std::isinf(number)) {
    writer.Put(kInfinityText);
  } else if (number == 0) {
    writer.Put('0');
  } else {
    std::uint8_t digits[kMaxDigits];
    int point;
    const int count = ShortestDigits(number, digits, point);
    PutNumber(digits, count, point, writer);
  }
  return static_cast<std::size_t>(writer.end() - text.data());
}

double ParseNumber(std::string_view text) {
  Reader reader{text};
  reader.SkipSpaces();
  if (reader.rest.empty()) return 0;
  int base = 0;
  if (reader.rest.size() > 1 && reader.Peek() == '0') {
    const char kind = static_cast<char>(reader.rest[1] | 0x20);
    base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
    if (base != 0) reader.Skip(2);
  }
  const double number = base != 0 ? TakeWhole(reader, base) : TakeDecimal(reader);
  reader.SkipSpaces();
  return reader.rest.empty() ? number : kNan;
}

double ParseNumberPrefix(std::string_view text) {
  Reader reader{text};
  reader.SkipSpaces();
  return TakeDecimal(reader);
}

}  // namespace assay
