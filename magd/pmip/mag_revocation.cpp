#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_turn.hpp"

/// Sessions that an LMA revokes, RFC 5846 section 10.
namespace pmip {
namespace {

bool is_handover(RevocationTrigger trigger) {
    return trigger == RevocationTrigger::handover_same_access ||
           trigger == RevocationTrigger::handover_other_access ||
           trigger == RevocationTrigger::handover_unknown;
}

/// Revocations of many sessions have triggers of their own (section 5.1).
bool is_global(RevocationTrigger trigger) { return std::to_underlying(trigger) >= 128; }

bool has(const BindingRevocation& m, std::uint16_t flag) { return (m.flags & flag) != 0; }

template <class O>
bool all_of(const std::vector<Option>& options, auto&& holds) {
    return std::ranges::all_of(options, [&](const Option& option) {
        const auto* held = std::get_if<O>(&option);
        return held == nullptr || holds(*held);
    });
}

/// The option may hold the address of the client, as it may where it is given.
base::Prefix6 network_of(const HomeNetworkPrefix& option) {
    return {.address = option.prefix.network(), .length = option.prefix.length};
}

bool has_session(const Binding& binding) { return binding.ipv4 || binding.ipv6; }

/// Whether the prefixes and the address that the message names, if any, are this session's.
bool names(const Binding& binding, const std::vector<Option>& options) {
    const auto has_prefix = [&](const HomeNetworkPrefix& option) {
        if (!binding.ipv6) return false;
        const auto& held = binding.ipv6->home_prefixes;
        return std::ranges::find(held, network_of(option)) != held.end();
    };
    return all_of<HomeNetworkPrefix>(options, has_prefix) &&
           all_of<Ipv4HomeAddressRequest>(options, [&](const Ipv4HomeAddressRequest& option) {
               return binding.ipv4 && binding.ipv4->home_address.address == option.home_address.address;
           });
}

/// The options that say whom the acknowledgement is about, section 5.2.
std::vector<Option> subjects(const std::vector<Option>& options) {
    std::vector<Option> out;
    for (const auto& option : options)
        if (std::holds_alternative<MobileNodeIdentifier>(option) ||
            std::holds_alternative<HomeNetworkPrefix>(option) ||
            std::holds_alternative<MobileNodeGroup>(option))
            out.push_back(option);
    return out;
}

/// "@realm" (section 9.2), or nothing if the identifier names one client.
std::optional<std::string_view> realm_of(const MobileNodeIdentifier* id) {
    if (id == nullptr || !id->id.identifier.starts_with('@')) return std::nullopt;
    return std::string_view(id->id.identifier).substr(1);
}

} // namespace

void Mag::take(const BindingRevocation& revocation, const Heard& heard) {
    if (revocation.type != BindingRevocation::Type::indication) {
        ++shared_.counters[Counter::drop_unexpected];
        return;
    }
    if (replayed(revocation.options, heard)) return;
    ++shared_.counters[Counter::revocation_received];
    const auto same = [&](const BindingRevocation& ack) {
        return ack.sequence == revocation.sequence && ack.options == subjects(revocation.options);
    };
    if (const auto* ack = heard.peer.recall<BindingRevocation>(heard.call.now.steady, same))
        return send(*ack, heard);
    auto ack = revocation;
    ack.type = BindingRevocation::Type::acknowledgement;
    ack.code = std::to_underlying(revoke(revocation, heard));
    ack.options = subjects(revocation.options);
    if (ack.code >= 128) ++shared_.counters[Counter::revocation_refused];
    heard.peer.remember(heard.call.now.steady, ack);
    send(ack, heard);
}

RevocationStatus Mag::revoke(const BindingRevocation& indication, const Heard& heard) {
    const RevocationTrigger trigger{indication.code};
    if (!has(indication, BindingRevocation::proxy)) return RevocationStatus::binding_does_not_exist;
    if (const auto* group = pmip::find<MobileNodeGroup>(indication.options))
        return revoke_group(indication, group->id, heard);
    if (has(indication, BindingRevocation::global)) return revoke_all(indication, heard);
    if (is_global(trigger) || trigger > RevocationTrigger::out_of_sync)
        return RevocationStatus::trigger_not_supported;
    auto* binding = subject(indication.options, heard.lma);
    if (binding == nullptr) return RevocationStatus::binding_does_not_exist;
    return revoke_one(indication, *binding, heard);
}

/// Every session of the LMA, or of one realm there (section 9.2): the realm itself, none below it.
RevocationStatus Mag::revoke_all(const BindingRevocation& indication, const Heard& heard) {
    const RevocationTrigger trigger{indication.code};
    if (!is_global(trigger)) return RevocationStatus::function_not_supported;
    const bool by_realm = trigger == RevocationTrigger::local_mobility_node_policy;
    if (!by_realm && trigger != RevocationTrigger::per_peer_policy)
        return RevocationStatus::trigger_not_supported;
    const auto realm = realm_of(pmip::find<MobileNodeIdentifier>(indication.options));
    if (by_realm && !realm) return RevocationStatus::revoked_mn_identity_required;
    for (const auto& mac : shared_.index.by_lma(heard.lma)) {
        auto& binding = bindings_.at(mac);
        if (!has_session(binding)) continue;
        if (by_realm && !binding.profile.mn_id.identifier.ends_with("@" + std::string(*realm))) continue;
        work(binding, heard.call, [&](Turn& turn) { turn.revoked(trigger); });
    }
    return RevocationStatus::success;
}

/// Every session of a group (RFC 6602 section 5.3), which no other option may name besides.
RevocationStatus Mag::revoke_group(const BindingRevocation& indication, std::uint32_t group,
                                   const Heard& heard) {
    const auto& options = indication.options;
    const auto clients = members(heard.lma, group);
    if (clients.empty() || pmip::find<MobileNodeIdentifier>(options) != nullptr ||
        pmip::find<HomeNetworkPrefix>(options) != nullptr ||
        pmip::find<Ipv4HomeAddressRequest>(options) != nullptr || pmip::find<GreKey>(options) != nullptr)
        return RevocationStatus::binding_does_not_exist;
    const RevocationTrigger trigger{indication.code};
    if (trigger > RevocationTrigger::out_of_sync && trigger != RevocationTrigger::per_peer_policy)
        return RevocationStatus::trigger_not_supported;
    const bool ipv4_only = has(indication, BindingRevocation::ipv4_only);
    for (const auto& mac : clients)
        work(bindings_.at(mac), heard.call,
             [&](Turn& turn) { ipv4_only ? turn.ipv4_revoked(trigger) : turn.revoked(trigger); });
    return RevocationStatus::success;
}

RevocationStatus Mag::revoke_one(const BindingRevocation& indication, Binding& binding, const Heard& heard) {
    const RevocationTrigger trigger{indication.code};
    const auto recent = binding.last_trigger + shared_.settings.min_attempt_interval;
    if (is_handover(trigger) && recent > heard.call.now.steady) return RevocationStatus::mn_is_attached;
    if (!has(indication, BindingRevocation::ipv4_only)) {
        work(binding, heard.call, [&](Turn& turn) { turn.revoked(trigger); });
        return RevocationStatus::success;
    }
    if (pmip::find<Ipv4HomeAddressRequest>(indication.options) == nullptr)
        return RevocationStatus::ipv4_home_address_option_required;
    work(binding, heard.call, [&](Turn& turn) { turn.ipv4_revoked(trigger); });
    return RevocationStatus::success;
}

/// The session that a message of this LMA is about: by identifier, or by address or prefix alone.
/// Both must fit, where both are there.
Binding* Mag::subject(const std::vector<Option>& options, const std::string& lma) {
    const auto fits = [&](const Binding& binding) {
        return binding.lma == lma && has_session(binding) && names(binding, options);
    };
    if (const auto* id = pmip::find<MobileNodeIdentifier>(options)) {
        for (const auto& mac : shared_.index.by_identity(id->id))
            if (auto& binding = bindings_.at(mac); fits(binding)) return &binding;
        return nullptr;
    }
    const auto* prefix = pmip::find<HomeNetworkPrefix>(options);
    const auto* address = pmip::find<Ipv4HomeAddressRequest>(options);
    if (prefix == nullptr && address == nullptr) return nullptr;
    const auto holder =
        shared_.index.holder(lma, prefix != nullptr ? base::Address{prefix->prefix.network()}
                                                    : base::Address{address->home_address.address});
    if (!holder || !fits(bindings_.at(*holder))) return nullptr;
    return &bindings_.at(*holder);
}

} // namespace pmip
