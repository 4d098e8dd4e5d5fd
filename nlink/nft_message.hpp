#pragma once

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "nlink/view.hpp"

/// nftables: what all its objects share. A table holds chains, sets, counters; a chain holds
/// rules; a set holds elements. Changes go to the kernel by transact_atomic alone.
namespace nlink::nft {

/// Which packets the chains of a table see. The numbers are those of <linux/netfilter.h>, which no
/// header here includes: programs that include <netinet/in.h> could not.
enum class Family : std::uint8_t {
    inet = 1, ///< IPv4 and IPv6
    ipv4 = 2,
    ipv6 = 10,
    arp = 3,
    bridge = 7,
    netdev = 5,
};

/// Names a table: another family's table of the same name is another one.
struct TableName {
    std::string name{};
    Family family = Family::inet;
    auto operator<=>(const TableName&) const = default;
};

/// As `nft` says it: "inet magd".
[[nodiscard]] std::string to_string(const TableName& table);

namespace detail {

constexpr std::uint16_t message_type(nf_tables_msg_types kind) {
    return static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | kind);
}

constexpr nfgenmsg header_of(Family family) {
    return {.nfgen_family = std::to_underlying(family), .version = NFNETLINK_V0, .res_id = 0};
}

/// Reads a message that tells of a new object or of one that is gone.
template <class Place>
[[nodiscard]] std::optional<Parsed<Place>> parse_kind(const Message& message, nf_tables_msg_types created,
                                                      nf_tables_msg_types gone) {
    if (message.type != message_type(created) && message.type != message_type(gone)) return std::nullopt;
    return parse<Place>(message);
}

/// The table that a message is about; `Name` is the tag that tells.
template <class Name>
[[nodiscard]] TableName table_of(const Parsed<typename Name::Place>& parsed) {
    return {.name = parsed.attributes.template find<Name>().value_or(""),
            .family = static_cast<Family>(parsed.header.nfgen_family)};
}

} // namespace detail
} // namespace nlink::nft
