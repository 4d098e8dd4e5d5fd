#pragma once

#include <map>

#include "magd/kernel/state.hpp"
#include "nlink/link.hpp"

namespace magd::kernel {

/// Names and numbers of the interfaces, as last listed. The state speaks in names, netlink
/// in numbers.
class Interfaces {
  public:
    void list(const std::vector<nlink::Link>& links);
    /// Index 0, which the kernel refuses, if there is no such interface.
    [[nodiscard]] base::IfIndex index(const InterfaceName& name) const;
    /// Empty if there is no such interface.
    [[nodiscard]] InterfaceName name(base::IfIndex index) const;

  private:
    std::map<InterfaceName, base::IfIndex> indices_;
    std::map<base::IfIndex, InterfaceName> names_;
};

} // namespace magd::kernel
