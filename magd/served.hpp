#pragma once

#include "magd/admission.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/pmip/mag.hpp"

/// What the services of the access link (DHCP, router discovery) ask of bindings.
namespace magd {

/// The binding of a client that may be told its addresses on this access interface: the kernel
/// carries its packets, the journal has it, and it is not registered behind another interface (a
/// move comes first).
[[nodiscard]] inline const pmip::Binding* served(const pmip::Mag& mag, const journal::Keeper& keeper,
                                                 const base::MacAddress& mac, std::string_view interface) {
    if (keeper.holds_back(mac)) return nullptr;
    const auto* binding = mag.find(mac);
    if (binding == nullptr || !binding->programmed || binding->profile.access_name != interface)
        return nullptr;
    const bool registered =
        binding->phase == pmip::Phase::active || binding->phase == pmip::Phase::refresh_pending;
    return registered ? binding : nullptr;
}

/// Whether the core has the client on this access interface, or is about to: what it has asked there may be
/// answered yet, though its service has ended.
[[nodiscard]] inline bool awaited(const pmip::Mag& mag, const base::MacAddress& mac,
                                  std::string_view interface) {
    const auto* binding = mag.find(mac);
    return binding != nullptr && is_at(*binding, interface);
}

/// Octets of the client's largest packet through the tunnel of its LMA.
[[nodiscard]] inline std::uint16_t tunnel_mtu(const kernel::Site& site, const pmip::Binding& binding) {
    for (const auto& path : site.paths)
        if (path.lma == binding.lma && path.encapsulation == binding.encapsulation)
            return static_cast<std::uint16_t>(kernel::tunnel_mtu(path));
    return 0;
}

} // namespace magd
