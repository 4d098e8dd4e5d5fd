#include "nlink/bridge_entry.hpp"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

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

} // namespace nlink
