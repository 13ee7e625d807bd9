#include "assay/sketch/ddsketch.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay {
namespace {

// The bucket of a positive finite number: ceil(log2(value) 2^scale) - 1. The binary digits of the logarithm come from squaring the mantissa
// again and again, so that the answer has the same bits everywhere, which a library's logarithm has not.
std::int32_t IndexOf(double value, std::int32_t scale) {
  int exponent = 0;
  double mantissa = std::frexp(value, &exponent) * 2;  // in [1, 2)
  std::int32_t index = exponent - 1;
  const bool on_bound = mantissa == 1;  // powers of two alone: all other bounds are irrational
  if (scale <= 0) return (on_bound ? index - 1 : index) >> -scale;
  for (std::int32_t i = 0; i < scale; ++i) {
    mantissa *= mantissa;
    const bool digit = mantissa >= 2;
    if (digit) mantissa /= 2;
    index = index * 2 + (digit ? 1 : 0);
  }
  return on_bound ? index - 1 : index;
}

// base^index for an index of a bucket, from square roots: the same bits everywhere. 0 or infinite beyond the doubles.
double LowerEnd(std::int32_t index, std::int32_t scale) {
  if (scale <= 0) return std::ldexp(1, index * (1 << -scale));  // at most 1024 * 2
  double product = 1;
  double root = 2;
  for (std::int32_t bit = scale - 1; bit >= 0; --bit) {
    root = std::sqrt(root);
    if ((index >> bit & 1) != 0) product *= root;
  }
  return std::ldexp(product, index >> scale);
}

double UpperEnd(const ExponentialBuckets& buckets, std::int32_t scale) {
  const double end = LowerEnd(buckets.offset + static_cast<std::int32_t>(buckets.counts.size()), scale);
  return std::min(end, std::numeric_limits<double>::max());
}

// What stands for a bucket: the number that is relatively as far from one end as from the other, 2 low high / (low + high).
double Representative(std::int32_t index, std::int32_t scale) {
  const double low = LowerEnd(index, scale);
  return low * (2 / (1 + low / LowerEnd(index + 1, scale)));
}

// Numbers have exponents from -1074 to 1023; index -1 is below 1.
bool IsIndex(std::int64_t index, std::int32_t scale) {
  const std::int64_t lowest = scale <= 0 ? std::int64_t{-1075} >> -scale : std::int64_t{-1075} * (std::int64_t{1} << scale);
  const std::int64_t end = scale <= 0 ? (std::int64_t{1023} >> -scale) + 1 : std::int64_t{1024} * (std::int64_t{1} << scale);
  return index >= lowest && index < end;
}

void CoarsenBuckets(ExponentialBuckets& buckets, std::int32_t by) {
  if (by == 0 || buckets.counts.empty()) return;
  const std::int32_t first = buckets.offset >> by;
  for (std::size_t i = 0; i < buckets.counts.size(); ++i) {
    const auto to = static_cast<std::size_t>(((buckets.offset + static_cast<std::int32_t>(i)) >> by) - first);
    if (to == i) continue;
    buckets.counts[to] += buckets.counts[i];
    buckets.counts[i] = 0;
  }
  const std::int32_t last = (buckets.offset + static_cast<std::int32_t>(buckets.counts.size()) - 1) >> by;
  buckets.counts.resize(static_cast<std::size_t>(last - first) + 1);
  buckets.offset = first;
}

// Checks one sign of a histogram and adds its counts to `count`.
Status CheckBuckets(const ExponentialBuckets& buckets, std::int32_t scale, std::uint64_t& count) {
  for (std::size_t i = 0; i < buckets.counts.size(); ++i) {
    if (buckets.counts[i] == 0) continue;
    if (!IsIndex(std::int64_t{buckets.offset} + static_cast<std::int64_t>(i), scale)) {
      return InvalidArgument("histogram: an index that no number has");
    }
    if (buckets.counts[i] > DdSketch::kMaxCount - count) return InvalidArgument("histogram: more than 2^53 numbers");
    count += buckets.counts[i];
  }
  return Status();
}

}  // namespace

Result<DdSketch> DdSketch::Create(std::uint32_t max_buckets) {
  if (max_buckets < kMinMaxBuckets || max_buckets > kMaxMaxBuckets) return InvalidArgument("max_buckets: must be between 4 and 65536");
  return DdSketch(max_buckets);
}

void DdSketch::Add(double value) {
  if (!std::isfinite(value)) return;
  data_.min = data_.count == 0 ? value : std::min(*data_.min, value);
  data_.max = data_.count == 0 ? value : std::max(*data_.max, value);
  data_.sum += value;
  ++data_.count;
  if (value == 0) {
    ++data_.zero_count;
  } else {
    CountIn(value > 0 ? data_.positive : data_.negative, IndexOf(std::abs(value), data_.scale), 1);
  }
}

// `index` is of the present scale, which this may make coarser.
void DdSketch::CountIn(ExponentialBuckets& buckets, std::int32_t index, std::uint64_t count) {
  if (buckets.counts.empty()) buckets.offset = index;
  const std::int32_t end = buckets.offset + static_cast<std::int32_t>(buckets.counts.size());
  std::int32_t low = std::min(buckets.offset, index);
  std::int32_t high = std::max(end - 1, index);
  std::int32_t by = 0;
  for (; static_cast<std::int64_t>(high) - low >= max_buckets_; ++by, low >>= 1) high >>= 1;
  Coarsen(by);
  index >>= by;
  if (index < buckets.offset) {
    buckets.counts.insert(buckets.counts.begin(), static_cast<std::size_t>(buckets.offset - index), 0);
    buckets.offset = index;
  }
  const auto at = static_cast<std::size_t>(index - buckets.offset);
  if (at >= buckets.counts.size()) buckets.counts.resize(at + 1);
  buckets.counts[at] += count;
}

void DdSketch::Coarsen(std::int32_t by) {
  CoarsenBuckets(data_.positive, by);
  CoarsenBuckets(data_.negative, by);
  data_.scale -= by;
}

// `theirs` is of `scale`, which is at least the present one.
void DdSketch::MergeBuckets(ExponentialBuckets& mine, ExponentialBuckets theirs, std::int32_t scale) {
  CoarsenBuckets(theirs, scale - data_.scale);
  scale = data_.scale;
  for (std::size_t i = 0; i < theirs.counts.size(); ++i) {
    if (theirs.counts[i] == 0) continue;
    CountIn(mine, (theirs.offset + static_cast<std::int32_t>(i)) >> (scale - data_.scale), theirs.counts[i]);
  }
}

Status DdSketch::Merge(const DdSketch& other) {
  if (other.max_buckets_ != max_buckets_) return InvalidArgument("other: must have the same max_buckets");
  if (other.data_.count > kMaxCount - std::min(data_.count, kMaxCount)) return ResourceExhausted("other: more than 2^53 numbers together");
  const ExponentialHistogram theirs = other.data_;  // a copy: other may be this
  Coarsen(std::max(0, data_.scale - theirs.scale));
  MergeBuckets(data_.positive, theirs.positive, theirs.scale);
  MergeBuckets(data_.negative, theirs.negative, theirs.scale);
  if (theirs.count == 0) return Status();
  data_.min = data_.count == 0 ? theirs.min : std::min(data_.min, theirs.min);
  data_.max = data_.count == 0 ? theirs.max : std::max(data_.max, theirs.max);
  data_.sum += theirs.sum;
  data_.zero_count += theirs.zero_count;
  data_.count += theirs.count;
  return Status();
}

Result<DdSketch> DdSketch::FromHistogram(const ExponentialHistogram& histogram, std::uint32_t max_buckets) {
  Result<DdSketch> sketch = Create(max_buckets);
  if (!sketch.ok()) return sketch;
  if (histogram.scale < kMinScale || histogram.scale > kMaxScale) return InvalidArgument("scale: must be between -10 and 20");
  std::uint64_t count = histogram.zero_count;
  if (count > kMaxCount) return InvalidArgument("histogram: more than 2^53 numbers");
  for (const ExponentialBuckets* buckets : {&histogram.positive, &histogram.negative}) {
    const Status checked = CheckBuckets(*buckets, histogram.scale, count);
    if (!checked.ok()) return checked;
  }
  if (count != histogram.count) return InvalidArgument("count: must be the sum of all counts");
  const double min = histogram.min.value_or(0);
  const double max = histogram.max.value_or(0);
  if (!std::isfinite(min) || !std::isfinite(max) || !std::isfinite(histogram.sum)) return InvalidArgument("min, max, sum: must be finite");

  ExponentialHistogram& data = sketch->data_;
  data.scale = histogram.scale;
  sketch->MergeBuckets(data.positive, histogram.positive, histogram.scale);
  sketch->MergeBuckets(data.negative, histogram.negative, histogram.scale);
  data.count = count;
  data.zero_count = histogram.zero_count;
  data.sum = histogram.sum;
  if (count == 0) return sketch;
  const bool has_zero = data.zero_count != 0;
  data.min = histogram.min.value_or(!data.negative.counts.empty() ? -UpperEnd(data.negative, data.scale)
                                    : has_zero                    ? 0
                                                                  : LowerEnd(data.positive.offset, data.scale));
  data.max = histogram.max.value_or(!data.positive.counts.empty() ? UpperEnd(data.positive, data.scale)
                                    : has_zero                    ? 0
                                                                  : -LowerEnd(data.negative.offset, data.scale));
  if (*data.min > *data.max) return InvalidArgument("min: must not be above max");
  return sketch;
}

ExponentialHistogram DdSketch::ToHistogram() const { return data_; }

Result<std::optional<double>> DdSketch::Quantile(double rank) const {
  if (!(rank >= 0 && rank <= 1)) return InvalidArgument("rank: must be between 0 and 1");
  if (data_.count == 0) return std::optional<double>();
  if (rank == 0) return data_.min;
  if (rank == 1) return data_.max;
  auto left = static_cast<std::uint64_t>(std::floor(rank * static_cast<double>(data_.count - 1)));
  const auto answer = [this](double value) { return std::optional(std::clamp(value, *data_.min, *data_.max)); };
  const auto size = [](const ExponentialBuckets& buckets) { return static_cast<std::int32_t>(buckets.counts.size()); };
  for (std::int32_t i = size(data_.negative) - 1; i >= 0; --i) {
    const std::uint64_t here = data_.negative.counts[static_cast<std::size_t>(i)];
    if (left < here) return answer(-Representative(data_.negative.offset + i, data_.scale));
    left -= here;
  }
  if (left < data_.zero_count) return answer(0);
  left -= data_.zero_count;
  for (std::int32_t i = 0; i < size(data_.positive); ++i) {
    const std::uint64_t here = data_.positive.counts[static_cast<std::size_t>(i)];
    if (left < here) return answer(Representative(data_.positive.offset + i, data_.scale));
    left -= here;
  }
  return Internal("count: is not the sum of the buckets");
}

double DdSketch::RelativeError() const {
  const double base = LowerEnd(1, data_.scale);
  return std::isinf(base) ? 1 : (base - 1) / (base + 1);
}

bool operator==(const DdSketch& a, const DdSketch& b) {
  return a.max_buckets_ == b.max_buckets_ && a.data_.scale == b.data_.scale && a.data_.count == b.data_.count &&
         a.data_.zero_count == b.data_.zero_count && a.data_.min == b.data_.min && a.data_.max == b.data_.max &&
         a.data_.positive == b.data_.positive && a.data_.negative == b.data_.negative;
}

}  // namespace assay
