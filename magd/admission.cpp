#include "magd/admission.hpp"

#include <utility>

#include "magd/identity.hpp"
#include "magd/log.hpp"
#include "magd/policy.hpp"

namespace magd {

std::optional<pmip::Profile> Admission::admit(std::string_view interface, base::IfIndex index,
                                              const base::MacAddress& mac, Trigger trigger) {
    const auto* access = find_access(config_, interface);
    if (access == nullptr || !has_trigger(*access, trigger)) return std::nullopt;
    auto profile = profile_for(config_, *access, index, mac);
    if (profile) return std::move(*profile);
    if (denials_.note(mac, profile.error()))
        log::client(log::Level::warning, mac, "refused on {}: {}", interface, profile.error());
    return std::nullopt;
}

} // namespace magd
