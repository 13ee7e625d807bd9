#include "assay/sketch/theta.h"

#include <algorithm>
#include <cmath>

#include "assay/sketch/byte_cursor.h"

namespace assay {
namespace {

constexpr std::uint64_t kFamily = 3;
constexpr std::uint64_t kMaxTheta = (std::uint64_t{1} << 63) - 1;  // stands for 1

enum Flag : std::uint8_t { kEmpty = 4, kOrdered = 16 };

// Differences of hashes in order, `bits` each, the highest bit first.
Status CheckPacked(ByteView packed, std::uint32_t count, std::uint32_t bits, std::uint64_t theta) {
  std::uint64_t hash = 0;
  std::uint64_t at = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint64_t difference = 0;
    for (std::uint32_t bit = 0; bit < bits; ++bit, ++at)
      difference = difference << 1 | (packed[static_cast<std::size_t>(at / 8)] >> (7 - at % 8) & 1);
    if (difference == 0 || difference >= theta - hash) return DataLoss("hashes: must increase and be below theta");
    hash += difference;
  }
  return Status();
}

Status CheckHashes(ByteReader& reader, std::uint32_t count, bool ordered, std::uint64_t theta) {
  std::uint64_t last = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t hash = reader.Unsigned(8);
    if (hash == 0 || hash >= theta || (ordered && hash <= last)) return DataLoss("hashes: must increase and be below theta");
    last = hash;
  }
  return Status();
}

// Version 4: byte 3 bits of a difference, byte 4 bytes of the count, theta when there is one, the count, the differences.
Status ReadPacked(ByteReader& reader, std::uint64_t longs, ByteView bytes, std::uint64_t& theta, std::uint32_t& retained) {
  if (longs > 1) theta = reader.Unsigned(8);
  const std::uint32_t bits = bytes[3];
  const std::size_t count_bytes = bytes[4];
  if (bits == 0 || bits > 63 || count_bytes == 0 || count_bytes > 4) return DataLoss("hashes: impossible packing");
  retained = static_cast<std::uint32_t>(reader.Unsigned(count_bytes));
  if (theta == 0 || theta > kMaxTheta) return DataLoss("theta: must be above 0 and at most 1");
  if (!reader.Has((std::uint64_t{retained} * bits + 7) / 8, 1)) return DataLoss("bytes: truncated");
  return CheckPacked(reader.Rest(), retained, bits, theta);
}

Status Read(ByteView bytes, ThetaSketch& sketch) {
  ByteReader reader(bytes);
  reader.Skip(8);
  if (!reader.ok()) return DataLoss("bytes: truncated");
  const std::uint64_t longs = bytes[0] & 63;
  const std::uint32_t version = bytes[1];
  const std::uint8_t flags = bytes[5];
  if (bytes[2] != kFamily) return DataLoss("bytes: not a compact Theta sketch");
  if (version < 1 || version > 4) return DataLoss("bytes: serial version of a Theta sketch must be 1 to 4");
  if (longs < (version == 1 ? 3 : 1) || longs > (version == 4 ? 2 : 3)) return DataLoss("preamble: impossible");

  sketch.serial_version = version;
  std::uint64_t theta = kMaxTheta;
  if (version == 4) {
    const Status read = ReadPacked(reader, longs, bytes, theta, sketch.retained);
    if (!read.ok()) return read;
  } else if (longs == 1) {
    if (version == 2 || (flags & kEmpty) != 0) return Status();
    sketch.retained = 1;  // a sketch of one key has neither count nor theta
  } else {
    sketch.retained = static_cast<std::uint32_t>(reader.Unsigned(4));
    reader.Skip(4);
    if (longs > 2) theta = reader.Unsigned(8);
  }
  if (theta == 0 || theta > kMaxTheta) return DataLoss("theta: must be above 0 and at most 1");
  if (version != 4) {
    if (!reader.Has(sketch.retained, 8)) return DataLoss("bytes: truncated");
    const Status hashes = CheckHashes(reader, sketch.retained, version < 3 || (flags & kOrdered) != 0, theta);
    if (!hashes.ok()) return hashes;
  }
  sketch.empty = sketch.retained == 0 && (theta == kMaxTheta || (version > 1 && (flags & kEmpty) != 0));
  // An update sketch that samples has a theta below 1 before the first key.
  sketch.theta = sketch.empty || theta == kMaxTheta ? 1 : static_cast<double>(theta) / static_cast<double>(kMaxTheta);
  return Status();
}

}  // namespace

Result<ThetaSketch> ReadTheta(ByteView bytes) {
  ThetaSketch sketch;
  const Status read = Read(bytes, sketch);
  if (!read.ok()) return read;
  return sketch;
}

double ThetaSketch::Bound(double deviations) const {
  if (theta == 1) return retained;
  const double side = deviations < 0 ? -0.5 : 0.5;  // once for the hashes, once to round away from the estimate
  const double corrected = std::max(0.0, (retained + side) / theta);
  const double spread = deviations * std::sqrt((1 - theta) / theta);
  const double half = 0.5 * spread * std::sqrt(spread * spread + 4 * corrected);
  return std::max<double>(retained, corrected + 0.5 * spread * spread + half + side);
}

}  // namespace assay
