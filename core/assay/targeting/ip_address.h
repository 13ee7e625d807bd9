// assay/targeting/ip_address.h
//
// IP addresses as texts, and blocks of them. IPv4 lives in IPv6 as ::ffff:0:0/96, so there is one kind of address and one comparison. Pure
// functions.

#ifndef ASSAY_TARGETING_IP_ADDRESS_H_
#define ASSAY_TARGETING_IP_ADDRESS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay {

// 128 bits as four numbers, most significant first.
using IpAddress = std::array<std::uint32_t, 4>;

// The address that `text` is, a.b.c.d being ::ffff:a.b.c.d; nothing when it is none. IPv4 is four decimal numbers up to 255 without leading
// zeros. IPv6 is written in any form of RFC 4291, 2.2: eight groups of one to four hexadecimal digits, "::" once for one or more groups of
// zeros, the last two groups perhaps as IPv4. No zone ("%eth0"), port, brackets, prefix or spaces.
//
// Source: RFC 4291, section 2.2; RFC 6943, section 3.1.1, for why leading zeros are refused.
[[nodiscard]] std::optional<IpAddress> ParseIpAddress(std::string_view text);

// Whether the first `bits` bits of the two agree. 0 bits: always; more than 128 count as 128.
[[nodiscard]] bool InCidr(const IpAddress& address, std::span<const std::uint32_t, 4> block, std::uint32_t bits);

}  // namespace assay

#endif  // ASSAY_TARGETING_IP_ADDRESS_H_
