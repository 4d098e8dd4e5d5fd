#include "magd/kernel/interfaces.hpp"

namespace magd::kernel {

void Interfaces::list(const std::vector<nlink::Link>& links) {
    known_.clear();
    names_.clear();
    for (const auto& link : links) {
        const InterfaceName name(link.name);
        known_.emplace(name, Known{.index = link.index, .mtu = link.mtu});
        names_.emplace(link.index, name);
    }
}

base::IfIndex Interfaces::index(const InterfaceName& name) const {
    const auto entry = known_.find(name);
    return entry == known_.end() ? base::IfIndex{} : entry->second.index;
}

std::uint32_t Interfaces::mtu(const InterfaceName& name) const {
    const auto entry = known_.find(name);
    return entry == known_.end() ? 0 : entry->second.mtu;
}

InterfaceName Interfaces::name(base::IfIndex index) const {
    const auto entry = names_.find(index);
    return entry == names_.end() ? InterfaceName{} : entry->second;
}

} // namespace magd::kernel
