#include "assay/columnar/packed_numbers.h"

#include <cmath>

namespace assay {
namespace {

// Multiples up to this are exact in a double, and their quotient by a power of ten is the double nearest to the decimal.
constexpr double kMaxMultiple = 9007199254740992.0;  // 2^53

// More decimals than this leave no fewer bits than the double has.
constexpr double kMaxScale = 1e6;

// True when every value is a multiple of 1 / scale, which are then in `multiples`. Stops at the first that is not.
bool AsMultiples(std::span<const double> values, double scale, std::vector<std::int64_t>& multiples) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double multiple = std::nearbyint(values[i] * scale);
    if (!(std::fabs(multiple) < kMaxMultiple) || multiple / scale != values[i]) return false;
    multiples[i] = static_cast<std::int64_t>(multiple);
  }
  return true;
}

}  // namespace

PackedNumbers::PackedNumbers(std::span<const double> values) {
  std::vector<std::int64_t> multiples(values.size());
  for (scale_ = 1; scale_ <= kMaxScale; scale_ *= 10) {
    if (!AsMultiples(values, scale_, multiples)) continue;
    multiples_ = PackedInts(multiples);
    return;
  }
  doubles_.assign(values.begin(), values.end());
}

double PackedNumbers::At(std::size_t index) const {
  return doubles_.empty() ? static_cast<double>(multiples_.At(index)) / scale_ : doubles_[index];
}

void PackedNumbers::Unpack(double* values) const {
  if (!doubles_.empty()) {
    for (std::size_t i = 0; i < doubles_.size(); ++i) values[i] = doubles_[i];
    return;
  }
  std::vector<std::int64_t> multiples(multiples_.size());
  multiples_.Unpack(multiples.data());
  for (std::size_t i = 0; i < multiples.size(); ++i) values[i] = static_cast<double>(multiples[i]) / scale_;
}

}  // namespace assay
