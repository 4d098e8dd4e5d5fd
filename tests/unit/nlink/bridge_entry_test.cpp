/// What a bridge tells of its forwarding table, written as it writes it.
#include <doctest/doctest.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <bit>
#include <vector>

#include "nlink/bridge_entry.hpp"
#include "nlink/neighbour.hpp"
#include "tests/unit/nlink/support.hpp"

namespace bridge_entry_test {

using namespace nlink;
using support::interface, support::message_of;

namespace {

const base::MacAddress client = support::mac("00:23:c2:db:29:2d");
const BridgeEntry learnt{.bridge = interface(9), .port = interface(4), .mac = client, .learnt = true};

struct Body {
    using Header = ndmsg;
};
using Bridge = Attribute<Body, NDA_MASTER, base::IfIndex>;
using Mac = Attribute<Body, NDA_LLADDR, base::Bytes>;
using Vlan = Attribute<Body, NDA_VLAN, std::uint16_t>;

ndmsg header(std::uint16_t state, std::uint8_t flags = 0, std::uint8_t family = AF_BRIDGE) {
    ndmsg out{};
    out.ndm_family = family;
    out.ndm_ifindex = 4;
    out.ndm_state = state;
    out.ndm_flags = flags;
    return out;
}

Request told(std::uint16_t type, const ndmsg& header, std::optional<std::uint16_t> vlan = {}) {
    return make_request<Body>(type, 0, "", header, [&](Attributes<Body>& body) {
        body.put<Mac>(client.octets);
        body.put<Bridge>(interface(9));
        body.put_if<Vlan>(vlan);
    });
}

std::optional<BridgeEntry> read(const Request& request) { return parse_bridge_entry(message_of(request)); }

bool is_learnt(std::uint16_t state, std::uint8_t flags = 0) {
    return read(told(RTM_NEWNEIGH, header(state, flags))).value().learnt;
}

} // namespace

TEST_CASE("a learnt entry, with and without a VLAN") {
    CHECK(read(told(RTM_NEWNEIGH, header(NUD_REACHABLE))) == learnt);
    auto tagged = learnt;
    tagged.vlan = 20;
    CHECK(read(told(RTM_NEWNEIGH, header(NUD_REACHABLE), 20)) == tagged);
}

TEST_CASE("an entry that has aged out or was flushed") {
    auto removed = learnt;
    removed.removed = true;
    CHECK(read(told(RTM_DELNEIGH, header(NUD_STALE))) == removed);
}

TEST_CASE("local and static entries are settings; what switching hardware has learnt is not") {
    CHECK_FALSE(is_learnt(NUD_PERMANENT));
    CHECK_FALSE(is_learnt(NUD_NOARP));
    CHECK(is_learnt(NUD_STALE));
    CHECK(is_learnt(NUD_REACHABLE, NTF_EXT_LEARNED));
}

TEST_CASE("an entry of a device that is no bridge's is none") {
    CHECK(!read(told(RTM_NEWNEIGH, header(NUD_REACHABLE, NTF_SELF))));
    CHECK(!read(make_request<Body>(RTM_NEWNEIGH, 0, "", header(NUD_REACHABLE),
                                   [](Attributes<Body>& body) { body.put<Mac>(client.octets); })));
}

TEST_CASE("a bridge's own VLAN for frames without a tag, among the VLANs that it has") {
    struct LinkBody {
        using Header = ifinfomsg;
    };
    struct OfBridge {};
    using Settings = Attribute<LinkBody, IFLA_AF_SPEC, Nest<OfBridge>>;
    using VlanInfo = Attribute<OfBridge, IFLA_BRIDGE_VLAN_INFO, base::Bytes>;
    const auto pvid_in = [](std::vector<base::Bytes> vlans, std::uint8_t family = AF_BRIDGE) {
        ifinfomsg link{};
        link.ifi_family = family;
        link.ifi_index = 9;
        return parse_bridge_pvid(message_of(make_request<LinkBody>(RTM_NEWLINK, 0, "", link,
                                                                   [&](Attributes<LinkBody>& body) {
                                                                       body.nest<Settings>(
                                                                           [&](Attributes<OfBridge>& all) {
                                                                               for (const auto& one : vlans)
                                                                                   all.put<VlanInfo>(one);
                                                                           });
                                                                   })),
                                 interface(9));
    };
    const auto vlan = [](std::uint16_t flags, std::uint16_t id) {
        const bridge_vlan_info info{.flags = flags, .vid = id};
        const auto raw = std::bit_cast<std::array<std::uint8_t, sizeof info>>(info);
        return base::Bytes(raw.begin(), raw.end());
    };
    constexpr std::uint16_t untagged = BRIDGE_VLAN_INFO_UNTAGGED, pvid = BRIDGE_VLAN_INFO_PVID | untagged;
    CHECK(pvid_in({vlan(untagged, 1), vlan(pvid, 10), vlan(0, 20)}) == 10);
    CHECK(pvid_in({vlan(untagged, 1), {1, 2}}) == 0);
    CHECK(pvid_in({}) == 0);
    CHECK(!pvid_in({vlan(pvid, 10)}, AF_UNSPEC));
}

TEST_CASE("an entry without a MAC address is none") {
    CHECK(!read(make_request<Body>(RTM_NEWNEIGH, 0, "", header(NUD_REACHABLE), [](Attributes<Body>& body) {
        body.put<Bridge>(interface(9));
        body.put<Mac>(base::Bytes(4));
    })));
}

TEST_CASE("neighbours of IP and entries of bridges are not taken for each other") {
    CHECK(!read(told(RTM_NEWNEIGH, header(NUD_REACHABLE, 0, AF_INET))));
    CHECK(!read(told(RTM_GETNEIGH, header(NUD_REACHABLE))));
    CHECK(!parse_bridge_entry({.type = RTM_NEWNEIGH, .payload = {}}));
    CHECK(!parse_any_neighbour(message_of(told(RTM_NEWNEIGH, header(NUD_REACHABLE)))));
    CHECK(tells_of_bridge_entry(message_of(told(RTM_NEWNEIGH, header(NUD_REACHABLE)))));
    CHECK(!tells_of_bridge_entry(message_of(told(RTM_NEWNEIGH, header(NUD_REACHABLE, 0, AF_INET)))));
    CHECK(!tells_of_bridge_entry(message_of(told(RTM_NEWNEIGH, header(NUD_REACHABLE, NTF_SELF)))));
    CHECK(!tells_of_bridge_entry(message_of(told(RTM_GETNEIGH, header(NUD_REACHABLE)))));
}

TEST_CASE("an entry that is cut short has no VLAN, or is none") {
    const auto whole = told(RTM_NEWNEIGH, header(NUD_REACHABLE), 20);
    for (std::size_t size = NLMSG_HDRLEN; size < whole.bytes.size() - 2; ++size) { // 2 octets of padding
        const auto payload = base::ByteView(whole.bytes).subspan(NLMSG_HDRLEN, size - NLMSG_HDRLEN);
        const Message message{.type = RTM_NEWNEIGH, .payload = payload};
        CHECK(tells_of_bridge_entry(message));
        const auto entry = parse_bridge_entry(message);
        if (entry) CHECK(*entry == learnt);
    }
}

} // namespace bridge_entry_test
