#include "magd/kernel/ruleset.hpp"

#include <linux/in.h>
#include <linux/netfilter.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "nlink/nft_chain.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_set.hpp"
#include "nlink/nft_table.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using nft::Header;
using nft::Meta;

constexpr std::int32_t mangle_priority = -150;
constexpr std::uint16_t dhcp_server_port = 67;

// Offsets of a tunnel packet from its outer UDP header: UDP 8, GRE with key 8, inner IPv4.
constexpr std::uint32_t gre_offset = 8;
constexpr std::uint32_t gre_key_offset = 12;
constexpr std::uint32_t inner_source_offset = 28;
constexpr std::uint32_t inner_destination_offset = 32;
constexpr std::uint32_t keyed_ipv4_gre = 0x20000800; ///< key flag, version 0, protocol IPv4 (RFC 2890)
constexpr std::uint8_t mobility_header_start = 59;   ///< signalling on the same port starts so

base::Bytes network_order(std::uint32_t value) { return nft::Key<nlink::Be<std::uint32_t>>::octets(value); }
base::Bytes network_order16(std::uint16_t value) {
    return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}
base::Bytes host_order(std::uint32_t value) { return nft::Key<std::uint32_t>::octets(value); }

std::string counter(PacketDrop drop) {
    return std::string(packet_drop_texts.at(std::to_underlying(drop)).name);
}

nft::Expressions counted_drop(PacketDrop drop) {
    return {nft::CountNamed{.counter = counter(drop)}, nft::drop};
}

nft::Expressions from_access(bool inverted) {
    return {nft::LoadMeta{.what = Meta::input_interface, .to = 0},
            nft::Lookup{.set = access_set.name, .from = 0, .to = {}, .inverted = inverted}};
}

nft::Expressions is_ipv4(nft::Comparison comparison = nft::Comparison::equal) {
    return nft::meta_is(Meta::network_family, {NFPROTO_IPV4}, comparison);
}

nft::Expressions is_udp_to(std::uint16_t port) {
    return nft::join({is_ipv4(), nft::meta_is(Meta::transport_protocol, {IPPROTO_UDP}),
                      nft::payload_is(Header::transport, 2, network_order16(port))});
}

/// A tunnel packet of a client, whose key can be looked up and written.
nft::Expressions is_keyed_gre() {
    return nft::payload_is(Header::transport, gre_offset, network_order(keyed_ipv4_gre));
}

/// Anything else than signalling.
nft::Expressions is_data() {
    return nft::payload_is(Header::transport, gre_offset, {mobility_header_start}, nft::Comparison::unequal);
}

/// Looks up the key whose parts the registers 0 and up hold, and writes the GRE key found. An
/// LMA may send a UDP checksum (RFC 8086), which is then to `mend`; our tunnels send none.
nft::Expressions rewrite_key(const nft::SetName& map, bool mend) {
    return {nft::Lookup{.set = map.name, .from = 0, .to = nft::Register{4}},
            nft::WritePayload{.header = Header::transport,
                              .offset = gre_key_offset,
                              .size = 4,
                              .from = 4,
                              .mend_transport = mend},
            nft::accept};
}

struct ChainRules {
    nft::Chain chain;
    std::vector<std::pair<std::string, nft::Expressions>> rules; ///< comment, expressions
};

nft::Chain base_chain(const std::string& name, nft::HookPoint point) {
    return {.table = own_table, .name = name, .hook = nft::Hook{.point = point, .priority = mangle_priority}};
}

/// Lets the clients' packets in, marked for their LMA.
ChainRules uplink_chain() {
    const nft::Expressions client{
        nft::LoadMeta{.what = Meta::input_interface, .to = 0},
        nft::LoadPayload{.header = Header::link, .offset = 6, .size = 6, .to = 1},
        nft::LoadPayload{.header = Header::network, .offset = 12, .size = 4, .to = 3},
        nft::LookupVerdict{.map = uplink_map.name, .from = 0}};
    return {base_chain("uplink", nft::HookPoint::prerouting),
            {{"not from clients", nft::join({from_access(true), {nft::accept}})},
             {"no service yet",
              nft::join({is_ipv4(nft::Comparison::unequal), counted_drop(PacketDrop::uplink_not_ipv4)})},
             {"the daemon has its copy", nft::join({is_udp_to(dhcp_server_port), {nft::drop}})},
             {"bound clients", client},
             {"all others", counted_drop(PacketDrop::uplink_unknown)}}};
}

/// Sets the LMA's bits of the mark, and no other.
ChainRules lma_chain(const Site& site, std::uint32_t number) {
    return {{.table = own_table, .name = mark_chain(number)},
            {{site.lmas[number - 1].name,
              {nft::LoadMeta{.what = Meta::mark, .to = 0},
               nft::Bitwise{.mask = host_order(~site.mark_mask),
                            .flip = host_order(mark_of(site, number)),
                            .from = 0,
                            .to = 0},
               nft::SetMeta{.what = Meta::mark, .from = 0}, nft::accept}}}};
}

/// Gives each tunnel packet its binding's key in place of the device's.
ChainRules stamp_chain(const Site& site) {
    const nft::Expressions source{
        nft::LoadPayload{.header = Header::network, .offset = 16, .size = 4, .to = 0},
        nft::LoadPayload{.header = Header::transport, .offset = inner_source_offset, .size = 4, .to = 1}};
    return {
        base_chain("stamp", nft::HookPoint::output),
        {{"uplink key",
          nft::join({is_udp_to(site.port), is_keyed_gre(), source, rewrite_key(uplink_key_map, false)})},
         {"no key", nft::join({is_udp_to(site.port), is_data(), counted_drop(PacketDrop::uplink_no_key)})}}};
}

/// Takes each binding's packets and gives them the device's key.
ChainRules downlink_chain(const Site& site) {
    const nft::Expressions parts{
        nft::LoadPayload{.header = Header::network, .offset = 12, .size = 4, .to = 0},
        nft::LoadPayload{.header = Header::transport, .offset = gre_key_offset, .size = 4, .to = 1},
        nft::LoadPayload{
            .header = Header::transport, .offset = inner_destination_offset, .size = 4, .to = 2}};
    return {base_chain("downlink", nft::HookPoint::input),
            {{"downlink key",
              nft::join({is_udp_to(site.port), is_keyed_gre(), parts, rewrite_key(downlink_map, true)})},
             {"unknown",
              nft::join({is_udp_to(site.port), is_data(), counted_drop(PacketDrop::downlink_unknown)})},
             {"clients are not served here",
              nft::join({from_access(false), counted_drop(PacketDrop::local_refused)})}}};
}

/// The maps are made for a known number, so that the kernel never has to grow them; twice as
/// many, since in one transaction a client's old entries and its new ones are both there.
std::vector<nft::Set> sets(const Site& site) {
    const auto map = [&](const nft::SetName& name, std::vector<nft::DataType> key, nft::DataType data) {
        return nft::Set{.set = name, .key = std::move(key), .data = data, .size = 2 * site.clients};
    };
    return {{.set = access_set, .key = AccessElement::types()},
            map(uplink_map, UplinkElement::types(), nft::DataType::verdict),
            map(uplink_key_map, UplinkKeyElement::types(), nft::DataType::integer),
            map(downlink_map, DownlinkElement::types(), nft::DataType::integer)};
}

std::vector<ChainRules> chains(const Site& site) {
    std::vector<ChainRules> all;
    for (std::uint32_t number = 1; number <= site.lmas.size(); ++number)
        all.push_back(lma_chain(site, number));
    all.push_back(downlink_chain(site));
    all.push_back(stamp_chain(site));
    all.push_back(uplink_chain());
    return all;
}

std::vector<nlink::Request> table_requests(const Ruleset& ruleset, const Site& site,
                                           const Interfaces& interfaces) {
    std::vector<nlink::Request> requests{
        nft::add_table({.table = own_table, .comment = ruleset.fingerprint})};
    for (const auto& text : packet_drop_texts)
        requests.push_back(nft::add_counter({.table = own_table, .name = std::string(text.name)}));
    for (const auto& set : sets(site)) requests.push_back(nft::add_set(set));
    for (const auto& name : site.accesses)
        requests.push_back(nft::add_element(
            access_set, {.key = AccessElement::octets(interfaces.index(InterfaceName(name)))}));
    const auto all = chains(site);
    for (const auto& [chain, rules] : all) requests.push_back(nft::add_chain(chain));
    for (const auto& [chain, rules] : all)
        for (const auto& [comment, expressions] : rules)
            requests.push_back(nft::add_rule(
                {.table = own_table, .chain = chain.name, .expressions = expressions, .comment = comment}));
    return requests;
}

} // namespace

std::vector<nlink::Request> ruleset_requests(const Plan& plan, const Site& site,
                                             const Interfaces& interfaces) {
    if (!plan.remove.ruleset.empty()) return {nft::remove_table(own_table)}; // with all that is in it
    std::vector<nlink::Request> requests;
    if (!plan.replace.ruleset.empty()) requests.push_back(nft::remove_table(own_table));
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, ruleset] : state->ruleset)
            std::ranges::move(table_requests(ruleset, site, interfaces), std::back_inserter(requests));
    std::ranges::move(element_requests(plan, interfaces), std::back_inserter(requests));
    return requests;
}

base::Result<void> dump_ruleset(nlink::Socket& socket, const Interfaces& interfaces, KernelState& state) {
    const auto tables = nft::dump_tables(socket);
    if (!tables) return std::unexpected(tables.error());
    for (const auto& table : *tables) {
        if (table.table != own_table) continue;
        state.ruleset[{}] = {table.comment};
        return dump_elements(socket, interfaces, state);
    }
    return {};
}

} // namespace magd::kernel
