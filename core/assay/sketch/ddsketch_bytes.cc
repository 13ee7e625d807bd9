#include <utility>

#include "assay/sketch/byte_cursor.h"
#include "assay/sketch/ddsketch.h"

namespace assay {
namespace {

// Tags of Protocol Buffers: the field's number, and how its value is written.
enum Tag : std::uint64_t {
  kStartTime = 2 << 3 | 1,
  kTime = 3 << 3 | 1,
  kCount = 4 << 3 | 1,
  kSum = 5 << 3 | 1,
  kScale = 6 << 3 | 0,
  kZeroCount = 7 << 3 | 1,
  kPositive = 8 << 3 | 2,
  kNegative = 9 << 3 | 2,
  kMin = 12 << 3 | 1,
  kMax = 13 << 3 | 1,
  kBucketOffset = 1 << 3 | 0,
  kBucketCount = 2 << 3 | 0,   // as writers of one by one have it
  kBucketCounts = 2 << 3 | 2,  // as they are packed
};

constexpr Status kTruncated = DataLoss("bytes: truncated");

void AppendVarint(ByteBuffer& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) AppendUnsigned(bytes, (value & 0x7f) | 0x80, 1);
  AppendUnsigned(bytes, value, 1);
}

std::uint64_t ReadVarint(ByteReader& reader) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint64_t byte = reader.Unsigned(1);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return value;
}

// Zigzag: 0, -1, 1, -2, ...
std::uint64_t FoldSign(std::int32_t value) { return static_cast<std::uint32_t>(value << 1) ^ static_cast<std::uint32_t>(value >> 31); }

std::int32_t UnfoldSign(std::uint64_t folded) {
  const auto low = static_cast<std::uint32_t>(folded);
  return static_cast<std::int32_t>((low >> 1) ^ (0 - (low & 1)));
}

void AppendField(ByteBuffer& bytes, Tag tag, const ByteBuffer& content) {
  AppendVarint(bytes, tag);
  AppendVarint(bytes, content.size());
  bytes.insert(bytes.end(), content.begin(), content.end());
}

void AppendDouble(ByteBuffer& bytes, Tag tag, double value) {
  AppendVarint(bytes, tag);
  AppendFloat(bytes, value, 8);
}

void AppendCount(ByteBuffer& bytes, Tag tag, std::uint64_t count) {
  AppendVarint(bytes, tag);
  AppendUnsigned(bytes, count, 8);
}

void AppendBuckets(ByteBuffer& bytes, Tag tag, const ExponentialBuckets& buckets) {
  if (buckets.counts.empty()) return;
  ByteBuffer counts;
  for (const std::uint64_t count : buckets.counts) AppendVarint(counts, count);
  ByteBuffer content;
  AppendVarint(content, kBucketOffset);
  AppendVarint(content, FoldSign(buckets.offset));
  AppendField(content, kBucketCounts, counts);
  AppendField(bytes, tag, content);
}

// The bytes of a field of so many.
Result<ByteView> ReadContent(ByteReader& reader) {
  const std::uint64_t size = ReadVarint(reader);
  if (!reader.Has(size, 1)) return kTruncated;
  const ByteView content = reader.Rest().first(static_cast<std::size_t>(size));
  reader.Skip(content.size());
  return content;
}

Status ReadBuckets(ByteReader& outer, ExponentialBuckets& buckets) {
  const Result<ByteView> content = ReadContent(outer);
  if (!content.ok()) return content.status();
  ByteReader reader(*content);
  while (reader.ok() && !reader.done()) {
    const std::uint64_t tag = ReadVarint(reader);
    if (tag == kBucketOffset) {
      buckets.offset = UnfoldSign(ReadVarint(reader));
    } else if (tag == kBucketCount) {
      buckets.counts.push_back(ReadVarint(reader));
    } else if (tag == kBucketCounts) {
      const Result<ByteView> counts = ReadContent(reader);
      if (!counts.ok()) return counts.status();
      ByteReader each(*counts);
      while (each.ok() && !each.done()) buckets.counts.push_back(ReadVarint(each));
      if (!each.ok()) return kTruncated;
    } else {
      return DataLoss("bytes: a field that buckets do not have");
    }
  }
  return reader.ok() ? Status() : kTruncated;
}

Status ReadField(ByteReader& reader, std::uint64_t tag, ExponentialHistogram& histogram) {
  switch (tag) {
    case kStartTime:
    case kTime: reader.Skip(8); break;
    case kCount: histogram.count = reader.Unsigned(8); break;
    case kSum: histogram.sum = reader.Float(8); break;
    case kScale: histogram.scale = UnfoldSign(ReadVarint(reader)); break;
    case kZeroCount: histogram.zero_count = reader.Unsigned(8); break;
    case kPositive: return ReadBuckets(reader, histogram.positive);
    case kNegative: return ReadBuckets(reader, histogram.negative);
    case kMin: histogram.min = reader.Float(8); break;
    case kMax: histogram.max = reader.Float(8); break;
    default: return DataLoss("bytes: a field that is not read");
  }
  return Status();
}

}  // namespace

// What is counted comes last, so that bytes that are cut off do not sum up to `count`.
ByteBuffer DdSketch::Serialize() const {
  ByteBuffer bytes;
  AppendCount(bytes, kCount, data_.count);
  if (data_.min.has_value()) AppendDouble(bytes, kMin, *data_.min);
  if (data_.max.has_value()) AppendDouble(bytes, kMax, *data_.max);
  AppendVarint(bytes, kScale);
  AppendVarint(bytes, FoldSign(data_.scale));
  AppendCount(bytes, kZeroCount, data_.zero_count);
  AppendBuckets(bytes, kPositive, data_.positive);
  AppendBuckets(bytes, kNegative, data_.negative);
  return bytes;
}

Result<DdSketch> DdSketch::Deserialize(ByteView bytes, std::uint32_t max_buckets) {
  ExponentialHistogram histogram;
  ByteReader reader(bytes);
  while (reader.ok() && !reader.done()) {
    const Status read = ReadField(reader, ReadVarint(reader), histogram);
    if (!read.ok()) return read;
  }
  if (!reader.ok()) return kTruncated;
  Result<DdSketch> sketch = FromHistogram(histogram, max_buckets);
  if (!sketch.ok()) return DataLoss("bytes: a histogram that contradicts itself");
  return sketch;
}

}  // namespace assay
