#include "magd/kernel/chain_parts.hpp"

#include <net/ethernet.h>
#include <netinet/in.h>

#include <algorithm>
#include <utility>

#include "magd/kernel/elements.hpp"

namespace magd::kernel {

namespace nft = nlink::nft;
using nft::Header;
using nft::Meta;

constexpr std::uint32_t ipv6_header = 40; ///< octets that the length of an IPv6 packet does not count

base::Bytes ethertype_of(base::Family family) {
    return octets_of(family == base::Family::ipv4 ? ETHERTYPE_IP : ETHERTYPE_IPV6);
}

base::Bytes octets_of(std::uint16_t number) { return nft::Key<nlink::Be<std::uint16_t>>::octets(number); }

nft::Chain stack_chain(const std::string& name, nft::HookPoint point) {
    return {
        .table = stack_table, .name = name, .hook = nft::Hook{.point = point, .priority = mangle_priority}};
}

nft::Chain ingress_chain(const std::string& name, std::vector<std::string> devices) {
    return {.table = ingress_table,
            .name = name,
            .hook = nft::Hook{.point = nft::HookPoint::ingress, .devices = std::move(devices)}};
}

nft::Chain inner_chain(const nft::TableName& table, const std::string& name) {
    return {.table = table, .name = name, .hook = {}};
}

nft::Expressions set_mark(const Site& site, std::uint32_t number) {
    const auto host_order = [](std::uint32_t value) { return nft::Key<std::uint32_t>::octets(value); };
    return {nft::LoadMeta{.what = Meta::mark, .to = 0},
            nft::Bitwise{.mask = host_order(~site.mark_mask),
                         .flip = host_order(mark_of(site, number)),
                         .from = 0,
                         .to = 0},
            nft::SetMeta{.what = Meta::mark, .from = 0}};
}

nft::Expressions counted_drop(PacketDrop drop) {
    const std::string counter(packet_drop_texts.at(std::to_underlying(drop)).name);
    return {nft::CountNamed{.counter = counter}, nft::drop};
}

nft::Expressions from_access() {
    return {nft::LoadMeta{.what = Meta::input_interface, .to = 0},
            nft::Lookup{.set = access_set.name, .from = 0, .to = {}}};
}

nft::Expressions to_access() {
    return {nft::LoadMeta{.what = Meta::output_interface, .to = 0},
            nft::Lookup{.set = access_set.name, .from = 0, .to = {}}};
}

nft::Expressions is_family(base::Family family) { return nft::meta_is(Meta::protocol, ethertype_of(family)); }

nft::Expressions is_protocol(std::uint8_t protocol) {
    return nft::meta_is(Meta::transport_protocol, {protocol});
}

nft::Expressions is_udp_to(std::uint16_t port) {
    return nft::join({is_family(base::Family::ipv4), is_protocol(IPPROTO_UDP),
                      nft::payload_is(Header::transport, 2, octets_of(port))});
}

nft::Expressions masked_is(nft::Header header, std::uint32_t offset, const base::Bytes& mask,
                           const base::Bytes& value, nft::Comparison comparison) {
    const auto size = static_cast<std::uint32_t>(mask.size());
    return {nft::LoadPayload{.header = header, .offset = offset, .size = size, .to = 0},
            nft::Bitwise{.mask = mask, .flip = base::Bytes(mask.size()), .from = 0, .to = 0},
            nft::Compare{.comparison = comparison, .value = value, .from = 0}};
}

nft::Expressions passes_unrouted(base::Family family, std::uint32_t longest) {
    const bool ipv4 = family == base::Family::ipv4;
    const std::uint32_t length_at = ipv4 ? 2 : 4, time_to_live_at = ipv4 ? 8 : 7;
    const auto length = octets_of(static_cast<std::uint16_t>(ipv4 ? longest : longest - ipv6_header));
    // What the kernel finds no transport protocol in is longer than its frame, or otherwise no packet.
    const nft::Expressions whole{nft::LoadMeta{.what = Meta::transport_protocol}};
    auto passes =
        nft::join({whole, nft::payload_is(Header::network, length_at, length, nft::Comparison::at_most),
                   nft::payload_is(Header::network, time_to_live_at, {2}, nft::Comparison::at_least)});
    if (ipv4) return passes;
    constexpr std::uint32_t next_header_at = 6;
    return nft::join({passes, nft::payload_is(Header::network, next_header_at, {IPPROTO_HOPOPTS},
                                              nft::Comparison::unequal)});
}

nft::Expressions load_home(base::Family family, nft::Header header, std::uint32_t offset, nft::Register to) {
    const auto size = address_place(family).size;
    nft::Expressions load{nft::LoadPayload{.header = header, .offset = offset, .size = size, .to = to}};
    if (family == base::Family::ipv4) return load;
    base::Bytes prefix(size);
    std::fill_n(prefix.begin(), 8, std::uint8_t{0xff});
    load.push_back(nft::Bitwise{.mask = prefix, .flip = base::Bytes(size), .from = to, .to = to});
    return load;
}

AddressPlace address_place(base::Family family) {
    return family == base::Family::ipv4 ? AddressPlace{.source = 12, .destination = 16, .size = 4}
                                        : AddressPlace{.source = 8, .destination = 24, .size = 16};
}

} // namespace magd::kernel
