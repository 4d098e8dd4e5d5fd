#include "tools/lma/config_offers.hpp"

namespace lma {
namespace {

using magd::SectionReader;

void read_dhcp_mode(SectionReader& section, Offers& offers) {
    enum class Mode : std::uint8_t { none, server, relay };
    constexpr std::array modes{Mode::none, Mode::server, Mode::relay};
    auto mode = Mode::none;
    section.read("dhcp_mode", mode, modes);
    if (mode != Mode::none) offers.dhcp_server = mode == Mode::server;
}

void read_redirect(SectionReader& section, Offers& offers) {
    section.read("redirect", offers.redirect);
    pmip::LoadInformation load;
    section.read("maximum_sessions", load.maximum_sessions);
    if (load.maximum_sessions != 0) offers.load = load;
}

/// RFC 8127: the start counts in units of 4 s.
void read_parameters(SectionReader& section, Offers& offers) {
    pmip::Seconds start{0};
    pmip::ReregistrationControl control;
    pmip::HeartbeatControl heartbeat{.interval = 0};
    section.read("reregistration_start", start);
    section.read("retransmission_initial", control.initial_retransmission);
    section.read("retransmission_maximum", control.maximum_retransmission);
    section.read("heartbeat_interval", heartbeat.interval);
    control.start = static_cast<std::uint16_t>(start / pmip::lifetime_unit);
    pmip::LmaControlledParameters parameters;
    if (control.start != 0) parameters.items.emplace_back(control);
    if (heartbeat.interval != 0) parameters.items.emplace_back(heartbeat);
    if (!parameters.items.empty()) offers.parameters = parameters;
}

/// The flows to these destinations.
pmip::TrafficOffloadSelector selector_of(const base::Prefix4& destination) {
    const auto first = destination.network();
    const base::Ipv4 last{first.value | ~destination.mask().value};
    pmip::Ipv4TrafficSelector selector;
    selector.destination = pmip::Range{.first = first, .last = std::optional{last}};
    return {.items = {pmip::TrafficSelector{selector}}};
}

void read_offload(SectionReader& section, Offers& offers) {
    std::optional<base::Prefix4> destination;
    section.read("offload", destination);
    if (destination) offers.offload = selector_of(*destination);
}

void read_vendor(SectionReader& section, Offers& offers) {
    pmip::VendorSpecific vendor{.subtype = 1, .data = {}};
    section.read("vendor", vendor.vendor);
    section.read("vendor_subtype", vendor.subtype);
    if (vendor.vendor != 0) offers.vendor = vendor;
}

} // namespace

void read_offers(SectionReader section, Offers& offers) {
    read_dhcp_mode(section, offers);
    section.read("access_network", offers.access_network);
    section.read("bulk", offers.bulk);
    section.read("qos", offers.qos);
    pmip::Seconds advice{0};
    section.read("refresh_advice", advice);
    if (advice != pmip::Seconds{0}) offers.refresh_advice = advice;
    read_redirect(section, offers);
    read_parameters(section, offers);
    read_offload(section, offers);
    read_vendor(section, offers);
}

} // namespace lma
