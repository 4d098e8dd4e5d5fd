#include "magd/access/router_advertisement.hpp"

#include <netinet/icmp6.h>

#include "nlink/base/ip.hpp"

namespace magd::access {
namespace {

constexpr std::uint8_t rdnss_option = 25; ///< RFC 8106 section 5.1
constexpr std::uint8_t dnssl_option = 31; ///< RFC 8106 section 5.2
constexpr std::size_t option_unit = 8;
constexpr std::uint32_t minimum_mtu = 1280;

struct AdvertisementHeader { // RFC 4861 section 4.2, up to the options
    std::uint8_t type = ND_ROUTER_ADVERT, code = 0;
    std::uint16_t checksum = 0;
    std::uint8_t hop_limit = 64, flags = 0;
    std::uint16_t router_lifetime = 0;

    static void fields(auto& io, auto& self) {
        io.value(self.type);
        io.value(self.code);
        io.value(self.checksum);
        io.value(self.hop_limit);
        io.value(self.flags);
        io.value(self.router_lifetime);
        io.pad(8); // reachable time, retransmission timer: unspecified
    }
};

struct SourceLinkLayerAddress { // RFC 4861 section 4.6.1
    std::uint8_t type = ND_OPT_SOURCE_LINKADDR, units = 1;
    base::MacAddress mac;

    static void fields(auto& io, auto& self) {
        io.value(self.type);
        io.value(self.units);
        io.value(self.mac);
    }
};

struct Mtu { // RFC 4861 section 4.6.4
    std::uint8_t type = ND_OPT_MTU, units = 1;
    std::uint32_t mtu = 0;

    static void fields(auto& io, auto& self) {
        io.value(self.type);
        io.value(self.units);
        io.pad(2);
        io.value(self.mtu);
    }
};

struct PrefixInformation { // RFC 4861 section 4.6.2
    std::uint8_t type = ND_OPT_PREFIX_INFORMATION, units = 4;
    std::uint8_t length = 64;
    std::uint8_t flags = ND_OPT_PI_FLAG_ONLINK | ND_OPT_PI_FLAG_AUTO;
    std::uint32_t valid = 0, preferred = 0; ///< seconds
    base::Ipv6 prefix;

    static void fields(auto& io, auto& self) {
        io.value(self.type);
        io.value(self.units);
        io.value(self.length);
        io.value(self.flags);
        io.value(self.valid);
        io.value(self.preferred);
        io.pad(4);
        io.value(self.prefix);
    }
};

struct DnsOption { // RFC 8106 sections 5.1 and 5.2, up to the addresses or domains
    std::uint8_t type = 0, units = 1;
    std::uint32_t lifetime = 0; ///< seconds

    static void fields(auto& io, auto& self) {
        io.value(self.type);
        io.value(self.units);
        io.pad(2);
        io.value(self.lifetime);
    }
};

template <class T>
void put(base::Writer& out, const T& part) {
    T::fields(out, part);
}

/// The address with the bits behind the prefix length zero.
base::Ipv6 network(const base::Prefix6& prefix) {
    auto address = prefix.address;
    for (std::size_t bit = prefix.length; bit < 128; ++bit)
        address.octets.at(bit / 8) &= static_cast<std::uint8_t>(~(0x80U >> bit % 8));
    return address;
}

void put_dns(base::Writer& out, const RouterAdvertisement& message) {
    const auto lifetime = static_cast<std::uint32_t>(message.router_lifetime.count());
    if (message.dns.empty()) return;
    put(out, DnsOption{.type = rdnss_option,
                       .units = static_cast<std::uint8_t>(1 + 2 * message.dns.size()),
                       .lifetime = lifetime});
    for (const auto& server : message.dns) out.value(server);
}

/// Padded with zeros to whole units.
void put_search(base::Writer& out, const RouterAdvertisement& message) {
    if (message.search.empty()) return;
    const auto units = (message.search.size() + option_unit - 1) / option_unit;
    put(out, DnsOption{.type = dnssl_option,
                       .units = static_cast<std::uint8_t>(1 + units),
                       .lifetime = static_cast<std::uint32_t>(message.router_lifetime.count())});
    out.octets(message.search);
    out.pad(units * option_unit - message.search.size());
}

std::uint8_t flags_of(const RouterAdvertisement& message) {
    return static_cast<std::uint8_t>((message.managed ? ND_RA_FLAG_MANAGED : 0) |
                                     (message.other ? ND_RA_FLAG_OTHER : 0));
}

base::Bytes encode_message(const base::MacAddress& router, const RouterAdvertisement& message) {
    base::Writer out;
    put(out,
        AdvertisementHeader{.flags = flags_of(message),
                            .router_lifetime = static_cast<std::uint16_t>(message.router_lifetime.count())});
    put(out, SourceLinkLayerAddress{.mac = router});
    if (message.mtu >= minimum_mtu) put(out, Mtu{.mtu = message.mtu});
    for (const auto& [prefix, lifetime] : message.prefixes) {
        const auto seconds = static_cast<std::uint32_t>(lifetime.count());
        put(out,
            PrefixInformation{
                .length = prefix.length, .valid = seconds, .preferred = seconds, .prefix = network(prefix)});
    }
    put_dns(out, message);
    put_search(out, message);
    return out.take();
}

} // namespace

base::Bytes encode_frame(const NdEnvelope& envelope, const RouterAdvertisement& message) {
    const auto octets = encode_message(envelope.source, message);
    const auto checksum =
        base::upper_layer_checksum(envelope.router, envelope.destination, IPPROTO_ICMPV6, octets);
    base::Writer out;
    put(out,
        base::EthernetHeader{.destination = envelope.client, .source = envelope.source, .type = ETH_P_IPV6});
    put(out, base::Ipv6Header{.payload_length = static_cast<std::uint16_t>(octets.size()),
                              .next_header = IPPROTO_ICMPV6,
                              .hop_limit = 255,
                              .source = envelope.router,
                              .destination = envelope.destination});
    const auto message_at = out.size();
    out.octets(octets);
    out.patch(message_at + base::icmpv6_checksum_offset, checksum);
    return out.take();
}

} // namespace magd::access
