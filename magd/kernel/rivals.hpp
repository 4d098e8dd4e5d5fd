#pragma once

#include <string>
#include <vector>

#include "magd/kernel/site.hpp"
#include "nlink/nft_chain.hpp"
#include "nlink/rule.hpp"

namespace magd::kernel {

/// What is to tell of those of these rules that another program has for marks that are ours too, so that
/// there are packets which both mean.
[[nodiscard]] std::vector<std::string> rivals(const Site& site, const std::vector<nlink::Rule>& rules);

/// What is to tell of those of these chains that clients' packets on the fast path do not come by.
[[nodiscard]] std::vector<std::string> passed_by(const Site& site,
                                                 const std::vector<nlink::nft::Chain>& chains);

} // namespace magd::kernel
