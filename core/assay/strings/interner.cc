#include "assay/strings/interner.h"

#include <cstring>
#include <functional>

namespace assay {

namespace {

constexpr std::size_t kFirstEntries = 16;

// Multiply-xorshift over eight bytes at a time. Private to this table: ids are handed out in order of first sight, so the hash (and the
// byte order of the machine) never shows.
std::uint32_t HashText(std::string_view text) {
  constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio, odd
  std::uint64_t hash = text.size() * kMultiplier;
  const char* data = text.data();
  std::size_t left = text.size();
  while (left != 0) {
    const std::size_t step = left < 8 ? left : 8;
    std::uint64_t word = 0;
    std::memcpy(&word, data, step);
    hash = (hash ^ word) * kMultiplier;
    hash ^= hash >> 32;
    data += step;
    left -= step;
  }
  return static_cast<std::uint32_t>((hash * kMultiplier) >> 32);
}

}  // namespace

Interner::Interner(Limits limits) : limits_(limits) {}

std::size_t Interner::EntryOf(std::string_view text, std::uint32_t hash) const {
  const std::size_t mask = entries_.size() - 1;
  std::size_t at = hash & mask;
  while (entries_[at].id_plus_one != 0) {  // ends: a quarter of the entries is free
    if (entries_[at].hash == hash && Text(entries_[at].id_plus_one - 1) == text) return at;
    at = (at + 1) & mask;
  }
  return at;
}

void Interner::GrowEntries() {
  std::vector<Entry> grown(entries_.empty() ? kFirstEntries : entries_.size() * 2);
  const std::size_t mask = grown.size() - 1;
  for (const Entry& entry : entries_) {
    if (entry.id_plus_one == 0) continue;
    std::size_t at = entry.hash & mask;
    while (grown[at].id_plus_one != 0) at = (at + 1) & mask;
    grown[at] = entry;
  }
  entries_.swap(grown);
}

Result<StringId> Interner::Intern(std::string_view text) {
  const std::uint32_t hash = HashText(text);
  if (!entries_.empty()) {
    const Entry& entry = entries_[EntryOf(text, hash)];
    if (entry.id_plus_one != 0) return entry.id_plus_one - 1;
  }
  if (size() >= limits_.max_strings) return ResourceExhausted("text: too many distinct strings");
  if (bytes_.size() > limits_.max_bytes || text.size() > limits_.max_bytes - bytes_.size()) {
    return ResourceExhausted("text: too many bytes of distinct strings");
  }
  if ((ends_.size() + 1) * 4 > entries_.size() * 3) GrowEntries();
  const std::size_t at = EntryOf(text, hash);

  const std::size_t start = bytes_.size();
  if (!text.empty()) {
    // A text that is part of bytes_ moves with it when the vector grows.
    const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
    const bool own = std::less_equal<>()(bytes_.data(), data) && std::less<>()(data, bytes_.data() + start);
    const std::size_t own_offset = own ? static_cast<std::size_t>(data - bytes_.data()) : 0;
    bytes_.resize(start + text.size());
    std::memcpy(bytes_.data() + start, own ? bytes_.data() + own_offset : data, text.size());
  }
  ends_.push_back(bytes_.size());
  entries_[at] = {hash, size()};
  return size() - 1;
}

std::optional<StringId> Interner::Find(std::string_view text) const {
  if (entries_.empty()) return std::nullopt;
  const Entry& entry = entries_[EntryOf(text, HashText(text))];
  if (entry.id_plus_one == 0) return std::nullopt;
  return entry.id_plus_one - 1;
}

std::string_view Interner::Text(StringId id) const {
  const std::uint64_t start = id == 0 ? 0 : ends_[id - 1];
  return {reinterpret_cast<const char*>(bytes_.data()) + start, static_cast<std::size_t>(ends_[id] - start)};
}

std::size_t Interner::MemoryBytes() const {
  return bytes_.capacity() + ends_.capacity() * sizeof(ends_[0]) + entries_.capacity() * sizeof(Entry);
}

}  // namespace assay
