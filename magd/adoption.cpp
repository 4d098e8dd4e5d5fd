#include "magd/adoption.hpp"

#include <algorithm>

#include "magd/identity.hpp"
#include "magd/policy.hpp"

namespace magd {
namespace {

void complete(pmip::Profile& profile, const std::string& lma, const Config& config,
              const std::vector<access::DhcpPort>& ports) {
    profile.lmas = {lma};
    const auto port = std::ranges::find(ports, *profile.access_name, &access::DhcpPort::name);
    const auto* access = find_access(config, profile.access_name);
    if (port == ports.end() || access == nullptr) return;
    profile.access = port->index();
    const auto now = profile_for(config, *access, profile.access, profile.mac);
    if (!now) return;
    profile.lmas = now->lmas;
    profile.access_network = now->access_network;
    profile.downlink_key = now->downlink_key;
}

} // namespace

void complete(std::vector<pmip::Binding>& sessions, const Config& config,
              const std::vector<access::DhcpPort>& ports) {
    for (auto& session : sessions) complete(session.profile, session.lma, config, ports);
}

} // namespace magd
