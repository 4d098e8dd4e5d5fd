#pragma once

#include <sys/socket.h>

namespace magd::io {

/// Lets the answers wait of all clients that come at once: one that is lost costs its client a second. More
/// than the system's limit needs CAP_NET_ADMIN, which the daemon has.
inline void make_room(int socket) {
    constexpr int octets = 8 << 20;
    (void)::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof octets);
}

} // namespace magd::io
