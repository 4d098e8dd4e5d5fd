#pragma once

#include <string>

#include "magd/kernel/interfaces.hpp"
#include "magd/kernel/site.hpp"

/// What the nftables rules are made from, in a few characters. Kept with the tables, so that a later start,
/// or a mend, knows whether those there are the ones that it would make.
namespace magd::kernel {

/// Of the configuration, and of the rules' own version.
[[nodiscard]] std::string fingerprint(const Site& site);

/// Of the interfaces: the rules name them by number, and one that is made again has another; and what they
/// send on without routing is as large as an access interface takes.
[[nodiscard]] std::string links_fingerprint(const Site& site, const Interfaces& interfaces);

} // namespace magd::kernel
