#include "magd/trigger_source.hpp"

#include <filesystem>
#include <type_traits>
#include <utility>

#include "magd/access/arp_sighting.hpp"
#include "magd/access/layer2_update.hpp"
#include "magd/log.hpp"
#include "magd/wakeup.hpp"

namespace magd {
namespace {

using access::Sightings;

auto decode(const access::ArpPort&, base::ByteView frame) { return access::decode_arp_sighting(frame); }
auto decode(const access::Layer2UpdatePort&, base::ByteView frame) {
    return access::decode_layer2_update(frame);
}

/// Frames of one kind.
template <class FramePort>
    requires std::is_base_of_v<access::PacketPort, FramePort>
Sightings receive_from(FramePort& port, access::TimePoint, access::TriggerDrops& drops) {
    Sightings seen;
    take_some([&] {
        const auto frame = port.receive();
        if (!frame) return false;
        if (const auto sighting = decode(port, frame->octets))
            seen.push_back(*sighting);
        else
            ++drops[sighting.error()];
        return true;
    });
    return seen;
}
Sightings receive_from(access::BridgePort& port, access::TimePoint, access::TriggerDrops&) {
    return port.receive();
}
Sightings receive_from(auto& port, access::TimePoint now, access::TriggerDrops&) { return port.receive(now); }

template <class FramePort>
    requires std::is_base_of_v<access::PacketPort, FramePort>
base::Result<Sightings> tick_of(FramePort&, access::TimePoint) {
    return Sightings{};
}
base::Result<Sightings> tick_of(auto& port, access::TimePoint now) { return port.tick(now); }

template <class FramePort>
    requires std::is_base_of_v<access::PacketPort, FramePort>
std::optional<access::TimePoint> deadline_of(const FramePort&) {
    return std::nullopt;
}
std::optional<access::TimePoint> deadline_of(const auto& port) { return port.deadline(); }

base::Result<void> follow_by(access::HostapdPort&) { return {}; } // by name in all its life
base::Result<void> follow_by(access::StationPort& port) {
    port.follow();
    return {};
}
base::Result<void> follow_by(auto& port) { return port.follow(); }

/// The interfaces that a source of this kind looks at.
std::vector<std::string> interfaces_of(const AccessConfig& access, Trigger trigger) {
    const bool radio = trigger == Trigger::hostapd || trigger == Trigger::nl80211;
    return radio && !access.radios.empty() ? access.radios : std::vector{access.interface};
}

} // namespace

base::Result<std::vector<TriggerSource>> TriggerSource::open(const Config& config,
                                                             std::span<const std::uint32_t> own) {
    std::vector<TriggerSource> sources;
    for (const auto& access : config.accesses)
        for (const auto trigger : access.triggers) {
            if (trigger == Trigger::dhcp || trigger == Trigger::radius) continue;
            for (const auto& interface : interfaces_of(access, trigger)) {
                auto port = open_port(config, trigger, interface, own);
                if (!port) return std::unexpected(port.error());
                sources.push_back({trigger, access.interface, interface, std::move(*port)});
            }
        }
    return sources;
}

base::Result<TriggerSource::Port> TriggerSource::open_port(const Config& config, Trigger trigger,
                                                           const std::string& interface,
                                                           std::span<const std::uint32_t> own) {
    const auto opened = [](auto port) -> base::Result<Port> {
        if (!port) return std::unexpected(port.error());
        return Port(std::move(*port));
    };
    switch (trigger) {
    case Trigger::arp: return opened(access::ArpPort::open(interface));
    case Trigger::layer2_update: return opened(access::Layer2UpdatePort::open(interface));
    case Trigger::nl80211: return opened(access::StationPort::open(interface));
    case Trigger::bridge: return opened(access::BridgePort::open(interface, own));
    case Trigger::hostapd:
    case Trigger::radius:      // which are one source for all access interfaces,
    case Trigger::dhcp: break; // or a service of its own
    }
    const auto beside = std::filesystem::path(config.control.socket).replace_extension();
    return opened(access::HostapdPort::open({.interface = interface,
                                             .own_prefix = beside.string() + "-hostapd-",
                                             .folder = config.hostapd_directory}));
}

access::TriggerDrops TriggerSource::drops() const {
    auto all = drops_;
    if (const auto* bridge = std::get_if<access::BridgePort>(&port_)) all += bridge->drops();
    if (const auto* stations = std::get_if<access::StationPort>(&port_)) all += stations->drops();
    return all;
}

int TriggerSource::fd() const {
    return std::visit([](const auto& port) { return port.fd(); }, port_);
}

Sightings TriggerSource::receive(access::TimePoint now) {
    auto seen = std::visit([&](auto& port) { return receive_from(port, now, drops_); }, port_);
    tell_changes();
    return seen;
}

Sightings TriggerSource::tick(access::TimePoint now) {
    auto seen = std::visit([&](auto& port) { return base::Result<Sightings>(tick_of(port, now)); }, port_);
    if (!seen && !failed_) log::error("{}: {}", name_, seen.error().what);
    failed_ = !seen;
    tell_changes();
    return seen.value_or(Sightings{});
}

std::optional<access::TimePoint> TriggerSource::deadline() const {
    return std::visit([](const auto& port) { return deadline_of(port); }, port_);
}

void TriggerSource::follow() {
    const auto done = std::visit([](auto& port) { return follow_by(port); }, port_);
    if (!done) log::error("{}", done.error().what);
}

/// Whether hostapd tells of its stations.
void TriggerSource::tell_changes() {
    auto* hostapd = std::get_if<access::HostapdPort>(&port_);
    if (hostapd == nullptr) return;
    for (const auto& change : hostapd->take_changes()) {
        deaf_ = !change.connected;
        if (change.connected)
            log::info("{}: hostapd tells of its stations", name_);
        else
            log::warning("{}: hostapd tells of no stations: {}", name_, change.why);
    }
}

} // namespace magd
