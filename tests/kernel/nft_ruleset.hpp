#pragma once

#include <linux/if_arp.h>
#include <netinet/in.h>

#include <array>
#include <string>
#include <vector>

#include "nlink/nft_chain.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_table.hpp"
#include "nlink/nft_transaction.hpp"

/// A whole ruleset of the kind that carries clients' packets: lets known clients in and marks
/// their packets, stamps GRE keys into GRE-in-UDP packets that leave, checks and replaces the
/// keys of those that arrive. What is unknown is counted and dropped.
namespace ruleset {

using namespace nlink;

const nft::TableName table{.name = "magd"};

inline nft::SetName set(const std::string& name) { return {.table = table, .name = name}; }
const auto accesses = set("access"), uplink = set("uplink"), uplink_key = set("uplink_key"),
           downlink = set("downlink");

using GreKey = Be<std::uint32_t>;
using AccessKey = nft::Key<base::IfIndex>;
using UplinkKey = nft::Key<base::IfIndex, base::MacAddress, base::Ipv4>;
using UplinkGreKey = nft::Key<base::Ipv4, base::Ipv4>;
using DownlinkKey = nft::Key<base::Ipv4, GreKey, base::Ipv4>;
using Port = nft::Key<Be<std::uint16_t>>; // for its octets alone

inline base::Bytes gre_key(std::uint32_t key) { return nft::Key<GreKey>::octets(key); }

constexpr std::uint32_t most = 131072; // clients

const std::vector<nft::Set> sets{
    {.set = accesses, .key = AccessKey::types()},
    {.set = uplink, .key = UplinkKey::types(), .data = {nft::DataType::verdict}, .size = most},
    {.set = uplink_key, .key = UplinkGreKey::types(), .data = {nft::DataType::integer}, .size = most},
    {.set = downlink, .key = DownlinkKey::types(), .data = {nft::DataType::integer}, .size = most},
};

inline nft::Chain base_chain(const std::string& name, nft::HookPoint point, int priority = -150) {
    return {.table = table, .name = name, .hook = nft::Hook{.point = point, .priority = priority}};
}
const std::vector<nft::Chain> chains{
    {.table = table, .name = "lma_1"},
    base_chain("uplink", nft::HookPoint::prerouting),
    base_chain("stamp", nft::HookPoint::output),
    base_chain("downlink", nft::HookPoint::input),
    base_chain("clamp", nft::HookPoint::forward),
};

inline nft::Counter counter(const std::string& name) { return {.table = table, .name = name}; }
const std::vector<nft::Counter> counters{counter("uplink_unknown"), counter("uplink_no_key"),
                                         counter("downlink_unknown"), counter("local_refused")};

inline nft::Rule rule(const std::string& chain, std::initializer_list<nft::Expressions> parts,
                      const std::string& comment = "") {
    return {.table = table, .chain = chain, .expressions = nft::join(parts), .comment = comment};
}

inline nft::Expressions from_access(bool is) {
    return {nft::LoadMeta{.what = nft::Meta::input_interface}, nft::Lookup{.set = "access", .inverted = !is}};
}
inline nft::Expressions ipv4() {
    return nft::meta_is(nft::Meta::network_family, {std::to_underlying(nft::Family::ipv4)});
}
inline nft::Expressions ipv6() {
    return nft::meta_is(nft::Meta::network_family, {std::to_underlying(nft::Family::ipv4)},
                        nft::Comparison::unequal);
}
inline nft::Expressions ethernet() {
    return nft::meta_is(nft::Meta::input_type, nft::Key<std::uint16_t>::octets(ARPHRD_ETHER));
}
inline nft::Expressions udp_to(std::uint16_t port) {
    return nft::join({nft::meta_is(nft::Meta::transport_protocol, {IPPROTO_UDP}),
                      nft::payload_is(nft::Header::transport, 2, Port::octets(port))});
}
/// GRE in UDP: version 0, with a key, of an IPv4 packet.
inline nft::Expressions keyed_gre() {
    return nft::join({ipv4(), udp_to(5436), nft::payload_is(nft::Header::transport, 8, {0x20, 0, 8, 0})});
}
inline nft::Expressions load(nft::Header header, std::uint32_t offset, std::uint32_t size, nft::Register to) {
    return {nft::LoadPayload{.header = header, .offset = offset, .size = size, .to = to}};
}
inline nft::Expressions set_gre_key(const std::string& map) {
    return {nft::Lookup{.set = map, .to = 0},
            nft::WritePayload{.header = nft::Header::transport, .offset = 12, .size = 4}, nft::accept};
}
inline nft::Expressions refuse(const std::string& counter_name) {
    return {nft::CountNamed{counter_name}, nft::drop};
}

inline std::vector<nft::Rule> uplink_rules() {
    const nft::Expressions mark{nft::LoadMeta{.what = nft::Meta::mark},
                                nft::Bitwise{.mask = nft::Key<std::uint32_t>::octets(0xff00ffff),
                                             .flip = nft::Key<std::uint32_t>::octets(0x00010000)},
                                nft::SetMeta{.what = nft::Meta::mark}, nft::accept};
    return {
        rule("lma_1", {mark}),
        rule("uplink", {from_access(false), {nft::accept}}),
        rule("uplink", {ipv6(), {nft::drop}}),
        rule("uplink", {ipv4(), udp_to(67), {nft::drop}}, "DHCP is read from the interface"),
        rule("uplink", {ipv4(),
                        ethernet(),
                        {nft::LoadMeta{.what = nft::Meta::input_interface}},
                        load(nft::Header::link, 6, 6, 1),
                        load(nft::Header::network, 12, 4, 3),
                        {nft::LookupVerdict{.map = "uplink"}}}),
        rule("uplink", {refuse("uplink_unknown")}),
    };
}

inline std::vector<nft::Rule> key_rules() {
    using nft::Header;
    return {
        rule("stamp", {keyed_gre(), load(Header::network, 16, 4, 0), load(Header::transport, 28, 4, 1),
                       set_gre_key("uplink_key")}),
        rule("stamp", {keyed_gre(), refuse("uplink_no_key")}, "no placeholder key leaves"),
        rule("downlink", {keyed_gre(), load(Header::network, 12, 4, 0), load(Header::transport, 12, 4, 1),
                          load(Header::transport, 32, 4, 2), set_gre_key("downlink")}),
        rule("downlink", {keyed_gre(), refuse("downlink_unknown")}),
        rule("downlink", {from_access(true), refuse("local_refused")}),
    };
}

/// What opens a TCP connection through the tunnel says no larger segments than 1424 octets.
inline nft::Rule clamp_rule() {
    using nft::Header;
    return rule("clamp", {nft::meta_is(nft::Meta::output_interface_name, nft::interface_name("mag-LMA1")),
                          nft::meta_is(nft::Meta::transport_protocol, {IPPROTO_TCP}),
                          load(Header::transport, 13, 1, 0),
                          {nft::Bitwise{.mask = {0x06}, .flip = {0}}, nft::Compare{.value = {0x02}},
                           nft::LoadValue{.value = {0x05, 0x90}},
                           nft::WriteTcpOption{.kind = 2, .offset = 2, .size = 2}}});
}

inline std::vector<nft::Rule> rules() {
    auto all = uplink_rules();
    for (const auto& one : key_rules()) all.push_back(one);
    all.push_back(clamp_rule());
    return all;
}

/// Everything but elements, in the order in which one thing needs the other.
inline std::vector<Request> requests(const std::string& comment = "fingerprint 1") {
    std::vector<Request> out{nft::add_table({.table = table, .comment = comment})};
    for (const auto& one : counters) out.push_back(nft::add_counter(one));
    for (const auto& one : sets) out.push_back(nft::add_set(one));
    for (const auto& one : chains) out.push_back(nft::add_chain(one));
    for (const auto& one : rules()) out.push_back(nft::add_rule(one));
    return out;
}

inline nft::Element access_element(base::IfIndex interface) { return {.key = AccessKey::octets(interface)}; }
inline nft::Element uplink_element(base::IfIndex interface, const base::MacAddress& mac,
                                   base::Ipv4 home_address) {
    return {.key = UplinkKey::octets(interface, mac, home_address), .data = nft::go_to("lma_1")};
}
inline nft::Element uplink_key_element(base::Ipv4 lma, base::Ipv4 home_address, std::uint32_t key) {
    return {.key = UplinkGreKey::octets(lma, home_address), .data = gre_key(key)};
}
inline nft::Element downlink_element(base::Ipv4 lma, std::uint32_t key, base::Ipv4 home_address) {
    return {.key = DownlinkKey::octets(lma, key, home_address), .data = gre_key(999)};
}

} // namespace ruleset
