#include "magd/radius_source.hpp"

#include <algorithm>

#include "magd/log.hpp"
#include "magd/policy.hpp"
#include "magd/wakeup.hpp"

namespace magd {
namespace {

access::RadiusServer server_of(const Config& config) {
    std::vector<access::RadiusNas> nases;
    for (const auto& nas : config.nases)
        nases.push_back({.source = nas.address, .secret = nas.secret, .interface = nas.interface});
    std::vector<access::RadiusNetwork> networks;
    for (const auto& access : config.accesses)
        if (has_trigger(access, Trigger::radius))
            networks.push_back({.interface = access.interface, .ssid = access.ssid});
    return {std::move(nases), std::move(networks)};
}

} // namespace

base::Result<std::optional<RadiusSource>> RadiusSource::open(const Config& config) {
    const bool wanted = std::ranges::any_of(
        config.accesses, [](const AccessConfig& access) { return has_trigger(access, Trigger::radius); });
    if (!wanted) return std::nullopt;
    auto port = access::RadiusPort::open(config.radius.address, config.radius.port);
    if (!port) return std::unexpected(port.error());
    return RadiusSource(std::move(*port), server_of(config));
}

/// A client may go from one interface to another meanwhile.
std::vector<RadiusSource::Seen> RadiusSource::receive(access::TimePoint now) {
    std::vector<Seen> seen;
    take_some([&] {
        const auto datagram = port_.receive();
        if (!datagram) return false;
        const auto step = server_.received(datagram->from, datagram->payload, now);
        if (!step.answer.empty()) port_.answer(*datagram, step.answer);
        if (step.drop) tell(*step.drop, datagram->from, now);
        for (const auto& [interface, sighting] : step.sightings) {
            if (seen.empty() || seen.back().interface != interface) seen.push_back({.interface = interface});
            seen.back().sightings.push_back(sighting);
        }
        return true;
    });
    return seen;
}

void RadiusSource::tell(access::RadiusDrop reason, const base::Address& from, access::TimePoint now) {
    const auto& text = access::radius_drop_texts.at(static_cast<std::size_t>(reason));
    if (lines_.allow(from, now))
        log::warning("RADIUS accounting of {}: {} ({})", base::to_string(from), text.name, text.help);
}

} // namespace magd
