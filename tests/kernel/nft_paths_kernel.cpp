/// Each kind of path carries packets of both families, by the product's own objects: the client and
/// the LMA are packets made by hand, so that every octet on the wire is known.
#include "tests/kernel/example_path.hpp"

namespace nft_paths_kernel {

using namespace example_path;

namespace {

const Ends spoofed4{ip("192.168.5.45"), ip("198.51.100.7")},
    spoofed6{ip6("2001:db8:2::44"), ip6("2001:db8:99::7")};

/// Both ways, both families.
void check_carries(Lab& lab, const Path& path, const Ends& outer) {
    for (const auto& inner : {inner4, inner6}) {
        CAPTURE(base::to_string(inner.source));
        lab.from_client(inner);
        CHECK(inside(outer, lab.at_lma(outer)) ==
              inside(outer, tunnelled(path, outer, uplink_key, inner, lab.forwarded(inner))));

        const auto back = wire::reversed(inner);
        const auto down = wire::reversed(outer);
        lab.from_lma(down, tunnelled(path, down, downlink_key, back, lab.sent(back)));
        CHECK(lab.at_client(back) == lab.forwarded(back));
    }
}

/// No other source, no other MAC address; the good one comes first.
void check_spoofing(Lab& lab, const Path& path, const Ends& outer) {
    lab.from_client(spoofed4);
    lab.from_client(spoofed6);
    lab.from_client(ETHERTYPE_IP, lab.sent(inner4), support::mac("02:00:00:00:00:99"));
    CHECK(lab.dropped(PacketDrop::uplink_unknown, 3) == 3);
    lab.from_client(inner6);
    CHECK(inside(outer, lab.at_lma(outer)) ==
          inside(outer, tunnelled(path, outer, uplink_key, inner6, lab.forwarded(inner6))));
}

/// No other key, no other destination, not the device's own key, no key at all where one is due.
void check_wrong_downlink(Lab& lab, const Path& path, const Ends& outer) {
    const auto down = wire::reversed(outer);
    const auto send = [&](std::uint32_t key, const Ends& inner) {
        const auto back = wire::reversed(inner);
        lab.from_lma(down, tunnelled(path, down, key, back, lab.sent(back)));
    };
    std::uint64_t wrong = 0;
    for (const auto& [good, stranger] : {std::pair{inner4, spoofed4}, std::pair{inner6, spoofed6}}) {
        send(downlink_key, stranger);
        if (!keyed(path.encapsulation)) continue;
        for (const auto key : {downlink_key + 1, uplink_key, placeholder_of(path.encapsulation)})
            send(key, good);
        wrong += 4;
    }
    if (keyed(path.encapsulation)) CHECK(lab.dropped(PacketDrop::downlink_unknown, wrong) == wrong);
    send(downlink_key, inner4); // the first to come
    CHECK(lab.at_client(wire::reversed(inner4)) == lab.forwarded(wire::reversed(inner4)));
}

void check(Encapsulation encapsulation, const Ends& outer) {
    const auto only = path(encapsulation, outer);
    Lab lab(site({only}));
    lab.carry(client(site({only})));
    check_carries(lab, only, outer);
    check_spoofing(lab, only, outer);
    check_wrong_downlink(lab, only, outer);
    lab.stop();
}

} // namespace

TEST_CASE("GRE with keys in UDP") { check(Encapsulation::gre_udp, outer4); }
TEST_CASE("GRE with keys over IPv4") { check(Encapsulation::gre, outer4); }
TEST_CASE("GRE with keys over IPv6") { check(Encapsulation::gre, outer6); }
TEST_CASE("GRE without keys over IPv4") { check(Encapsulation::gre_unkeyed, outer4); }
TEST_CASE("GRE without keys over IPv6") { check(Encapsulation::gre_unkeyed, outer6); }
TEST_CASE("no header but IPv4") { check(Encapsulation::ip, outer4); }
TEST_CASE("no header but IPv6") { check(Encapsulation::ip, outer6); }

TEST_CASE("all paths to one LMA live side by side, and a client moves from one to the next") {
    const auto at =
        site({path(Encapsulation::gre_udp, outer4), path(Encapsulation::gre, outer4, "mag-LMA1-2"),
              path(Encapsulation::gre_unkeyed, outer4, "mag-LMA1-3"),
              path(Encapsulation::ip, outer4, "mag-LMA1-4"), path(Encapsulation::gre, outer6, "mag-LMA2"),
              path(Encapsulation::gre_unkeyed, outer6, "mag-LMA2-2"),
              path(Encapsulation::ip, outer6, "mag-LMA2-3")});
    Lab lab(at);
    for (std::uint32_t number = 1; number <= at.paths.size(); ++number) {
        CAPTURE(number);
        lab.carry(client(at, number));
        check_carries(lab, at.paths[number - 1], number <= 4 ? outer4 : outer6);
    }
    lab.stop();
}

TEST_CASE("a client's packet to the gateway itself is refused, its neighbour discovery is answered") {
    const auto at = site({path(Encapsulation::gre, outer4)});
    Lab lab(at);
    lab.carry(client(at));
    const Ends to_gateway{link_local_of(client_mac), gateway_address.address};
    lab.from_client(ETHERTYPE_IPV6, wire::ip(to_gateway, payload_protocol, {1}));
    CHECK(lab.dropped(PacketDrop::local_refused, 1) == 1);
    const Ends beyond{link_local_of(client_mac), ip6("2001:db8:99::7")};
    lab.from_client(ETHERTYPE_IPV6, wire::ip(beyond, payload_protocol, {1}));
    CHECK(lab.dropped(PacketDrop::uplink_unknown, 1) == 1);

    // RFC 4861 section 4.3, to the solicited-node group of the gateway's address.
    const Ends to_group{link_local_of(client_mac), ip6("ff02::1:ff00:5213")};
    base::Writer solicitation;
    solicitation.value(std::uint8_t{135});
    solicitation.pad(7);
    solicitation.value(gateway_address.address);
    solicitation.value(std::uint16_t{0x0101}); // source link-layer address
    solicitation.value(client_mac);
    const auto pseudo = wire::ip(to_group, 0, {});
    const Bytes rest{0, 0, 0, static_cast<std::uint8_t>(solicitation.size()), 0, 0, 0, IPPROTO_ICMPV6};
    solicitation.patch(
        2, base::internet_checksum({base::ByteView(pseudo).subspan(8), rest, solicitation.bytes()}));
    lab.from_client(ETHERTYPE_IPV6, wire::ip(to_group, IPPROTO_ICMPV6, solicitation.bytes(), 255));
    const auto answer = lab.frame_at_client([](const Bytes& frame) {
        return frame.size() > 54 && frame[12] == 0x86 && frame[20] == IPPROTO_ICMPV6 && frame[54] == 136;
    });
    CHECK_FALSE(answer.empty());
    lab.stop();
}

} // namespace nft_paths_kernel
