#pragma once

#include <vector>

#include "magd/kernel/site.hpp"
#include "nlink/nft_set.hpp"

namespace magd::kernel {

/// The sets and maps of the nftables tables whose entries come and go with clients.
[[nodiscard]] std::vector<nlink::nft::Set> client_sets(const Site& site);

} // namespace magd::kernel
