#include <nlohmann/json.hpp>

#include <vector>

#include "magd/api_parts.hpp"
#include "magd/show.hpp"

namespace magd {
namespace {

/// Around DHCP of both versions.
DhcpTroubles troubles(const Api& api) {
    auto all = api.dhcp.troubles();
    return all += api.dhcp6.troubles();
}

access::TriggerDrops trigger_drops(const Api& api) {
    access::TriggerDrops all;
    for (const auto& source : api.triggers) all += source.drops();
    return all;
}

base::Counters<access::HostapdDrop> hostapd_drops(const Api& api) {
    base::Counters<access::HostapdDrop> all;
    for (const auto& source : api.triggers)
        if (const auto* drops = source.hostapd_drops()) all += *drops;
    return all;
}

} // namespace

RpcResult show_counters(const Api& api) {
    const auto packets = api.kernel.counters();
    if (!packets) return failure(rpc_code::internal_error, packets.error().what);
    std::vector<show::Counter> rows;
    show::append<pmip::Counter>(rows, "", api.gateway.mag().counters(), pmip::counter_texts);
    show::append<io::SignallingCounter>(rows, "", api.gateway.signalling_counters(), io::signalling_texts);
    show::append<kernel::Repair>(rows, "", api.gateway.repairs(), kernel::repair_texts);
    show::append<pmip::DropReason>(rows, "drop_mh_", api.gateway.drops(), pmip::drop_texts);
    show::append<dhcp::Drop>(rows, "drop_dhcp_", api.dhcp.drops(), dhcp::drop_texts);
    show::append<dhcp::Drop6>(rows, "drop_dhcp6_", api.dhcp6.drops(), dhcp::drop6_texts);
    show::append<Refusal>(rows, "", api.admission.refused(), refusal_texts);
    show::append<DhcpTrouble>(rows, "", troubles(api), dhcp_trouble_texts);
    show::append<access::NdDrop>(rows, "drop_nd_", api.router.drops(), access::nd_drop_texts);
    show::append<access::TriggerDrop>(rows, "drop_trigger_", trigger_drops(api), access::trigger_drop_texts);
    show::append<access::HostapdDrop>(rows, "drop_hostapd_", hostapd_drops(api), access::hostapd_drop_texts);
    const auto radius_drops = api.radius ? api.radius->drops() : base::Counters<access::RadiusDrop>{};
    show::append<access::RadiusDrop>(rows, "drop_radius_", radius_drops, access::radius_drop_texts);
    show::append<SilenceCounter>(rows, "", api.silence.counters(), silence_texts);
    show::append<kernel::PacketDrop>(rows, "", *packets, kernel::packet_drop_texts);
    return show::counters(rows);
}

} // namespace magd
