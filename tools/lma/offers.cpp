#include "tools/lma/offers.hpp"

namespace lma {
namespace {

using namespace pmip;
using Options = std::vector<Option>;

/// RFC 6463 section 4: a MAG that can be redirected is, while its session is new and if the
/// other LMA is of the same address family.
void add_redirect(Options& out, const Offers& offers, const Request& request, std::size_t sessions) {
    const bool capable = request.find<RedirectCapability>() != nullptr;
    if (!capable || !offers.redirect || offers.redirect->index() != request.from.index()) return;
    out.emplace_back(Redirect{*offers.redirect});
    if (!offers.load) return;
    auto load = *offers.load;
    load.sessions_in_use = static_cast<std::uint32_t>(sessions);
    out.emplace_back(load);
}

/// RFC 7222 section 4.1: what was asked for, as a response with a number of the LMA's own.
void add_qos(Options& out, const Request& request) {
    const auto* asked = request.find<QualityOfService>();
    if (asked == nullptr) return;
    auto granted = *asked;
    granted.operation = QosOperation::response;
    if (granted.service_request == 0) granted.service_request = 1;
    out.emplace_back(granted);
}

/// RFC 5844 section 4.1.3.1: how the F flag is answered.
void add_nat(Options& out, const TunnelSettings& tunnels, const Request& request) {
    if (request.flagged(pbu_flag::force_udp))
        out.emplace_back(NatDetection{
            .force_udp = true, .refresh_time = static_cast<std::uint32_t>(tunnels.nat_refresh.count())});
}

void add_advice(Options& out, const Offers& offers) {
    if (offers.refresh_advice)
        out.emplace_back(
            BindingRefreshAdvice{static_cast<std::uint16_t>(*offers.refresh_advice / lifetime_unit)});
}

void add_echoes(Options& out, const Offers& offers, const Request& request) {
    if (const auto* network = request.find<AccessNetworkIdentifier>();
        network != nullptr && offers.access_network)
        out.emplace_back(*network);
    if (request.find<TrafficOffloadSelector>() != nullptr) add(out, offers.offload);
}

} // namespace

bool joins_group(const LmaSettings& settings, const Request& request) {
    return settings.offers.bulk && request.flagged(pbu_flag::bulk_binding) &&
           request.find<MobileNodeGroup>() != nullptr;
}

Options offered(const LmaSettings& settings, const Request& request, std::size_t sessions) {
    const auto& offers = settings.offers;
    Options out;
    add_nat(out, settings.tunnels, request);
    if (request.ipv4 && offers.dhcp_server) out.emplace_back(DhcpSupportMode{*offers.dhcp_server});
    if (joins_group(settings, request)) out.emplace_back(MobileNodeGroup{.subtype = 1, .id = bulk_group});
    add_echoes(out, offers, request);
    add_qos(out, request);
    add_redirect(out, offers, request, sessions);
    add_advice(out, offers);
    add(out, offers.parameters);
    add(out, offers.vendor);
    return out;
}

} // namespace lma
