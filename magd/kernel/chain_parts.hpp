#pragma once

#include <bit>
#include <cstdint>
#include <string>

#include "magd/kernel/chains.hpp"
#include "magd/kernel/ruleset.hpp"
#include "nlink/nft_expression.hpp"

/// What the rules of several chains have in common.
namespace magd::kernel {

constexpr std::int32_t mangle_priority = -150;
constexpr std::uint16_t dhcp_server_port = 67;
constexpr std::uint16_t dhcp_client_port = 68;
constexpr std::uint16_t dhcp_client_port6 = 546;

/// As it stands in a packet.
[[nodiscard]] base::Bytes ethertype_of(base::Family family);
[[nodiscard]] base::Bytes octets_of(std::uint16_t number);
/// Of the machine's IP stack.
[[nodiscard]] nlink::nft::Chain stack_chain(const std::string& name, nlink::nft::HookPoint point);
/// Of what these devices receive.
[[nodiscard]] nlink::nft::Chain ingress_chain(const std::string& name, std::vector<std::string> devices);
/// Entered from others of its table.
[[nodiscard]] nlink::nft::Chain inner_chain(const nlink::nft::TableName& table, const std::string& name);
/// Sets the bits of the mark that tell where the packet goes, and no other: a path's number or
/// breakout_number.
[[nodiscard]] nlink::nft::Expressions set_mark(const Site& site, std::uint32_t number);
[[nodiscard]] nlink::nft::Expressions counted_drop(PacketDrop drop);
/// "the packet comes from an access interface"; "it leaves by one".
[[nodiscard]] nlink::nft::Expressions from_access();
[[nodiscard]] nlink::nft::Expressions to_access();
[[nodiscard]] nlink::nft::Expressions is_family(base::Family family);
[[nodiscard]] nlink::nft::Expressions is_protocol(std::uint8_t protocol);
[[nodiscard]] nlink::nft::Expressions is_udp_to(std::uint16_t port);
/// "these octets of the header, under the mask, are the value", or are not.
[[nodiscard]] nlink::nft::Expressions
masked_is(nlink::nft::Header header, std::uint32_t offset, const base::Bytes& mask, const base::Bytes& value,
          nlink::nft::Comparison comparison = nlink::nft::Comparison::equal);
/// "A whole packet, no longer than `longest`, not at the end of its time to live, nothing in it for routers",
/// of this family: what may go on without the machine's routing, which has nothing to say to it. Options of
/// an IPv4 header may be there, and its checksum is not looked at: who gets the packet does.
[[nodiscard]] nlink::nft::Expressions passes_unrouted(base::Family family, std::uint32_t longest);
/// Loads the key that stands for an inner or outer client address: the IPv4 address, or the first
/// 64 bits of the IPv6 one and zeros.
[[nodiscard]] nlink::nft::Expressions load_home(base::Family family, nlink::nft::Header header,
                                                std::uint32_t offset, nlink::nft::Register to);

/// Offsets of source and destination in a header of this family, and octets of each.
struct AddressPlace {
    std::uint32_t source, destination, size;
};
[[nodiscard]] AddressPlace address_place(base::Family family);

} // namespace magd::kernel
