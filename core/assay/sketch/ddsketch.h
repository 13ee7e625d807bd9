// assay/sketch/ddsketch.h
//
// DDSketch: quantiles of a stream of numbers, each within a relative error of the true one, from at most 160 counters per sign. Buckets are
// those of OpenTelemetry's exponential histogram, so it goes to metrics pipelines and back with all but its sum. Adding is O(1), merging
// O(buckets). Where the numbers spread too far, neighbouring buckets become one, exactly, and the error doubles. Not thread-safe.

#ifndef ASSAY_SKETCH_DDSKETCH_H_
#define ASSAY_SKETCH_DDSKETCH_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

// Counts of neighbouring buckets: counts[i] is that of bucket offset + i, which holds (base^index, base^(index + 1)].
struct ExponentialBuckets {
  std::int32_t offset = 0;
  std::vector<std::uint64_t> counts;

  friend bool operator==(const ExponentialBuckets&, const ExponentialBuckets&) = default;
};

// The fields of a data point of OpenTelemetry's ExponentialHistogram, with a zero threshold of 0.
//
// Source: https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram.
struct ExponentialHistogram {
  std::int32_t scale = 0;  // base = 2^(2^-scale)
  std::uint64_t count = 0;
  std::uint64_t zero_count = 0;
  double sum = 0;
  std::optional<double> min;
  std::optional<double> max;
  ExponentialBuckets positive;
  ExponentialBuckets negative;  // of absolute values
};

class DdSketch {
 public:
  static constexpr std::int32_t kMinScale = -10;           // one bucket holds a range of 2^1024
  static constexpr std::int32_t kMaxScale = 20;            // buckets 7e-7 wide, relatively
  static constexpr std::uint32_t kMinMaxBuckets = 4;       // at kMinScale every number is in one of 3
  static constexpr std::uint32_t kMaxMaxBuckets = 65'536;  // 512 kB for each sign
  static constexpr std::uint32_t kDefaultMaxBuckets = 160;
  static constexpr std::uint8_t kFirstByte = 0x11;
  static constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 53;

  // An empty sketch that keeps at most `max_buckets` buckets of each sign, at the finest scale.
  //
  // Errors: kInvalidArgument when max_buckets is outside [kMinMaxBuckets, kMaxMaxBuckets].
  static Result<DdSketch> Create(std::uint32_t max_buckets = kDefaultMaxBuckets);

  // The sketch of a histogram. Empty buckets at its ends are dropped; more buckets than `max_buckets` are merged to a coarser scale.
  // Without a minimum and a maximum, the ends of the outermost buckets take their place.
  //
  // Errors: kInvalidArgument when max_buckets or the scale is out of range, an index is one that no number has, the counts do not sum up
  // to `count`, or minimum, maximum or sum is not finite.
  static Result<DdSketch> FromHistogram(const ExponentialHistogram& histogram, std::uint32_t max_buckets = kDefaultMaxBuckets);

  // The same buckets as a plain structure: FromHistogram of it is this sketch.
  [[nodiscard]] ExponentialHistogram ToHistogram() const;

  // The sketch of these bytes, as FromHistogram(): an ExponentialHistogramDataPoint of OTLP in Protocol Buffers. Of its other fields only the
  // times may be there, and are ignored. So its first byte is kFirstByte or more, which that of no sketch of DataSketches is.
  //
  // Errors: kDataLoss when the bytes are truncated, have other fields or contradict themselves.
  //
  // Source: opentelemetry-proto 1.0, opentelemetry/proto/metrics/v1/metrics.proto.
  static Result<DdSketch> Deserialize(ByteView bytes, std::uint32_t max_buckets = kDefaultMaxBuckets);

  // Bytes that readers of OTLP read. Equal sketches give equal bytes: the optional sum, whose last bits depend on the order of the numbers,
  // is left out.
  [[nodiscard]] ByteBuffer Serialize() const;

  // Takes in a number. NaN and the infinities have no bucket and are not counted.
  void Add(double value);

  // Becomes the sketch of all numbers of both. Commutative and associative, bucket by bucket; of the sum the last bits depend on the order.
  //
  // Errors: kInvalidArgument when the sketches differ in max_buckets; kResourceExhausted when there would be more than kMaxCount numbers.
  // Nothing is changed.
  Status Merge(const DdSketch& other);

  // An approximation of the number at position floor(rank (count - 1)) of the sorted stream, from 0; nothing for an empty sketch. At
  // most RelativeError away from it, relatively; 0 and 1 give the exact minimum and maximum.
  //
  // Errors: kInvalidArgument when rank is outside [0, 1].
  //
  // Source: Masson, Rim, Lee, DDSketch, 2019, doi:10.14778/3352063.3352135, algorithm 2.
  [[nodiscard]] Result<std::optional<double>> Quantile(double rank) const;

  // (base - 1) / (base + 1), for the scale that was come down to: 1.1 % for 160 buckets over one decade, 4.3 % over
  // five. 1 at kMinScale.
  [[nodiscard]] double RelativeError() const;

  [[nodiscard]] std::uint64_t count() const { return data_.count; }
  [[nodiscard]] std::int32_t scale() const { return data_.scale; }

  // Equal in everything but the sum, whose last bits depend on the order of the numbers.
  friend bool operator==(const DdSketch& a, const DdSketch& b);

 private:
  explicit DdSketch(std::uint32_t max_buckets) : max_buckets_(max_buckets) { data_.scale = kMaxScale; }

  void CountIn(ExponentialBuckets& buckets, std::int32_t index, std::uint64_t count);
  void MergeBuckets(ExponentialBuckets& mine, ExponentialBuckets theirs, std::int32_t scale);
  void Coarsen(std::int32_t by);

  std::uint32_t max_buckets_;
  ExponentialHistogram data_;  // without empty buckets at the ends
};

}  // namespace assay

#endif  // ASSAY_SKETCH_DDSKETCH_H_
