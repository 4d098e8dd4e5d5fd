#include "magd/surroundings.hpp"

#include <fstream>

#include "magd/log.hpp"

namespace magd {
namespace {

/// magd sets the filter of its own interfaces, but the kernel takes the larger of that and `all`.
void warn_of_strict_filter() {
    int value = 0;
    std::ifstream("/proc/sys/net/ipv4/conf/all/rp_filter") >> value;
    if (value == 1)
        log::warning("net.ipv4.conf.all.rp_filter is 1: the kernel drops clients' packets; set it to 0 or 2");
}

void warn_of_rivals(kernel::NetlinkKernel& kernel) {
    const auto rivals = kernel.rivals();
    if (!rivals) return log::warning("{}", rivals.error().what);
    for (const auto& rival : *rivals) log::warning("{}", rival);
}

} // namespace

void warn_of_surroundings(kernel::NetlinkKernel& kernel) {
    warn_of_strict_filter();
    warn_of_rivals(kernel);
}

} // namespace magd
