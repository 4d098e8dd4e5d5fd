#include "tools/lma/update_check.hpp"

#include <algorithm>

namespace lma {
namespace {

using pmip::Status;

template <class O>
auto count(const std::vector<pmip::Option>& options) {
    return std::ranges::count_if(options, [](const auto& o) { return std::holds_alternative<O>(o); });
}

} // namespace

bool malformed(const pmip::ProxyBindingUpdate& update) {
    const auto* request = pmip::find<pmip::Ipv4HomeAddressRequest>(update.options);
    return request != nullptr && request->home_address.length > 32;
}

Status check_options(const pmip::ProxyBindingUpdate& update) {
    using namespace pmip;
    const auto& options = update.options;
    const auto addresses = count<Ipv4HomeAddressRequest>(options);
    if (addresses == 0 && count<HomeNetworkPrefix>(options) == 0)
        return Status::missing_home_network_prefix_option;
    if (count<HandoffIndicator>(options) == 0) return Status::missing_handoff_indicator_option;
    if (count<AccessTechnologyType>(options) == 0) return Status::missing_access_tech_type_option;
    if (addresses == 0) return Status::not_authorized_for_ipv6_mobility_service;
    if (addresses > 1) return Status::multiple_ipv4_home_address_assignment_not_supported;
    const auto* gre = pmip::find<GreKey>(options);
    if (update.lifetime != 0 && (gre == nullptr || !gre->key)) return Status::gre_key_option_required;
    return Status::accepted;
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

} // namespace lma
