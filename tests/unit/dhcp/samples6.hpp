#pragma once

#include "dhcp/server6.hpp"
#include "samples.hpp"

/// The client, lease and server of the tests of DHCPv6.
namespace sample6 {

using dhcp::Code6;
using dhcp::Drop6;
using dhcp::IdentityAssociation;
using dhcp::MessageType6;
using dhcp::StatusCode;
using sample::client;
using sample::gateway;
using sample::hex;

inline base::Ipv6 ip6(std::string_view text) { return base::parse_ipv6(text).value(); }

inline const base::Ipv6 home = ip6("2001:db8:5:1::5213");
inline const base::Ipv6 router = ip6("fe80::200:5eff:fe00:5213");
inline const base::Bytes server_duid = hex("0003 0001 00005e005213");
inline const base::Bytes client_duid = hex("0003 0001 0023c2db292d");

inline dhcp::Lease6 lease6() {
    return {.prefixes = {{ip6("2001:db8:5:1::"), 64}},
            .address = home,
            .router = router,
            .lifetime = dhcp::Seconds(3600)};
}
/// Of a client that forms its addresses itself.
inline dhcp::Lease6 no_lease6() {
    auto out = lease6();
    out.address.reset();
    return out;
}

inline dhcp::ServerSettings6 settings6() {
    return {.server_identifier = server_duid,
            .lease_time = dhcp::Seconds(1000),
            .dns = {ip6("2001:db8::53")},
            .search = hex("07 6578616d706c65 00"), // "example."
            .mac = gateway};
}

inline dhcp::Option6 option6(Code6 code, std::string_view digits) {
    return {.code = code, .data = hex(digits)};
}
inline const dhcp::Option6 to_server{.code = Code6::server_identifier, .data = server_duid};

inline IdentityAssociation ia_na(std::initializer_list<std::string_view> addresses = {},
                                 std::uint32_t iaid = 1) {
    IdentityAssociation out{.iaid = iaid};
    for (const auto address : addresses)
        out.addresses.push_back({.address = ip6(address), .preferred = 10, .valid = 20});
    return out;
}

/// A message that the client sends to all servers.
inline dhcp::Packet6 asked(MessageType6 type, std::vector<IdentityAssociation> associations = {},
                           std::vector<dhcp::Option6> options = {}) {
    options.push_back({.code = Code6::client_identifier, .data = client_duid});
    return {.envelope = {.source = client,
                         .destination = dhcp::all_servers_mac,
                         .source_address = ip6("fe80::223:c2ff:fedb:292d"),
                         .destination_address = dhcp::all_servers,
                         .source_port = dhcp::client_port6,
                         .destination_port = dhcp::server_port6},
            .message = {.type = type,
                        .transaction = 0x3d1d5c,
                        .options = std::move(options),
                        .associations = std::move(associations)}};
}

/// Codes of the options beside the associations, in order.
inline std::vector<int> codes6(const dhcp::Message6& message) {
    std::vector<int> out(message.options.size());
    std::ranges::transform(message.options, out.begin(),
                           [](const auto& each) { return std::to_underlying(each.code); });
    return out;
}

} // namespace sample6
