#include <algorithm>

#include "magd/pmip/mag.hpp"

/// Localized routing, RFC 6705: an LMA asks that two clients reach each other without it. Whether this
/// gateway does so is its operator's choice, for all clients alike (RFC 5213 section 6.10.3).
namespace pmip {
namespace {

/// What an answer repeats of the question, so that its receiver knows whom it is about.
std::vector<Option> identities(const std::vector<Option>& options) {
    std::vector<Option> out;
    for (const auto& option : options)
        if (std::holds_alternative<MobileNodeIdentifier>(option) ||
            std::holds_alternative<HomeNetworkPrefix>(option))
            out.push_back(option);
    return out;
}

} // namespace

void Mag::take(const LocalizedRoutingInitiation& initiation, const Heard& heard) {
    LocalizedRoutingAck ack{.sequence = initiation.sequence,
                            .status = localize(initiation, heard.lma),
                            .options = identities(initiation.options)};
    const bool done = ack.status == LocalizedRoutingStatus::success;
    if (done) ack.lifetime = initiation.lifetime;
    ++shared_.counters[done ? Counter::localized_routing_accepted : Counter::localized_routing_refused];
    send(ack, heard);
}

/// A lifetime of 0 asks to stop, which is the operator's to do.
LocalizedRoutingStatus Mag::localize(const LocalizedRoutingInitiation& initiation, const std::string& lma) {
    using enum LocalizedRoutingStatus;
    if (!shared_.settings.local_routing || initiation.lifetime == 0) return not_allowed;
    std::vector<const Binding*> clients;
    for (const auto& option : initiation.options)
        if (const auto* named = std::get_if<MobileNodeIdentifier>(&option))
            clients.push_back(served(named->id, lma));
    if (std::ranges::find(clients, nullptr) != clients.end()) return mn_not_attached;
    const auto form = [](const Binding* binding) { return binding->encapsulation; };
    const bool one_path =
        std::ranges::adjacent_find(clients, std::ranges::not_equal_to{}, form) == clients.end();
    const bool both_here = clients.size() >= 2; // the other may be behind another gateway
    return both_here && one_path ? success : not_allowed;
}

/// The client of this name that the kernel carries by this LMA, or nullptr.
const Binding* Mag::served(const MnId& id, const std::string& lma) const {
    for (const auto& mac : shared_.index.by_identity(id))
        if (const auto& binding = bindings_.at(mac); binding.lma == lma && binding.programmed)
            return &binding;
    return nullptr;
}

} // namespace pmip
