#include "assay/sketch/quantiles.h"

#include <bit>

#include "assay/sketch/byte_cursor.h"

namespace assay {
namespace {

constexpr std::uint8_t kFamily = 8;
constexpr std::uint64_t kMaxN = std::uint64_t{1} << 53;  // beyond, ranks are no longer exact in a double

enum Flag : std::uint8_t { kEmpty = 4, kCompact = 8 };

// `count` items of one weight. They must be numbers between minimum and maximum, and in order where `sorted`.
bool TakeItems(ByteReader& reader, std::uint64_t count, std::uint64_t weight, bool sorted, QuantilesSketch& sketch) {
  const std::size_t at = sketch.items.size();
  sketch.items.resize(at + static_cast<std::size_t>(count));
  double last = sketch.min;
  for (std::uint64_t i = 0; i < count; ++i) {
    const double value = reader.Float(8);
    if (!(value >= last && value <= sketch.max)) return false;
    if (sorted) last = value;
    sketch.items[at + static_cast<std::size_t>(i)] = {value, weight};
  }
  return true;
}

Status Read(ByteView bytes, QuantilesSketch& sketch) {
  ByteReader reader(bytes);
  reader.Skip(4);
  sketch.k = static_cast<std::uint32_t>(reader.Unsigned(2));
  reader.Skip(2);
  if (!reader.ok()) return DataLoss("bytes: truncated");
  sketch.serial_version = bytes[1];
  const std::uint32_t longs = bytes[0];
  const bool empty = (bytes[3] & kEmpty) != 0;
  if (bytes[2] != kFamily) return DataLoss("bytes: not a quantiles sketch");
  if (sketch.serial_version < 1 || sketch.serial_version > 3) return DataLoss("bytes: serial version of a quantiles sketch must be 1 to 3");
  const bool compact = sketch.serial_version == 2 || (sketch.serial_version == 3 && (bytes[3] & kCompact) != 0);
  const std::uint32_t full = sketch.serial_version == 1 ? 5 : 2;
  if (longs != full && !(empty && longs == 1)) return DataLoss("preamble: does not fit the flags");
  if (sketch.k < 2 || sketch.k > 32'768 || !std::has_single_bit(sketch.k)) return DataLoss("k: must be a power of 2");
  if (empty) return Status();

  sketch.n = reader.Unsigned(8);
  sketch.min = reader.Float(8);
  sketch.max = reader.Float(8);
  if (sketch.serial_version == 1) reader.Skip(8);  // the size of a buffer
  if (!reader.ok()) return DataLoss("bytes: truncated");
  if (sketch.n == 0 || sketch.n > kMaxN) return DataLoss("n: impossible");

  // Numbers not yet in a level, then a level of k items for each bit of n / 2k, the i-th of weight 2^(i + 1).
  const std::uint64_t loose_limit = std::uint64_t{2} * sketch.k;
  const std::uint64_t levels = sketch.n / loose_limit;
  const std::uint64_t loose = sketch.n % loose_limit;
  const std::uint64_t spare = compact || levels == 0 ? 0 : loose_limit - loose;
  const int held = compact ? std::popcount(levels) : static_cast<int>(std::bit_width(levels));
  const auto places = static_cast<std::uint64_t>(held);
  if (!reader.Has(loose + spare + places * sketch.k, 8)) return DataLoss("bytes: truncated");
  bool valid = TakeItems(reader, loose, 1, false, sketch);
  reader.Skip(static_cast<std::size_t>(spare) * 8);
  for (int level = 0; valid && levels >> level != 0; ++level) {
    if ((levels >> level & 1) != 0) {
      valid = TakeItems(reader, sketch.k, std::uint64_t{2} << level, true, sketch);
    } else if (!compact) {
      reader.Skip(std::size_t{sketch.k} * 8);
    }
  }
  if (!valid) return DataLoss("items: out of order, or outside minimum and maximum");
  if (compact && !reader.done()) return DataLoss("bytes: longer than the sketch");
  return Status();
}

}  // namespace

Result<QuantilesSketch> ReadQuantiles(ByteView bytes) {
  QuantilesSketch sketch;
  const Status read = Read(bytes, sketch);
  if (!read.ok()) return read;
  return sketch;
}

double QuantilesSketch::NormalizedRankError() const { return n < 2 * std::uint64_t{k} ? 0 : 1.576 / Power(k, 0.9726); }

}  // namespace assay
