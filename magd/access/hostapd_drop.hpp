#pragma once

#include "nlink/base/counters.hpp"

namespace magd::access {

/// Why a datagram of hostapd is not taken.
enum class HostapdDrop : std::uint8_t { unreadable, unexpected, too_many, count_ };

constexpr base::CounterTexts<HostapdDrop> hostapd_drop_texts{{
    {"unreadable", "neither an event nor an answer, or one that is cut or names no station"},
    {"unexpected", "an answer to no request"},
    {"too_many", "a station more than an access point can have"},
}};

} // namespace magd::access
