#include "magd/kernel/words.hpp"

#include <fmt/format.h>

namespace magd::kernel {

std::string words(const FouPortKey& key, const FouPort&) { return fmt::format("FOU port {}", key.port); }

std::string words(const TunnelKey& key, const Tunnel& tunnel) {
    return fmt::format("tunnel {} from {} to {}", key.name.view(), base::to_string(tunnel.local),
                       base::to_string(tunnel.remote));
}

std::string words(const InterfaceKey& key, const InterfaceSettings& value) {
    return fmt::format("settings of {}: forwarding {}, rp_filter {}, IPv6 router {}", key.name.view(),
                       value.forwarding ? "on" : "off", value.reverse_path_filter ? "on" : "off",
                       value.ipv6_router ? "yes" : "no");
}

std::string words(const AddressKey& key, const Address&) {
    return fmt::format("address {} dev {}", base::to_string(key.address), key.interface.view());
}

std::string words(const RouteKey& key, const Route& route) {
    auto text = "route " + base::to_string(key.destination);
    if (route.next_hop) text += " via " + base::to_string(*route.next_hop);
    return text + fmt::format(" dev {} table {}", route.out.view(), key.table);
}

std::string words(const RuleKey& key, const Rule&) {
    auto text =
        fmt::format("rule {} priority {}", key.family == base::Family::ipv4 ? "IPv4" : "IPv6", key.priority);
    if (key.mask != 0) text += fmt::format(" fwmark {:#x}/{:#x}", key.mark, key.mask);
    if (!key.in.view().empty()) text += fmt::format(" iif {}", key.in.view());
    return text + (key.table == 0 ? " blackhole" : fmt::format(" lookup {}", key.table));
}

std::string words(const NeighbourKey& key, const Neighbour& neighbour) {
    const auto where = fmt::format("{} dev {}", base::to_string(key.address), key.interface.view());
    return key.proxy ? "proxy neighbour " + where
                     : fmt::format("neighbour {} lladdr {}", where, base::to_string(neighbour.mac));
}

std::string words(const RulesetKey&, const Ruleset&) { return "nftables tables netdev magd and inet magd"; }

std::string words(const DownlinkKey& key, const Downlink& value) {
    return fmt::format("element of map downlink: path {}, GRE key {}, to {}: {}", key.path, key.key,
                       base::to_string(key.home), value.access.view());
}

std::string words(const UplinkGreKey& key, const GreKeyValue& value) {
    return fmt::format("element of map uplink_key: path {}, from {}: GRE key {}", key.path,
                       base::to_string(key.home), value.key);
}

std::string words(const OffloadFlow& flow, const Present&) {
    return fmt::format(
        "element of set offload_flows: path {}, from {} to {} to {}, protocol {} to {}, port {} to {}",
        flow.path, base::to_string(flow.home), base::to_string(flow.destination.first),
        base::to_string(flow.destination.last), flow.protocol.first, flow.protocol.last, flow.port.first,
        flow.port.last);
}

std::string words(const OffloadOthers& others, const Present&) {
    return fmt::format("element of set offload_others: path {}, from {}", others.path,
                       base::to_string(others.home));
}

std::string words(const UplinkKey& key, const Uplink& value) {
    return fmt::format("element of map uplink: {} behind {}, from {}: path {}", base::to_string(key.mac),
                       key.access.view(), base::to_string(key.home), value.path);
}

} // namespace magd::kernel
