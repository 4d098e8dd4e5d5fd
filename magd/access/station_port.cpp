#include "magd/access/station_port.hpp"

#include <linux/netlink.h>
#include <net/if.h>

#include <algorithm>
#include <cerrno>

namespace magd::access {
namespace {

void append(Sightings& all, const Sightings& some) { all.insert(all.end(), some.begin(), some.end()); }

} // namespace

base::Result<StationPort> StationPort::open(const std::string& interface) {
    const base::IfIndex index{if_nametoindex(interface.c_str())};
    if (index == base::IfIndex{}) return base::fail_errno("access interface " + interface);
    auto socket = nlink::Socket::open(NETLINK_GENERIC);
    if (!socket) return std::unexpected(socket.error());
    const auto fail = [&](const base::Error& error) {
        return base::fail("stations of " + interface + ": " + error.what, error.code);
    };
    const auto nl80211 = nlink::find_nl80211(*socket);
    if (!nl80211) return fail(nl80211.error());
    auto monitor = nlink::Monitor::open(NETLINK_GENERIC, {&nl80211->mlme, 1}, {});
    if (!monitor) return std::unexpected(monitor.error());
    const auto stations = nlink::dump_stations(*socket, nl80211->family, index);
    if (!stations && stations.error().code == ENODEV)
        return base::fail("access interface " + interface + " is not a wireless one", ENODEV);
    if (!stations) return fail(stations.error());
    return StationPort(interface, index, std::move(*socket), nl80211->family, std::move(*monitor));
}

Sightings StationPort::receive(TimePoint now) {
    Sightings all;
    listener_.receive([&](const nlink::Message& message) {
        const auto station = nlink::parse_station(message, family_);
        if (!station && nlink::tells_of_station(message, family_)) ++drops_[TriggerDrop::unreadable];
        if (station) append(all, take(*station, now));
    });
    return all;
}

Sightings StationPort::take(const nlink::Station& station, TimePoint now) {
    if (station.interface == index_) return watch_.heard(station, now);
    if (station.removed) watch_.gone_elsewhere(station.mac, now);
    return {};
}

base::Result<Sightings> StationPort::tick(TimePoint now) {
    if (now >= next_list_) {
        next_list_ = now + list_interval;
        listener_.distrust();
    }
    return listener_.begin_list(now) ? list(now) : ask(now);
}

/// An interface that is gone has no stations.
base::Result<Sightings> StationPort::list(TimePoint now) {
    const auto listed = nlink::dump_stations(socket_, family_, index_);
    if (!listed && listed.error().code != ENODEV) return std::unexpected(listed.error());
    auto stations = listed.value_or(std::vector<nlink::Station>{});
    for (const auto& mac : watch_.missing(stations))
        if (const auto found = nlink::find_station(socket_, family_, index_, mac); found && *found)
            stations.push_back(**found);
    listener_.listed();
    return watch_.listed(stations, now);
}

/// One that cannot be asked for now is waited for as if it were not authorized yet.
base::Result<Sightings> StationPort::ask(TimePoint now) {
    Sightings all;
    for (const auto& mac : watch_.due(now)) {
        const auto found = nlink::find_station(socket_, family_, index_, mac);
        append(all, watch_.answered(mac, found.value_or(nlink::Station{}), now));
    }
    return all;
}

TimePoint StationPort::deadline() const {
    return std::min(
        {next_list_, listener_.deadline().value_or(next_list_), watch_.deadline().value_or(next_list_)});
}

void StationPort::follow() {
    const base::IfIndex index{if_nametoindex(name_.c_str())};
    if (index == base::IfIndex{} || index == index_) return;
    index_ = index;
    listener_.distrust();
}

} // namespace magd::access
