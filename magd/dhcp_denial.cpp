#include "magd/dhcp_denial.hpp"

#include "magd/identity.hpp"
#include "magd/policy.hpp"

namespace magd {
namespace {

bool denied_by_policy(const Config& config, std::string_view interface, const base::MacAddress& mac) {
    const auto* const access = find_access(config, interface);
    const auto* const entry = access == nullptr ? nullptr : client_entry(config, *access, mac);
    return entry != nullptr && entry->deny;
}

bool denied_by_lma(const pmip::Binding& binding) {
    switch (binding.phase) {
    case pmip::Phase::null: return binding.blocked;
    case pmip::Phase::active:
    case pmip::Phase::refresh_pending: return !binding.ipv4 && pmip::barred_by_lma(binding).ipv4;
    case pmip::Phase::init:
    case pmip::Phase::disconnecting: return false;
    }
    return false;
}

} // namespace

bool denied(const Config& config, std::string_view interface, const base::MacAddress& mac,
            const pmip::Binding* binding) {
    if (denied_by_policy(config, interface, mac)) return true;
    return binding != nullptr && *binding->profile.access_name == interface && denied_by_lma(*binding);
}

} // namespace magd
