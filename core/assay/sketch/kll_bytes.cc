#include "assay/sketch/byte_cursor.h"
#include "assay/sketch/kll.h"

// Byte 0 preamble in ints, 1 serial version, 2 family, 3 flags, 4-5 k, 6 m. With more than one item: n, the lowest k, the number of levels,
// the place of each level in an array of the sketch's capacity that ends with the last, minimum, maximum. Then the items.

namespace assay {
namespace {

constexpr std::uint64_t kFamily = 15;
constexpr std::uint64_t kM = 8;

constexpr std::uint64_t kEmpty = 1, kSingleItem = 4;  // flags

}  // namespace

// Places into sizes.
Status KllSketch::ReadLevelSizes(ByteReader& reader) {
  const std::uint32_t capacity = Capacity(k_, levels_);
  auto place = static_cast<std::uint32_t>(reader.Unsigned(4));
  std::uint64_t left = n_;
  std::uint32_t retained = 0;
  for (std::size_t level = 0; level < levels_; ++level) {
    const std::uint32_t next = level + 1 < levels_ ? static_cast<std::uint32_t>(reader.Unsigned(4)) : capacity;
    if (place > next || next > capacity || next - place > left >> level) return DataLoss("levels: do not fit n and k");
    sizes_[level] = next - place;
    left -= std::uint64_t{sizes_[level]} << level;
    retained += sizes_[level];
    place = next;
  }
  if (left != 0) return DataLoss("levels: do not fit n and k");
  if (!reader.Has(retained, 4)) return DataLoss("bytes: truncated");
  items_.resize(retained);
  return Status();
}

// Level by level from 0, so from the back.
Status KllSketch::ReadItems(ByteReader& reader) {
  const auto width = static_cast<std::size_t>(item_);
  std::size_t end = items_.size();
  for (std::size_t level = 0; level < levels_; ++level) {
    end -= sizes_[level];
    double last = min_;
    for (std::uint32_t i = 0; i < sizes_[level]; ++i) {
      const double value = reader.Float(width);
      if (!(value >= last && value <= max_)) return DataLoss("items: out of order, or outside minimum and maximum");
      if (level > 0) last = value;
      items_[end + i] = value;
    }
  }
  return Status();
}

Result<KllSketch> KllSketch::Deserialize(ByteView bytes, std::uint64_t seed) {
  KllSketch sketch(KllItem::kDouble, kMinK, seed);
  const Status read = sketch.Read(bytes);
  if (!read.ok()) return read;
  return sketch;
}

// Into an empty sketch.
Status KllSketch::Read(ByteView bytes) {
  ByteReader reader(bytes);
  const std::uint64_t preamble = reader.Unsigned(1);
  const std::uint64_t version = reader.Unsigned(1);
  const std::uint64_t family = reader.Unsigned(1);
  const std::uint64_t flags = reader.Unsigned(1);
  k_ = static_cast<std::uint32_t>(reader.Unsigned(2));
  min_k_ = k_;
  const std::uint64_t m = reader.Unsigned(1);
  reader.Skip(1);
  if (!reader.ok()) return DataLoss("bytes: truncated");
  if (family != kFamily) return DataLoss("bytes: not a KLL sketch");
  if (version == 3) return Unimplemented("bytes: updatable KLL sketches are not read");
  const bool is_short = (flags & (kEmpty | kSingleItem)) != 0;
  if (version < 1 || version > 2 || preamble != (is_short ? 2 : 5) || k_ < kMinK || m != kM) return DataLoss("header: impossible");

  if (!is_short) {
    n_ = reader.Unsigned(8);
    min_k_ = static_cast<std::uint32_t>(reader.Unsigned(2));
    const auto levels = static_cast<std::size_t>(reader.Unsigned(1));
    reader.Skip(1);
    if (!reader.Has(levels, 4)) return DataLoss("bytes: truncated");
    const bool fits = levels >= 1 && levels <= kMaxLevels && min_k_ >= kMinK && min_k_ <= k_;
    if (!fits || n_ == 0 || n_ > kMaxN) return DataLoss("header: impossible");
    levels_ = levels;
    const Status read = ReadLevelSizes(reader);
    if (!read.ok()) return read;
  } else if ((flags & kEmpty) == 0) {
    n_ = 1;
    sizes_[0] = 1;
    items_.resize(1);
  }
  // Minimum, maximum and the items; the one item alone; nothing.
  const std::size_t numbers = items_.size() + (is_short ? 0 : 2);
  const std::size_t left = reader.Rest().size();
  if (left == numbers * 4 && numbers != 0) item_ = KllItem::kFloat;
  const auto width = static_cast<std::size_t>(item_);
  if (left != numbers * width) return DataLoss("bytes: not as long as floats or doubles would make them");
  ByteReader ahead = reader;
  min_ = ahead.Float(width);
  max_ = is_short ? min_ : ahead.Float(width);
  if (!is_short) reader = ahead;
  const Status read = ReadItems(reader);
  if (!read.ok()) return read;
  if (n_ == 1 && min_ != max_) return DataLoss("items: out of order, or outside minimum and maximum");
  CountRoom();
  return Status();
}

ByteBuffer KllSketch::Serialize() const {
  const auto width = static_cast<std::size_t>(item_);
  const bool single = n_ == 1;
  const bool full = n_ > 1;
  ByteBuffer bytes;
  bytes.reserve(36 + levels_ * 4 + items_.size() * width);
  AppendUnsigned(bytes, (full ? 5U : 2U) | (single ? 2U : 1U) << 8 | kFamily << 16, 3);
  AppendUnsigned(bytes, (n_ == 0 ? kEmpty : 0U) | (single ? kSingleItem : 0U), 1);
  AppendUnsigned(bytes, k_ | kM << 16, 4);
  if (full) {
    AppendUnsigned(bytes, n_, 8);
    AppendUnsigned(bytes, min_k_ | levels_ << 16, 4);
    std::size_t place = Capacity(k_, levels_) - items_.size();
    for (std::size_t level = 0; level < levels_; ++level) {
      AppendUnsigned(bytes, place, 4);
      place += sizes_[level];
    }
    AppendFloat(bytes, min_, width);
    AppendFloat(bytes, max_, width);
  }
  std::size_t end = items_.size();
  for (const std::uint32_t size : sizes_) {
    end -= size;
    for (std::uint32_t i = 0; i < size; ++i) AppendFloat(bytes, items_[end + i], width);
  }
  return bytes;
}

}  // namespace assay
