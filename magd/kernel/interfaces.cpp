#include "magd/kernel/interfaces.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace magd::kernel {
namespace {

InterfaceName name_of_gone(base::IfIndex index) {
    if (index == base::IfIndex{}) return {};
    return InterfaceName(fmt::format(":{}", std::to_underlying(index)));
}

/// 0 if it is no such name.
base::IfIndex index_of_gone(const InterfaceName& name) {
    std::underlying_type_t<base::IfIndex> number = 0;
    const auto text = name.view();
    if (name.gone()) std::from_chars(text.data() + 1, text.data() + text.size(), number);
    return base::IfIndex{number};
}

} // namespace

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
    return entry == known_.end() ? index_of_gone(name) : entry->second.index;
}

std::uint32_t Interfaces::mtu(const InterfaceName& name) const {
    const auto entry = known_.find(name);
    return entry == known_.end() ? 0 : entry->second.mtu;
}

InterfaceName Interfaces::name(base::IfIndex index) const {
    const auto entry = names_.find(index);
    return entry == names_.end() ? name_of_gone(index) : entry->second;
}

} // namespace magd::kernel
