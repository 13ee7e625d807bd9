#include "assay/behavior/first_touch.h"

namespace assay {

FirstTouch::FirstTouch(const Table& table, std::span<const std::string_view> properties, bool rows_in_order)
    : table_(table), keys_(table, properties), rows_in_order_(rows_in_order) {
  const std::size_t size = std::size_t{table.users().size()} * properties.size();
  codes_.assign(size, PropertyCoder::kMissing);
  if (!rows_in_order) moments_.resize(size);
}

bool FirstTouch::IsEarlier(const Moment& a, const Moment& b) const {
  return a.time != b.time ? a.time < b.time : table_.SequenceAt(a.row) < table_.SequenceAt(b.row);
}

void FirstTouch::Add(const Scan& scan, std::span<const RowInGroup> rows) {
  for (std::size_t property = 0; property < keys_.properties(); ++property) {
    if (rows_in_order_) {
      AddInOrder(scan, rows, property);
    } else {
      AddEarliest(scan, rows, property);
    }
  }
}

void FirstTouch::AddInOrder(const Scan& scan, std::span<const RowInGroup> rows, std::size_t property) {
  // Most events come after their user's first touch; only the others need their value looked up.
  const std::span<const UserIndex> users = scan.users();
  const auto code_of = [&](RowInGroup row) -> std::uint32_t& { return codes_[users[row] * keys_.properties() + property]; };
  undecided_.Assign(rows);
  undecided_.Retain([&](std::size_t, RowInGroup row) { return code_of(row) == PropertyCoder::kMissing; });
  if (undecided_.size() == 0) return;
  const std::span<const std::uint32_t> codes = keys_.Code(property, scan, undecided_.rows());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    std::uint32_t& code = code_of(undecided_.rows()[i]);
    if (code == PropertyCoder::kMissing) code = codes[i];
  }
}

void FirstTouch::AddEarliest(const Scan& scan, std::span<const RowInGroup> rows, std::size_t property) {
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

std::uint32_t FirstTouch::KeyOf(UserIndex user) {
  const std::size_t properties = keys_.properties();
  return keys_.Combine(std::span<const std::uint32_t>(codes_).subspan(user * properties, properties));
}

}  // namespace assay
