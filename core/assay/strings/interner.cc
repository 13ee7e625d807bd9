#include "assay/strings/interner.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>

namespace assay {

namespace {

constexpr std::size_t kFirstEntries = 16;

// Texts that InternAll() looks up side by side.
constexpr std::size_t kSideBySide = 16;

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

// Whether the bytes from `data` on are those of `text`; most texts are too short for a call of memcmp to pay.
bool IsSame(const char* data, std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::memcpy(&a, data + at, 8);
    std::memcpy(&b, text.data() + at, 8);
    if (a != b) return false;
  }
  for (; at < text.size(); ++at) {
    if (data[at] != text[at]) return false;
  }
  return true;
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

Status Interner::InternAll(std::span<const std::string_view> texts, std::span<StringId> ids) {
  std::array<std::uint32_t, kSideBySide> hashes;
  std::array<Entry, kSideBySide> found;
  std::array<std::uint64_t, kSideBySide> starts;
  for (std::size_t first = 0; first < texts.size(); first += kSideBySide) {
    const std::size_t count = std::min(kSideBySide, texts.size() - first);
    const std::span<const std::string_view> wanted = texts.subspan(first, count);
    // A loop per step of the look-up, so that its reads do not wait for each other.
    for (std::size_t i = 0; i < count; ++i) hashes[i] = HashText(wanted[i]);
    for (std::size_t i = 0; i < count; ++i) found[i] = entries_.empty() ? Entry{} : entries_[hashes[i] & (entries_.size() - 1)];
    for (std::size_t i = 0; i < count; ++i) starts[i] = found[i].id_plus_one < 2 ? 0 : ends_[found[i].id_plus_one - 2];
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view text = wanted[i];
      const bool is_found = found[i].id_plus_one != 0 && found[i].hash == hashes[i] &&
                            ends_[found[i].id_plus_one - 1] == starts[i] + text.size() &&
                            IsSame(reinterpret_cast<const char*>(bytes_.data()) + starts[i], text);
      if (is_found) {
        ids[first + i] = found[i].id_plus_one - 1;
        continue;
      }
      const Result<StringId> id = Intern(text, hashes[i]);
      if (!id.ok()) return id.status();
      ids[first + i] = *id;
    }
  }
  return {};
}

Result<StringId> Interner::Intern(std::string_view text) { return Intern(text, HashText(text)); }

Result<StringId> Interner::Intern(std::string_view text, std::uint32_t hash) {
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
