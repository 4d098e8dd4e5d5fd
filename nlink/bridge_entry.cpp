#include "nlink/bridge_entry.hpp"

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace nlink {
namespace {

namespace bridge_entry {
struct Body {
    using Header = ndmsg;
};
using Bridge = Attribute<Body, NDA_MASTER, base::IfIndex>;
using Mac = Attribute<Body, NDA_LLADDR, base::MacAddress>;
using Vlan = Attribute<Body, NDA_VLAN, std::uint16_t>;

/// Local addresses are permanent, and static entries need no ARP: so the bridge says it.
constexpr std::uint16_t settings = NUD_PERMANENT | NUD_NOARP;
} // namespace bridge_entry

namespace bridge_link {
struct Body {
    using Header = ifinfomsg;
};
struct OfBridge {};
using ExtraMask = Attribute<Body, IFLA_EXT_MASK, std::uint32_t>;
using Settings = Attribute<Body, IFLA_AF_SPEC, Nest<OfBridge>>;
using VlanInfo = Attribute<OfBridge, IFLA_BRIDGE_VLAN_INFO, base::Bytes>; ///< bridge_vlan_info, one for each
} // namespace bridge_link

/// The VLAN if it is for frames without a tag; else 0.
std::uint16_t pvid_of(const base::Bytes& content) {
    bridge_vlan_info info{};
    if (content.size() != sizeof info) return 0;
    std::memcpy(&info, content.data(), sizeof info);
    return (info.flags & BRIDGE_VLAN_INFO_PVID) != 0 ? info.vid : std::uint16_t{0};
}

} // namespace

bool tells_of_bridge_entry(const Message& message) {
    if (message.type != RTM_NEWNEIGH && message.type != RTM_DELNEIGH) return false;
    const auto parsed = parse<bridge_entry::Body>(message);
    return !parsed || (parsed->header.ndm_family == AF_BRIDGE && (parsed->header.ndm_flags & NTF_SELF) == 0);
}

std::optional<BridgeEntry> parse_bridge_entry(const Message& message) {
    const auto parsed = parse<bridge_entry::Body>(message);
    if (!parsed || !tells_of_bridge_entry(message)) return std::nullopt;
    const auto& [header, body] = *parsed;
    const auto bridge = body.find<bridge_entry::Bridge>();
    const auto mac = body.find<bridge_entry::Mac>();
    if (!bridge || !mac) return std::nullopt;
    return BridgeEntry{.bridge = *bridge,
                       .port = static_cast<base::IfIndex>(header.ndm_ifindex),
                       .mac = *mac,
                       .vlan = body.find<bridge_entry::Vlan>().value_or(0),
                       .learnt = (header.ndm_state & bridge_entry::settings) == 0,
                       .removed = message.type == RTM_DELNEIGH};
}

base::Result<std::vector<BridgeEntry>> dump_bridge_entries(Socket& socket, base::IfIndex bridge) {
    ndmsg header{};
    header.ndm_family = AF_BRIDGE;
    const auto request = make_request<bridge_entry::Body>(
        RTM_GETNEIGH, 0, "list entries of a bridge", header,
        [&](Attributes<bridge_entry::Body>& body) { body.put<bridge_entry::Bridge>(bridge); });
    return socket.dump(request, parse_bridge_entry);
}

std::optional<std::uint16_t> parse_bridge_pvid(const Message& message, base::IfIndex bridge) {
    const auto parsed = parse<bridge_link::Body>(message);
    if (!parsed || message.type != RTM_NEWLINK || parsed->header.ifi_family != AF_BRIDGE ||
        parsed->header.ifi_index != static_cast<int>(bridge))
        return std::nullopt;
    std::uint16_t pvid = 0;
    parsed->attributes.nest<bridge_link::Settings>().each_value<bridge_link::VlanInfo>(
        [&](const base::Bytes& info) { pvid = std::max(pvid, pvid_of(info)); });
    return pvid;
}

/// The kernel lists those of all bridges and their ports, or none.
base::Result<std::uint16_t> find_bridge_pvid(Socket& socket, base::IfIndex bridge) {
    ifinfomsg header{};
    header.ifi_family = AF_BRIDGE;
    const auto request = make_request<bridge_link::Body>(
        RTM_GETLINK, 0, "list VLANs of bridges", header,
        [](Attributes<bridge_link::Body>& body) { body.put<bridge_link::ExtraMask>(RTEXT_FILTER_BRVLAN); });
    const auto found =
        socket.dump(request, [&](const Message& message) { return parse_bridge_pvid(message, bridge); });
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return base::fail("the bridge went while it was looked at", ENODEV);
    return found->front();
}

} // namespace nlink
