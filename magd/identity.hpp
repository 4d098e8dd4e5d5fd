#pragma once

#include <expected>
#include <string>

#include "magd/config.hpp"
#include "magd/pmip/binding.hpp"

/// Who a client is to its LMA, as the configuration has it.
namespace magd {

/// The [[client]] that counts for this client: of those that match, the one with the longest
/// MAC prefix, and of several the first. nullptr if none matches.
[[nodiscard]] const ClientConfig* client_entry(const Config& config, const AccessConfig& access,
                                               const base::MacAddress& mac);

/// Identity, realm, LMAs, services and access network of a client, from its MAC and the access
/// interface it is behind, or why it is refused. `access` must be of this configuration.
[[nodiscard]] std::expected<pmip::Profile, std::string> profile_for(const Config& config,
                                                                    const AccessConfig& access,
                                                                    base::IfIndex index,
                                                                    const base::MacAddress& mac);

} // namespace magd
