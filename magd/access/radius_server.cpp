#include "magd/access/radius_server.hpp"

#include <algorithm>

#include "magd/access/station_id.hpp"

namespace magd::access {
namespace {

bool contains(const base::Prefix& prefix, const base::Address& address) {
    return address.index() == prefix.address.index() &&
           base::Prefix{address, prefix.length}.network() == prefix.network();
}

bool about_station(AccountingStatus status) {
    return status == AccountingStatus::start || status == AccountingStatus::stop ||
           status == AccountingStatus::interim;
}

bool about_nas(AccountingStatus status) {
    return status == AccountingStatus::on || status == AccountingStatus::off;
}

/// One that has a name may tell from anywhere. Private addresses of two behind two proxies may be the same.
Teller teller_of(const Accounting& told, const base::Address& from) {
    return {.nas = told.nas.empty() ? base::to_string(from) + ' ' + told.nas_address : told.nas,
            .from = from};
}

} // namespace

RadiusStep RadiusServer::received(const base::Address& from, base::ByteView datagram, TimePoint now) {
    RadiusStep step;
    const auto* nas = find_nas(from);
    if (nas == nullptr) {
        drop(step, RadiusDrop::unknown_source);
        return step;
    }
    const auto told = read_accounting(datagram, nas->secret);
    if (!told) {
        drop(step, told.error());
        return step;
    }
    step.answer = answer_accounting(datagram, nas->secret);
    if (is_new(from, datagram, now)) take(step, *nas, from, *told, now);
    return step;
}

void RadiusServer::take(RadiusStep& step, const RadiusNas& nas, const base::Address& from,
                        const Accounting& told, TimePoint now) {
    const auto teller = teller_of(told, from);
    if (about_nas(told.status)) step.sightings = sessions_.restarted(told, teller, now);
    if (!about_station(told.status)) return;
    if (!told.station) return drop(step, RadiusDrop::no_station);
    const auto* interface = find_interface(nas, told.called);
    if (interface == nullptr) return drop(step, RadiusDrop::no_interface);
    const auto unremembered = sessions_.unremembered();
    step.sightings = sessions_.take(told, teller, *interface, now);
    if (sessions_.unremembered() != unremembered) drop(step, RadiusDrop::too_many);
}

/// The one with the longest prefix.
const RadiusNas* RadiusServer::find_nas(const base::Address& from) const {
    const RadiusNas* best = nullptr;
    for (const auto& nas : nases_)
        if (contains(nas.source, from) && (best == nullptr || best->source.length < nas.source.length))
            best = &nas;
    return best;
}

/// An only network is meant by all that name no other.
const std::string* RadiusServer::find_interface(const RadiusNas& nas, const std::string& called) const {
    if (!nas.interface.empty()) return &nas.interface;
    for (const auto& network : networks_)
        if (names_ssid(called, network.ssid)) return &network.interface;
    const bool only = networks_.size() == 1 && (networks_[0].ssid.empty() || !names_ssid(called));
    return only ? &networks_[0].interface : nullptr;
}

bool RadiusServer::is_new(const base::Address& from, base::ByteView datagram, TimePoint now) {
    constexpr std::size_t at = 4, size = 16;
    const auto authenticator = datagram.subspan(at, size);
    while (!recent_.empty() && recent_.front().at + retransmitted_within < now) recent_.pop_front();
    const bool again = std::ranges::any_of(recent_, [&](const Recent& recent) {
        return recent.from == from && std::ranges::equal(recent.authenticator, authenticator);
    });
    if (again) return false;
    if (recent_.size() == remembered) recent_.pop_front();
    recent_.push_back({from, {authenticator.begin(), authenticator.end()}, now});
    return true;
}

void RadiusServer::drop(RadiusStep& step, RadiusDrop reason) {
    step.drop = reason;
    ++drops_[reason];
}

} // namespace magd::access
