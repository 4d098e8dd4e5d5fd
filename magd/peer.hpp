#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "nlink/base/error.hpp"

/// Who is at the other end of a unix socket, and what it may do.
namespace magd {

/// The process that connected (or listens), as the kernel vouches for it.
struct Peer {
    pid_t pid = 0;
    uid_t uid = 0;
    gid_t gid = 0;
    bool operator==(const Peer&) const = default;
};

[[nodiscard]] base::Result<Peer> peer_of(int socket);

/// Its group, and every group that its user is a member of.
[[nodiscard]] std::vector<gid_t> groups_of(const Peer& peer);

/// The group of that name, if the machine has one.
[[nodiscard]] std::optional<gid_t> find_group(const std::string& name);

/// Root, the daemon's own user, and members of `group` may change things.
struct ChangePolicy {
    uid_t own = 0;
    std::optional<gid_t> group;
    [[nodiscard]] bool permits(const Peer& peer, const std::vector<gid_t>& groups) const;
};

} // namespace magd
