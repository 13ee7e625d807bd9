#include "assay/sketch/tdigest.h"

#include <algorithm>
#include <cmath>

#include "assay/sketch/byte_cursor.h"

namespace assay {
namespace {

constexpr std::uint8_t kFamily = 20;
constexpr std::uint32_t kMinK = 10;
constexpr double kMaxN = 0x1p53;  // beyond, ranks are no longer exact in a double

enum Flag : std::uint8_t { kEmpty = 1, kSingleValue = 2 };

// Puts a centroid behind the others. A weight that is not a whole number is cut, as DataSketches does.
bool Append(TDigest& digest, double mean, double weight) {
  if (!(mean >= digest.min && mean <= digest.max) || !(weight >= 1) || weight > kMaxN - static_cast<double>(digest.n)) return false;
  digest.centroids.push_back({mean, static_cast<std::uint64_t>(weight)});
  digest.n += static_cast<std::uint64_t>(weight);
  return true;
}

// Big-endian: 1, min, max, k, count as doubles and an int; or 2, min, max as doubles, k as a float, two capacities and count as shorts.
Status ReadOriginal(ByteView bytes, TDigest& digest) {
  ByteReader reader(bytes, true);
  digest.has_floats = reader.Unsigned(4) == 2;
  const std::size_t width = digest.has_floats ? 4 : 8;
  digest.min = reader.Float(8);
  digest.max = reader.Float(8);
  const double k = reader.Float(width);
  if (digest.has_floats) reader.Skip(4);
  const std::uint64_t count = reader.Unsigned(digest.has_floats ? 2 : 4);
  if (!reader.Has(count, 2 * width)) return DataLoss("bytes: truncated");
  if (!(k >= kMinK && k <= 65'535)) return DataLoss("k: impossible");
  digest.k = static_cast<std::uint32_t>(k);
  digest.centroids.reserve(static_cast<std::size_t>(count));
  if (digest.has_floats) {  // means were rounded, minimum and maximum were not
    digest.min = std::min(digest.min, static_cast<double>(static_cast<float>(digest.min)));
    digest.max = std::max(digest.max, static_cast<double>(static_cast<float>(digest.max)));
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    const double weight = reader.Float(width);
    if (!Append(digest, reader.Float(width), weight)) return DataLoss("centroids: impossible");
  }
  if (!reader.done()) return DataLoss("bytes: longer than the digest");
  return Status();
}

Status ReadOwn(ByteView bytes, TDigest& digest) {
  ByteReader reader(bytes);
  reader.Skip(3);
  digest.k = static_cast<std::uint32_t>(reader.Unsigned(2));
  reader.Skip(3);
  if (!reader.ok()) return DataLoss("bytes: truncated");
  digest.serial_version = bytes[1];
  const bool empty = (bytes[5] & kEmpty) != 0;
  const bool single = !empty && bytes[0] == 1 && (bytes[5] & kSingleValue) != 0;
  if (digest.serial_version != 1) return DataLoss("bytes: serial version of a t-digest must be 1");
  if (bytes[0] != (empty || single ? 1 : 2)) return DataLoss("preamble: does not fit the flags");
  if (digest.k < kMinK) return DataLoss("k: impossible");
  if (empty) return reader.done() ? Status() : DataLoss("bytes: longer than the digest");

  const std::uint64_t count = single ? 0 : reader.Unsigned(4);
  const std::uint64_t buffered = single ? 0 : reader.Unsigned(4);
  if (!reader.ok()) return DataLoss("bytes: truncated");
  const std::size_t left = reader.Rest().size();
  const std::uint64_t numbers = single ? 1 : 2 + 2 * count + buffered;
  digest.has_floats = left == numbers * 4;
  if (!digest.has_floats && left != numbers * 8) return DataLoss("bytes: not as long as floats or doubles would make them");
  const std::size_t width = digest.has_floats ? 4 : 8;
  digest.min = reader.Float(width);
  digest.max = single ? digest.min : reader.Float(width);
  bool valid = !single || Append(digest, digest.min, 1);
  digest.centroids.reserve(static_cast<std::size_t>(count + buffered));
  for (std::uint64_t i = 0; valid && i < count; ++i) {
    const double mean = reader.Float(width);
    valid = Append(digest, mean, static_cast<double>(reader.Unsigned(width)));
  }
  for (std::uint64_t i = 0; valid && i < buffered; ++i) valid = Append(digest, reader.Float(width), 1);
  if (!valid || digest.n == 0) return DataLoss("centroids: impossible");
  return Status();
}

double Interpolate(double x, double x0, double y0, double x1, double y1) { return y0 + (y1 - y0) * ((x - x0) / (x1 - x0)); }

}  // namespace

Result<TDigest> ReadTDigest(ByteView bytes) {
  const bool original = bytes.size() >= 4 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0 && (bytes[3] == 1 || bytes[3] == 2);
  if (!original && (bytes.size() < 3 || bytes[2] != kFamily)) return DataLoss("bytes: not a t-digest");
  TDigest digest;
  const Status read = original ? ReadOriginal(bytes, digest) : ReadOwn(bytes, digest);
  if (!read.ok()) return read;
  SortByValue(digest.centroids);
  return digest;
}

// The numbers of a centroid lie around its mean, half of them on each side; a centroid of one number is that number. The minimum and the
// maximum are one number each, of the outermost centroids.
double TDigest::Quantile(double rank) const {
  const auto total = static_cast<double>(n);
  const double target = rank * total;
  if (centroids.size() == 1) return n == 1 ? centroids[0].value : Interpolate(target, 0, min, total, max);
  if (target < 1) return min;
  if (target > total - 1) return max;
  double at = 1;  // where the last known number stands, and what it is
  double value = min;
  double below = 0;
  for (const WeightedValue& centroid : centroids) {
    const auto weight = static_cast<double>(centroid.weight);
    if (weight == 1) {
      if (target < below + 1 && target >= below) return centroid.value;
      if (target < below) return Interpolate(target, at, value, below, centroid.value);
      at = below + 1;
    } else {
      const double middle = below + weight / 2;
      if (target < middle) return Interpolate(target, at, value, middle, centroid.value);
      at = middle;
    }
    value = centroid.value;
    below += weight;
  }
  return at < total - 1 ? Interpolate(target, at, value, total - 1, max) : max;
}

double TDigest::Rank(double x) const {
  const auto total = static_cast<double>(n);
  if (x < min) return 0;
  if (x > max) return 1;
  if (min == max) return 0.5;
  double at = x == min ? 0.5 : 1;
  double value = min;
  double below = 0;
  for (std::size_t i = 0; i < centroids.size(); ++i) {
    // Centroids of one mean count as one, or ties would jump.
    double weight = static_cast<double>(centroids[i].weight);
    const double mean = centroids[i].value;
    for (; i + 1 < centroids.size() && centroids[i + 1].value == mean; ++i) weight += static_cast<double>(centroids[i + 1].weight);
    const double middle = below + weight / 2;
    if (x == mean) return middle / total;
    if (x < mean) return (mean > value && middle > at ? Interpolate(x, value, at, mean, middle) : at) / total;
    at = std::max(at, middle);
    value = mean;
    below += weight;
  }
  if (x == max) return 1 - 0.5 / total;
  return (total - 1 > at ? Interpolate(x, value, at, max, total - 1) : at) / total;
}

}  // namespace assay
