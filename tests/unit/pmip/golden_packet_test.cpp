#include <fmt/format.h>

#include "nlink/base/ip.hpp"
#include "tests/unit/pmip/golden_support.hpp"

/// The packets around the golden vectors: where signalling stands in them, their checksums, and what
/// the data plane carries in what (RFC 5844 section 4, RFC 5845 section 7).
namespace pmip::test {
namespace {

constexpr std::uint8_t protocol_ipip = 4, protocol_gre = 47, protocol_mh = 135;
constexpr std::uint16_t control_port = 5436;

struct Ipv6Header {
    std::uint32_t version = 0;
    std::uint16_t payload_length = 0;
    std::uint8_t next_header = 0, hop_limit = 0;
    base::Ipv6 source, destination;
    static void fields(auto& io, auto& self) {
        io.value(self.version);
        io.value(self.payload_length);
        io.value(self.next_header);
        io.value(self.hop_limit);
        io.value(self.source);
        io.value(self.destination);
    }
};

template <class Header>
Header read(base::Reader& io) {
    Header out;
    Header::fields(io, out);
    REQUIRE(io.ok());
    return out;
}

/// What an IP packet carries, layer by layer. Lengths must be right to the octet.
std::string layers(base::Reader& io);

std::string payload_layers(base::Reader& io, std::uint8_t protocol);

/// RFC 2784 and 2890: the key is optional, checksum and sequence number are never there.
std::string gre_layers(base::Reader& io) {
    constexpr std::uint16_t key_present = 0x2000;
    std::uint16_t flags = 0, protocol = 0;
    io.value(flags);
    io.value(protocol);
    CHECK((flags & ~key_present) == 0);
    CHECK(protocol == 0x0800);
    if ((flags & key_present) == 0) return "GRE | " + layers(io);
    std::uint32_t key = 0;
    io.value(key);
    return fmt::format("GRE key {} | {}", key, layers(io));
}

/// On the data port an IP packet, or a TLV header, which its first nibble tells apart.
std::string udp_layers(base::Reader& io) {
    const auto total = io.left();
    const auto udp = read<base::UdpHeader>(io);
    CHECK(udp.length == total);
    const auto text = fmt::format("UDP {} > {} | ", udp.source_port, udp.destination_port);
    if (io.peek()[0] >> 4 != 0) return text + layers(io);
    std::uint8_t type = 0, next_header = 0;
    std::uint16_t length = 0;
    io.value(type);
    io.value(next_header);
    io.value(length);
    CHECK(type == 0);
    CHECK(length == io.left()); // else the packet is to be discarded
    return text + "TLV | " + payload_layers(io, next_header);
}

std::string payload_layers(base::Reader& io, std::uint8_t protocol) {
    switch (protocol) {
    case protocol_ipip: return layers(io);
    case protocol_gre: return gre_layers(io);
    case IPPROTO_UDP: return udp_layers(io);
    case IPPROTO_ICMP: return "ICMP";
    default: return fmt::format("protocol {}", protocol);
    }
}

std::string layers(base::Reader& io) {
    const auto total = io.left();
    CHECK(base::internet_checksum({io.peek().first(base::Ipv4Header::size)}) == 0);
    const auto ip = read<base::Ipv4Header>(io);
    CHECK(ip.version_and_length == 0x45);
    CHECK(ip.total_length == total);
    return fmt::format("{} > {} | {}", to_string(ip.source), to_string(ip.destination),
                       payload_layers(io, ip.protocol));
}

/// Each packet of the data plane. The keys are those that vectors 01 and 02 negotiate.
const std::map<std::string, std::string> data_plane{
    {"40-data-gre-up", "10.106.35.111 > 10.106.37.40 | GRE key 100 | 192.168.5.44 > 198.51.100.9 | ICMP"},
    {"41-data-gre-down", "10.106.37.40 > 10.106.35.111 | GRE key 1 | 198.51.100.9 > 192.168.5.44 | ICMP"},
    {"42-data-ipip-up", "10.106.35.111 > 10.106.37.40 | 192.168.5.44 > 198.51.100.9 | ICMP"},
    {"43-data-udp5437-up",
     "10.106.35.111 > 10.106.37.40 | UDP 5437 > 5437 | 192.168.5.44 > 198.51.100.9 | ICMP"},
    {"44-data-udp-tlv-gre-up", "10.106.35.111 > 10.106.37.40 | UDP 5437 > 5437 | TLV | GRE key 100 | "
                               "192.168.5.44 > 198.51.100.9 | ICMP"},
};

TEST_CASE("the data plane: who carries what in what, with which key") {
    for (const auto& [name, vector] : vectors()) {
        if (vector.header) continue;
        CAPTURE(name);
        const auto row = data_plane.find(name);
        REQUIRE_MESSAGE(row != data_plane.end(), "a new packet wants a row in the table");
        base::Reader io(vector.packet);
        CHECK(layers(io) == row->second);
    }
    for (const auto& [name, text] : data_plane) CHECK_MESSAGE(vectors().contains(name), name);
    CHECK(find<GreKey>(message<ProxyBindingAck>("02-pba-v4-cisco").options)->key == 100);
    CHECK(find<GreKey>(message<ProxyBindingUpdate>("01-pbu-v4-cisco").options)->key == 1);
}

/// Signalling over UDP: the octets are the datagram's, between the control ports.
void check_udp(const std::string& name, const Vector& vector) {
    base::Reader io(vector.packet);
    const auto ip = read<base::Ipv4Header>(io);
    const auto verdict = base::judge_udp_checksum(ip.source, ip.destination, io.peek());
    const bool bad = name == "bad-06-udp-checksum-v4";
    CHECK((verdict == base::ChecksumVerdict::valid) == !bad);
    const auto udp = read<base::UdpHeader>(io);
    CHECK((udp.source_port == control_port || udp.destination_port == control_port));
    CHECK(std::ranges::equal(io.peek(), *vector.header));
}

/// Signalling over IPv6: RFC 6275 section 6.1.1 says what the checksum covers.
void check_ipv6(const std::string& name, const Vector& vector) {
    base::Reader io(vector.packet);
    const auto ip = read<Ipv6Header>(io);
    CHECK(ip.next_header == protocol_mh);
    CHECK(std::ranges::equal(io.peek(), *vector.header));
    base::Writer pseudo;
    pseudo.value(ip.source);
    pseudo.value(ip.destination);
    pseudo.value(std::uint32_t{ip.payload_length});
    pseudo.value(std::uint32_t{protocol_mh});
    const bool good = base::internet_checksum({pseudo.bytes(), *vector.header}) == 0;
    CHECK(good == (name != "bad-05-mh-checksum-v6"));
}

TEST_CASE("every message stands in its packet, under checksums that hold but where the name says not") {
    for (const auto& [name, vector] : vectors()) {
        if (!vector.header) continue;
        CAPTURE(name);
        vector.packet.at(0) >> 4 == 4 ? check_udp(name, vector) : check_ipv6(name, vector);
    }
}

} // namespace
} // namespace pmip::test
