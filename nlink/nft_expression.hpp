#pragma once

#include <linux/netfilter/nf_tables.h>

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"
#include "nlink/nft_verdict.hpp"

/// What a rule is made of: steps that load values into registers, compare, look up, write and
/// decide, one after the other. A step that finds no match ends its rule.
namespace nlink::nft {

/// One of 16 places of 4 octets that values pass through, 0 to 15. A longer value takes several
/// in a row, so that a key's parts are loaded one behind the other: an Ethernet address takes 2.
using Register = std::uint8_t;

/// Of a packet, not in it. Interfaces and mark are in host order.
enum class Meta : std::uint32_t {
    protocol = NFT_META_PROTOCOL, ///< EtherType, 2 octets big-endian
    mark = NFT_META_MARK,
    priority = NFT_META_PRIORITY, ///< 4 octets in host order
    input_interface = NFT_META_IIF,
    output_interface = NFT_META_OIF,
    input_interface_name = NFT_META_IIFNAME,  ///< as interface_name() has it
    output_interface_name = NFT_META_OIFNAME, ///< likewise
    input_type = NFT_META_IIFTYPE,            ///< ARPHRD_ number, 2 octets in host order
    network_family = NFT_META_NFPROTO,        ///< NFPROTO_ number, 1 octet
    transport_protocol = NFT_META_L4PROTO,    ///< IPPROTO_ number, 1 octet
    packet_type = NFT_META_PKTTYPE,           ///< PACKET_ number of <linux/if_packet.h>, 1 octet
};

/// Where offsets into a packet count from.
enum class Header : std::uint32_t {
    link = NFT_PAYLOAD_LL_HEADER,
    network = NFT_PAYLOAD_NETWORK_HEADER,
    transport = NFT_PAYLOAD_TRANSPORT_HEADER, ///< no match in a fragment that has none
};

/// Loads a constant: one part of a key that is not the packet's.
struct LoadValue {
    base::Bytes value{};
    Register to = 0;
    auto operator<=>(const LoadValue&) const = default;
};
struct LoadMeta {
    Meta what = Meta::mark;
    Register to = 0;
    auto operator<=>(const LoadMeta&) const = default;
};
struct SetMeta {
    Meta what = Meta::mark;
    Register from = 0;
    auto operator<=>(const SetMeta&) const = default;
};

struct LoadPayload {
    Header header = Header::network;
    std::uint32_t offset = 0, size = 0; ///< octets
    Register to = 0;
    auto operator<=>(const LoadPayload&) const = default;
};
/// Overwrites octets of the packet.
struct WritePayload {
    Header header = Header::network;
    std::uint32_t offset = 0, size = 0; ///< octets
    Register from = 0;
    /// Offset, in the same header, of an Internet checksum (RFC 1071) to mend; none: no
    /// checksum is touched.
    std::optional<std::uint32_t> checksum{};
    /// Mend the TCP or UDP checksum of the packet; a UDP checksum of 0, which means none, stays.
    bool mend_transport = false;
    auto operator<=>(const WritePayload&) const = default;
};

/// Overwrites octets of a TCP option, if the packet has it, and mends the checksum. The maximum segment
/// size is never raised so.
struct WriteTcpOption {
    std::uint8_t kind = 0;
    std::uint32_t offset = 0, size = 0; ///< octets, from the option's kind on
    Register from = 0;
    auto operator<=>(const WriteTcpOption&) const = default;
};

enum class Comparison : std::uint32_t {
    equal = NFT_CMP_EQ,
    unequal = NFT_CMP_NEQ,
    at_most = NFT_CMP_LTE,
    at_least = NFT_CMP_GTE
};

/// Goes on if the register compares so; as a big-endian number.
struct Compare {
    Comparison comparison = Comparison::equal;
    base::Bytes value{};
    Register from = 0;
    auto operator<=>(const Compare&) const = default;
};

/// (value & mask) ^ flip; both of the value's size.
struct Bitwise {
    base::Bytes mask{}, flip{};
    Register from = 0, to = 0;
    auto operator<=>(const Bitwise&) const = default;
};

/// Goes on if the set of the same table has the key that starts at `from` (or has not, if
/// `inverted`); for a map, with its data in `to`.
struct Lookup {
    std::string set{};
    Register from = 0;
    std::optional<Register> to{};
    bool inverted = false;
    auto operator<=>(const Lookup&) const = default;
};
/// The verdict that the verdict map has for the key; goes on if it has none.
struct LookupVerdict {
    std::string map{};
    Register from = 0;
    auto operator<=>(const LookupVerdict&) const = default;
};

/// Counts into a named Counter of the same table.
struct CountNamed {
    std::string counter{};
    auto operator<=>(const CountNamed&) const = default;
};
/// Counts in the rule itself.
struct Count {
    auto operator<=>(const Count&) const = default;
};

/// What the destination of an IP packet is to this machine: a RTN_ number of <linux/rtnetlink.h>, in host
/// order. RTN_UNICAST: neither an own address nor a group's or a broadcast one.
struct LoadDestinationType {
    Register to = 0;
    auto operator<=>(const LoadDestinationType&) const = default;
};

/// Sends the packet on by a device, as a router does, with a time to live of one less, and is the last
/// expression. EOPNOTSUPP or ENOENT: not at ingress, or the kernel module nft_fwd_netdev is missing.
struct Forward {
    Register device = 0;    ///< holds its number, in host order; a packet for none is dropped
    Register neighbour = 0; ///< holds the address to find the device's neighbour by
    base::Family family = base::Family::ipv4; ///< of the address
    auto operator<=>(const Forward&) const = default;
};

/// Gives the flow the address of the interface that it leaves by, and takes it back from what
/// returns; in a chain of type nat at postrouting.
struct Masquerade {
    auto operator<=>(const Masquerade&) const = default;
};

using Expression =
    std::variant<LoadValue, LoadMeta, SetMeta, LoadPayload, WritePayload, WriteTcpOption, Compare, Bitwise,
                 Lookup, LookupVerdict, CountNamed, Count, LoadDestinationType, Forward, Masquerade, Verdict>;
using Expressions = std::vector<Expression>;

/// An interface's name as metas have it: with zeros behind, up to IFNAMSIZ.
[[nodiscard]] base::Bytes interface_name(std::string_view name);

/// "meta WHAT == value": the value as octets, see Meta for their order.
[[nodiscard]] Expressions meta_is(Meta what, base::Bytes value, Comparison comparison = Comparison::equal);
/// "these octets of the header == value".
[[nodiscard]] Expressions payload_is(Header header, std::uint32_t offset, base::Bytes value,
                                     Comparison comparison = Comparison::equal);
/// One after the other.
[[nodiscard]] Expressions join(std::initializer_list<Expressions> parts);

namespace detail {

/// A list of expressions, as rules hold one.
struct ExpressionList {};
void put_expression(Attributes<ExpressionList>& list, const Expression& expression);

} // namespace detail
} // namespace nlink::nft
