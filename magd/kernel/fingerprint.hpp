#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "magd/kernel/interfaces.hpp"
#include "magd/kernel/site.hpp"
#include "nlink/nft_set.hpp"

/// What the nftables tables are made from, in a few characters. Kept with them, so that a later start,
/// or a mend, knows whether those there are the ones that it would make.
namespace magd::kernel {

/// Of the configuration, and of the rules' own version.
[[nodiscard]] std::string fingerprint(const Site& site);

/// Of the interfaces: the rules name them by number, and one that is made again has another; and what they
/// send on without routing is as large as an access interface takes.
[[nodiscard]] std::string links_fingerprint(const Site& site, const Interfaces& interfaces);

/// The version of what entries of clients mean, as the tables say it.
extern const std::string entries_version;
/// Of the maps for clients' entries, and of that version.
[[nodiscard]] std::string maps_fingerprint(std::vector<nlink::nft::Set> maps, std::string_view meaning);

} // namespace magd::kernel
