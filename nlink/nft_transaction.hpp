#pragma once

#include <span>

#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"

namespace nlink::nft {

/// Puts the requests to the kernel as one change of the ruleset, in one send: all of them take
/// effect at once, or none. An Error names the first request that was refused, with errno and
/// the kernel's words; EMSGSIZE: the batch is larger than the socket's buffer (Options::buffer,
/// whose default has room for 100,000 elements). The socket is one of NETLINK_NETFILTER.
[[nodiscard]] base::Result<void> transact_atomic(Socket& socket, std::span<const Request> batch);

} // namespace nlink::nft
