#include <filesystem>
#include <optional>
#include <utility>

#include "magd/app.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/journal/recollection.hpp"
#include "magd/kernel/netlink_kernel.hpp"
#include "magd/policy.hpp"

namespace magd {

base::Result<void> flush(const Config& config) {
    std::optional<journal::Recollection> past; // none is made for this: it would be root's
    if (std::filesystem::exists(journal::journal_in(config.state_directory))) {
        auto found =
            journal::recollect(config.state_directory, {.boot = {}, .began = {}, .longest_pause = {}});
        if (!found)
            return base::fail(found.error().what + "; magctl flush tells it to go", found.error().code);
        past = std::move(*found);
    }
    const auto site = kernel_site(config);
    auto kernel = kernel::NetlinkKernel::open(site);
    if (!kernel) return std::unexpected(kernel.error());
    if (auto cleared = kernel::Reconciler(site, *kernel).clear(); !cleared) return cleared;
    if (past && !past->journal)
        return base::fail("sessions stay in the journal, which is to be removed: " + past->troubles.back());
    return past ? journal::Keeper(std::move(past->journal), past->header).clear() : base::Result<void>{};
}

} // namespace magd
