#pragma once

#include <optional>
#include <vector>

#include "magd/access/arp_port.hpp"
#include "magd/access/dhcp6_port.hpp"
#include "magd/access/dhcp_port.hpp"
#include "magd/access/nd_port.hpp"
#include "magd/access/neighbour_port.hpp"
#include "magd/access/relay_port.hpp"
#include "magd/config.hpp"
#include "magd/io/signalling.hpp"
#include "magd/kernel/monitor.hpp"
#include "magd/kernel/netlink_kernel.hpp"
#include "magd/radius_source.hpp"
#include "magd/trigger_source.hpp"

namespace magd {

/// Everything that the gateway holds of the system, opened before anything is changed.
struct Resources {
    io::Signalling signalling;
    std::vector<access::DhcpPort> ports;
    std::vector<access::Dhcp6Port> ports6;
    std::vector<access::NdPort> nd_ports;
    std::vector<access::ArpPort> arp_ports;
    std::vector<access::NeighbourPort> neighbour_ports;
    std::optional<access::RelayPort> relay;
    kernel::NetlinkKernel kernel;
    kernel::Monitor monitor;
    std::vector<TriggerSource> triggers;
    std::optional<RadiusSource> radius;

    static base::Result<Resources> open(const Config& config);
};

} // namespace magd
