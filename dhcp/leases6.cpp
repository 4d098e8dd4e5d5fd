#include "dhcp/leases6.hpp"

#include <algorithm>
#include <limits>

namespace dhcp {
namespace {

std::uint32_t lifetime_of(const Context6& context) {
    constexpr Seconds longest{std::numeric_limits<std::uint32_t>::max() - 1}; // beyond is infinity
    const auto time = std::min(context.settings.lease_time, context.lease.lifetime);
    return static_cast<std::uint32_t>(std::clamp(time, Seconds{1}, longest).count());
}

bool on_link(const base::Ipv6& address, const Context6& context) {
    return std::ranges::any_of(context.lease.prefixes, [&](const base::Prefix6& prefix) {
        return base::Prefix6{address, prefix.length}.network() == prefix.network();
    });
}

bool names_other_link(const IdentityAssociation& asked, const Context6& context) {
    return std::ranges::any_of(asked.addresses,
                               [&](const auto& one) { return !on_link(one.address, context); });
}

bool renews(const Context6& context) {
    const auto type = context.request.message.type;
    return type == MessageType6::renew || type == MessageType6::rebind;
}

/// RFC 8415 section 14.2 recommends half of the preferred lifetime, and four fifths.
void grant(IdentityAssociation& answer, const Context6& context) {
    const auto seconds = lifetime_of(context);
    answer.t1 = seconds / 2;
    answer.t2 = static_cast<std::uint32_t>(std::uint64_t{seconds} * 4 / 5);
    answer.addresses.push_back({.address = *context.lease.address, .preferred = seconds, .valid = seconds});
}

/// Sections 18.3.4 and 18.3.5: what it may not keep comes back with lifetimes 0.
void end_others(IdentityAssociation& answer, const IdentityAssociation& asked, const Context6& context) {
    for (const auto& [address, preferred, valid] : asked.addresses)
        if (address != context.lease.address && (!answer.addresses.empty() || !on_link(address, context)))
            answer.addresses.push_back({.address = address});
}

StatusCode nothing_for(const IdentityAssociation& asked, const Context6& context) {
    if (renews(context)) return StatusCode::no_binding;
    return asked.code == Code6::ia_pd ? StatusCode::no_prefix_available : StatusCode::no_addresses_available;
}

/// `chosen`: it is this one that gets the address, if there is one.
IdentityAssociation answer_to(const IdentityAssociation& asked, bool chosen, const Context6& context) {
    IdentityAssociation answer{.code = asked.code, .iaid = asked.iaid};
    if (context.request.message.type == MessageType6::request && names_other_link(asked, context)) {
        answer.status = StatusCode::not_on_link; // section 18.3.2
        return answer;
    }
    if (chosen && context.lease.address) grant(answer, context);
    if (renews(context)) end_others(answer, asked, context);
    if (answer.addresses.empty()) answer.status = nothing_for(asked, context);
    return answer;
}

bool holds_the_lease(const IdentityAssociation& asked, const Context6& context) {
    return asked.code == Code6::ia_na && context.lease.address &&
           std::ranges::find(asked.addresses, *context.lease.address, &LeasedAddress::address) !=
               asked.addresses.end();
}

} // namespace

std::vector<IdentityAssociation> lease_associations(const Context6& context) {
    const auto& asked = context.request.message.associations;
    const auto chosen = std::ranges::find(asked, Code6::ia_na, &IdentityAssociation::code);
    std::vector<IdentityAssociation> answers;
    answers.reserve(asked.size());
    for (auto one = asked.begin(); one != asked.end(); ++one)
        answers.push_back(answer_to(*one, one == chosen, context));
    return answers;
}

std::vector<IdentityAssociation> end_associations(const Context6& context) {
    std::vector<IdentityAssociation> unknown;
    for (const auto& asked : context.request.message.associations)
        if (!holds_the_lease(asked, context))
            unknown.push_back({.code = asked.code, .iaid = asked.iaid, .status = StatusCode::no_binding});
    return unknown;
}

bool names_the_lease(const Context6& context) {
    return std::ranges::any_of(context.request.message.associations,
                               [&](const auto& asked) { return holds_the_lease(asked, context); });
}

StatusCode confirm_addresses(const Context6& context) {
    for (const auto& asked : context.request.message.associations)
        if (names_other_link(asked, context)) return StatusCode::not_on_link;
    return StatusCode::success;
}

} // namespace dhcp
