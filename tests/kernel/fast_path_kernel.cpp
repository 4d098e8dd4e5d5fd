/// What passes the machine's routing by, and what must not.
#include <fstream>
#include <sstream>

#include "tests/kernel/example_path.hpp"

namespace fast_path_kernel {

using namespace example_path;

namespace {

const auto only = path(Encapsulation::gre_udp, outer4);
const auto down = wire::reversed(outer4), back = wire::reversed(inner4);

/// The number behind a word in a line of this file, or in the place of the word in the line before.
std::uint64_t counter(const std::string& file, const std::string& wanted) {
    std::ifstream in("/proc/thread-self/net/" + file);
    std::string names, values;
    while (std::getline(in, values)) {
        std::istringstream in_names(names), in_values(values);
        for (std::string name, value; in_names >> name && in_values >> value;)
            if (name == wanted) return std::stoull(value);
        std::istringstream line(values);
        std::string name, value;
        if (line >> name >> value && name == wanted) return std::stoull(value);
        names = values;
    }
    FAIL("no " << wanted << " in " << file);
    return 0;
}

/// Packets that the machine's routing has sent on (RFC 4293).
std::uint64_t routed() { return counter("snmp", "ForwDatagrams") + counter("snmp6", "Ip6OutForwDatagrams"); }

struct Case {
    Site at = site({only});
    Lab lab{at};
    Case() { lab.carry(client(at)); }
    explicit Case(Site other) : at(std::move(other)), lab(at) { lab.carry(client(at)); }

    void up(const Bytes& packet) { lab.from_client(ETHERTYPE_IP, packet); }
    void up_tagged(std::uint16_t control, const Bytes& packet) {
        base::Writer tagged;
        tagged.value(control);
        tagged.value(std::uint16_t{ETHERTYPE_IP});
        tagged.octets(packet);
        lab.from_client(ETHERTYPE_VLAN, tagged.take());
    }
    /// The next packet that reaches the LMA is this one.
    void check_next(const Bytes& packet, const Ends& inner = inner4) {
        CHECK(inside(outer4, lab.at_lma(outer4)) ==
              inside(outer4, tunnelled(only, outer4, uplink_key, inner, packet)));
    }
    void check_good(const Ends& inner = inner4) {
        lab.from_client(inner);
        check_next(lab.forwarded(inner), inner);
    }
    /// Both families.
    void check_both_ways() {
        for (const auto& inner : {inner4, inner6}) {
            check_good(inner);
            const auto answer = wire::reversed(inner);
            lab.from_lma(down, tunnelled(only, down, downlink_key, answer, lab.sent(answer)));
            CHECK(lab.at_client(answer) == lab.forwarded(answer));
        }
    }
    /// The client gets an ICMP message of this type and code.
    void check_told(std::uint8_t type, std::uint8_t code) {
        const auto told = lab.frame_at_client([&](const Bytes& frame) {
            return frame.size() > 35 && frame[12] == 0x08 && frame[23] == IPPROTO_ICMP && frame[34] == type &&
                   frame[35] == code;
        });
        CHECK_FALSE(told.empty());
    }
    void check_told6(std::uint8_t type) {
        const auto told = lab.frame_at_client([&](const Bytes& frame) {
            return frame.size() > 54 && frame[12] == 0x86 && frame[20] == IPPROTO_ICMPV6 && frame[54] == type;
        });
        CHECK_FALSE(told.empty());
    }
};

Bytes packet_of(std::size_t octets, std::uint8_t hops = 64) {
    return wire::ip(inner4, payload_protocol, Bytes(octets - 20, 5), hops);
}

/// Without "don't fragment", with the checksum that this makes right.
Bytes may_be_fragmented(Bytes packet) {
    packet[6] = 0;
    packet[10] = packet[11] = 0;
    const auto sum = base::internet_checksum({base::ByteView(packet).first(20)});
    packet[10] = static_cast<std::uint8_t>(sum >> 8), packet[11] = static_cast<std::uint8_t>(sum);
    return packet;
}

/// With four octets of options that say nothing.
Bytes with_options(Bytes packet) {
    packet.insert(packet.begin() + 20, {1, 1, 1, 0});
    packet[0] = 0x46;
    packet[3] = static_cast<std::uint8_t>(packet[3] + 4);
    packet[10] = packet[11] = 0;
    const auto sum = base::internet_checksum({base::ByteView(packet).first(24)});
    packet[10] = static_cast<std::uint8_t>(sum >> 8), packet[11] = static_cast<std::uint8_t>(sum);
    return packet;
}

} // namespace

TEST_CASE("a client's packets pass the machine's routing by, unless the operator wants them there") {
    for (const bool fast : {true, false}) {
        CAPTURE(fast);
        auto at = site({only});
        at.fast_path = fast;
        Case one(at);
        const auto before = routed();
        one.check_both_ways();
        CHECK(routed() - before == (fast ? 0 : 4));
        one.lab.stop();
    }
}

TEST_CASE("with local routing, what clients send is routed") {
    auto at = site({only});
    at.local_routing = true;
    Case one(at);
    const auto before = routed();
    one.check_both_ways();
    CHECK(routed() - before == 2);
    one.lab.stop();
}

TEST_CASE("what needs a router's answer gets it") {
    Case one;
    one.up(packet_of(100, 1));
    one.check_told(11, 0); // time exceeded (RFC 792)
    one.up(packet_of(1465));
    one.check_told(3, 4); // fragmentation needed
    one.up(packet_of(1464));
    one.check_next(packet_of(1464, 63));
    const auto packet6 = [](std::size_t octets, std::uint8_t hops) {
        return wire::ip(inner6, payload_protocol, Bytes(octets - 40, 5), hops);
    };
    one.lab.from_client(ETHERTYPE_IPV6, packet6(100, 1));
    one.check_told6(3); // time exceeded (RFC 4443)
    one.lab.from_client(ETHERTYPE_IPV6, packet6(1465, 64));
    one.check_told6(2); // too big
    one.lab.from_client(ETHERTYPE_IPV6, packet6(1464, 64));
    one.check_next(packet6(1464, 63), inner6);
    one.lab.stop();
}

TEST_CASE("options of a header are read by the machine's routing, and sent on") {
    Case one;
    const auto before = routed();
    one.up(with_options(one.lab.sent(inner4)));
    one.check_next(with_options(one.lab.forwarded(inner4)));
    CHECK(routed() - before == 1);
    one.lab.stop();
}

TEST_CASE("what a router does not send on enters no tunnel") {
    Case one;
    for (const auto* destination : {"255.255.255.255", "224.0.0.5", "10.0.0.1", "127.0.0.1"})
        one.up(wire::ip({inner4.source, ip(destination)}, payload_protocol, {9}));
    for (const auto* destination : {"ff0e::5", "2001:db8:f::1", "fe80::200:5eff:fe00:5213"})
        one.lab.from_client(ETHERTYPE_IPV6,
                            wire::ip({inner6.source, ip6(destination)}, payload_protocol, {9}));
    one.lab.from_client_to(support::mac("02:00:00:00:00:98"), packet_of(40));
    one.lab.from_client_to(support::mac("ff:ff:ff:ff:ff:ff"), packet_of(40));
    one.check_good();
    CHECK(one.lab.dropped(PacketDrop::local_refused, 1) >= 1);
    one.lab.stop();
}

TEST_CASE("what is no whole packet goes nowhere") {
    Case one;
    auto longer = one.lab.sent(inner4);
    longer[3] = 200; // octets that its header says it has
    one.up(longer);
    auto longer6 = one.lab.sent(inner6);
    longer6[5] = 200;
    one.lab.from_client(ETHERTYPE_IPV6, longer6);
    auto headless = one.lab.sent(inner4);
    headless.resize(19);
    one.up(headless);
    auto longer_back = one.lab.sent(back);
    longer_back[3] = 200;
    one.lab.from_lma(down, tunnelled(only, down, downlink_key, back, longer_back));
    one.check_both_ways();
    one.lab.stop();
}

TEST_CASE("a tag that says a priority is nothing, and one of a VLAN leads elsewhere") {
    Case one;
    one.up_tagged(0x0005, packet_of(40)); // VLAN 5, which is nowhere
    one.up_tagged(0xa000, one.lab.sent(inner4));
    one.check_next(one.lab.forwarded(inner4));
    one.up_tagged(0xa000, wire::ip({ip("192.168.5.45"), inner4.destination}, payload_protocol, {9}));
    CHECK(one.lab.dropped(PacketDrop::uplink_unknown, 1) == 1);
    one.lab.stop();
}

TEST_CASE("a packet that is too large for the access interface is fragmented, as a router does") {
    Case one;
    REQUIRE(run("ip link set wlan0 mtu 1300").empty());
    one.lab.mend();
    const auto large = wire::ip(back, payload_protocol, Bytes(1380, 5));
    one.lab.from_lma(down, tunnelled(only, down, downlink_key, back, may_be_fragmented(large)));
    CHECK(one.lab.at_client(back).size() == 20 + (1300 - 20) / 8 * 8); // the first fragment (RFC 791)
    one.lab.stop();
}

} // namespace fast_path_kernel
