#pragma once

namespace magd {

/// Messages taken from a socket at a time. Then timers, signals and the other sockets have their
/// turn, whatever floods this one; the loop comes back to what is left.
constexpr int messages_per_wakeup = 64;

/// Calls `take` until it finds nothing, but no more often than that.
void take_some(auto&& take) {
    for (int i = 0; i < messages_per_wakeup && take(); ++i) {
    }
}

} // namespace magd
