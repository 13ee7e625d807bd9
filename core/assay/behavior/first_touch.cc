#include "assay/behavior/first_touch.h"

namespace assay {

FirstTouch::FirstTouch(const Table& table, std::span<const std::string_view> properties)
    : table_(table),
      keys_(table, properties),
      codes_(std::size_t{table.users().size()} * properties.size(), PropertyCoder::kMissing),
      moments_(codes_.size()) {}

bool FirstTouch::IsEarlier(const Moment& a, const Moment& b) const {
  return a.time != b.time ? a.time < b.time : table_.SequenceAt(a.row) < table_.SequenceAt(b.row);
}

void FirstTouch::Add(const Scan& scan, std::span<const RowInGroup> rows) {
  for (std::size_t property = 0; property < keys_.properties(); ++property) {
    const std::span<const std::uint32_t> codes = keys_.Code(property, scan, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (codes[i] == PropertyCoder::kMissing) continue;
      const std::size_t at = scan.users()[rows[i]] * keys_.properties() + property;
      const Moment moment{scan.times()[rows[i]], scan.first_row() + rows[i]};
      if (codes_[at] != PropertyCoder::kMissing && !IsEarlier(moment, moments_[at])) continue;
      codes_[at] = codes[i];
      moments_[at] = moment;
    }
  }
}

std::uint32_t FirstTouch::KeyOf(UserIndex user) {
  const std::size_t properties = keys_.properties();
  return keys_.Combine(std::span<const std::uint32_t>(codes_).subspan(user * properties, properties));
}

}  // namespace assay
