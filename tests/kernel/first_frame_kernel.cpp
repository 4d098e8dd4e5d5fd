/// The first frames of a client: a real host's ARP, and an access point's layer-2 update made by hand.
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>

#include "magd/access/arp_packet.hpp"
#include "magd/access/arp_port.hpp"
#include "magd/access/arp_sighting.hpp"
#include "magd/access/layer2_update.hpp"
#include "magd/access/layer2_update_port.hpp"
#include "tests/kernel/packet_wire.hpp"
#include "tests/kernel/two_namespaces.hpp"

namespace first_frame_kernel {

using namespace magd::access;
using support::contains, support::eventually, support::must, support::quietly, support::readable,
    support::run;

namespace {

constexpr base::MacAddress everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr base::MacAddress client{{2, 0, 0, 0, 0, 0xc}};
constexpr std::uint16_t llc_length = 6;

/// The gateway is on the left, and on the right a host with the client's address. The thread is there.
struct Link : support::TwoNamespaces {
    ArpPort arp;
    Layer2UpdatePort updates;

    Link() {
        enter_right();
        quietly("ip link set right down && ip link set right address " + base::to_string(client) +
                " && ip link set right up");
        enter_left();
        arp = must(ArpPort::open("left"));
        updates = must(Layer2UpdatePort::open("left"));
        enter_right();
    }
    static wire::End end() { return wire::End(base::IfIndex{if_nametoindex("right")}); }
};

/// Whoever is seen first. A socket is readable without a frame, too: once when its interface goes.
std::expected<Sighting, TriggerDrop> next(PacketPort& port,
                                          std::expected<Sighting, TriggerDrop> (*decode)(base::ByteView)) {
    for (;;) {
        REQUIRE(readable(port.fd()));
        if (const auto frame = port.receive()) return decode(frame->octets);
    }
}

wire::Bytes arp(const base::MacAddress& from, const base::MacAddress& to) {
    ArpPacket question;
    question.operation = ARPOP_REQUEST;
    question.sender_mac = from;
    return wire::frame(from, to, ETHERTYPE_ARP, base::bytes_of(question));
}

/// The frame in a VLAN.
wire::Bytes in(std::uint8_t vlan, wire::Bytes frame) {
    constexpr std::ptrdiff_t ethertype_at = 12;
    const auto tag = {std::uint8_t{0x81}, std::uint8_t{0}, std::uint8_t{0}, vlan};
    frame.insert(frame.begin() + ethertype_at, tag);
    return frame;
}

wire::Bytes llc(std::uint8_t source, std::uint8_t control) { return {0, source, control, 0x81, 1, 0}; }

} // namespace

TEST_CASE("a host that asks for its router is seen") {
    Link link;
    quietly("ip address add 192.0.2.12/24 dev right");
    (void)run("ping -c 1 -W 1 192.0.2.1");
    CHECK(next(link.arp, decode_arp_sighting) == Sighting{.mac = client});
}

TEST_CASE("a host that announces its address is seen") {
    Link link;
    quietly("ip link set right down");
    quietly("sysctl -qw net.ipv4.conf.right.arp_notify=1");
    quietly("ip address add 192.0.2.12/24 dev right");
    quietly("ip link set right up");
    CHECK(next(link.arp, decode_arp_sighting) == Sighting{.mac = client});
}

TEST_CASE("the ARP port lets through ARP of IPv4 alone") {
    Link link;
    auto end = Link::end();
    wire::Bytes strange(28);
    strange[1] = 1;
    end.send(wire::frame(client, everybody, ETHERTYPE_ARP, strange)); // of protocol 0
    end.send(wire::frame(client, everybody, ETHERTYPE_IP, wire::Bytes(46)));
    quietly("ip address add 192.0.2.12/24 dev right");
    (void)run("ping -c 1 -W 1 192.0.2.1");
    CHECK(next(link.arp, decode_arp_sighting) == Sighting{.mac = client});
}

TEST_CASE("the update port lets through layer-2 updates alone") {
    Link link;
    auto end = Link::end();
    const base::MacAddress roaming{{2, 0, 0, 0, 0, 0xe}}, another{{2, 0, 0, 0, 0, 0xf}};
    const auto spanning_tree = wire::Bytes{0x42, 0x42, 3, 0, 0, 0};
    end.send(wire::frame(client, {{0x01, 0x80, 0xc2, 0, 0, 0}}, llc_length, spanning_tree));
    end.send(wire::frame(client, everybody, llc_length, llc(0, 0xe3))); // TEST
    end.send(wire::frame(client, everybody, ETHERTYPE_IP, llc(1, 0xaf)));
    end.send(wire::frame(client, everybody, llc_length + 1, llc(1, 0xaf)));
    end.send(wire::frame(roaming, everybody, llc_length, llc(1, 0xaf)));
    end.send(wire::frame(another, everybody, llc_length, llc(0, 0xbf)));
    CHECK(next(link.updates, decode_layer2_update) == Sighting{.mac = roaming});
    CHECK(next(link.updates, decode_layer2_update) == Sighting{.mac = another});
}

TEST_CASE("what is not for the interface is not seen: frames of VLANs, and to other stations") {
    Link link;
    auto end = Link::end();
    link.enter_left();
    quietly("ip link add link left name left.20 up type vlan id 20 && ip link set left promisc on");
    auto of_vlan = must(ArpPort::open("left.20"));
    const auto gateway = link.arp.mac();
    const base::MacAddress in_vlan{{2, 0, 0, 0, 0, 0x20}}, in_unknown_vlan{{2, 0, 0, 0, 0, 0x30}},
        to_another{{2, 0, 0, 0, 0, 0x40}}, to_gateway{{2, 0, 0, 0, 0, 0x50}};
    end.send(in(20, arp(in_vlan, everybody)));
    end.send(in(20, arp(in_vlan, gateway)));
    end.send(in(30, arp(in_unknown_vlan, everybody)));
    end.send(arp(to_another, {{2, 0, 0, 0, 0, 0x41}}));
    end.send(arp(to_gateway, gateway));
    CHECK(next(link.arp, decode_arp_sighting) == Sighting{.mac = to_gateway});
    CHECK(next(of_vlan, decode_arp_sighting) == Sighting{.mac = in_vlan});
    CHECK(next(of_vlan, decode_arp_sighting) == Sighting{.mac = in_vlan});
    CHECK(!of_vlan.receive());
    end.send(arp(to_another, everybody));
    CHECK(next(link.arp, decode_arp_sighting) == Sighting{.mac = to_another});
}

TEST_CASE("another address of the interface is taken over") {
    Link link;
    link.enter_left();
    quietly("ip link set left address 02:00:00:00:00:99");
    REQUIRE(link.arp.follow());
    CHECK(link.arp.mac() == base::MacAddress{{2, 0, 0, 0, 0, 0x99}});
}

TEST_CASE("an interface that could not be followed is followed later") {
    Link link;
    link.enter_left();
    const auto before = link.arp.index();
    quietly("ip link del left && modprobe tun");
    const base::Fd tunnel(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
    REQUIRE(tunnel);
    ifreq request{.ifr_ifrn = {"left"}, .ifr_ifru = {}};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    REQUIRE(::ioctl(tunnel.get(), TUNSETIFF, &request) == 0);
    const auto failed = link.arp.follow();
    REQUIRE_FALSE(failed);
    CHECK(failed.error().what == "access interface left is not an Ethernet-like one");
    CHECK(link.arp.index() == before);

    REQUIRE(::ioctl(tunnel.get(), TUNSETLINK, ARPHRD_ETHER) == 0);
    REQUIRE(link.arp.follow());
    CHECK(link.arp.index() == base::IfIndex{if_nametoindex("left")});
    CHECK(link.arp.mac() == base::MacAddress{});
}

TEST_CASE("an interface that is made again is followed") {
    Link link;
    link.enter_left();
    quietly("ip link del left && ip link add left type bridge && ip link add other type veth peer name end");
    quietly("ip link set other master left && ip link set left up");
    quietly("ip link set other up && ip link set end up");
    REQUIRE(link.updates.follow());
    wire::End end(base::IfIndex{if_nametoindex("end")});
    REQUIRE(eventually([] { return contains(run("bridge link show dev other"), "state forwarding"); }));
    end.send(wire::frame(client, everybody, llc_length, llc(1, 0xaf)));
    CHECK(next(link.updates, decode_layer2_update) == Sighting{.mac = client});
}

} // namespace first_frame_kernel
