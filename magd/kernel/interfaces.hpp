#pragma once

#include <map>

#include "magd/kernel/state.hpp"
#include "nlink/link.hpp"

namespace magd::kernel {

/// Names, numbers and sizes of the interfaces, as last listed. The state speaks in names, netlink
/// in numbers. An interface that has gone, of which entries of tables are left, has its number with a colon
/// in front for a name, which no interface has.
class Interfaces {
  public:
    void list(const std::vector<nlink::Link>& links);
    /// Index 0, which the kernel refuses, if there is no such interface.
    [[nodiscard]] base::IfIndex index(const InterfaceName& name) const;
    /// Empty for number 0.
    [[nodiscard]] InterfaceName name(base::IfIndex index) const;
    /// Octets of its largest packet; 0 if there is no such interface.
    [[nodiscard]] std::uint32_t mtu(const InterfaceName& name) const;

  private:
    struct Known {
        base::IfIndex index{};
        std::uint32_t mtu = 0;
    };
    std::map<InterfaceName, Known> known_;
    std::map<base::IfIndex, InterfaceName> names_;
};

} // namespace magd::kernel
