#include "tools/lma/update_check.hpp"

#include <algorithm>

#include "tools/lma/negotiation.hpp"

namespace lma {
namespace {

using pmip::Status;

template <class O>
auto count(const Request& request) {
    return std::ranges::count_if(request.update.options,
                                 [](const auto& o) { return std::holds_alternative<O>(o); });
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

Status check_presence(const Request& request) {
    if (!request.ipv4 && !request.ipv6) return Status::missing_home_network_prefix_option;
    if (request.find<pmip::HandoffIndicator>() == nullptr) return Status::missing_handoff_indicator_option;
    if (request.find<pmip::AccessTechnologyType>() == nullptr) return Status::missing_access_tech_type_option;
    return Status::accepted;
}

/// RFC 5844 section 3.1.2.1: a service is a reason to refuse only if no other one is left.
Status check_services(const Pool& pool, const Request& request) {
    const bool ipv4 = request.ipv4 && pool.ipv4();
    const bool ipv6 = request.ipv6 && pool.ipv6();
    if (!ipv4 && !ipv6)
        return request.ipv6 ? Status::not_authorized_for_ipv6_mobility_service
                            : Status::not_authorized_for_ipv4_mobility_service;
    if (count<pmip::Ipv4HomeAddressRequest>(request) > 1)
        return Status::multiple_ipv4_home_address_assignment_not_supported;
    return Status::accepted;
}

/// What only a registration is refused for.
Status check_transport(const LmaSettings& settings, const Request& request) {
    const auto* service = request.find<pmip::ServiceSelection>();
    if (service != nullptr && contains(settings.refused_services, service->service))
        return Status::service_authorization_failed;
    if (request.flagged(pmip::pbu_flag::force_udp) && !settings.tunnels.accept_force_udp)
        return Status::administratively_prohibited;
    if (!negotiate(settings.tunnels, request)) return Status::gre_key_option_required;
    if (request.find<pmip::QualityOfService>() != nullptr && !settings.offers.qos)
        return Status::cannot_meet_qos_service_request;
    return Status::accepted;
}

} // namespace

bool malformed(const Request& request) {
    const auto* address = request.find<pmip::Ipv4HomeAddressRequest>();
    return !request.flagged(pmip::pbu_flag::proxy) ||
           (address != nullptr && address->home_address.length > 32);
}

Status check_identity(const LmaSettings& settings, const Request& request) {
    if (request.key.mn_id.identifier.empty()) return Status::missing_mn_identifier_option;
    if (!authorised(settings, request.from)) return Status::mag_not_authorized_for_proxy_reg;
    if (pool_of(settings, request.key.mn_id) == nullptr) return Status::not_lma_for_this_mobile_node;
    if (contains(settings.barred, request.key.mn_id.identifier)) return Status::proxy_reg_not_enabled;
    return Status::accepted;
}

Status check_options(const LmaSettings& settings, const Request& request) {
    if (const auto status = check_presence(request); status != Status::accepted) return status;
    if (const auto status = check_services(*pool_of(settings, request.key.mn_id), request);
        status != Status::accepted)
        return status;
    return request.deregisters() ? Status::accepted : check_transport(settings, request);
}

bool greater(std::uint16_t sequence, std::uint16_t last) {
    return static_cast<std::uint16_t>(last - sequence) > 32768;
}

Status check_timestamp(std::uint64_t value, std::uint64_t here, std::uint64_t last,
                       pmip::Milliseconds window) {
    if (value < last) return Status::timestamp_lower_than_prev_accepted;
    const auto apart = std::max(here, value) - std::min(here, value);
    const auto allowed = static_cast<std::uint64_t>(window.count()) * 65536 / 1000;
    return apart > allowed || value == last ? Status::timestamp_mismatch : Status::accepted;
}

const Pool* pool_of(const LmaSettings& settings, const pmip::MnId& id) {
    const auto at = id.identifier.rfind('@');
    if (at == std::string::npos) return settings.pools.empty() ? nullptr : &settings.pools.front();
    const auto pool = std::ranges::find(settings.pools, id.identifier.substr(at + 1), &Pool::realm);
    return pool == settings.pools.end() ? nullptr : &*pool;
}

bool authorised(const LmaSettings& settings, const base::Address& mag) {
    return std::ranges::find(settings.mags, mag) != settings.mags.end();
}

} // namespace lma
