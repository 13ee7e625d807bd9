#include "assay/targeting/ip_address.h"

#include <cstddef>

namespace assay {

namespace {

constexpr std::size_t kGroups = 8;

// The value of a hexadecimal digit; 16 for other characters.
std::uint32_t DigitValue(char c) {
  const auto decimal = static_cast<std::uint32_t>(c - '0');
  const auto letter = static_cast<std::uint32_t>((c | 0x20) - 'a');
  return decimal < 10 ? decimal : letter < 6 ? letter + 10 : 16;
}

}  // namespace

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  std::uint32_t groups[kGroups] = {};
  std::size_t count = 0;
  std::size_t gap = kGroups + 1;  // how many groups stand before the "::"; more than there are while there is none
  std::uint32_t ipv4 = 0, ipv4_parts = 0;
  std::size_t at = 0;
  const auto take = [&](char c) {
    if (at == text.size() || text[at] != c) return false;
    ++at;
    return true;
  };

  if (text.starts_with("::")) {
    gap = 0;
    at = 2;
  }
  for (bool more = at < text.size() || text.empty(); more;) {
    // A run of digits is read both ways; what stands behind it tells which one is meant.
    std::uint32_t hexadecimal = 0, decimal = 0;
    const std::size_t begin = at;
    for (; at < text.size() && at - begin < 4; ++at) {
      const std::uint32_t digit = DigitValue(text[at]);
      if (digit == 16) break;
      hexadecimal = hexadecimal << 4 | digit;
      decimal = decimal * 10 + (digit < 10 ? digit : 1000);
    }
    const std::size_t digits = at - begin;
    if (digits == 0) return std::nullopt;

    const bool point = take('.');
    if (point || ipv4_parts != 0) {
      if (decimal > 255 || (digits > 1 && text[begin] == '0')) return std::nullopt;
      ipv4 = ipv4 << 8 | decimal;
      if (point == (++ipv4_parts == 4)) return std::nullopt;  // a point is behind the first three parts
      more = point;
      if (more) continue;
      if (count == 0 && gap != 0) {  // nothing but IPv4
        count = 6;
        groups[5] = 0xFFFF;
      }
      if (count > 6) return std::nullopt;
      groups[count++] = ipv4 >> 16;
      groups[count++] = ipv4 & 0xFFFF;
      break;
    }
    if (count == kGroups) return std::nullopt;
    groups[count++] = hexadecimal;
    more = take(':');
    if (more && take(':')) {
      if (gap <= kGroups) return std::nullopt;
      gap = count;
      more = at < text.size();
    }
  }
  if (at < text.size() || (gap > kGroups) != (count == kGroups)) return std::nullopt;

  IpAddress address;
  const std::size_t zeros = kGroups - count;
  std::uint32_t word = 0;  // two groups: older ones are shifted out
  for (std::size_t i = 0; i < kGroups; ++i) {
    word = word << 16 | (i < gap ? groups[i] : i < gap + zeros ? 0 : groups[i - zeros]);
    address[i / 2] = word;
  }
  return address;
}

bool InCidr(const IpAddress& address, std::span<const std::uint32_t, 4> block, std::uint32_t bits) {
  for (std::size_t i = 0; i < 4 && bits != 0; ++i) {
    const std::uint32_t here = bits < 32 ? bits : 32;
    if ((address[i] ^ block[i]) >> (32 - here) != 0) return false;
    bits -= here;
  }
  return true;
}

}  // namespace assay
