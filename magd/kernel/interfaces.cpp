#include "magd/kernel/interfaces.hpp"

namespace magd::kernel {

void Interfaces::list(const std::vector<nlink::Link>& links) {
    indices_.clear();
    names_.clear();
    for (const auto& link : links) {
        const InterfaceName name(link.name);
        indices_.emplace(name, link.index);
        names_.emplace(link.index, name);
    }
}

base::IfIndex Interfaces::index(const InterfaceName& name) const {
    const auto entry = indices_.find(name);
    return entry == indices_.end() ? base::IfIndex{} : entry->second;
}

InterfaceName Interfaces::name(base::IfIndex index) const {
    const auto entry = names_.find(index);
    return entry == names_.end() ? InterfaceName{} : entry->second;
}

} // namespace magd::kernel
