#include "magd/daemon.hpp"
#include "magd/log.hpp"
#include "magd/wakeup.hpp"

/// What comes from LMAs, clients and DHCP servers.
namespace magd {

void Daemon::watch_sockets() {
    for (const auto fd : resources_.signalling.fds())
        watches_.emplace_back(loop_, fd, [this] { tell(gateway_.receive()); });
    for (auto& port : resources_.ports)
        watches_.emplace_back(loop_, port.fd(), [this, &port] { read(port, dhcp_); });
    for (auto& port : resources_.ports6)
        watches_.emplace_back(loop_, port.fd(), [this, &port] { read(port, dhcp6_); });
    for (auto& port : resources_.nd_ports)
        watches_.emplace_back(loop_, port.fd(), [this, &port] {
            read(port, router_);
            arm_timer(); // an answer may be planned
        });
    triggers_.begin();
    silence_.begin();
    if (auto& relay = resources_.relay)
        watches_.emplace_back(loop_, relay->fd(), [this, &relay] { read_relay(*relay); });
}

/// One that has gone and come back is another one for sockets.
void Daemon::follow_interfaces() {
    const auto follow = [this](auto& ports) {
        for (auto& port : ports) {
            const auto before = port.mac();
            if (const auto done = port.follow(); !done) log::error("{}", done.error().what);
            if (port.mac() != before) readdressed_.insert(port.name());
        }
    };
    follow(resources_.ports);
    follow(resources_.ports6);
    follow(resources_.nd_ports);
    follow(resources_.arp_ports);
    follow(resources_.neighbour_ports);
    triggers_.follow();
    tell_of_addresses();
}

/// An interface that is down has nobody to tell, and most are while their address changes.
void Daemon::tell_of_addresses() {
    for (const auto& port : resources_.ports)
        if (port.up() && readdressed_.erase(port.name()) != 0) announcer_.readdressed(port.name());
    arm_timer();
}

void Daemon::read(auto& port, auto& service) {
    take_some([&] {
        const auto frame = port.receive();
        if (!frame) return false;
        if (flushing_) return true;
        if (auto events = service.receive(gateway_.mag(), port, *frame); !events.empty())
            dispatch(std::move(events));
        return true;
    });
    tell_core_of_leases();
}

void Daemon::read_relay(access::RelayPort& relay) {
    take_some([&] {
        const auto payload = relay.receive();
        if (payload && !flushing_) dhcp_.relayed(gateway_.mag(), *payload);
        return payload.has_value();
    });
    tell_core_of_leases();
}

} // namespace magd
