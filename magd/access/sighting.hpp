#pragma once

#include "nlink/base/address.hpp"

namespace magd::access {

/// What a source saw of a client on its access interface.
struct Sighting {
    base::MacAddress mac;
    bool present = true; ///< else it has left the link
    bool still = false;  ///< no news, if it is known to be present
    bool operator==(const Sighting&) const = default;
};

} // namespace magd::access
