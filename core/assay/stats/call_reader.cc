#include "assay/stats/call_reader.h"

#include <cmath>

namespace assay {
namespace {

constexpr double kMaxCount = 0x1p53;

bool IsCount(double value) { return value >= 0 && value <= kMaxCount && std::floor(value) == value; }

}  // namespace

double CallReader::Number() {
  if (rest_.empty()) {
    Fail("arguments: there are fewer than the statistic takes");
    return 0;
  }
  const double value = rest_.front();
  rest_ = rest_.subspan(1);
  return value;
}

double CallReader::Finite(const char* message) {
  const double value = Number();
  if (std::isfinite(value)) return value;
  Fail(message);
  return 0;
}

double CallReader::Positive(const char* message) {
  const double value = Number();
  if (std::isfinite(value) && value > 0) return value;
  Fail(message);
  return 1;
}

double CallReader::NotNegative(const char* message) {
  const double value = Number();
  if (std::isfinite(value) && value >= 0) return value;
  Fail(message);
  return 0;
}

double CallReader::Probability(const char* message) {
  const double value = Number();
  if (value >= 0 && value <= 1) return value;
  Fail(message);
  return 0;
}

std::uint64_t CallReader::Count(const char* message) {
  const double value = Number();
  if (IsCount(value)) return static_cast<std::uint64_t>(value);
  Fail(message);
  return 0;
}

Proportion CallReader::Rate() {
  const std::uint64_t successes = Count("successes: must be a whole number from 0 to trials");
  const std::uint64_t trials = Count("trials: must be a whole number from 0 to 2^53");
  const Result<Proportion> rate = Proportion::Of(successes, trials);
  if (rate.ok()) return *rate;
  Note(rate.status());
  return {};
}

Confidence CallReader::Level() {
  const Result<Confidence> level = Confidence::Of(Number());
  if (level.ok()) return *level;
  Note(level.status());
  return Confidence::Percent95();
}

std::span<const double> CallReader::List(const char* message) {
  const double count = Number();
  if (!IsCount(count) || count > static_cast<double>(rest_.size())) {
    Fail(message);
    return {};
  }
  const std::span<const double> list = rest_.first(static_cast<std::size_t>(count));
  rest_ = rest_.subspan(list.size());
  for (const double value : list) Require(std::isfinite(value), message);
  return list;
}

Status CallReader::Finish() {
  if (!rest_.empty()) Fail("arguments: there are more than the statistic takes");
  return failure_;
}

}  // namespace assay
