#pragma once

#include "magd/config.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/pmip/mag.hpp"

/// What the configuration means to each part of the gateway.
namespace magd {

/// Who a client is to its LMA: identity, realm, LMA and access type, from its MAC and the
/// access interface it is behind. `access` must be of this configuration.
[[nodiscard]] pmip::Profile profile_for(const Config& config, const AccessConfig& access, base::IfIndex index,
                                        const base::MacAddress& mac);

[[nodiscard]] pmip::MagSettings mag_settings(const Config& config);
[[nodiscard]] kernel::Site kernel_site(const Config& config);

/// The access interface of that name; nullptr if the configuration has none.
[[nodiscard]] const AccessConfig* find_access(const Config& config, std::string_view interface);

} // namespace magd
