#include "magd/resources.hpp"

#include <utility>

#include "magd/policy.hpp"

namespace magd {
namespace {

template <class Port>
base::Result<std::vector<Port>> open_ports(const Config& config) {
    std::vector<Port> ports;
    for (const auto& access : config.accesses) {
        auto port = Port::open(access.interface);
        if (!port) return std::unexpected(port.error());
        ports.push_back(std::move(*port));
    }
    return ports;
}

} // namespace

base::Result<Resources> Resources::open(const Config& config) {
    auto signalling =
        io::Signalling::open({.ipv4 = config.address, .port = config.port, .ipv6 = config.address6});
    if (!signalling) return std::unexpected(signalling.error());
    auto ports = open_ports<access::DhcpPort>(config);
    if (!ports) return std::unexpected(ports.error());
    auto ports6 = open_ports<access::Dhcp6Port>(config);
    if (!ports6) return std::unexpected(ports6.error());
    auto nd_ports = open_ports<access::NdPort>(config);
    if (!nd_ports) return std::unexpected(nd_ports.error());
    auto arp_ports = open_ports<access::ArpPort>(config);
    if (!arp_ports) return std::unexpected(arp_ports.error());
    auto neighbour_ports = open_ports<access::NeighbourPort>(config);
    if (!neighbour_ports) return std::unexpected(neighbour_ports.error());
    std::optional<access::RelayPort> relay;
    if (!config.dhcp.relay_to.empty()) {
        auto port = access::RelayPort::open(config.address);
        if (!port) return std::unexpected(port.error());
        relay = std::move(*port);
    }
    auto kernel = kernel::NetlinkKernel::open(kernel_site(config));
    if (!kernel) return std::unexpected(kernel.error());
    auto monitor = kernel::Monitor::open(kernel_site(config), kernel->ports());
    if (!monitor) return std::unexpected(monitor.error());
    auto triggers = TriggerSource::open(config, kernel->ports());
    if (!triggers) return std::unexpected(triggers.error());
    auto radius = RadiusSource::open(config);
    if (!radius) return std::unexpected(radius.error());
    return Resources{.signalling = std::move(*signalling),
                     .ports = std::move(*ports),
                     .ports6 = std::move(*ports6),
                     .nd_ports = std::move(*nd_ports),
                     .arp_ports = std::move(*arp_ports),
                     .neighbour_ports = std::move(*neighbour_ports),
                     .relay = std::move(relay),
                     .kernel = std::move(*kernel),
                     .monitor = std::move(*monitor),
                     .triggers = std::move(*triggers),
                     .radius = std::move(*radius)};
}

} // namespace magd
